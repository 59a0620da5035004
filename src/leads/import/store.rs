//! The SQL of imports.
use super::model::{Import, ImportId, ImportPlan, ImportProblem, ImportState};
use crate::{
    db::{Db, write_rows},
    error::{AppError, unexpected},
    team::PersonId,
};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::Uuid;

const COLUMNS: &str =
    "id, person_id, file_name, created_at, state, plan, begun_at, row_done, total, added, updated, skipped, refused, trouble";

/// An import with how its file is read.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) import: Import,
    pub(super) plan: ImportPlan,
    /// When it was begun, Unix milliseconds.
    pub(super) begun_at: i64,
    /// The last row that was dealt with.
    pub(super) row_done: u64,
}

/// Notes a file that has just come.
pub(super) async fn insert(tx: &mut Transaction<'static, Any>, import: &Import, plan: &ImportPlan) -> Result<(), AppError> {
    let insert = sqlx::query("INSERT INTO imports (id, person_id, file_name, created_at, state, plan) VALUES ($1, $2, $3, $4, $5, $6)");
    insert
        .bind(import.id.to_string())
        .bind(import.by.0.to_string())
        .bind(&import.file)
        .bind(import.at)
        .bind(import.state.as_str())
        .bind(json(plan)?)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The imports of a person, the newest first.
pub(super) async fn of_person(db: &Db, person: PersonId, limit: i64) -> Result<Vec<Stored>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM imports WHERE person_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person.0.to_string()).bind(limit).fetch_all(db.read()).await?;
    rows.iter().map(from_row).collect()
}

/// One import of this person.
pub(super) async fn one(db: &Db, id: ImportId, person: PersonId) -> Result<Stored, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM imports WHERE id = $1 AND person_id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).bind(person.0.to_string()).fetch_optional(db.read()).await?;
    from_row(&row.ok_or_else(|| AppError::NotFound("import".into()))?)
}

/// The import that is under way the longest.
pub(super) async fn next_running(db: &Db) -> Result<Option<Stored>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM imports WHERE state = 'running' ORDER BY begun_at, id LIMIT 1");
    sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_optional(db.read()).await?.map(|row| from_row(&row)).transpose()
}

/// Keeps how a file is to be read, while it was not begun.
pub(super) async fn keep_plan(db: &Db, id: ImportId, plan: &ImportPlan) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    let keep = sqlx::query("UPDATE imports SET plan = $2 WHERE id = $1 AND state = 'ready'");
    keep.bind(id.to_string()).bind(json(plan)?).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Begins an import, or goes on with one that ended before its end; answers whether it was such a one.
pub(super) async fn begin(db: &Db, id: ImportId, now_ms: i64) -> Result<bool, AppError> {
    let mut tx = db.write().await?;
    let begin = sqlx::query(
        "UPDATE imports SET state = 'running', trouble = '', begun_at = COALESCE(begun_at, $2) \
         WHERE id = $1 AND state IN ('ready', 'stopped', 'failed')",
    );
    let begun = begin.bind(id.to_string()).bind(now_ms).execute(&mut *tx).await?.rows_affected();
    tx.commit().await?;
    Ok(begun > 0)
}

/// Ends an import that is under way; answers whether it was.
pub(super) async fn end(db: &Db, id: ImportId, state: ImportState, trouble: &str) -> Result<bool, AppError> {
    let mut tx = db.write().await?;
    let end = sqlx::query("UPDATE imports SET state = $2, trouble = $3 WHERE id = $1 AND state = 'running'");
    let ended = end.bind(id.to_string()).bind(state.as_str()).bind(trouble).execute(&mut *tx).await?.rows_affected();
    tx.commit().await?;
    Ok(ended > 0)
}

/// Keeps how many people a file has.
pub(super) async fn keep_total(db: &Db, id: ImportId, total: u64) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    sqlx::query("UPDATE imports SET total = $2 WHERE id = $1").bind(id.to_string()).bind(signed(total)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes how far an import is, in the transaction of what was taken. Answers whether it goes on: not when it was stopped, or somebody
/// else has dealt with these rows.
pub(super) async fn advance(tx: &mut Transaction<'static, Any>, stored: &Stored, before: u64) -> Result<bool, AppError> {
    let Import { id, added, updated, skipped, refused, .. } = &stored.import;
    let advance = sqlx::query(
        "UPDATE imports SET row_done = $2, added = $3, updated = $4, skipped = $5, refused = $6 \
         WHERE id = $1 AND state = 'running' AND row_done = $7",
    );
    let advanced = advance
        .bind(id.to_string())
        .bind(signed(stored.row_done))
        .bind(signed(*added))
        .bind(signed(*updated))
        .bind(signed(*skipped))
        .bind(signed(*refused))
        .bind(signed(before))
        .execute(&mut **tx)
        .await?;
    Ok(advanced.rows_affected() > 0)
}

/// Notes the rows that were not taken.
pub(super) async fn refuse(tx: &mut Transaction<'static, Any>, id: ImportId, problems: &[ImportProblem]) -> Result<(), AppError> {
    let head = "INSERT INTO import_problems (import_id, row_number, why)";
    write_rows(tx, (head, 3, ""), problems, |statement, problem| {
        statement.bind(id.to_string()).bind(signed(problem.row)).bind(problem.why.clone())
    })
    .await?;
    Ok(())
}

/// The rows after this one that were not taken.
pub(super) async fn problems(db: &Db, id: ImportId, after: u64, limit: i64) -> Result<Vec<ImportProblem>, AppError> {
    let find =
        sqlx::query("SELECT row_number, why FROM import_problems WHERE import_id = $1 AND row_number > $2 ORDER BY row_number LIMIT $3");
    let rows = find.bind(id.to_string()).bind(signed(after)).bind(limit).fetch_all(db.read()).await?;
    rows.iter().map(|row| Ok(ImportProblem { row: unsigned(row.try_get("row_number")?), why: row.try_get("why")? })).collect()
}

/// Forgets an import that is not under way; answers whether it was there.
pub(super) async fn forget(tx: &mut Transaction<'static, Any>, id: ImportId) -> Result<bool, AppError> {
    let forget = sqlx::query("DELETE FROM imports WHERE id = $1 AND state <> 'running'").bind(id.to_string());
    Ok(forget.execute(&mut **tx).await?.rows_affected() > 0)
}

/// The imports that came before this moment and are not under way.
pub(super) async fn before(db: &Db, at: i64) -> Result<Vec<ImportId>, AppError> {
    let find = sqlx::query("SELECT id FROM imports WHERE created_at < $1 AND state <> 'running'").bind(at);
    find.fetch_all(db.read()).await?.iter().map(|row| id(row, "id").map(ImportId)).collect()
}

/// Whether there is such an import.
pub(super) async fn exists(db: &Db, id: ImportId) -> Result<bool, AppError> {
    let find = sqlx::query("SELECT id FROM imports WHERE id = $1").bind(id.to_string());
    Ok(find.fetch_optional(db.read()).await?.is_some())
}

fn from_row(row: &AnyRow) -> Result<Stored, AppError> {
    let (state, plan): (String, String) = (row.try_get("state")?, row.try_get("plan")?);
    let state = ImportState::ALL.into_iter().find(|one| one.as_str() == state);
    let plan: ImportPlan = serde_json::from_str(&plan).map_err(|error| unexpected(&error))?;
    let count = |column: &str| row.try_get::<i64, _>(column).map(unsigned);
    Ok(Stored {
        import: Import {
            id: ImportId(id(row, "id")?),
            by: PersonId(id(row, "person_id")?),
            file: row.try_get("file_name")?,
            at: row.try_get("created_at")?,
            state: state.ok_or_else(|| unexpected(&"an import in an unknown state"))?,
            total: row.try_get::<Option<i64>, _>("total")?.map(unsigned),
            added: count("added")?,
            updated: count("updated")?,
            skipped: count("skipped")?,
            refused: count("refused")?,
            tag: plan.tag.clone(),
            trouble: row.try_get("trouble")?,
        },
        plan,
        begun_at: row.try_get::<Option<i64>, _>("begun_at")?.unwrap_or_default(),
        row_done: count("row_done")?,
    })
}

fn id(row: &AnyRow, column: &str) -> Result<Uuid, AppError> {
    let text: String = row.try_get(column)?;
    Uuid::parse_str(&text).map_err(|error| unexpected(&error))
}

fn json(plan: &ImportPlan) -> Result<String, AppError> {
    serde_json::to_string(plan).map_err(|error| unexpected(&error))
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}
