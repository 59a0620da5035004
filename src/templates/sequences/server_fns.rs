//! The browser's door to the sequences.
use super::model::{Sequence, SequenceDraft, SequenceId};
use crate::{call::Call, error::AppError};
use leptos::prelude::*;

/// The team's sequences and one's own, by name.
#[server(prefix = "/call", endpoint = "list_sequences", protocol = Call)]
pub async fn list_sequences() -> Result<Vec<Sequence>, AppError> {
    use crate::{
        team::{Permission, door},
        templates::sequences::keeping,
    };
    door::admit(Permission::SeeLeads, async |app, actor| keeping::list(&app, &actor).await).await
}

/// Adds a sequence or words it anew. `id` is made by the caller; the same again changes nothing.
#[server(prefix = "/call", endpoint = "save_sequence", protocol = Call)]
pub async fn save_sequence(id: SequenceId, draft: SequenceDraft, for_team: bool) -> Result<Sequence, AppError> {
    use crate::{
        team::{Permission, door},
        templates::sequences::keeping,
    };
    door::admit(Permission::SendMessages, async |app, actor| keeping::save(&app, &actor, id, draft, for_team).await).await
}

/// Deletes a sequence.
#[server(prefix = "/call", endpoint = "delete_sequence", protocol = Call)]
pub async fn delete_sequence(id: SequenceId) -> Result<(), AppError> {
    use crate::{
        team::{Permission, door},
        templates::sequences::keeping,
    };
    door::admit(Permission::SendMessages, async |app, actor| keeping::delete(&app, &actor, id).await).await
}
