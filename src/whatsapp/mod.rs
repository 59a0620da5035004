//! The engine room: the only one that names the WhatsApp library.
//!
//! An [`Engine`] opens one [`EngineSession`] for a keyring. The session reports [`EngineEvent`]s in order, hands every
//! received message to an [`Inbox`] before WhatsApp gets its receipt, and sends texts. It knows no business.
mod address;
mod destination;
mod engine;
mod event;
mod http_client;
mod inbound;
mod network;
pub mod probe;
mod session;
pub mod storage;
mod version;

#[cfg(not(feature = "simulator"))]
mod destination_whatsapp;
#[cfg(not(feature = "simulator"))]
use destination_whatsapp as destination_of_this_build;
#[cfg(feature = "simulator")]
mod destination_simulator;
#[cfg(feature = "simulator")]
use destination_simulator as destination_of_this_build;

pub use address::Address;
pub use destination::Destination;
pub use engine::Engine;
pub use event::{EngineEvent, LinkStep, ReceiptKind};
pub use inbound::{Inbound, Inbox};
pub use session::{EngineSession, SendFailure};
