//! Links for guests: the owner of a handset, who has no account, links it by an address that works once.
//!
//! Its token opens the link of one phone and nothing else. It counts as opened when a code is asked for with it, not when its page
//! is fetched: chat apps fetch pages for their previews. It is over when the phone is connected, when somebody takes it back or
//! sends another, and after 24 hours; then it answers as if it had never been.
mod seen;
mod store;
#[cfg(test)]
mod store_tests;

pub use seen::seen_by_guest;
pub use store::GuestPass;

use super::{
    linking, listing,
    model::{GuestInvitation, GuestLink, GuestStep, PhoneId, PhoneState},
    ward::Command,
};
use crate::{db::Db, error::AppError, event::DomainEvent, state::AppState};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use store::End;

/// How long a link stands.
const VALID_FOR_MS: i64 = 24 * 3_600_000;

/// Makes the link that `by` sends to the owner of the handset. The one before ends.
///
/// # Errors
/// `NotFound`; a conflict when the phone is linked; `TooManyAttempts`.
pub async fn send(app: &AppState, by: &str, id: PhoneId) -> Result<GuestLink, AppError> {
    let phone = listing::one(app, id).await?;
    if phone.is_still_linked() {
        return Err(linking::still_linked(&phone.name));
    }
    if phone.state.is_active() {
        return Err(AppError::Conflict(format!("\"{}\" is linked already. Unlink it first to link it again.", phone.name)));
    }
    let now = app.clock.now_ms();
    let before = store::of_phone(&app.db, id, now).await?;
    let token = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let expires_at = now + VALID_FOR_MS;
    store::insert(&app.db, id, &digest(&token), by, now, expires_at).await?;
    if let Some(before) = before {
        over(app, &before, format!("The link that {} sent was replaced by a new one.", before.sent_by)).await?;
    }
    note(app, id, format!("{by} sent a link to the owner of the handset. It works once, within 24 hours.")).await?;
    Ok(GuestLink { url: format!("{}/link/{token}", app.config.public_url()), expires_at })
}

/// Takes the link of this phone back.
///
/// # Errors
/// A conflict when none stands.
pub async fn revoke(app: &AppState, by: &str, id: PhoneId) -> Result<(), AppError> {
    let now = app.clock.now_ms();
    let standing = store::of_phone(&app.db, id, now).await?;
    match standing {
        Some(pass) if store::end(&app.db, &pass.digest, End::Revoked, now).await? => {
            over(app, &pass, format!("{by} took back the link that {} sent.", pass.sent_by)).await
        }
        _ => Err(AppError::Conflict("There is no link to take back: none was sent, or it is over.".into())),
    }
}

/// The link of this phone, if one stands.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_phone(app: &AppState, id: PhoneId) -> Result<Option<GuestPass>, AppError> {
    store::of_phone(&app.db, id, app.clock.now_ms()).await
}

/// What the page behind a link says before anything begins.
///
/// # Errors
/// As of [`admit`].
pub async fn invitation(app: &AppState, token: &str) -> Result<GuestInvitation, AppError> {
    let GuestPass { phone, phone_name, sent_by, expires_at, .. } = admit(app, token).await?;
    let url = app.config.public_url();
    let place = url.split_once("://").map_or(url.as_str(), |(_, host)| host).to_owned();
    Ok(GuestInvitation { phone, name: phone_name, sent_by, place, expires_at })
}

/// One step of a guest towards the link.
///
/// # Errors
/// As of [`admit`], and of the step itself.
pub async fn step(app: &AppState, token: &str, step: GuestStep, number: &str) -> Result<(), AppError> {
    let pass = admit(app, token).await?;
    opened(app, &pass).await?;
    let by = format!("The owner of the handset, by the link that {} sent,", pass.sent_by);
    match step {
        GuestStep::Begin => linking::begin(app, &by, pass.phone, false).await.map(drop),
        GuestStep::Renew => {
            // Only what failed is begun afresh: a link that runs may be a colleague's.
            let force = listing::one(app, pass.phone).await?.state == PhoneState::Failed;
            linking::begin(app, &by, pass.phone, force).await.map(drop)
        }
        GuestStep::ByNumber => linking::by_number(app, pass.phone, number).await,
        GuestStep::Compare => linking::confirm_passkey(app, pass.phone).await,
        GuestStep::Cancel => linking::cancel(app, &by, pass.phone).await,
    }
}

/// The link with this token.
///
/// # Errors
/// `NotFound`, the same for a token that is wrong, expired, used or taken back.
pub async fn admit(app: &AppState, token: &str) -> Result<GuestPass, AppError> {
    standing(app, &digest(token)).await
}

/// The same link as it stands now.
///
/// # Errors
/// `NotFound` when it is over.
pub async fn still_stands(app: &AppState, pass: &GuestPass) -> Result<GuestPass, AppError> {
    standing(app, &pass.digest).await
}

/// Notes the first time that somebody asks for a code with this link.
///
/// # Errors
/// When the database cannot be written.
pub async fn opened(app: &AppState, pass: &GuestPass) -> Result<(), AppError> {
    if !pass.is_opened && store::open(&app.db, &pass.digest, app.clock.now_ms()).await? {
        note(app, pass.phone, format!("The link that {} sent was opened.", pass.sent_by)).await?;
    }
    Ok(())
}

/// The phone is connected, so its link is over. Answers what the timeline says about it, if one stood.
pub(super) async fn phone_is_connected(db: &Db, id: PhoneId, now_ms: i64) -> Result<Option<String>, AppError> {
    let Some(pass) = store::of_phone(db, id, now_ms).await? else { return Ok(None) };
    let how = if pass.is_opened { End::Used } else { End::Revoked };
    if !store::end(db, &pass.digest, how, now_ms).await? {
        return Ok(None);
    }
    Ok(Some(match how {
        End::Used => format!("The link that {} sent was used: the phone is linked.", pass.sent_by),
        End::Revoked => format!("The link that {} sent is over: the phone was linked without it.", pass.sent_by),
    }))
}

async fn standing(app: &AppState, digest: &str) -> Result<GuestPass, AppError> {
    let found = store::by_digest(&app.db, digest, app.clock.now_ms()).await?;
    found.ok_or_else(|| AppError::NotFound("link".into()))
}

/// A link has ended: its pages are told, and a code that the guest may have seen is worth nothing from now on.
async fn over(app: &AppState, pass: &GuestPass, sentence: String) -> Result<(), AppError> {
    note(app, pass.phone, sentence).await?;
    app.events.publish(DomainEvent::GuestLinkEnded(pass.phone));
    let state = listing::one(app, pass.phone).await?.state;
    if pass.is_opened && state.is_linking() && state != PhoneState::Securing {
        // The link is over, whatever becomes of the new code.
        drop(app.phones.begin(pass.phone, true, "Leadwire, as a link to this code is over,").await);
    }
    Ok(())
}

async fn note(app: &AppState, id: PhoneId, sentence: String) -> Result<(), AppError> {
    app.phones.order(id, |reply| Command::Note { sentence, reply }).await
}

fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}
