//! What a tab knows of one conversation, and what is done in it.
use super::{
    model::{Kind, Media, MediaState, Message, MessageId, MessageStatus, MessageText, Thread},
    screen::Screen,
    server_fns::{send_file, send_message, thread},
};
use crate::{
    error::AppError,
    leads::{LeadId, NoteBook},
    live::{Keeper, Live},
    phones::PhoneId,
    team::SignedIn,
    ui::{Claims, Picked, Reading, browser, browser_files},
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// One conversation on screen, shared by thread and composer.
#[derive(Clone, Copy)]
pub struct Talk {
    /// With whom.
    pub lead: LeadId,
    /// What colleagues tell each other in between.
    pub book: NoteBook,
    pub(super) screen: Screen,
    /// The page's own reading.
    pub(super) newest: Reading<Thread>,
    pub(super) keeper: Keeper<Thread>,
    /// Counts what was written here, so that the thread can show it.
    pub(super) said: RwSignal<u64>,
    /// How many messages were unread when it was opened.
    pub unread: StoredValue<u32>,
    live: Live,
}

impl Talk {
    /// Begins to read a conversation and keeps it in step with the server. Not to be called inside a `Suspend`.
    pub fn with(lead: LeadId) -> Self {
        let screen = Screen::of(lead);
        let newest = Reading::of(move || thread(lead, None));
        let live = Live::of_tab();
        let keeper = live.keep(move || thread(lead, None), move |newest| screen.merge(newest), move |change| screen.apply(change));
        Self { lead, book: NoteBook::empty(), screen, newest, keeper, said: RwSignal::new(0), unread: StoredValue::new(0), live }
    }

    /// Says something: on screen at once, then to the server.
    pub fn say(self, text: &MessageText, me: Option<&SignedIn>) {
        self.send(self.ours(MessageId(Uuid::now_v7()), text.as_str(), me));
        self.said.update(|times| *times += 1);
    }

    /// Sends files in their order: on screen at once, then to the server. The text is the caption of the first.
    pub fn hand_in(self, files: Vec<Picked>, text: &str, me: Option<&SignedIn>) {
        let me = me.cloned();
        let mut caption = text.to_owned();
        let carried: Vec<_> = files.into_iter().map(|file| Carried::new(&file, std::mem::take(&mut caption))).collect();
        for file in &carried {
            let message = self.ours(file.id, &file.text, me.as_ref());
            self.screen.begin_sending(Message { kind: file.kind, media: Some(file.media.clone()), ..message });
        }
        self.said.update(|times| *times += 1);
        spawn_local(async move {
            for file in carried {
                self.carry(file, me.as_ref()).await;
            }
        });
    }

    /// A message of ours as it looks before the server has it.
    fn ours(self, id: MessageId, text: &str, me: Option<&SignedIn>) -> Message {
        let newest = self.screen.rows.values().pop();
        let (after, phone_id, phone_name) =
            newest.map_or((0, PhoneId(Uuid::nil()), String::new()), |newest| (newest.at, newest.phone_id, newest.phone_name));
        Message {
            id,
            lead_id: self.lead,
            phone_id,
            phone_name,
            kind: Kind::Text,
            text: text.to_owned(),
            place: None,
            media: None,
            quote: None,
            formatted: None,
            is_edited: false,
            their_reaction: String::new(),
            our_reaction: String::new(),
            sender: me.map(|me| me.actor.name.clone()).unwrap_or_default(),
            at: browser::now_ms().max(after),
            status: MessageStatus::Queued,
        }
    }

    /// Tells colleagues something that the person never sees; gives the text back when it cannot be kept.
    pub(super) fn note(self, text: String, give_back: Callback<String>) {
        self.book.write(text, give_back);
        self.said.update(|times| *times += 1);
    }

    /// Tells colleagues whether an answer is being written here.
    pub fn writes(self, is_writing: bool) {
        self.live.writes(is_writing);
    }

    /// Sends a message again that failed, under the same id: if the server has it after all, it stays one message.
    pub fn retry(self, id: MessageId) {
        let Some(message) = self.screen.rows.value(id.0) else { return };
        let message = Message { status: MessageStatus::Queued, ..message };
        let Some(media) = message.media.clone() else { return self.send(message) };
        let recorded = browser_files::picked(id.0).map_or(0, |file| file.recorded);
        let again = Carried { id, text: message.text.clone(), kind: message.kind, media, recorded };
        self.screen.begin_sending(message);
        spawn_local(async move {
            // The server may have it, and then nothing is carried there a second time.
            match again.queue(self.lead).await {
                Err(AppError::NotFound(_)) => self.carry(again, None).await,
                answer => self.settle(id, answer),
            }
        });
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

    /// Brings a file to the server and queues it.
    async fn carry(self, mut file: Carried, me: Option<&SignedIn>) {
        let (id, screen) = (file.id, self.screen);
        screen.progress(id, 0);
        let kind = match browser_files::upload(id.0, move |percent| screen.progress(id, percent)).await {
            Ok(kind) => kind,
            Err(why) => return screen.fail(id, why.unwrap_or_else(|| AppError::Unreachable.to_string())),
        };
        browser_files::upload_thumbnail(id.0).await;
        // Only now it is known what it is; WhatsApp shows no words beneath a sound.
        if SOUNDS.contains(&kind.as_str())
            && let Ok(text) = MessageText::parse(&std::mem::take(&mut file.text))
        {
            screen.take_caption(id);
            if screen.is_shown() {
                self.say(&text, me);
            } else {
                drop(send_message(MessageId(Uuid::now_v7()), self.lead, text.as_str().to_owned()).await);
            }
        }
        self.settle(id, file.queue(self.lead).await);
    }

    fn settle(self, id: MessageId, answer: Result<Message, AppError>) {
        if answer.is_ok() {
            browser_files::forget(id.0);
        }
        // When the stream was faster, it also knows better.
        if self.screen.is_sending(id) {
            match answer {
                Ok(message) => self.screen.put(message),
                Err(error) => self.screen.fail(id, error.to_string()),
            }
        }
    }

    fn send(self, message: Message) {
        let (id, text) = (message.id, message.text.clone());
        self.screen.begin_sending(message);
        spawn_local(async move {
            let answer = send_message(id, self.lead, text).await;
            self.settle(id, answer);
        });
    }
}

/// What the server calls sounds.
const SOUNDS: [&str; 2] = ["audio", "voice"];

/// A file on its way to the server.
struct Carried {
    id: MessageId,
    text: String,
    kind: Kind,
    media: Media,
    recorded: u32,
}

impl Carried {
    fn new(file: &Picked, text: String) -> Self {
        let kind = match file.claims {
            _ if file.recorded > 0 => Kind::Voice,
            Claims::Picture => Kind::Photo,
            Claims::Film => Kind::Video,
            Claims::Sound => Kind::Audio,
            Claims::Other => Kind::Document,
        };
        let media = Media {
            name: file.name.clone(),
            size: file.size,
            width: 0,
            height: 0,
            has_thumbnail: false,
            state: MediaState::Uploading(None),
        };
        Self { id: MessageId(file.id), text, kind, media, recorded: file.recorded }
    }

    async fn queue(&self, lead: LeadId) -> Result<Message, AppError> {
        send_file(self.id, lead, self.text.clone(), self.media.name.clone(), self.recorded).await
    }
}
