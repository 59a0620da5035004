//! The door that every server function goes through: who is asking, and may they.
use super::{
    first_run,
    model::{Actor, Permission, PersonId, Role, Welcome},
    people::{self, NewPerson},
    sessions, store,
};
use crate::{
    error::{AppError, database_away, unexpected},
    event::DomainEvent,
    state::AppState,
};
use axum::http::{StatusCode, request::Parts};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;
use std::net::{IpAddr, SocketAddr};
use tower_sessions::Session;

/// The key of the sign-in's record that names the person.
const PERSON: &str = "person";
/// The key of the day on which its end was last moved on.
const RENEWED: &str = "renewed";
const DAY_MS: i64 = 86_400_000;

/// Lets a signed-in person with the right through to `body`; everybody else gets the error and its status.
///
/// # Errors
/// `SignedOut`, `NotAllowed`, or what the body says.
pub async fn admit<T>(permission: Permission, body: impl AsyncFnOnce(AppState, Actor) -> Result<T, AppError>) -> Result<T, AppError> {
    let app = expect_context::<AppState>();
    let answer = match asking(&app).await {
        Ok(Some((actor, _))) if actor.may(permission) => body(app, actor).await,
        Ok(Some(_)) => Err(AppError::NotAllowed),
        Ok(None) => Err(AppError::SignedOut),
        Err(error) => Err(error),
    };
    with_status(answer)
}

/// The same for what is no server function, by the sign-in of a request.
///
/// # Errors
/// `SignedOut`, `NotAllowed`; when the database cannot be read.
pub async fn admit_request(app: &AppState, session: &Session, permission: Permission) -> Result<Actor, AppError> {
    match by_sign_in(app, session).await? {
        Some((actor, _)) if actor.may(permission) => Ok(actor),
        Some(_) => Err(AppError::NotAllowed),
        None => Err(AppError::SignedOut),
    }
}

/// Lets everybody through. Only for what must work while nobody is signed in.
///
/// # Errors
/// What the body says.
pub async fn open<T>(body: impl AsyncFnOnce(AppState) -> Result<T, AppError>) -> Result<T, AppError> {
    with_status(body(expect_context::<AppState>()).await)
}

/// Lets guests through, so often per network address: their token is looked at by the body.
///
/// # Errors
/// `TooManyAttempts`, or what the body says.
pub async fn guest<T>(body: impl AsyncFnOnce(AppState) -> Result<T, AppError>) -> Result<T, AppError> {
    let app = expect_context::<AppState>();
    let answer = match count_guest(&app, address(&app)) {
        Ok(()) => body(app).await,
        Err(error) => Err(error),
    };
    with_status(answer)
}

/// Counts a guest's step from this network address.
///
/// # Errors
/// `TooManyAttempts`.
pub fn count_guest(app: &AppState, address: Option<IpAddr>) -> Result<(), AppError> {
    app.team.attempts.count_guest(address)
}

/// The person behind this request and the digest of their sign-in, read afresh: a changed role counts at once.
///
/// # Errors
/// When the database cannot be read.
pub async fn asking(app: &AppState) -> Result<Option<(Actor, String)>, AppError> {
    let Some(session) = session() else { return Ok(None) };
    by_sign_in(app, &session).await
}

async fn by_sign_in(app: &AppState, session: &Session) -> Result<Option<(Actor, String)>, AppError> {
    let person = session.get::<PersonId>(PERSON).await.map_err(unread)?;
    let (Some(person), Some(id)) = (person, session.id()) else { return Ok(None) };
    renew(app, session).await?;
    Ok(store::by_id(&app.db, person).await?.map(|actor| (actor, sessions::digest(id))))
}

/// Sign-ins are read from the database, so that is what failed, unless a sign-in itself cannot be understood.
fn unread(error: tower_sessions::session::Error) -> AppError {
    use tower_sessions::{session::Error, session_store};
    match error {
        Error::Store(session_store::Error::Backend(_)) => database_away(&"it does not answer"),
        other => unexpected(&other),
    }
}

/// A sign-in that is used stays: its end moves on when it is saved, which needs to happen once a day at most.
async fn renew(app: &AppState, session: &Session) -> Result<(), AppError> {
    let today = app.clock.now_ms() / DAY_MS;
    let renewed = session.get::<i64>(RENEWED).await.map_err(|error| unexpected(&error))?;
    if renewed != Some(today) {
        session.insert(RENEWED, today).await.map_err(|error| unexpected(&error))?;
    }
    Ok(())
}

/// The person, when this sign-in of theirs still stands; with the role they have now.
///
/// # Errors
/// When the database cannot be read.
pub async fn still_signed_in(app: &AppState, session: &str, person: PersonId) -> Result<Option<Actor>, AppError> {
    if sessions::stands(&app.db, session, app.clock.now_ms()).await? { store::by_id(&app.db, person).await } else { Ok(None) }
}

/// Answers what every page needs first.
///
/// # Errors
/// When the database cannot be read.
pub async fn welcome(app: AppState) -> Result<Welcome, AppError> {
    Ok(Welcome { actor: asking(&app).await?.map(|(actor, _)| actor), demo: app.config.is_demo(), first_run: app.team.first_run.is_open() })
}

/// Signs in and sends the browser on. One error for every wrong combination, and it takes equally long.
///
/// # Errors
/// A field error of `password`; `TooManyAttempts`.
pub async fn sign_in(app: AppState, email: &str, password: &str, next: Option<&str>) -> Result<(), AppError> {
    let email = people::normal_email(email);
    app.team.attempts.count(&email, address(&app))?;
    let found = if email.len() > people::LONGEST_EMAIL { None } else { store::by_email(&app.db, &email).await? };
    let hash = found.as_ref().map(|person| person.password_hash.clone());
    let right = app.team.passwords.verify(password.to_owned(), hash).await?;
    match found {
        Some(person) if right => begin_session(&person.actor, next).await,
        _ => Err(AppError::field("password", "This e-mail address and password do not go together.")),
    }
}

/// Signs out here and tells every tab of this sign-in.
///
/// # Errors
/// When the database cannot be written.
pub async fn sign_out(app: AppState) -> Result<(), AppError> {
    if let Some((actor, digest)) = asking(&app).await? {
        if let Some(session) = session() {
            session.flush().await.map_err(|error| unexpected(&error))?;
        }
        app.events.publish(DomainEvent::SessionEnded { person: actor.id, session: Some(digest) });
    }
    leptos_axum::redirect("/sign-in");
    Ok(())
}

/// Creates the owner with the one-time link and signs them in.
///
/// # Errors
/// Field errors; a conflict when the link is spent; `TooManyAttempts`.
pub async fn create_owner(app: AppState, token: &str, name: &str, email: &str, password: String) -> Result<(), AppError> {
    app.team.attempts.count("first run", address(&app))?;
    let new = NewPerson { name: name.to_owned(), email: email.to_owned(), password: password.into(), role: Role::Owner };
    let owner = first_run::create_owner(&app, token, new).await?;
    begin_session(&owner, Some("/phones")).await
}

async fn begin_session(actor: &Actor, next: Option<&str>) -> Result<(), AppError> {
    let session = session().ok_or_else(|| unexpected(&"no session layer"))?;
    // A new value of the cookie on every sign-in: one planted before cannot ride along.
    session.cycle_id().await.map_err(|error| unexpected(&error))?;
    session.insert(PERSON, actor.id).await.map_err(|error| unexpected(&error))?;
    leptos_axum::redirect(local_path(next));
    Ok(())
}

/// Only paths of our own: `//elsewhere` and `https://elsewhere` would lead away.
fn local_path(next: Option<&str>) -> &str {
    match next {
        Some(path) if path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']) && path.is_ascii() => path,
        _ => "/today",
    }
}

fn session() -> Option<Session> {
    use_context::<Parts>()?.extensions.get::<Session>().cloned()
}

/// The network address that asks: the peer's, or what our own proxies say of it.
pub fn address(app: &AppState) -> Option<IpAddr> {
    let parts = use_context::<Parts>()?;
    let peer = parts.extensions.get::<axum::extract::ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let said = parts.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    forwarded(said, app.config.trusted_proxies).or(peer)
}

/// Each proxy adds what it saw at the right end; what stands left of our own proxies' entries, anybody can write.
fn forwarded<'a>(headers: impl Iterator<Item = &'a str>, trusted: usize) -> Option<IpAddr> {
    let entries: Vec<&str> = headers.flat_map(|header| header.split(',')).map(str::trim).collect();
    let outermost = entries.len().checked_sub(trusted.max(1))?;
    entries.get(outermost).filter(|_| trusted > 0)?.parse().ok()
}

/// A page about something that is not there has the status 404; calls get theirs from the layer of `http`.
fn with_status<T>(answer: Result<T, AppError>) -> Result<T, AppError> {
    if matches!(answer, Err(AppError::NotFound(_)))
        && use_context::<Parts>().is_some_and(|parts| !parts.uri.path().starts_with("/call/"))
        && let Some(response) = use_context::<ResponseOptions>()
    {
        response.set_status(StatusCode::NOT_FOUND);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::{forwarded, local_path};

    #[test]
    fn a_forwarded_address_is_believed_only_as_far_as_our_own_proxies_wrote_it() {
        let header = || ["6.6.6.6, 203.0.113.7", "10.0.0.2"].into_iter();
        assert_eq!(forwarded(header(), 0), None);
        assert_eq!(forwarded(header(), 1), "10.0.0.2".parse().ok());
        assert_eq!(forwarded(header(), 2), "203.0.113.7".parse().ok());
        assert_eq!(forwarded(header(), 9), None, "fewer entries than proxies: somebody went around them");
    }

    #[test]
    fn after_signing_in_only_paths_of_our_own_are_followed() {
        assert_eq!(local_path(Some("/phones?link=1")), "/phones?link=1");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "phones", ""] {
            assert_eq!(local_path(Some(elsewhere)), "/today", "{elsewhere}");
        }
        assert_eq!(local_path(None), "/today");
    }
}
