//! The way in: the listener, which an outage shuts, and the book of who came when.

use crate::clock::now_ms;
use crate::connects::{ConnectKind, ConnectLog};
use crate::number::Number;
use axum::serve::Listener;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

/// How a request for a WhatsApp socket begins; the control interface on the same port stays open.
const CHAT_REQUEST: &[u8] = b"GET /ws/chat";

/// Shared by the listener, which must not wait for the world, and the world, which shuts it.
pub(crate) struct Door {
    born: Instant,
    /// Milliseconds after `born` until which connections are reset; zero while the door is open.
    shut_until: AtomicU64,
    book: Mutex<ConnectLog>,
}

impl Door {
    pub(crate) fn new() -> Self {
        Self { born: Instant::now(), shut_until: AtomicU64::new(0), book: Mutex::default() }
    }

    /// Resets whoever asks for a WhatsApp socket, for this long or until [`Door::open`].
    pub(crate) fn shut(&self, length: Option<Duration>) {
        let until = length.map_or(u64::MAX, |length| self.age() + u64::try_from(length.as_millis()).unwrap_or(u64::MAX));
        self.shut_until.store(until, Ordering::Relaxed);
    }

    pub(crate) fn open(&self) {
        self.shut_until.store(0, Ordering::Relaxed);
    }

    fn is_shut(&self) -> bool {
        self.age() < self.shut_until.load(Ordering::Relaxed)
    }

    fn age(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    pub(crate) fn record(&self, kind: ConnectKind, number: Option<&Number>) {
        self.book().record(now_ms(), kind, number);
    }

    pub(crate) fn book(&self) -> MutexGuard<'_, ConnectLog> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A listener behind the door.
pub(crate) struct Entrance {
    pub listener: TcpListener,
    pub door: Arc<Door>,
}

impl Listener for Entrance {
    type Io = Guest;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Guest, SocketAddr) {
        let (stream, addr) = Listener::accept(&mut self.listener).await;
        (Guest { stream, door: self.door.clone(), known: false }, addr)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A TCP connection whose first words decide whether it may stay.
pub(crate) struct Guest {
    stream: TcpStream,
    door: Arc<Door>,
    known: bool,
}

impl AsyncRead for Guest {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        let got = buffer.filled().get(before..).unwrap_or_default();
        if self.known || got.is_empty() {
            return polled;
        }
        self.known = true;
        if !got.starts_with(CHAT_REQUEST) || !self.door.is_shut() {
            return polled;
        }
        self.door.record(ConnectKind::Refused, None);
        // Without it the other side sees an orderly end; a socket that does not take it is closed all the same.
        let _ = self.stream.set_zero_linger();
        Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
    }
}

impl AsyncWrite for Guest {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, parts: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
