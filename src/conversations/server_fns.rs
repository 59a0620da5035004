//! The browser's door to the conversations.
use super::model::{Message, MessageId, Thread};
use crate::{call::Call, error::AppError, leads::LeadId};
use leptos::prelude::*;

/// The newest stretch of a conversation, or the one before `earlier`.
#[server(name = ReadThread, prefix = "/call", endpoint = "thread", protocol = Call)]
pub async fn thread(lead: LeadId, earlier: Option<String>) -> Result<Thread, AppError> {
    use crate::{
        conversations::reading,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, _| reading::thread(&app, lead, earlier.as_deref()).await).await
}

/// Queues a message to a lead. `id` is made by the caller: the same id again answers the message that is already there.
#[server(prefix = "/call", endpoint = "send_message", protocol = Call)]
pub async fn send_message(id: MessageId, lead: LeadId, text: String) -> Result<Message, AppError> {
    use crate::{
        conversations::{MessageText, sending},
        team::{Permission, door},
    };
    door::admit(Permission::SendMessages, async |app, actor| sending::queue(&app, &actor, id, lead, MessageText::parse(&text)?).await).await
}
