//! The SQL of assigning.
use super::model::{Rule, RuleId};
use crate::{
    db::Db,
    error::{AppError, unexpected},
    team::PersonId,
};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use std::collections::HashMap;
use uuid::Uuid;

const ALL: &str = "SELECT id, name, fits, receiver FROM assignment_rules ORDER BY position, id";

/// Every rule, in the team's order.
pub(super) async fn all(db: &Db) -> Result<Vec<Rule>, AppError> {
    sqlx::query(ALL).fetch_all(db.read()).await?.iter().map(from_row).collect()
}

/// The same, within a transaction.
pub(super) async fn all_in(tx: &mut Transaction<'static, Any>) -> Result<Vec<Rule>, AppError> {
    sqlx::query(ALL).fetch_all(&mut **tx).await?.iter().map(from_row).collect()
}

/// Writes the rules as they are now, in this order; those that are not among them go, with their turns.
pub(super) async fn replace(tx: &mut Transaction<'static, Any>, rules: &[Rule]) -> Result<(), AppError> {
    for gone in all_in(tx).await?.iter().filter(|old| rules.iter().all(|rule| rule.id != old.id)) {
        for sql in ["DELETE FROM assignment_turns WHERE rule_id = $1", "DELETE FROM assignment_rules WHERE id = $1"] {
            sqlx::query(sql).bind(gone.id.0.to_string()).execute(&mut **tx).await?;
        }
    }
    for (position, rule) in (1_i64..).zip(rules) {
        let put = sqlx::query(
            "INSERT INTO assignment_rules (id, name, fits, receiver, position) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (id) DO UPDATE SET name = $2, fits = $3, receiver = $4, position = $5",
        );
        put.bind(rule.id.0.to_string())
            .bind(&rule.name)
            .bind(json(&rule.fits)?)
            .bind(json(&rule.receiver)?)
            .bind(position)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// When each person last got a lead by this rule, as a number that grows.
pub(super) async fn turns(tx: &mut Transaction<'static, Any>, rule: RuleId) -> Result<HashMap<PersonId, i64>, AppError> {
    let turns = sqlx::query("SELECT person_id, nth FROM assignment_turns WHERE rule_id = $1").bind(rule.0.to_string());
    let turn = |row: &AnyRow| Ok((PersonId(uuid(row, "person_id")?), row.try_get("nth")?));
    turns.fetch_all(&mut **tx).await?.iter().map(turn).collect()
}

/// This person got a lead by this rule.
pub(super) async fn take_turn(tx: &mut Transaction<'static, Any>, rule: RuleId, person: PersonId, nth: i64) -> Result<(), AppError> {
    let take = sqlx::query(
        "INSERT INTO assignment_turns (rule_id, person_id, nth) VALUES ($1, $2, $3) ON CONFLICT (rule_id, person_id) DO UPDATE SET nth = $3",
    );
    take.bind(rule.0.to_string()).bind(person.0.to_string()).bind(nth).execute(&mut **tx).await?;
    Ok(())
}

fn from_row(row: &AnyRow) -> Result<Rule, AppError> {
    Ok(Rule { id: RuleId(uuid(row, "id")?), name: row.try_get("name")?, fits: of_json(row, "fits")?, receiver: of_json(row, "receiver")? })
}

fn json(value: &impl Serialize) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(|error| unexpected(&error))
}

fn of_json<T: DeserializeOwned>(row: &AnyRow, column: &str) -> Result<T, AppError> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|error| unexpected(&error))
}

fn uuid(row: &AnyRow, column: &str) -> Result<Uuid, AppError> {
    let text: String = row.try_get(column)?;
    Uuid::parse_str(&text).map_err(|error| unexpected(&error))
}
