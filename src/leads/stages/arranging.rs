//! Wording, ordering, adding and removing stages.
use super::{
    model::{Stage, StageKind},
    store,
};
use crate::{error::AppError, event::DomainEvent, leads::intake, state::AppState};
use std::collections::BTreeSet;

/// Makes these the team's stages, in this order.
///
/// # Errors
/// Field errors of `name`; a conflict when a stage that is to go has leads, or when none would be open.
pub(in crate::leads) async fn save(app: &AppState, stages: Vec<Stage>) -> Result<Vec<Stage>, AppError> {
    let stages = fit(stages)?;
    let mut tx = intake::begin(&app.db).await?;
    let before = store::all_in(&mut tx).await?;
    for gone in before.iter().filter(|old| stages.iter().all(|stage| stage.id != old.id)) {
        if store::is_used(&mut tx, gone.id).await? {
            return Err(AppError::Conflict(format!(
                "There are leads at \"{}\". Move them to another stage first, then remove it.",
                gone.name
            )));
        }
    }
    if before == stages {
        return Ok(stages);
    }
    store::replace(&mut tx, &stages).await?;
    tx.commit().await?;
    app.events.publish(DomainEvent::StagesChanged);
    Ok(stages)
}

fn fit(mut stages: Vec<Stage>) -> Result<Vec<Stage>, AppError> {
    for stage in &mut stages {
        stage.name = Stage::parse_name(&stage.name)?;
    }
    let names: BTreeSet<_> = stages.iter().map(|stage| stage.name.to_lowercase()).collect();
    let ids: BTreeSet<_> = stages.iter().map(|stage| stage.id.0).collect();
    if names.len() < stages.len() || ids.len() < stages.len() {
        return Err(AppError::field("name", "Two stages have the same name. Call one of them otherwise."));
    }
    if stages.len() > Stage::MOST {
        return Err(AppError::Conflict(format!("There are at most {} stages. Remove one first.", Stage::MOST)));
    }
    if !stages.iter().any(|stage| stage.kind == StageKind::Open) {
        return Err(AppError::Conflict("At least one stage must be open: new leads begin there.".into()));
    }
    Ok(stages)
}
