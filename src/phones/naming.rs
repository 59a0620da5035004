//! Giving a phone a name.
use super::{
    listing,
    model::{Phone, PhoneId, PhoneName},
    store,
    ward::Command,
};
use crate::{error::AppError, state::AppState};

/// Renames a phone.
///
/// # Errors
/// `NotFound`.
pub async fn rename(app: &AppState, id: PhoneId, name: PhoneName) -> Result<Phone, AppError> {
    store::one(&app.db, id).await?;
    store::rename(&app.db, id, &name).await?;
    // The ward tells, as it alone knows where the phone stands at that moment.
    app.phones.tell(id, Command::Tell);
    listing::one(app, id).await
}
