//! The engine room: the only one that names the WhatsApp library.
//!
//! An [`Engine`] opens one [`EngineSession`] for a keyring: one connection, which ends with an [`Ending`]. The session reports
//! [`EngineEvent`]s in order, hands every received message to an [`Inbox`] before WhatsApp gets its receipt, and sends messages.
//! It knows no business, and it never connects again by itself.
mod address;
mod attention;
mod connection;
mod content;
mod destination;
mod ending;
mod engine;
mod event;
mod history;
mod http_client;
mod inbound;
mod media;
mod network;
mod outbound;
pub mod probe;
mod received;
mod session;
mod steady_clock;
pub mod storage;
mod version;

#[cfg(not(feature = "simulator"))]
mod rehearsal_none;
#[cfg(not(feature = "simulator"))]
use rehearsal_none as rehearsal;
#[cfg(feature = "simulator")]
mod rehearsal_simulator;
#[cfg(feature = "simulator")]
use rehearsal_simulator as rehearsal;

#[cfg(not(feature = "simulator"))]
mod destination_whatsapp;
#[cfg(not(feature = "simulator"))]
use destination_whatsapp as destination_of_this_build;
#[cfg(feature = "simulator")]
mod destination_simulator;
#[cfg(feature = "simulator")]
use destination_simulator as destination_of_this_build;

pub use address::Address;
pub use content::{Kind, Reply, Target, What};
pub use destination::Destination;
pub use ending::Ending;
pub use engine::{Engine, Keys};
pub use event::{EngineEvent, LinkStep, ReceiptKind, RetryRequest, ScanFailure, Typing};
pub use history::{HistoryPart, Recalled, Talk};
pub use inbound::{Inbound, Inbox, Refusal};
pub use media::{FetchFailure, MediaFile, MediaReference, UploadFailure};
pub use outbound::{Outgoing, OutgoingFile};
pub use session::{EngineSession, NUMBER_CODE_VALID_FOR, NumberCodeFailure, SendFailure};
pub use version::Version;
