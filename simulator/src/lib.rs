//! A WhatsApp server and handsets in a box, for tests and demos of linked-device clients.
//!
//! A client library connects to [`Simulator::url`] and speaks the real protocol: Noise, binary
//! nodes, linking by QR, Signal sessions, receipts, the offline queue. [`Control`] plays the people:
//! it creates handsets, scans codes, writes messages, reads chats, unlinks devices and makes trouble.
//! The same is offered over HTTP on the same port; see the README for the calls.
//!
//! ```text
//! listener → connection → stanza::<kind> → world
//!              control  ↗
//! ```

#![warn(missing_docs)]

mod chaos;
mod clock;
mod connection;
mod connects;
mod control;
mod door;
mod handshake;
mod number;
mod refusal;
mod shared;
mod signal;
mod simulator;
mod stanza;
mod world;

pub use chaos::{ChaosView, NewChaos};
pub use connects::{Connect, ConnectCounts, ConnectKind, Connects};
pub use control::{Control, ManyMessages, Migration, NewHandset, NewMessage};
pub use handshake::{HandshakeError, Pattern};
pub use number::Number;
pub use refusal::Refusal;
pub use simulator::{Simulator, StartError};
pub use world::{
    Addressing, Audience, Card, ChatMessage, CompanionView, Conflict, ConnectionState, ConnectionView, Failure, Fault, FaultKind, FileView,
    Frames, HandsetView, Linked, MessageKind, Moment, NewHistory, NewMedia, Opened, OutageAnswer, PasskeyStage, PasskeyStep, PasskeyView,
    ScanEnd, SendAs, Stage, Status, StreamError, Typing, When,
};
