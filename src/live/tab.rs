//! Keeps the tab's one socket: opens it, watches for silence, opens it again with growing and random pauses.
//!
//! The typed socket of the framework neither reconnects nor says why it closed, and it looks open before it is. So a
//! socket counts as live from `Welcome` on, any silence ends it, and after a failed try the server is asked who we are.
use super::{
    client::{Live, LiveStatus},
    model::{DEAD_AFTER_MS, HEARTBEAT_MS, LiveCommand, LiveMessage},
    server_fns,
    stream::Position,
};
use crate::{
    error::AppError,
    ui::{Toasts, browser},
};
use futures_channel::mpsc::{self, UnboundedReceiver};
use futures_util::{
    FutureExt, Stream, StreamExt, future,
    stream::{self, BoxStream},
};
use gloo_timers::future::{IntervalStream, TimeoutFuture};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};
use server_fn::BoxedStream;
use std::sync::Arc;

/// How often silence is measured, milliseconds. Nothing is fetched or sent at this pace.
const CHECK_MS: u32 = 5_000;
/// How long the server may take to answer `Hello`, or a call after the network came back.
const ANSWER_MS: i64 = 8_000;
/// The pause before the first and before the latest tries, milliseconds.
const SHORTEST_PAUSE_MS: f64 = 250.0;
const LONGEST_PAUSE_MS: f64 = 15_000.0;
/// The pause before the code of the socket is asked for again, milliseconds.
const CODE_AGAIN_MS: u32 = 3_000;
/// How long nothing was heard before the sign says offline, milliseconds.
const OFFLINE_MS: i64 = 5_000;

enum Event {
    Message(Box<Result<LiveMessage, AppError>>),
    Check,
    /// The network came back or the tab is looked at again.
    Wake,
    Closed,
}

enum End {
    Lost,
    SignedOut,
    /// Another version of the server is there now.
    Outdated,
}

/// Keeps the socket for as long as the tab lives, once the code for that is here.
pub fn keep_connected(live: Live, toasts: Toasts) {
    spawn_local(async move {
        let begin = browser::now_ms();
        while split(live, toasts).await.is_err() {
            // The server is away, or another version of it has other files.
            live.lost(LiveStatus::Offline { since: begin });
            TimeoutFuture::new(CODE_AGAIN_MS).await;
            if browser::is_online() && browser::load_anew() {
                return;
            }
        }
    });
}

/// What only a page that is alive already needs is fetched after it, so that the page itself comes sooner.
#[wasm_split(part_live, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(live: Live, toasts: Toasts) -> Result<(), SplitLoaderError> {
    begin(live, toasts);
    Ok(())
}

fn begin(live: Live, toasts: Toasts) {
    let (sender, wakes) = mpsc::unbounded();
    for event in ["online", "visibilitychange", "pageshow"] {
        let sender = sender.clone();
        window_event_listener_untyped(event, move |_| {
            if browser::is_visible() {
                drop(sender.unbounded_send(()));
            }
        });
    }
    spawn_local(keep(live, toasts, wakes));
}

async fn keep(live: Live, toasts: Toasts, mut wakes: UnboundedReceiver<()>) {
    let mut position = Position::default();
    let mut tries = 0;
    let mut heard = browser::now_ms();
    loop {
        let now = browser::now_ms();
        let mut socket = Socket { live, toasts, heard: now, pinged: now, answer_by: now + ANSWER_MS, welcomed: false };
        let end = socket.run(&mut position, &mut wakes).await;
        if live.is_leaving() {
            return;
        }
        if matches!(end, End::Outdated) && browser::load_anew() {
            return;
        }
        // The browser does not tell that an upgrade was refused, so after the second failure in a row the server is asked.
        let asks = !socket.welcomed && tries % 4 == 1 && !live.is_guest();
        if matches!(end, End::SignedOut) || (asks && is_signed_out().await) {
            live.lost(LiveStatus::SignedOut);
            if live.is_guest() {
                return;
            }
            return browser::load(&sign_in_again());
        }
        if socket.welcomed {
            tries = 0;
            heard = socket.heard;
        }
        let offline = browser::now_ms() - heard > OFFLINE_MS || !browser::is_online();
        live.lost(if offline { LiveStatus::Offline { since: heard } } else { LiveStatus::Reconnecting });
        // Full jitter: after a restart of the server its tabs come back spread out.
        let ceiling = (SHORTEST_PAUSE_MS * f64::from(1_u32 << tries.min(6))).min(LONGEST_PAUSE_MS);
        let pause = TimeoutFuture::new((ceiling * browser::random()) as u32);
        while wakes.next().now_or_never().is_some() {}
        future::select(pause, wakes.next()).await;
        tries += 1;
    }
}

async fn is_signed_out() -> bool {
    matches!(crate::team::welcome().await, Ok(welcome) if welcome.actor.is_none())
}

fn sign_in_again() -> String {
    let next: String = js_sys::encode_uri_component(&browser::here()).into();
    format!("/sign-in?ended=1&next={next}")
}

struct Socket {
    live: Live,
    toasts: Toasts,
    heard: i64,
    pinged: i64,
    answer_by: i64,
    welcomed: bool,
}

impl Socket {
    async fn run(&mut self, position: &mut Position, wakes: &mut UnboundedReceiver<()>) -> End {
        // Both halves end with this function, which closes the socket.
        let (sender, commands) = mpsc::unbounded::<Result<LiveCommand, AppError>>();
        let Ok(messages) = server_fns::live(BoxedStream::from(commands)).await else { return End::Lost };
        self.live.opened(position, Arc::new(move |command| drop(sender.unbounded_send(Ok(command)))));
        let mut events = events(messages, wakes);
        while let Some(event) = events.next().await {
            let end = match event {
                Event::Message(words) if position.is_outdated_by(&words) => Some(End::Outdated),
                Event::Message(words) => match *words {
                    Ok(LiveMessage::SignedOut) | Err(AppError::SignedOut) => Some(End::SignedOut),
                    Ok(message) => {
                        self.heard(message, position);
                        None
                    }
                    Err(_) => Some(End::Lost),
                },
                Event::Closed => Some(End::Lost),
                Event::Wake => {
                    self.answer_by = browser::now_ms() + ANSWER_MS;
                    self.ping();
                    None
                }
                Event::Check => self.check(),
            };
            if let Some(end) = end {
                return end;
            }
        }
        End::Lost
    }

    fn heard(&mut self, message: LiveMessage, position: &mut Position) {
        self.heard = browser::now_ms();
        self.answer_by = self.heard + i64::from(DEAD_AFTER_MS);
        self.welcomed |= matches!(message, LiveMessage::Welcome { .. } | LiveMessage::Resync { .. });
        self.live.take(message, position, self.toasts);
        // Browsers slow the timers of hidden tabs down to one a minute, but not messages.
        if self.heard - self.pinged >= i64::from(HEARTBEAT_MS) {
            self.ping();
        }
    }

    fn ping(&mut self) {
        self.pinged = browser::now_ms();
        self.live.say(LiveCommand::Ping);
    }

    fn check(&mut self) -> Option<End> {
        let now = browser::now_ms();
        if now > self.answer_by || !browser::is_online() {
            return Some(End::Lost);
        }
        if now - self.pinged >= i64::from(HEARTBEAT_MS - CHECK_MS) {
            self.ping();
        }
        None
    }
}

fn events<'a>(messages: BoxedStream<LiveMessage, AppError>, wakes: &'a mut UnboundedReceiver<()>) -> BoxStreamLocal<'a> {
    let messages: BoxStream<'static, Result<LiveMessage, AppError>> = messages.into();
    let messages = messages.map(|words| Event::Message(Box::new(words))).chain(stream::once(future::ready(Event::Closed)));
    let checks = IntervalStream::new(CHECK_MS).map(|()| Event::Check);
    Box::pin(stream::select(messages, stream::select(checks, wakes.map(|()| Event::Wake))))
}

type BoxStreamLocal<'a> = std::pin::Pin<Box<dyn Stream<Item = Event> + 'a>>;
