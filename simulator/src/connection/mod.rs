//! One socket from its upgrade to its end: handshake, then stanzas both ways.

mod cipher;
mod frames;

use crate::handshake::{Answer, Finished, answer_hello};
use crate::shared::Shared;
use crate::stanza;
use crate::world::{Command, ConnectionId, FrameCount};
use anyhow::Context as _;
use axum::extract::ws::{Message, WebSocket};
use cipher::{Opener, Sealer};
use frames::{FrameReader, frame};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, timeout};
use wacore_binary::Node;

/// A client that does not finish the handshake in this time is dropped.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(30);
/// How long a closing socket may take to send its last words.
const CLOSE_LIMIT: Duration = Duration::from_secs(2);

/// Serves a socket until it ends, from whichever side.
pub(crate) async fn serve(socket: WebSocket, shared: Arc<Shared>) {
    let (commands, orders) = unbounded_channel();
    let frames = Arc::new(FrameCount::default());
    let id = shared.world.lock().await.open(commands, frames.clone());
    let mut socket = Socket {
        socket,
        id,
        shared,
        orders,
        kept: VecDeque::new(),
        frames,
        reader: FrameReader::default(),
        delay: (Duration::ZERO, None),
        closing: false,
    };
    let shared = socket.shared.clone();
    let ended = tokio::select! {
        ended = socket.converse() => ended,
        () = shared.stopped() => Ok(()),
    };
    if let Err(error) = ended {
        tracing::debug!(connection = id.0, "A connection ended: {error:#}");
    }
    shared.world.lock().await.closed(id);
    tokio::select! {
        () = socket.read_on() => {}
        () = shared.stopped() => {}
    }
}

struct Socket {
    socket: WebSocket,
    id: ConnectionId,
    shared: Arc<Shared>,
    orders: UnboundedReceiver<Command>,
    /// Orders that came while the socket was frozen, to be done first.
    kept: VecDeque<Command>,
    frames: Arc<FrameCount>,
    reader: FrameReader,
    /// How long every frame waits, and until when.
    delay: (Duration, Option<Instant>),
    /// The last word was said.
    closing: bool,
}

/// Whether a conversation goes on.
enum Next {
    Go,
    Stop,
}

impl Socket {
    async fn converse(&mut self) -> anyhow::Result<()> {
        if let Next::Stop = self.obey_first_orders().await {
            return Ok(());
        }
        let finished = timeout(HANDSHAKE_LIMIT, self.shake_hands()).await.context("the handshake took too long")??;
        let Some(finished) = finished else { return Ok(()) };
        let (pattern, client_static, payload) = (finished.pattern, finished.client_static, finished.payload.clone());
        let (mut opener, mut sealer) = cipher::split(finished);
        self.shared.world.lock().await.greet(self.id, pattern, client_static, &payload)?;
        loop {
            let next = tokio::select! {
                order = next_order(&mut self.kept, &mut self.orders) => self.obey(order, &mut sealer).await?,
                message = self.socket.recv() => self.hear(message, &mut opener).await?,
            };
            if let Next::Stop = next {
                return Ok(());
            }
        }
    }

    /// `None` when the client left before the end.
    async fn shake_hands(&mut self) -> anyhow::Result<Option<Finished>> {
        let Some(hello) = self.frame().await? else { return Ok(None) };
        let server = self.shared.world.lock().await.server.clone();
        match answer_hello(&server, &hello)? {
            Answer::Done { reply, finished } => {
                self.write(frame(&reply)?).await?;
                Ok(Some(finished))
            }
            Answer::AwaitFinish { reply, pending } => {
                self.write(frame(&reply)?).await?;
                let Some(finish) = self.frame().await? else { return Ok(None) };
                Ok(Some(pending.finish(&finish)?))
            }
        }
    }

    async fn frame(&mut self) -> anyhow::Result<Option<Vec<u8>>> {
        loop {
            if let Some(frame) = self.reader.next()? {
                self.frames.received.fetch_add(1, Ordering::Relaxed);
                return Ok(Some(frame));
            }
            let message = tokio::select! {
                order = next_order(&mut self.kept, &mut self.orders) => match self.obey_early(order).await {
                    Next::Go => continue,
                    Next::Stop => return Ok(None),
                },
                message = self.socket.recv() => message,
            };
            match message {
                Some(Ok(Message::Binary(bytes))) => self.reader.push(&bytes),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(None),
                Some(Ok(_)) => {}
            }
        }
    }

    /// What was ordered when the socket was opened comes before the first word.
    async fn obey_first_orders(&mut self) -> Next {
        while let Ok(order) = self.orders.try_recv() {
            if let Next::Stop = self.obey_early(Some(order)).await {
                return Next::Stop;
            }
        }
        Next::Go
    }

    /// Before the end of the handshake there is no key to send with, and nothing to be sent.
    async fn obey_early(&mut self, order: Option<Command>) -> Next {
        match order {
            Some(Command::Delay(delay, until)) => self.delay = (delay, until),
            Some(Command::Freeze(length)) => self.freeze(length).await,
            Some(Command::Thaw | Command::Send(_)) => {}
            Some(Command::Close | Command::Cut) | None => return Next::Stop,
        }
        Next::Go
    }

    async fn hear(&mut self, message: Option<Result<Message, axum::Error>>, opener: &mut Opener) -> anyhow::Result<Next> {
        match message {
            Some(Ok(Message::Binary(bytes))) => self.reader.push(&bytes),
            Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(Next::Stop),
            Some(Ok(_)) => {}
        }
        self.frames.held.store(false, Ordering::Relaxed);
        while let Some(frame) = self.reader.next()? {
            self.frames.received.fetch_add(1, Ordering::Relaxed);
            let node = opener.open(frame)?;
            tracing::trace!(connection = self.id.0, tag = %node.tag, "Received");
            stanza::apply(&mut *self.shared.world.lock().await, self.id, &node).await?;
        }
        Ok(Next::Go)
    }

    async fn obey(&mut self, order: Option<Command>, sealer: &mut Sealer) -> anyhow::Result<Next> {
        match order {
            Some(Command::Send(node)) => self.say(&node, sealer).await?,
            Some(Command::Delay(delay, until)) => self.delay = (delay, until),
            Some(Command::Freeze(length)) => self.freeze(length).await,
            Some(Command::Thaw) => {}
            Some(Command::Close) => {
                // The other side may have gone first.
                let _ = timeout(CLOSE_LIMIT, self.socket.send(Message::Close(None))).await;
                self.closing = true;
                return Ok(Next::Stop);
            }
            Some(Command::Cut) | None => return Ok(Next::Stop),
        }
        Ok(Next::Go)
    }

    /// A socket that is dropped with unread bytes is reset, and the other side may lose the last word that it has not read yet.
    async fn read_on(&mut self) {
        if self.closing {
            let _ = timeout(CLOSE_LIMIT, async { while let Some(Ok(_)) = self.socket.recv().await {} }).await;
        }
    }

    async fn say(&mut self, node: &Node, sealer: &mut Sealer) -> anyhow::Result<()> {
        tracing::trace!(connection = self.id.0, tag = %node.tag, "Sent");
        let sealed = sealer.seal(node)?;
        self.write(sealed).await
    }

    async fn write(&mut self, bytes: Vec<u8>) -> anyhow::Result<()> {
        let (delay, until) = self.delay;
        if !delay.is_zero() && until.is_none_or(|until| until > Instant::now()) {
            self.frames.held.store(true, Ordering::Relaxed);
            tokio::time::sleep(delay).await;
        }
        self.socket.send(Message::Binary(bytes.into())).await?;
        self.frames.sent.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Neither reads nor writes. What is ordered meanwhile is done afterwards, except a cut.
    async fn freeze(&mut self, length: Option<Duration>) {
        self.frames.held.store(true, Ordering::Relaxed);
        let end = async {
            match length {
                Some(length) => tokio::time::sleep(length).await,
                None => std::future::pending().await,
            }
        };
        tokio::pin!(end);
        loop {
            tokio::select! {
                () = &mut end => break,
                order = self.orders.recv() => match order {
                    Some(Command::Thaw) => break,
                    Some(Command::Cut) | None => {
                        self.kept.clear();
                        self.orders.close();
                        return;
                    }
                    Some(order) => self.kept.push_back(order),
                },
            }
        }
    }
}

async fn next_order(kept: &mut VecDeque<Command>, orders: &mut UnboundedReceiver<Command>) -> Option<Command> {
    match kept.pop_front() {
        Some(order) => Some(order),
        None => orders.recv().await,
    }
}
