//! A handset: the phone that owns an account.

use super::app_state::AppState;
use super::{Companion, Envelope, FileView, NewHistory, PasskeyView, Status};
use crate::number::{DeviceAddress, Number};
use crate::signal::Party;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use waproto::whatsapp::Message;

/// Which name space an account's one-to-one chats use on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressing {
    /// Hidden ids (`…@lid`), as WhatsApp does for migrated accounts today.
    #[default]
    Lid,
    /// Phone numbers (`…@s.whatsapp.net`).
    Pn,
}

pub(crate) struct Handset {
    pub number: Number,
    /// The account's hidden id: digits that say nothing about the number.
    pub lid: String,
    pub name: String,
    pub addressing: Addressing,
    /// Switched on and reachable. While it is not, `inbox` grows.
    pub online: bool,
    pub party: Party,
    pub companions: BTreeMap<u16, Companion>,
    pub inbox: VecDeque<Envelope>,
    pub log: Vec<Entry>,
    /// The furthest receipt per message that this account sent, from any of its devices.
    pub ticks: HashMap<String, Status>,
    /// What this handset sent, to encrypt it again when a device asks for a retry.
    pub sent: HashMap<String, Sent>,
    /// How often a message that could not be opened was asked for.
    pub asked: HashMap<(DeviceAddress, String), u32>,
    /// Received messages, so that a second copy is not logged again.
    pub seen: HashSet<(Number, String)>,
    /// Accounts whose devices this account's companions have asked for.
    pub contacts: HashSet<Number>,
    /// Accounts that have written to this one.
    pub writers: HashSet<Number>,
    /// The last link with a passkey.
    pub passkey: Option<PasskeyView>,
    pub app_state: AppState,
    /// What it hands over to a device that is linked.
    pub history: Option<NewHistory>,
    /// Names this set of linked devices in ADV structures.
    pub raw_id: u32,
    /// Device ids and key indexes are never used twice.
    pub last_device: u16,
}

/// One line of a handset's history.
pub(crate) struct Entry {
    pub id: String,
    pub from: Number,
    pub to: Number,
    pub text: String,
    pub kind: &'static str,
    /// The message that it is about, or replies to.
    pub of: Option<String>,
    /// Its file, as it was fetched when the message came.
    pub file: Option<FileView>,
    pub at: i64,
    /// How the sender addressed it: the receipts go back the same way.
    pub addressing: Addressing,
    /// Whether this handset reported it as read.
    pub read: bool,
}

pub(crate) struct Sent {
    pub to: Number,
    pub message: Message,
    pub text: String,
    /// Unix milliseconds; stays the same when it is encrypted again.
    pub at: i64,
}

impl Handset {
    /// Every device of the account, handset first.
    pub(crate) fn devices(&self) -> Vec<DeviceAddress> {
        let companions = self.companions.keys().map(|device| DeviceAddress::companion(&self.number, *device));
        std::iter::once(DeviceAddress::handset(&self.number)).chain(companions).collect()
    }

    pub(crate) fn companion_addresses(&self) -> Vec<DeviceAddress> {
        self.companions.keys().map(|device| DeviceAddress::companion(&self.number, *device)).collect()
    }
}
