//! Adding people: the owner at first run, others from the command line.
use super::{
    Team,
    model::{Actor, Colleague, Permission, PersonId, Role},
    store::{self, Credentials},
};
use crate::{clock::Clock, db::Db, error::AppError};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{Any, Transaction};
use uuid::Uuid;

/// The longest name of a person, in characters.
const LONGEST_NAME: usize = 80;
/// The longest address (RFC 5321 allows 254).
pub(super) const LONGEST_EMAIL: usize = 254;

/// What somebody typed to add a person.
pub struct NewPerson {
    /// Their name as colleagues see it.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// Their first password.
    pub password: SecretString,
    /// Their role.
    pub role: Role,
}

/// Adds a person.
///
/// # Errors
/// Field errors of `name`, `email`, `password`; a conflict when the address is taken.
pub async fn add(db: &Db, clock: &Clock, team: &Team, new: NewPerson) -> Result<Actor, AppError> {
    let person = parse(team, new).await?;
    if store::insert(db, &person, clock.now_ms(), false).await? {
        Ok(person.actor)
    } else {
        Err(AppError::field("email", "Somebody with this address is already in the team."))
    }
}

/// Adds the owner while nobody is there.
///
/// # Errors
/// Field errors as of [`add`]; a conflict when somebody is there already.
pub async fn add_owner(db: &Db, clock: &Clock, team: &Team, new: NewPerson) -> Result<Actor, AppError> {
    let person = parse(team, NewPerson { role: Role::Owner, ..new }).await?;
    if store::insert(db, &person, clock.now_ms(), true).await? {
        Ok(person.actor)
    } else {
        Err(AppError::Conflict("This installation already has an owner. Sign in instead.".into()))
    }
}

/// Everybody who works here, by name.
///
/// # Errors
/// When the database cannot be read.
pub async fn colleagues(db: &Db) -> Result<Vec<Colleague>, AppError> {
    let people = store::all(db).await?;
    Ok(people.into_iter().map(|Actor { id, name, role, .. }| Colleague { id, name, role }).collect())
}

/// The same with the addresses that they sign in with, for the server's own use.
///
/// # Errors
/// When the database cannot be read.
pub async fn everybody(db: &Db) -> Result<Vec<Actor>, AppError> {
    store::all(db).await
}

/// The owner, once there is one.
///
/// # Errors
/// When the database cannot be read.
pub async fn owner(db: &Db) -> Result<Option<Actor>, AppError> {
    Ok(store::all(db).await?.into_iter().find(|person| person.role == Role::Owner))
}

/// Whether this person works here and may.
///
/// # Errors
/// When the database cannot be read.
pub async fn may(db: &Db, person: PersonId, permission: Permission) -> Result<bool, AppError> {
    Ok(store::by_id(db, person).await?.is_some_and(|person| person.may(permission)))
}

/// Everybody who works here and may, within a transaction.
///
/// # Errors
/// When the database cannot be read.
pub async fn who_may(tx: &mut Transaction<'static, Any>, permission: Permission) -> Result<Vec<PersonId>, AppError> {
    let people = store::all_in(tx).await?;
    Ok(people.into_iter().filter(|person| person.may(permission)).map(|person| person.id).collect())
}

/// Whether nobody has been added yet.
///
/// # Errors
/// When the database cannot be read.
pub async fn nobody_yet(db: &Db) -> Result<bool, AppError> {
    Ok(store::count(db).await? == 0)
}

/// An address as it is compared: without spaces around it, in lower case.
pub(super) fn normal_email(typed: &str) -> String {
    typed.trim().to_lowercase()
}

async fn parse(team: &Team, new: NewPerson) -> Result<Credentials, AppError> {
    let name = new.name.trim().to_owned();
    let email = normal_email(&new.email);
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(AppError::field("name", format!("A name has 1 to {LONGEST_NAME} characters on one line.")));
    }
    let well_formed = email.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.') && !host.contains('@'));
    if !well_formed || email.len() > LONGEST_EMAIL || email.chars().any(|letter| letter.is_control() || letter.is_whitespace()) {
        return Err(AppError::field("email", "Give an e-mail address such as ana@example.com."));
    }
    let password_hash = team.passwords.hash(new.password.expose_secret().to_owned()).await?;
    Ok(Credentials { actor: Actor { id: PersonId(Uuid::now_v7()), name, email, role: new.role }, password_hash })
}
