//! The browser's door to the conversations.
use super::model::{Found, Message, MessageId, Thread};
use crate::{
    call::Call,
    error::AppError,
    leads::{Lead, LeadId, merging::MergedPerson},
};
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

/// Marks everything this lead wrote as read here; WhatsApp is told for phones that are set so.
#[server(prefix = "/call", endpoint = "mark_lead_read", protocol = Call)]
pub async fn mark_lead_read(id: LeadId) -> Result<(), AppError> {
    use crate::{
        conversations::reading,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, _| reading::mark_read(&app, id).await).await
}

/// Fetches the file of a message that did not come, or was not fetched by itself.
#[server(prefix = "/call", endpoint = "fetch_media_again", protocol = Call)]
pub async fn fetch_media_again(message: MessageId) -> Result<(), AppError> {
    use crate::{
        conversations::fetching,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, _| fetching::again(&app, message).await).await
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

/// Queues a file that was uploaded under this id, `PUT /upload/{id}`; the text is its caption and may be empty. What was recorded here
/// plays `recorded` seconds; 0 for any other file. The same id again answers the message that is already there.
#[server(prefix = "/call", endpoint = "send_file", protocol = Call)]
pub async fn send_file(id: MessageId, lead: LeadId, text: String, name: String, recorded: u32) -> Result<Message, AppError> {
    use crate::{
        conversations::sending,
        team::{Permission, door},
    };
    door::admit(Permission::SendMessages, async |app, actor| sending::queue_file(&app, &actor, (id, lead), &text, &name, recorded).await)
        .await
}

/// The leads and messages that fit what was typed; with `after`, the messages after those.
#[server(name = Search, prefix = "/call", endpoint = "search", protocol = Call)]
pub async fn search(typed: String, after: Option<String>) -> Result<Found, AppError> {
    use crate::{
        conversations::search,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, _| search::find(&app, &typed, after.as_deref()).await).await
}

/// Makes the first lead part of the second, as both are one person. Answers the second.
#[server(prefix = "/call", endpoint = "merge_people", protocol = Call)]
pub async fn merge_people(from: LeadId, into: LeadId) -> Result<Lead, AppError> {
    use crate::{
        conversations::merging,
        team::{Permission, door},
    };
    door::admit(Permission::PlanLeads, async |app, actor| merging::merge(&app, &actor, from, into).await).await
}

/// Makes a merged lead one of its own again, and answers it.
#[server(prefix = "/call", endpoint = "take_people_apart", protocol = Call)]
pub async fn take_people_apart(merged: LeadId) -> Result<Lead, AppError> {
    use crate::{
        conversations::merging,
        team::{Permission, door},
    };
    door::admit(Permission::PlanLeads, async |app, actor| merging::take_apart(&app, &actor, merged).await).await
}

/// The people that are part of a lead, the first merged first.
#[server(prefix = "/call", endpoint = "merged_people", protocol = Call)]
pub async fn merged_people(lead: LeadId) -> Result<Vec<MergedPerson>, AppError> {
    use crate::{
        conversations::merging,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, _| merging::of_lead(&app, lead).await).await
}
