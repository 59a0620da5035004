//! Keeping sequences: everybody who writes to leads keeps their own, some keep the team's.
use super::{
    model::{Sequence, SequenceDraft, SequenceId},
    store,
};
use crate::{
    error::AppError,
    event::DomainEvent,
    state::AppState,
    team::{Actor, Permission},
};

/// More than that nobody finds again.
const MOST: i64 = 100;

/// The team's sequences and the person's own, by name.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &AppState, actor: &Actor) -> Result<Vec<Sequence>, AppError> {
    store::of(&app.db, actor.id).await
}

/// One of those.
///
/// # Errors
/// `NotFound`, also for somebody else's own one.
pub async fn one(app: &AppState, actor: &Actor, id: SequenceId) -> Result<Sequence, AppError> {
    let known = store::one(&app.db, id).await?.filter(|known| known.owner.is_none_or(|owner| owner == actor.id));
    known.ok_or_else(|| AppError::NotFound("sequence".into()))
}

/// Adds a sequence, or words it anew: what is saved last stands. One that was deleted comes back. Those that run already go on as
/// they were started.
///
/// # Errors
/// Field errors as [`SequenceDraft::fit`] says; `NotFound` for somebody else's own one; `NotAllowed` for the team's.
pub async fn save(app: &AppState, actor: &Actor, id: SequenceId, draft: SequenceDraft, for_team: bool) -> Result<Sequence, AppError> {
    let SequenceDraft { name, steps } = draft.fit()?;
    let sequence = Sequence { id, owner: (!for_team).then_some(actor.id), name, steps };
    may_edit(actor, &sequence)?;
    let mut tx = app.db.write().await?;
    match store::one_in(&mut tx, id).await? {
        Some(known) => may_edit(actor, &known)?,
        None if store::count(&mut tx, sequence.owner).await? >= MOST => {
            return Err(AppError::Conflict(format!("There are {MOST} sequences already. Delete some that nobody uses.")));
        }
        None => {}
    }
    store::put(&mut tx, &sequence, app.clock.now_ms()).await?;
    tx.commit().await?;
    app.events.publish(DomainEvent::SequencesChanged);
    Ok(sequence)
}

/// Deletes a sequence; one that is not there is deleted already. Those that run go on.
///
/// # Errors
/// `NotFound` for somebody else's own one; `NotAllowed` for the team's.
pub async fn delete(app: &AppState, actor: &Actor, id: SequenceId) -> Result<(), AppError> {
    let mut tx = app.db.write().await?;
    let Some(known) = store::one_in(&mut tx, id).await? else { return Ok(()) };
    may_edit(actor, &known)?;
    store::delete(&mut tx, id).await?;
    tx.commit().await?;
    app.events.publish(DomainEvent::SequencesChanged);
    Ok(())
}

fn may_edit(actor: &Actor, sequence: &Sequence) -> Result<(), AppError> {
    match sequence.owner {
        None if actor.may(Permission::EditTeamTemplates) => Ok(()),
        None => Err(AppError::NotAllowed),
        Some(owner) if owner == actor.id => Ok(()),
        // Whose it is, and that there is one, is nobody else's business.
        Some(_) => Err(AppError::NotFound("sequence".into())),
    }
}
