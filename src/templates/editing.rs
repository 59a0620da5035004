//! Keeping templates: everybody who writes to leads keeps their own, some keep the team's.
use super::{
    files,
    model::{Template, TemplateId, Wording},
    store,
};
use crate::{
    error::AppError,
    event::DomainEvent,
    media::FileId,
    state::AppState,
    team::{Actor, Permission},
};

/// More than that nobody finds again.
const MOST: i64 = 500;

/// The team's templates and the person's own, by shortcut.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &AppState, actor: &Actor) -> Result<Vec<Template>, AppError> {
    store::of(&app.db, actor.id).await
}

/// Adds a template, or words it anew: what is saved last stands. One that was deleted comes back. Its file is one that it has, or had until
/// a day ago, or one that this person brought just now, with its name.
///
/// # Errors
/// `NotFound` for somebody else's own one; `NotAllowed` for the team's; a field error of `shortcut` when it is taken, of `file` when that
/// is not here any more.
pub async fn save(
    app: &AppState,
    actor: &Actor,
    id: TemplateId,
    wording: Wording,
    for_team: bool,
    file: Option<(FileId, &str)>,
) -> Result<Template, AppError> {
    let mut template = Template { id, owner: (!for_team).then_some(actor.id), wording, file: None };
    may_edit(actor, &template)?;
    let mut tx = app.db.write().await?;
    let known = store::one_in(&mut tx, id).await?;
    match &known {
        Some(known) => may_edit(actor, known)?,
        None if store::count(&mut tx, template.owner).await? >= MOST => {
            return Err(AppError::Conflict(format!("There are {MOST} templates already. Delete some that nobody uses.")));
        }
        None => {}
    }
    let now = app.clock.now_ms();
    store::touch_files(&mut tx, id, now).await?;
    if let Some(file) = file {
        let given = files::give(&mut tx, actor, id, file, now).await?;
        store::give_file(&mut tx, given.id, template.owner).await?;
        template.file = Some(given);
    }
    let taken =
        || AppError::field("shortcut", format!("/{} is taken by another template. Choose another shortcut.", template.wording.shortcut));
    if store::is_taken(&mut tx, &template).await? || !store::put(&mut tx, &template, now).await? {
        return Err(taken());
    }
    tx.commit().await?;
    app.events.publish(DomainEvent::TemplatesChanged);
    Ok(template)
}

/// Deletes a template; one that is not there is deleted already.
///
/// # Errors
/// `NotFound` for somebody else's own one; `NotAllowed` for the team's.
pub async fn delete(app: &AppState, actor: &Actor, id: TemplateId) -> Result<(), AppError> {
    let mut tx = app.db.write().await?;
    let Some(known) = store::one_in(&mut tx, id).await? else { return Ok(()) };
    may_edit(actor, &known)?;
    store::touch_files(&mut tx, id, app.clock.now_ms()).await?;
    store::delete(&mut tx, id).await?;
    tx.commit().await?;
    app.events.publish(DomainEvent::TemplatesChanged);
    Ok(())
}

fn may_edit(actor: &Actor, template: &Template) -> Result<(), AppError> {
    match template.owner {
        None if actor.may(Permission::EditTeamTemplates) => Ok(()),
        None => Err(AppError::NotAllowed),
        Some(owner) if owner == actor.id => Ok(()),
        // Whose it is, and that there is one, is nobody else's business.
        Some(_) => Err(AppError::NotFound("template".into())),
    }
}
