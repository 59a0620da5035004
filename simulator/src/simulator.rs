//! Start and stop.

use crate::connection;
use crate::connects::ConnectKind;
use crate::control::{self, Control};
use crate::door::Entrance;
use crate::handshake::HandshakeError;
use crate::shared::Shared;
use axum::Router;
use axum::extract::{State, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The path of the WhatsApp WebSocket, as on the real service.
const CHAT_PATH: &str = "/ws/chat";
/// Sockets carry small frames: small buffers keep thousands of them cheap.
const SOCKET_BUFFER: usize = 4096;
/// The longest WebSocket message: an upload of pre-keys is some 40 KiB.
const MAX_MESSAGE: usize = 4 << 20;
/// How long running requests may take to end after `stop`.
const STOP_LIMIT: Duration = Duration::from_secs(3);

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is in use or not ours.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, #[source] std::io::Error),
    /// The server's keys could not be made.
    #[error(transparent)]
    Keys(#[from] HandshakeError),
}

/// A running simulator. Dropping it stops it without waiting; [`Simulator::stop`] waits.
pub struct Simulator {
    addr: SocketAddr,
    root_key: [u8; 32],
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

impl Simulator {
    /// Listens on an address; with port 0 the system picks one, see [`Simulator::addr`].
    pub async fn start(addr: SocketAddr) -> Result<Self, StartError> {
        let shared = Shared::new()?;
        let root_key = shared.world.lock().await.server.root_key();
        let listener = TcpListener::bind(addr).await.map_err(|error| StartError::Listen(addr, error))?;
        let addr = listener.local_addr().map_err(|error| StartError::Listen(addr, error))?;
        shared.world.lock().await.media_host = addr.to_string();
        let door = shared.door().await;
        let server = tokio::spawn(serve(Entrance { listener, door }, shared.clone()));
        Ok(Self { addr, root_key, shared, server })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The address to give a client library: `ws://…/ws/chat`.
    pub fn url(&self) -> String {
        format!("ws://{}{CHAT_PATH}", self.addr)
    }

    /// The Curve25519 key that signs the server's certificate chain: to be pinned in place of WhatsApp's.
    pub fn root_key(&self) -> [u8; 32] {
        self.root_key
    }

    /// A handle that does what the people with the handsets do.
    pub fn control(&self) -> Control {
        Control::new(self.shared.clone())
    }

    /// Completes when the simulator has ended.
    pub async fn ended(&mut self) {
        // A panic of the server task is an end as well; its message is on stderr.
        let _ = (&mut self.server).await;
    }

    /// Closes all sockets and waits until the port is free again.
    pub async fn stop(mut self) {
        self.shared.stop();
        if tokio::time::timeout(STOP_LIMIT, self.ended()).await.is_err() {
            self.server.abort();
            self.ended().await;
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.shared.stop();
    }
}

async fn serve(listener: Entrance, shared: Arc<Shared>) {
    let router = Router::new().route(CHAT_PATH, get(chat)).merge(control::routes()).with_state(shared.clone());
    let served = axum::serve(listener, router).with_graceful_shutdown(async move { shared.stopped().await });
    if let Err(error) = served.await {
        tracing::error!("The listener failed: {error}");
    }
}

async fn chat(State(shared): State<Arc<Shared>>, upgrade: WebSocketUpgrade) -> Response {
    let mut world = shared.world.lock().await;
    if world.faults.refuses() {
        world.door.record(ConnectKind::Refused, None);
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    drop(world);
    upgrade
        .read_buffer_size(SOCKET_BUFFER)
        .write_buffer_size(0)
        .max_message_size(MAX_MESSAGE)
        .on_upgrade(move |socket| connection::serve(socket, shared))
}
