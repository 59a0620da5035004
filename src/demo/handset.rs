//! The simulated handset of the link dialog.
use super::control::Control;
use crate::{
    error::AppError,
    phones::{PhoneId, listing as phones},
    state::AppState,
};
use std::sync::atomic::{AtomicU32, Ordering};

/// The last account that was made up: two scans at once must not take the same.
static MADE_UP: AtomicU32 = AtomicU32::new(900_000);

/// Scans the code that is on show with the phone's own handset, or with a handset that no phone has yet.
///
/// # Errors
/// `NotFound` outside demo mode; a conflict when no code is on show or the handset refuses.
pub async fn scan(app: &AppState, phone: PhoneId) -> Result<(), AppError> {
    if !app.config.is_demo() {
        return Err(AppError::NotFound("simulated handset".into()));
    }
    let this = phones::one(app, phone).await?;
    let Some(qr) = app.phones.code_text(phone).await? else {
        return Err(AppError::Conflict("No code is on show. Show a new code first.".into()));
    };
    let taken: Vec<_> = phones::all(app).await?.into_iter().filter_map(|phone| phone.number.as_deref().map(digits)).collect();
    let number = match this.number.as_deref() {
        Some(number) => digits(number),
        None => std::iter::repeat_with(made_up).find(|number| !taken.contains(number)).unwrap_or_default(),
    };
    let control = Control::of(app);
    control.handset(&number, &this.name).await?;
    control.scan(&number, &qr).await
}

fn made_up() -> String {
    format!("62812{:08}", MADE_UP.fetch_add(1, Ordering::Relaxed) + 1)
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}
