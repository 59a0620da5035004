//! The typed handle: what tests use, and what the HTTP calls are made of.

use crate::chaos::{self, ChaosView, NewChaos};
use crate::connects::Connects;
use crate::number::Number;
use crate::refusal::Refusal;
use crate::shared::Shared;
use crate::world::{
    Addressing, ChatMessage, ConnectionState, ConnectionView, Fault, FaultKind, HandsetView, LinkResult, Linked, MessageKind, NewHistory,
    PasskeyStage, PasskeyView, Said, Status, TURNS_PER_SECOND, TypedCode, Typing, World, read_code,
};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::{MissedTickBehavior, timeout};

/// How long a scan waits for the client to sign.
const SCAN_LIMIT: Duration = Duration::from_secs(10);

/// The most texts of one call.
const MAX_MANY: usize = 100_000;
/// How many texts are sent before others get their turn.
const AT_A_TIME: usize = 25;

/// A handset to be created.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewHandset {
    /// Its number, with or without `+`.
    pub number: String,
    /// The name that others see: 1 to 100 characters.
    pub name: String,
    /// How its chats are addressed; by LID when not said.
    #[serde(default)]
    pub addressing: Addressing,
}

/// A message to be sent by a handset.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    /// To whom, with or without `+`.
    pub to: String,
    /// At most 65536 bytes, and at least one unless a kind is said.
    #[serde(default)]
    pub text: String,
    /// What it is; a text when not said.
    #[serde(default)]
    pub kind: Option<MessageKind>,
    /// With a text: the id of the message that it replies to.
    #[serde(default)]
    pub reply_to: Option<String>,
    /// The message id, to make a repeated call harmless; a new one when not said.
    #[serde(default)]
    pub id: Option<String>,
    /// When it was written, Unix milliseconds and not after now, as when it waited for days on the server; now when not said.
    #[serde(default)]
    pub at: Option<i64>,
}

/// Many texts to be sent by a handset: `<prefix> 1`, `<prefix> 2`…
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManyMessages {
    /// To whom, with or without `+`.
    pub to: String,
    /// How many: 1 to 100,000.
    pub count: usize,
    /// What they begin with.
    pub prefix: String,
}

/// A change of an account: either or both.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Migration {
    /// How its chats are addressed from now on.
    #[serde(default)]
    pub addressing: Option<Addressing>,
    /// Its new number, with or without `+`. Its linked devices are removed.
    #[serde(default)]
    pub number: Option<String>,
}

/// Does what the people with the handsets do. Cheap to clone; numbers are taken with or without `+`.
#[derive(Clone)]
pub struct Control {
    shared: Arc<Shared>,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// A new handset with its account, addressed by LID.
    pub async fn create_handset(&self, number: &str, name: &str) -> Result<HandsetView, Refusal> {
        let new = NewHandset { number: number.to_owned(), name: name.to_owned(), addressing: Addressing::default() };
        self.create(new).await
    }

    /// A new handset with its account.
    pub async fn create(&self, new: NewHandset) -> Result<HandsetView, Refusal> {
        let number = parse(&new.number)?;
        let mut world = self.shared.world.lock().await;
        world.create_handset(number.clone(), &new.name, new.addressing)?;
        world.handset_view(&number)
    }

    /// All handsets, by number.
    pub async fn handsets(&self) -> Vec<HandsetView> {
        self.shared.world.lock().await.handset_views()
    }

    /// One handset.
    pub async fn handset(&self, number: &str) -> Result<HandsetView, Refusal> {
        self.shared.world.lock().await.handset_view(&known(number)?)
    }

    /// Waits until a handset is as wanted, or the time is over. Answers how it is then.
    pub async fn wait_for_handset(
        &self,
        number: &str,
        limit: Duration,
        wanted: impl Fn(&HandsetView) -> bool,
    ) -> Result<HandsetView, Refusal> {
        let number = known(number)?;
        let enough = |view: &Result<HandsetView, Refusal>| view.as_ref().map_or(true, &wanted);
        self.shared.watch(limit, |world| world.handset_view(&number), enough).await
    }

    /// Switches a handset on or off. While it is off, what is sent to it waits.
    pub async fn set_online(&self, number: &str, online: bool) -> Result<HandsetView, Refusal> {
        let number = known(number)?;
        let mut world = self.shared.world.lock().await;
        world.set_online(&number, online).await?;
        world.handset_view(&number)
    }

    /// Scans the text of a QR code and waits, at most 10 seconds, until the client has signed.
    pub async fn scan(&self, number: &str, qr: &str) -> Result<Linked, Refusal> {
        let answer = self.shared.world.lock().await.scan(&known(number)?, qr)?;
        linked(answer).await
    }

    /// Types a client's 8-character code on a handset, with or without a dash and in any case, and
    /// waits, at most 10 seconds, until the client has signed.
    pub async fn enter_code(&self, number: &str, code: &str) -> Result<Linked, Refusal> {
        let (number, code) = (known(number)?, read_code(code)?);
        let wrapped = self.shared.world.lock().await.wrapped_key(&number)?;
        let typed = tokio::task::spawn_blocking(move || TypedCode::derive(&wrapped, &code)).await;
        let typed = typed.map_err(|error| Refusal::Internal(error.to_string()))??;
        let answer = self.shared.world.lock().await.try_code(&number, typed)?;
        linked(answer).await
    }

    /// How far the handset's last link with a passkey has come, once it is at this stage or the time is over.
    pub async fn wait_for_passkey(&self, number: &str, stage: PasskeyStage, limit: Duration) -> Result<Option<PasskeyView>, Refusal> {
        let number = known(number)?;
        let look = |world: &World| world.handset(&number).map(|handset| handset.passkey.clone());
        let enough =
            |view: &Result<Option<PasskeyView>, _>| !matches!(view, Ok(view) if view.as_ref().is_none_or(|view| view.stage != stage));
        self.shared.watch(limit, look, enough).await
    }

    /// Removes the handset's linked devices. Answers how many there were.
    pub async fn unlink(&self, number: &str) -> Result<usize, Refusal> {
        self.shared.world.lock().await.unlink_all(&known(number)?)
    }

    /// Sends a text from a handset. Answers the message's id.
    pub async fn send(&self, from: &str, to: &str, text: &str) -> Result<String, Refusal> {
        self.send_message(from, NewMessage { to: to.to_owned(), text: text.to_owned(), ..NewMessage::default() }).await
    }

    /// Sends a message of any kind from a handset, under an id of the caller's choice.
    pub async fn send_message(&self, from: &str, new: NewMessage) -> Result<String, Refusal> {
        let (from, to) = (known(from)?, known(&new.to)?);
        let said = Said { text: &new.text, kind: new.kind.as_ref(), reply_to: new.reply_to.as_deref() };
        self.shared.world.lock().await.say(&from, &to, &said, new.id, new.at).await
    }

    /// Sends many texts from a handset, a few at a time so that others get their turn. Answers how many.
    pub async fn send_many(&self, from: &str, many: ManyMessages) -> Result<usize, Refusal> {
        let (from, to) = (known(from)?, known(&many.to)?);
        if !(1..=MAX_MANY).contains(&many.count) {
            return Err(Refusal::BadRequest(format!("count is 1 to {MAX_MANY}")));
        }
        let numbers: Vec<usize> = (1..=many.count).collect();
        for part in numbers.chunks(AT_A_TIME) {
            let mut world = self.shared.world.lock().await;
            for number in part {
                let text = format!("{} {number}", many.prefix);
                world.say(&from, &to, &Said { text: &text, kind: None, reply_to: None }, None, None).await?;
            }
            drop(world);
            tokio::task::yield_now().await;
        }
        Ok(many.count)
    }

    /// Changes how an account is addressed, its number, or both.
    pub async fn migrate(&self, number: &str, migration: Migration) -> Result<HandsetView, Refusal> {
        let mut number = known(number)?;
        let new = migration.number.as_deref().map(parse).transpose()?;
        let mut world = self.shared.world.lock().await;
        if let Some(new) = new {
            world.change_number(&number, &new)?;
            number = new;
        }
        if let Some(addressing) = migration.addressing {
            world.readdress(&number, addressing)?;
        }
        world.handset_view(&number)
    }

    /// What the media server answers a client that shows these tokens: an encrypted file, or none; or a status that a fault wants.
    pub(crate) async fn media(&self, path: &str, auth: &str, token: &str) -> Result<Option<axum::body::Bytes>, u16> {
        let mut world = self.shared.world.lock().await;
        world.faults.media_refusal().map_or_else(|| Ok(world.media_at(path, auth, token)), Err)
    }

    /// Takes a client's encrypted file; answers its URL and its path there.
    pub(crate) async fn take_upload(&self, auth: &str, token: &str, file: axum::body::Bytes) -> Result<(String, String), u16> {
        let mut world = self.shared.world.lock().await;
        if let Some(status) = world.faults.media_refusal() {
            return Err(status);
        }
        let path = world.take_upload(auth, token, file)?;
        Ok((format!("https://{}{path}", world.media_host), path))
    }

    /// The same for one that is here already.
    pub(crate) async fn uploaded(&self, token: &str) -> Option<(String, String)> {
        let world = self.shared.world.lock().await;
        world.uploaded(token).map(|path| (format!("https://{}{path}", world.media_host), path))
    }

    /// How many files clients have uploaded so far.
    pub async fn uploads(&self) -> u64 {
        self.shared.world.lock().await.uploads
    }

    /// A handset's history, oldest first.
    pub async fn messages(&self, number: &str) -> Result<Vec<ChatMessage>, Refusal> {
        self.shared.world.lock().await.messages(&known(number)?, None)
    }

    /// Waits until a handset's history holds `count` messages (of this status, if one is given), or
    /// the time is over. Answers what it holds then.
    pub async fn wait_for_messages(
        &self,
        number: &str,
        count: usize,
        status: Option<Status>,
        limit: Duration,
    ) -> Result<Vec<ChatMessage>, Refusal> {
        let number = known(number)?;
        // Counted at every change, copied once: a copy of a long history per message would take ever longer.
        let enough = |seen: &Result<usize, _>| seen.as_ref().map_or(true, |seen| *seen >= count);
        self.shared.watch(limit, |world| world.count_messages(&number, status), enough).await?;
        self.shared.world.lock().await.messages(&number, status)
    }

    /// Opens a chat on a handset: the other side's messages are read. Answers how many were new.
    pub async fn read(&self, number: &str, chat: &str) -> Result<usize, Refusal> {
        self.shared.world.lock().await.read_chat(&known(number)?, &known(chat)?)
    }

    /// Gives a handset conversations that it hands over to devices that are linked from now on. Without this it hands over none.
    pub async fn set_history(&self, number: &str, history: NewHistory) -> Result<HandsetView, Refusal> {
        let number = known(number)?;
        let mut world = self.shared.world.lock().await;
        world.set_history(&number, history)?;
        world.handset_view(&number)
    }

    /// Writes or speaks in a chat without sending yet. Answers how many linked devices of the other side were told: those that are
    /// available and have subscribed.
    pub async fn type_to(&self, number: &str, to: &str, typing: Typing) -> Result<usize, Refusal> {
        self.shared.world.lock().await.type_to(&known(number)?, &known(to)?, typing)
    }

    /// The sockets that are open, oldest first; only those in this state, if one is given.
    pub async fn connections(&self, state: Option<ConnectionState>) -> Vec<ConnectionView> {
        self.shared.world.lock().await.connection_views(state)
    }

    /// Waits until exactly `count` sockets are open (in this state, if one is given), or the time is over.
    pub async fn wait_for_connections(&self, count: usize, state: Option<ConnectionState>, limit: Duration) -> Vec<ConnectionView> {
        self.shared.watch(limit, |world| world.count_connections(state), |seen| *seen == count).await;
        self.connections(state).await
    }

    /// Who came when: everything, or one number's part; of the list what is not older than `since` (Unix milliseconds).
    pub async fn connects(&self, number: Option<&str>, since: i64) -> Result<Connects, Refusal> {
        let number = number.map(parse).transpose()?;
        Ok(self.shared.door().await.book().show(number.as_ref(), since))
    }

    /// Waits until a number has tried to log in `count` times, or the time is over.
    pub async fn wait_for_connects(&self, number: &str, count: u64, limit: Duration) -> Result<Connects, Refusal> {
        let number = parse(number)?;
        let tried = |world: &World| world.door.book().counts(Some(&number)).sockets;
        self.shared.watch(limit, tried, |tried| *tried >= count).await;
        self.connects(Some(number.as_str()), 0).await
    }

    /// Begins to count anew.
    pub async fn clear_connects(&self) {
        self.shared.door().await.book().clear();
    }

    /// Begins to play a sequence of recoverable trouble, decided by its seed. Answers the whole sequence.
    pub fn start_chaos(&self, new: NewChaos) -> Result<ChaosView, Refusal> {
        chaos::start(&self.shared, new)
    }

    /// The sequence that is played, or the last one.
    pub fn chaos(&self) -> Option<ChaosView> {
        self.shared.chaos.view()
    }

    /// Ends the sequence before its next step.
    pub fn stop_chaos(&self) -> Option<ChaosView> {
        self.shared.chaos.stop()
    }

    /// Makes trouble.
    pub async fn add_fault(&self, fault: impl Into<Fault>) -> Result<(), Refusal> {
        let fault = fault.into();
        let floods = matches!(fault.kind, FaultKind::BadMac { .. });
        let mut world = self.shared.world.lock().await;
        world.add_fault(fault)?;
        if floods && !std::mem::replace(&mut world.flooding, true) {
            tokio::spawn(keep_flooding(self.shared.clone()));
        }
        Ok(())
    }

    /// The trouble that lasts.
    pub async fn faults(&self) -> Vec<Fault> {
        self.shared.world.lock().await.faults.list()
    }

    /// Ends all trouble.
    pub async fn clear_faults(&self) {
        self.shared.world.lock().await.clear_faults();
    }
}

/// Sends the turns of the floods until there are none.
async fn keep_flooding(shared: Arc<Shared>) {
    let mut turns = tokio::time::interval(Duration::from_secs(1) / TURNS_PER_SECOND);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for turn in 0.. {
        tokio::select! {
            _ = turns.tick() => if !shared.world.lock().await.flood(turn).await { return },
            () = shared.stopped() => return,
        }
    }
}

async fn linked(answer: oneshot::Receiver<LinkResult>) -> LinkResult {
    match timeout(SCAN_LIMIT, answer).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(Refusal::PairingFailed("the client left".to_owned())),
        Err(_) => Err(Refusal::PairingTimeout),
    }
}

fn parse(number: &str) -> Result<Number, Refusal> {
    Number::parse(number).ok_or(Refusal::BadNumber)
}

/// What is not a number names no handset.
fn known(number: &str) -> Result<Number, Refusal> {
    Number::parse(number).ok_or(Refusal::UnknownHandset)
}
