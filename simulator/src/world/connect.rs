//! Sockets: opened, addressed, closed.

use super::view::{ConnectionState, ConnectionView, Frames};
use super::{Registration, World};
use crate::clock::now_ms;
use crate::connects::ConnectKind;
use crate::handshake::Pattern;
use crate::number::{DeviceAddress, Number};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use wacore_binary::Node;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ConnectionId(pub u64);

/// What the world asks of a socket's task.
#[derive(Debug)]
pub(crate) enum Command {
    Send(Node),
    /// Close after everything sent before.
    Close,
    /// Drop the socket now, with nothing said.
    Cut,
    /// Neither read nor write for this long; for ever without a duration.
    Freeze(Option<Duration>),
    Thaw,
    /// Wait this long before every frame, until then.
    Delay(Duration, Option<Instant>),
}

/// Frames counted by the socket's task and read by the control interface.
#[derive(Default)]
pub(crate) struct FrameCount {
    pub received: AtomicU64,
    pub sent: AtomicU64,
    /// It was frozen or slow, and nothing was heard since: the client may have left long ago.
    pub held: AtomicBool,
}

pub(crate) struct Connection {
    commands: mpsc::UnboundedSender<Command>,
    pub(super) state: ConnectionState,
    pub(super) device: Option<DeviceAddress>,
    pub(super) pattern: Option<Pattern>,
    /// Of an unregistered client: the keys it wants to be linked with.
    pub(super) registration: Option<Registration>,
    /// A pairing that waits for the client's signature.
    pub(super) pairing: Option<super::link::PendingLink>,
    /// A link with a passkey that is under way.
    pub(super) passkey: Option<super::passkey::PasskeyLink>,
    since: i64,
    frames: Arc<FrameCount>,
}

impl World {
    pub(crate) fn open(&mut self, commands: mpsc::UnboundedSender<Command>, frames: Arc<FrameCount>) -> ConnectionId {
        let id = ConnectionId(self.fresh_connection());
        if let Some((delay, until)) = self.faults.delay(None) {
            let _ = commands.send(Command::Delay(delay, until));
        }
        let connection = Connection {
            commands,
            state: ConnectionState::Handshaking,
            device: None,
            pattern: None,
            registration: None,
            pairing: None,
            passkey: None,
            since: now_ms(),
            frames,
        };
        self.connections.insert(id, connection);
        self.door.record(ConnectKind::Socket, None);
        if let Some(until) = self.faults.freezes_new() {
            self.command(id, Command::Freeze(until.map(|until| until.duration_since(Instant::now()))));
        }
        self.touch();
        id
    }

    /// Forgets a socket; whatever it had not acknowledged waits for the next one.
    pub(crate) fn closed(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.remove(&id) else { return };
        if let Some(address) = connection.device
            && let Some(companion) = self.companion_mut(&address)
            && companion.connection == Some(id)
        {
            companion.connection = None;
            companion.queue.away();
        }
        self.touch();
    }

    /// Whether a socket is in good order, as far as anybody can know.
    pub(super) fn is_live(&self, id: ConnectionId) -> bool {
        let live =
            |connection: &Connection| connection.state == ConnectionState::LoggedIn && !connection.frames.held.load(Ordering::Relaxed);
        self.connections.get(&id).is_some_and(live)
    }

    pub(super) fn connection_mut(&mut self, id: ConnectionId) -> Option<&mut Connection> {
        self.connections.get_mut(&id)
    }

    /// The companion that is logged in on a socket.
    pub(crate) fn device_at(&self, id: ConnectionId) -> Option<&DeviceAddress> {
        let connection = self.connections.get(&id)?;
        (connection.state == ConnectionState::LoggedIn).then_some(connection.device.as_ref())?
    }

    /// Its last word is said: what still comes from the client is of no interest.
    pub(crate) fn is_closing(&self, id: ConnectionId) -> bool {
        self.connections.get(&id).is_none_or(|connection| connection.state == ConnectionState::Closing)
    }

    pub(crate) fn send(&self, id: ConnectionId, node: Node) {
        self.command(id, Command::Send(node));
    }

    /// Sends some time later; by then the socket may be gone.
    pub(super) fn send_later(&self, id: ConnectionId, node: Node, after: Duration) {
        let Some(connection) = self.connections.get(&id) else { return };
        if after.is_zero() {
            return self.send(id, node);
        }
        let commands = connection.commands.clone();
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            let _ = commands.send(Command::Send(node));
        });
    }

    /// A task that has ended no longer listens; then the socket is gone and nothing is lost.
    pub(super) fn command(&self, id: ConnectionId, command: Command) {
        if let Some(connection) = self.connections.get(&id) {
            let _ = connection.commands.send(command);
        }
    }

    /// Says a last word and closes.
    pub(super) fn dismiss(&mut self, id: ConnectionId, last_word: Node) {
        self.send(id, last_word);
        self.command(id, Command::Close);
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.state = ConnectionState::Closing;
        }
        self.touch();
    }

    /// Gives a command to every socket, or to those of one number.
    pub(super) fn command_all(&self, number: Option<&Number>, command: impl Fn() -> Command) {
        for id in self.connections_of(number) {
            self.command(id, command());
        }
    }

    pub(super) fn connections_of(&self, number: Option<&Number>) -> Vec<ConnectionId> {
        let wanted = |connection: &Connection| match number {
            None => true,
            Some(number) => connection.device.as_ref().is_some_and(|device| &device.number == number),
        };
        self.connections.iter().filter(|(_, connection)| wanted(connection)).map(|(id, _)| *id).collect()
    }

    pub(crate) fn count_connections(&self, state: Option<ConnectionState>) -> usize {
        self.connections.values().filter(|connection| state.is_none_or(|state| connection.state == state)).count()
    }

    pub(crate) fn connection_views(&self, state: Option<ConnectionState>) -> Vec<ConnectionView> {
        let all = self.connections.iter().map(|(id, connection)| ConnectionView {
            id: id.0,
            number: connection.device.as_ref().map(|device| device.number.clone()),
            device: connection.device.as_ref().map(|device| device.device),
            state: connection.state,
            handshake: connection.pattern,
            since: connection.since,
            frames: Frames {
                received: connection.frames.received.load(Ordering::Relaxed),
                sent: connection.frames.sent.load(Ordering::Relaxed),
            },
        });
        all.filter(|view| state.is_none_or(|state| view.state == state)).collect()
    }

    fn fresh_connection(&mut self) -> u64 {
        self.last_connection += 1;
        self.last_connection
    }
}
