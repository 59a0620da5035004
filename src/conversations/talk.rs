//! What a tab knows of one conversation, and what is done in it.
use super::{
    model::{Kind, Message, MessageId, MessageStatus, MessageText, Thread},
    screen::Screen,
    server_fns::{send_message, thread},
};
use crate::{
    error::AppError,
    leads::LeadId,
    live::{Keeper, Live},
    phones::PhoneId,
    team::SignedIn,
    ui::{Reading, browser},
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// One conversation on screen, shared by thread and composer.
#[derive(Clone, Copy)]
pub struct Talk {
    /// With whom.
    pub lead: LeadId,
    pub(super) screen: Screen,
    /// The page's own reading.
    pub(super) newest: Reading<Thread>,
    pub(super) keeper: Keeper<Thread>,
    /// Counts what was written here, so that the thread can show it.
    pub(super) said: RwSignal<u64>,
    live: Live,
}

impl Talk {
    /// Begins to read a conversation and keeps it in step with the server. Not to be called inside a `Suspend`.
    pub fn with(lead: LeadId) -> Self {
        let screen = Screen::of(lead);
        let newest = Reading::of(move || thread(lead, None));
        let live = Live::of_tab();
        let keeper = live.keep(move || thread(lead, None), move |newest| screen.merge(newest), move |change| screen.apply(change));
        Self { lead, screen, newest, keeper, said: RwSignal::new(0), live }
    }

    /// Says something: on screen at once, then to the server.
    pub fn say(self, text: &MessageText, me: Option<&SignedIn>) {
        let newest = self.screen.rows.values().pop();
        let (after, phone_id, phone_name) =
            newest.map_or((0, PhoneId(Uuid::nil()), String::new()), |newest| (newest.at, newest.phone_id, newest.phone_name));
        self.send(Message {
            id: MessageId(Uuid::now_v7()),
            lead_id: self.lead,
            phone_id,
            phone_name,
            kind: Kind::Text,
            text: text.as_str().to_owned(),
            place: None,
            media: None,
            quote: None,
            is_edited: false,
            their_reaction: String::new(),
            our_reaction: String::new(),
            sender: me.map(|me| me.actor.name.clone()).unwrap_or_default(),
            at: browser::now_ms().max(after),
            status: MessageStatus::Queued,
        });
        self.said.update(|times| *times += 1);
    }

    /// Tells colleagues whether an answer is being written here.
    pub fn writes(self, is_writing: bool) {
        self.live.writes(is_writing);
    }

    /// Sends a message again that failed, under the same id: if the server has it after all, it stays one message.
    pub fn retry(self, id: MessageId) {
        if let Some(message) = self.screen.rows.value(id.0) {
            self.send(Message { status: MessageStatus::Queued, ..message });
        }
    }

    /// The stretch before the one on screen.
    pub(super) async fn load_earlier(self) -> Result<(), AppError> {
        let stretch = thread(self.lead, self.screen.earlier.get_untracked()).await?;
        self.screen.put_before(stretch);
        Ok(())
    }

    /// Reads the newest stretch and shows nothing else: some of what is shown belongs to another conversation now.
    pub fn read_anew(self) {
        spawn_local(async move {
            // Should it fail, the connection is away; what comes back with it reads again.
            if let Ok(newest) = thread(self.lead, None).await {
                self.screen.begin_anew(newest);
            }
        });
    }

    fn send(self, message: Message) {
        let (id, text, screen) = (message.id, message.text.clone(), self.screen);
        screen.begin_sending(message);
        spawn_local(async move {
            let answer = send_message(id, self.lead, text).await;
            // When the stream was faster, it also knows better.
            if screen.is_sending(id) {
                match answer {
                    Ok(message) => screen.put(message),
                    Err(error) => screen.fail(id, error.to_string()),
                }
            }
        });
    }
}
