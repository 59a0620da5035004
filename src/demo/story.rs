//! What demo mode begins with: one linked phone and a few people who have written to it, all over the real path.
use super::{control::Control, handset};
use crate::{
    error::AppError,
    event::{DomainEvent, Subscription},
    phones::{PhoneId, PhoneName, PhoneState, linking, listing as phones},
    state::AppState,
};
use std::time::Duration;

/// Nothing of the story may hang for longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Numbers, names and words of the people. The numbers are of no real subscriber's range.
const PEOPLE: [(&str, &str, &[&str]); 4] = [
    ("6281200000011", "Dewi Lestari", &["Hello, do you still have the teak table?", "The one with six chairs"]),
    ("5511900000012", "João Pereira", &["Oi! Can you ship to São Paulo? 🙂"]),
    ("919000000013", "Asha Nair", &["What are your opening hours on Saturday?"]),
    ("4915100000014", "Jonas Weber", &["Thanks for the offer, I will think about it."]),
];

/// Tells the story in the background, when demo mode is on and nothing is there yet.
pub fn begin(app: &AppState) {
    if !app.config.is_demo() {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        match tokio::time::timeout(PATIENCE, tell(&app)).await {
            Ok(Ok(())) => tracing::info!("The demo's sample data is ready"),
            Ok(Err(error)) => tracing::warn!("The demo's sample data is incomplete: {error}"),
            Err(_) => tracing::warn!("The demo's sample data is incomplete: the simulator did not answer in time"),
        }
    });
}

async fn tell(app: &AppState) -> Result<(), AppError> {
    if !phones::all(app).await?.is_empty() {
        return Ok(());
    }
    let control = Control::of(app);
    let mut events = app.events.subscribe();
    let phone = linking::add(app, PhoneName::parse("Front desk")?).await?.id;
    reached(&mut events, phone, PhoneState::WaitingForScan).await;
    handset::scan(app, phone).await?;
    reached(&mut events, phone, PhoneState::Connected).await;
    let shop = phones::one(app, phone).await?.number.unwrap_or_default();
    for (number, name, texts) in PEOPLE {
        control.handset(number, name).await?;
        for text in texts {
            control.write(number, &shop.chars().filter(char::is_ascii_digit).collect::<String>(), text).await?;
        }
    }
    Ok(())
}

async fn reached(events: &mut Subscription, phone: PhoneId, state: PhoneState) {
    while let Ok(event) = events.recv().await {
        if matches!(&*event, DomainEvent::PhoneChanged(changed) if changed.id == phone && changed.state == state) {
            return;
        }
    }
}
