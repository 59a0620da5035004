//! Beginning an import, stopping it, going on with it, and forgetting it.
use super::{
    model::{Import, ImportDesk, ImportId, ImportPlan, ImportProblem, ImportState},
    previewing, store, words,
};
use crate::{error::AppError, event::DomainEvent, phones::countries, state::AppState, team::Actor};

/// Imports that are shown.
const MOST_SHOWN: i64 = 50;
/// Problems that are shown.
const MOST_PROBLEMS: i64 = 100;

/// What the page begins with.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn desk(app: &AppState, actor: &Actor) -> Result<ImportDesk, AppError> {
    let imports = store::of_person(&app.db, actor.id, MOST_SHOWN).await?.into_iter().map(|stored| stored.import).collect();
    Ok(ImportDesk { imports, countries: countries() })
}

/// Begins an import as this plan says; one that ended before its end goes on as it was begun. The same again changes nothing.
///
/// # Errors
/// `NotFound`; a conflict that says what the plan lacks; `Malformed` for what no page offers.
pub(super) async fn begin(app: &AppState, actor: &Actor, id: ImportId, plan: Option<ImportPlan>) -> Result<Import, AppError> {
    let stored = store::one(&app.db, id, actor.id).await?;
    if stored.import.state == ImportState::Ready {
        let plan = plan.unwrap_or(stored.plan);
        previewing::check(&plan)?;
        if let Some(trouble) = previewing::trouble(&plan) {
            return Err(AppError::Conflict(trouble));
        }
        store::keep_plan(&app.db, id, &plan).await?;
    }
    if !app.config.imports_folder().join(id.to_string()).exists() {
        return Err(AppError::Conflict(words::GONE.into()));
    }
    if store::begin(&app.db, id, app.clock.now_ms()).await? {
        app.imports.wake();
    }
    told(app, actor, id).await
}

/// Stops an import that is under way; forgets one that is not, with its file.
///
/// # Errors
/// When the database cannot be written.
pub(super) async fn end(app: &AppState, actor: &Actor, id: ImportId) -> Result<(), AppError> {
    let stored = match store::one(&app.db, id, actor.id).await {
        // What was forgotten already is as it should be.
        Err(AppError::NotFound(_)) => return Ok(()),
        stored => stored?,
    };
    if stored.import.state == ImportState::Running {
        if store::end(&app.db, id, ImportState::Stopped, "").await? {
            told(app, actor, id).await?;
        }
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    let is_gone = store::forget(&mut tx, id).await?;
    tx.commit().await?;
    if is_gone {
        drop(tokio::fs::remove_file(app.config.imports_folder().join(id.to_string())).await);
    }
    Ok(())
}

/// The first rows that were not taken.
///
/// # Errors
/// `NotFound`.
pub(super) async fn problems(app: &AppState, actor: &Actor, id: ImportId) -> Result<Vec<ImportProblem>, AppError> {
    store::one(&app.db, id, actor.id).await?;
    store::problems(&app.db, id, 0, MOST_PROBLEMS).await
}

async fn told(app: &AppState, actor: &Actor, id: ImportId) -> Result<Import, AppError> {
    let import = store::one(&app.db, id, actor.id).await?.import;
    app.events.publish(DomainEvent::ImportChanged(import.clone()));
    Ok(import)
}
