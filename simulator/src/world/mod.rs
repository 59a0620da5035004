//! The world behind the sockets: handsets, their companions, and what travels between them.
//!
//! One value under one lock. Every file here is something that can happen in it.

mod app_state;
mod companion;
mod connect;
mod create;
mod deliver;
mod device_list;
mod fault;
mod flood;
mod handset;
mod history;
mod kinds;
mod link;
mod login;
mod media;
mod migrate;
mod pair_code;
mod pair_success;
mod pairing;
mod passkey;
mod publish;
mod queue;
mod receive;
mod retry;
mod scan;
mod send;
mod tick;
mod typing;
mod unlink;
mod view;

pub(crate) use companion::Companion;
pub(crate) use connect::{Command, ConnectionId, FrameCount};
pub(crate) use deliver::Envelope;
pub use fault::{Audience, Conflict, Failure, Fault, FaultKind, Moment, OutageAnswer, PasskeyStep, ScanEnd, Stage, StreamError, When};
pub(crate) use flood::TURNS_PER_SECOND;
pub use handset::Addressing;
use handset::Handset;
pub use history::NewHistory;
pub(crate) use kinds::Said;
pub use kinds::{Card, MessageKind};
pub(crate) use link::LinkResult;
pub(crate) use media::MEDIA_AUTH;
pub use media::{NewMedia, SendAs};
pub(crate) use pair_code::{TypedCode, read_code};
pub(crate) use pairing::Registration;
pub use passkey::{PasskeyStage, PasskeyView};
pub(crate) use publish::server_jid;
pub(crate) use queue::Class;
pub(crate) use tick::Tick;
pub use typing::Typing;
pub use view::{ChatMessage, CompanionView, ConnectionState, ConnectionView, FileView, Frames, HandsetView, Linked, Opened, Status};

use crate::door::Door;
use crate::handshake::{HandshakeError, ServerIdentity};
use crate::number::{DeviceAddress, Number};
use crate::refusal::Refusal;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::sync::watch;
use wacore_binary::{Jid, Server};

pub(crate) struct World {
    /// Shared with handshakes, which do their cryptography outside the lock.
    pub server: Arc<ServerIdentity>,
    pub door: Arc<Door>,
    pub faults: fault::Faults,
    handsets: BTreeMap<Number, Handset>,
    /// Which number hides behind a LID.
    lids: HashMap<String, Number>,
    refs: pairing::PairingRefs,
    /// Clients that show a code to be typed, by the number that it is meant for.
    codes: HashMap<Number, pair_code::CodeRequest>,
    /// Somebody sends the turns of the floods.
    pub flooding: bool,
    samples: flood::Samples,
    /// Encrypted files by their path on the media server.
    media: HashMap<String, axum::body::Bytes>,
    /// How many files clients have uploaded.
    pub uploads: u64,
    /// Host and port where clients find it.
    pub media_host: String,
    connections: BTreeMap<ConnectionId, connect::Connection>,
    changes: watch::Sender<u64>,
    next_id: u64,
    last_connection: u64,
}

impl World {
    pub(crate) fn new() -> Result<Self, HandshakeError> {
        Ok(Self {
            server: Arc::new(ServerIdentity::generate()?),
            door: Arc::new(Door::new()),
            faults: fault::Faults::default(),
            handsets: BTreeMap::new(),
            lids: HashMap::new(),
            refs: pairing::PairingRefs::default(),
            codes: HashMap::new(),
            flooding: false,
            samples: HashMap::new(),
            media: HashMap::new(),
            uploads: 0,
            media_host: String::new(),
            connections: BTreeMap::new(),
            changes: watch::Sender::new(0),
            next_id: 0,
            last_connection: 0,
        })
    }

    /// Tells everybody who waits that something is different now.
    pub(crate) fn touch(&self) {
        self.changes.send_modify(|version| *version += 1);
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(crate) fn handset(&self, number: &Number) -> Result<&Handset, Refusal> {
        self.handsets.get(number).ok_or(Refusal::UnknownHandset)
    }

    pub(crate) fn handset_mut(&mut self, number: &Number) -> Result<&mut Handset, Refusal> {
        self.handsets.get_mut(number).ok_or(Refusal::UnknownHandset)
    }

    pub(crate) fn companion(&self, address: &DeviceAddress) -> Option<&Companion> {
        self.handsets.get(&address.number)?.companions.get(&address.device)
    }

    pub(crate) fn companion_mut(&mut self, address: &DeviceAddress) -> Option<&mut Companion> {
        self.handsets.get_mut(&address.number)?.companions.get_mut(&address.device)
    }

    /// The device that a JID names, by phone number or by LID. `None` when no such handset exists.
    pub(crate) fn resolve(&self, jid: &Jid) -> Option<DeviceAddress> {
        let number = match jid.server {
            Server::Pn => Number::parse(&jid.user)?,
            Server::Lid => self.lids.get(jid.user.as_str())?.clone(),
            _ => return None,
        };
        self.handsets.contains_key(&number).then(|| DeviceAddress::companion(&number, jid.device))
    }

    /// The JID of a device, in the wanted name space.
    pub(crate) fn jid(&self, address: &DeviceAddress, addressing: Addressing) -> Jid {
        match (addressing, self.handsets.get(&address.number)) {
            (Addressing::Lid, Some(handset)) => Jid::lid_device(handset.lid.as_str(), address.device),
            _ => Jid::pn_device(address.number.as_str(), address.device),
        }
    }

    /// A number that this world never gave out before.
    fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }
}
