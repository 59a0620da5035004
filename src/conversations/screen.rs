//! The stretch of a conversation on screen, and what was written here but not taken yet.
use super::model::{Kind, MediaState, Message, MessageId, MessageStatus, Thread};
use crate::{leads::LeadId, live::Change, ui::Rows};
use leptos::prelude::*;

/// What is on screen.
#[derive(Clone, Copy)]
pub struct Screen {
    lead: LeadId,
    /// The messages, the oldest first.
    pub rows: Rows<Message>,
    /// Where the stretch before begins.
    pub earlier: RwSignal<Option<String>>,
    /// Written here; the server has not said yet that it has them.
    unsent: StoredValue<Vec<MessageId>>,
}

impl Screen {
    /// An empty one.
    pub fn of(lead: LeadId) -> Self {
        Self { lead, rows: Rows::default(), earlier: RwSignal::new(None), unsent: StoredValue::new(Vec::new()) }
    }

    /// Shows a message that is on its way to the server.
    pub fn begin_sending(self, message: Message) {
        self.unsent.update_value(|unsent| unsent.push(message.id));
        self.rows.put(message.id.0, message);
    }

    /// Whether the server has not said yet that it has this message.
    pub fn is_sending(self, id: MessageId) -> bool {
        self.unsent.try_with_value(|unsent| unsent.contains(&id)).unwrap_or(false)
    }

    /// Whether the page is still there: a file goes on its way also when the person has gone elsewhere.
    pub fn is_shown(self) -> bool {
        self.unsent.try_with_value(|_| ()).is_some()
    }

    /// The server could not be told.
    pub fn fail(self, id: MessageId, reason: String) {
        self.change(id, |message| {
            message.status = MessageStatus::Failed(reason);
            stand_still(message);
        });
    }

    /// So much of a message's file is on the server, percent.
    pub fn progress(self, id: MessageId, percent: u8) {
        self.change(id, |message| {
            if let Some(media) = &mut message.media {
                media.state = MediaState::Uploading(Some(percent));
            }
        });
    }

    /// The words of a message's file go as a message of their own.
    pub fn take_caption(self, id: MessageId) {
        self.change(id, |message| {
            message.text.clear();
            message.formatted = None;
        });
    }

    /// Changes a message that the server does not have; one that it has, it knows better.
    fn change(self, id: MessageId, change: impl FnOnce(&mut Message)) {
        if self.is_sending(id)
            && let Some(mut message) = self.rows.value(id.0)
        {
            change(&mut message);
            self.rows.put(id.0, message);
        }
    }

    /// The server has this message.
    pub fn put(self, message: Message) {
        self.unsent.update_value(|unsent| unsent.retain(|id| *id != message.id));
        if message.kind == Kind::Gone {
            return self.rows.remove(message.id.0);
        }
        self.rows.put(message.id.0, message);
        self.sort();
    }

    /// Takes a change if it is of this conversation.
    pub fn apply(self, change: &Change) {
        if let Change::Message(message) = change
            && message.lead_id == self.lead
        {
            self.put(message.clone());
        }
    }

    /// Shows the stretch before.
    pub fn put_before(self, stretch: Thread) {
        self.earlier.set(stretch.earlier);
        let known = self.rows.values();
        let mut messages = stretch.messages;
        messages.retain(|message| known.iter().all(|other| other.id != message.id));
        messages.extend(known);
        self.show(messages);
    }

    /// Shows the newest stretch; what is older stays when both meet, what was not sent yet stays in any case.
    pub fn merge(self, newest: Thread) {
        let known = self.rows.values();
        let unsent = self.unsent.get_value();
        let is_new = |message: &Message| newest.messages.iter().all(|other| other.id != message.id);
        let meets = known.iter().any(|message| !is_new(message));
        let oldest = newest.messages.first().map_or(i64::MAX, |message| message.at);
        let stays = |message: &&Message| is_new(message) && ((meets && message.at <= oldest) || unsent.contains(&message.id));
        let mut messages: Vec<_> = known.iter().filter(stays).cloned().collect();
        if !meets {
            self.earlier.set(newest.earlier.clone());
        }
        messages.extend(newest.messages);
        self.show(messages);
        self.sort();
    }

    /// Shows the newest stretch and what was not sent yet, and nothing else.
    pub fn begin_anew(self, newest: Thread) {
        let unsent = self.unsent.try_get_value().unwrap_or_default();
        let mut messages = self.rows.values();
        messages.retain(|message| unsent.contains(&message.id));
        self.earlier.try_set(newest.earlier);
        messages.extend(newest.messages);
        self.show(messages);
        self.sort();
    }

    fn sort(self) {
        self.rows.sort(|one, other| one.at.cmp(&other.at));
    }

    fn show(self, messages: Vec<Message>) {
        self.rows.replace(messages.into_iter().map(|message| (message.id.0, message)).collect());
    }
}

fn stand_still(message: &mut Message) {
    if let Some(media) = &mut message.media
        && matches!(media.state, MediaState::Uploading(_))
    {
        media.state = MediaState::Uploading(None);
    }
}
