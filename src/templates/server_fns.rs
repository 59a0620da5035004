//! The browser's door to the templates.
use super::model::{Template, TemplateId};
use crate::{call::Call, error::AppError, media::FileId};
use leptos::prelude::*;

/// The team's templates and one's own, by shortcut.
#[server(prefix = "/call", endpoint = "list_templates", protocol = Call)]
pub async fn list_templates() -> Result<Vec<Template>, AppError> {
    use crate::{
        team::{Permission, door},
        templates::editing,
    };
    door::admit(Permission::SeeLeads, async |app, actor| editing::list(&app, &actor).await).await
}

/// Adds a template or words it anew. `id` is made by the caller; the same again changes nothing. `file` is one that it has, or one that was
/// brought to `/upload/…` just now and is called `file_name`.
#[server(prefix = "/call", endpoint = "save_template", protocol = Call)]
pub async fn save_template(
    id: TemplateId,
    name: String,
    shortcut: String,
    body: String,
    for_team: bool,
    file: Option<FileId>,
    #[server(default)] file_name: String,
) -> Result<Template, AppError> {
    use crate::{
        team::{Permission, door},
        templates::{Wording, editing},
    };
    door::admit(Permission::SendMessages, async |app, actor| {
        let wording = Wording::parse(&name, &shortcut, &body, file.is_some())?;
        editing::save(&app, &actor, id, wording, for_team, file.map(|file| (file, file_name.as_str()))).await
    })
    .await
}

/// Deletes a template.
#[server(prefix = "/call", endpoint = "delete_template", protocol = Call)]
pub async fn delete_template(id: TemplateId) -> Result<(), AppError> {
    use crate::{
        team::{Permission, door},
        templates::editing,
    };
    door::admit(Permission::SendMessages, async |app, actor| editing::delete(&app, &actor, id).await).await
}
