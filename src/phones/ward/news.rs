//! What became of messages, as the engine reports it. It is reported once, so what the database does not take is stored later.
use super::Ward;
use crate::whatsapp::{Address, EngineEvent, Inbound, Inbox, ReceiptKind, Refusal, RetryRequest};
use std::{collections::VecDeque, time::Duration};
use tokio::time::Instant;

/// After a write that failed, it is repeated this much later.
const KEEP_AGAIN: Duration = Duration::from_secs(1);
/// What the database has not taken for so long, it never will.
const AT_LONGEST: Duration = Duration::from_secs(3600);
/// More than this does not wait; the oldest is let go.
const MOST: usize = 10_000;

/// One thing to store.
#[derive(Debug)]
pub(in crate::phones) enum News {
    /// WhatsApp's server has a message of ours, or refuses it.
    Acked { stanza_id: String, refusal: Option<Refusal> },
    /// A device of the other person has it, or it was read.
    Receipt { stanza_ids: Vec<String>, kind: ReceiptKind },
    /// A device could not open it and asks for it again.
    AskedAgain(RetryRequest),
    /// A message that came cannot be read.
    Undecryptable(Box<Inbound>),
    /// A message that only the handset shows.
    Withheld(Box<Inbound>),
    /// A person has another number.
    NumberChanged { from: Address, to: Address },
}

impl News {
    async fn keep(&self, inbox: &dyn Inbox) -> anyhow::Result<()> {
        match self {
            Self::Acked { stanza_id, refusal } => inbox.acked(stanza_id, refusal.as_ref()).await,
            Self::Receipt { stanza_ids, kind } => inbox.receipt(stanza_ids, *kind).await,
            Self::AskedAgain(request) => inbox.asked_again(request).await,
            Self::Undecryptable(message) => inbox.undecryptable(message).await,
            Self::Withheld(message) => inbox.commit(std::slice::from_ref(message)).await,
            Self::NumberChanged { from, to } => inbox.number_changed(from, to).await,
        }
    }
}

/// What waits to be stored, with the time when it came.
pub(super) type Unkept = VecDeque<(News, Instant)>;

impl Ward {
    /// Of what the engine reports, keeps what became of messages.
    pub(super) async fn keep_news_of(&mut self, event: EngineEvent) {
        let news = match event {
            EngineEvent::Acked { stanza_id, refusal } => return self.acked(stanza_id, refusal).await,
            EngineEvent::Receipt { stanza_ids, kind, at: _ } => News::Receipt { stanza_ids, kind },
            EngineEvent::AskedAgain(request) => News::AskedAgain(request),
            EngineEvent::Undecryptable(message) => News::Undecryptable(message),
            EngineEvent::Withheld(message) => News::Withheld(message),
            EngineEvent::NumberChanged { from, to } => News::NumberChanged { from, to },
            _ => return,
        };
        self.keep_news(news).await;
    }

    /// Stores it, now or as soon as the database takes it, in the order in which it came.
    pub(super) async fn keep_news(&mut self, news: News) {
        self.unkept.push_back((news, Instant::now()));
        if self.deadlines.keep_news.is_none() {
            self.keep_what_waits().await;
        } else if self.unkept.len() > MOST {
            self.unkept.pop_front();
            tracing::error!(phone.id = %self.id, "What became of a message is let go: too much waits for the database");
        }
    }

    pub(super) async fn keep_what_waits(&mut self) {
        self.deadlines.keep_news = None;
        let inbox = self.inbox();
        while let Some((news, came)) = self.unkept.front() {
            if came.elapsed() > AT_LONGEST {
                tracing::error!(phone.id = %self.id, "What became of a message is let go: the database has not taken it for an hour");
                self.unkept.pop_front();
                continue;
            }
            if let Err(error) = news.keep(&*inbox).await {
                tracing::warn!(phone.id = %self.id, "What became of a message could not be stored and waits: {error:#}");
                self.deadlines.keep_news = Some(Instant::now() + KEEP_AGAIN);
                return;
            }
            self.unkept.pop_front();
        }
    }
}
