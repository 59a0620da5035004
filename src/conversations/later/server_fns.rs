//! The browser's door to what is sent later, and to what helps to write.
use super::{Desk, Offer, Scheduled, ScheduledId, Settlement};
use crate::{call::Call, error::AppError, leads::LeadId};
use leptos::prelude::*;

/// What is at hand where a lead is answered: what waits to be sent later, the phone that an answer goes by.
#[server(name = ReadDesk, prefix = "/call", endpoint = "desk", protocol = Call)]
pub async fn desk(lead: LeadId) -> Result<Desk, AppError> {
    use crate::{
        conversations::later::scheduling,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, _| scheduling::desk(&app, lead).await).await
}

/// The templates that this person may use, each as it would be sent to this lead.
#[server(prefix = "/call", endpoint = "offered_templates", protocol = Call)]
pub async fn offered_templates(lead: LeadId) -> Result<Vec<Offer>, AppError> {
    use crate::{
        conversations::later::scheduling,
        team::{Permission, door},
    };
    door::admit(Permission::SendMessages, async |app, actor| scheduling::offers(&app, &actor, lead).await).await
}

/// Plans a message to a lead, or changes the one that waits under this id. It is sent then, unless the lead writes first.
#[server(prefix = "/call", endpoint = "schedule_message", protocol = Call)]
pub async fn schedule_message(id: ScheduledId, lead: LeadId, text: String, send_at: i64) -> Result<Scheduled, AppError> {
    use crate::{
        conversations::{MessageText, later::scheduling},
        team::{Permission, door},
    };
    door::admit(Permission::SendMessages, async |app, actor| {
        scheduling::schedule(&app, &actor, id, lead, MessageText::parse(&text)?, send_at).await
    })
    .await
}

/// Sends a message that waits at once, or drops it.
#[server(prefix = "/call", endpoint = "settle_scheduled", protocol = Call)]
pub async fn settle_scheduled(id: ScheduledId, how: Settlement) -> Result<(), AppError> {
    use crate::{
        conversations::later::scheduling,
        team::{Permission, door},
    };
    door::admit(Permission::SendMessages, async |app, actor| scheduling::settle(&app, &actor, id, how).await).await
}
