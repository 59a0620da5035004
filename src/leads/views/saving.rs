//! Giving a list a name, and taking it away.
use super::{
    model::{View, ViewId},
    store,
};
use crate::{
    error::AppError,
    event::DomainEvent,
    state::AppState,
    team::{Actor, Permission, PersonId},
};

/// More than that nobody finds again.
const MOST: i64 = 50;

/// Saves a view, or changes it: what is saved last stands.
///
/// # Errors
/// A field error of `name`; `NotFound` for somebody else's own one; `NotAllowed` for the team's; a conflict when there are too many.
pub(in crate::leads) async fn save(app: &AppState, actor: &Actor, view: View) -> Result<View, AppError> {
    let view = View { name: View::parse_name(&view.name)?, ..view };
    let owner = (!view.for_team).then_some(actor.id);
    may_edit(actor, owner)?;
    let mut tx = app.db.write().await?;
    match store::one_in(&mut tx, view.id).await? {
        Some((_, owner)) => may_edit(actor, owner)?,
        None if store::count(&mut tx, owner).await? >= MOST => {
            return Err(AppError::Conflict(format!("There are {MOST} views already. Delete one that nobody uses.")));
        }
        None => {}
    }
    store::put(&mut tx, &view, owner, app.clock.now_ms()).await?;
    tx.commit().await?;
    app.events.publish(DomainEvent::ViewsChanged);
    Ok(view)
}

/// Deletes a view; one that is not there is deleted already.
///
/// # Errors
/// `NotFound` for somebody else's own one; `NotAllowed` for the team's.
pub(in crate::leads) async fn delete(app: &AppState, actor: &Actor, id: ViewId) -> Result<(), AppError> {
    let mut tx = app.db.write().await?;
    let Some((_, owner)) = store::one_in(&mut tx, id).await? else { return Ok(()) };
    may_edit(actor, owner)?;
    store::delete(&mut tx, id).await?;
    tx.commit().await?;
    app.events.publish(DomainEvent::ViewsChanged);
    Ok(())
}

fn may_edit(actor: &Actor, owner: Option<PersonId>) -> Result<(), AppError> {
    match owner {
        None if actor.may(Permission::ManageStages) => Ok(()),
        None => Err(AppError::NotAllowed),
        Some(owner) if owner == actor.id => Ok(()),
        // Whose it is, and that there is one, is nobody else's business.
        Some(_) => Err(AppError::NotFound("view".into())),
    }
}
