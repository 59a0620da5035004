//! Refs: the tickets in a QR code, and how long each is good for.

use super::connect::ConnectionId;
use super::publish::server_jid;
use super::view::ConnectionState;
use super::{Moment, When, World};
use crate::refusal::Refusal;
use crate::signal::{PublicBytes, SignedKey};
use anyhow::Context as _;
use rand::RngExt as _;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;
use wacore_binary::builder::NodeBuilder;
use waproto::whatsapp::client_payload::DevicePairingRegistrationData;

const REFS: u32 = 6;
/// Fewer refs than this are never looked through.
const PRUNE_FROM: usize = 1024;
const REF_RANDOM_BYTES: usize = 48;
/// How long a spent ref is remembered, to tell "expired" from "unknown".
const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// How long refs are good for: the first one, and each that follows. The defaults are those of
/// WhatsApp's web client, which shows the first code for 60 seconds and the next ones for 20.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RefLifetime {
    pub first: Duration,
    pub next: Duration,
}

impl Default for RefLifetime {
    fn default() -> Self {
        Self { first: Duration::from_secs(60), next: Duration::from_secs(20) }
    }
}

/// The keys an unregistered client sends in its payload, to be linked with.
pub(crate) struct Registration {
    pub noise_key: PublicBytes,
    pub registration_id: u32,
    pub identity: PublicBytes,
    pub signed: SignedKey,
}

impl Registration {
    pub(super) fn read(noise_key: PublicBytes, data: &DevicePairingRegistrationData) -> anyhow::Result<Self> {
        Ok(Self {
            noise_key,
            registration_id: Self::big_endian(data.e_regid.as_deref()).context("e_regid")?,
            identity: key(data.e_ident.as_deref()).context("e_ident")?,
            signed: SignedKey {
                id: Self::big_endian(data.e_skey_id.as_deref()).context("e_skey_id")?,
                public: key(data.e_skey_val.as_deref()).context("e_skey_val")?,
                signature: data.e_skey_sig.clone().context("e_skey_sig")?,
            },
        })
    }

    /// A number of up to four bytes, most significant first: how keys and registrations are numbered on the wire.
    pub(crate) fn big_endian(bytes: Option<&[u8]>) -> Option<u32> {
        let bytes = bytes.filter(|bytes| (1..=4).contains(&bytes.len()))?;
        Some(bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }
}

fn key(bytes: Option<&[u8]>) -> Option<PublicBytes> {
    bytes?.try_into().ok()
}

struct PairingRef {
    connection: ConnectionId,
    expires: Instant,
    used: bool,
}

#[derive(Default)]
pub(super) struct PairingRefs {
    known: HashMap<String, PairingRef>,
    /// With how many refs the spent ones are looked for.
    prune_at: usize,
}

impl PairingRefs {
    fn issue(&mut self, connection: ConnectionId, count: u32, lifetime: RefLifetime) -> Vec<String> {
        let now = Instant::now();
        self.prune(now);
        let issue = |turn: u32| {
            let text = format!("2@{}", hex::encode(rand::rng().random::<[u8; REF_RANDOM_BYTES]>()));
            let expires = now + lifetime.first + lifetime.next * turn;
            self.known.insert(text.clone(), PairingRef { connection, expires, used: false });
            text
        };
        (0..count).map(issue).collect()
    }

    /// Forgets what is long spent, each time the number of refs has doubled: looking at all of them
    /// for every new client would take ever longer.
    fn prune(&mut self, now: Instant) {
        if self.known.len() >= self.prune_at {
            self.known.retain(|_, pairing| pairing.expires + REMEMBERED > now);
            self.prune_at = (2 * self.known.len()).max(PRUNE_FROM);
        }
    }

    /// Spends a ref. Answers the connection that it was issued to.
    pub(super) fn find(&self, text: &str) -> Result<ConnectionId, Refusal> {
        let pairing = self.known.get(text).ok_or(Refusal::UnknownRef)?;
        if pairing.used {
            return Err(Refusal::UsedRef);
        }
        if pairing.expires <= Instant::now() {
            return Err(Refusal::ExpiredRef);
        }
        Ok(pairing.connection)
    }

    pub(super) fn spend(&mut self, text: &str) {
        if let Some(pairing) = self.known.get_mut(text) {
            pairing.used = true;
        }
    }
}

impl World {
    pub(super) fn offer_refs(&mut self, at: ConnectionId, registration: Registration) {
        if let Some(connection) = self.connection_mut(at) {
            connection.registration = Some(registration);
            connection.state = ConnectionState::Pairing;
        }
        let error = self.faults.stream_error(None, Moment::Pairing, |_| true);
        if let Some(error) = error.as_ref().filter(|error| error.when == When::BeforeSuccess) {
            return self.end_stream(at, error);
        }
        let count = self.faults.refs(REFS);
        if count > 0 {
            let refs = self.refs.issue(at, count, self.faults.ref_lifetime());
            let refs = refs.into_iter().map(|text| NodeBuilder::new("ref").bytes(text.into_bytes()).build());
            let offer = NodeBuilder::new("iq")
                .attr("from", server_jid())
                .attr("type", "set")
                .attr("id", self.fresh_id().to_string())
                .attr("xmlns", "md")
                .children([NodeBuilder::new("pair-device").children(refs).build()])
                .build();
            self.send(at, offer);
        }
        if let Some(error) = &error {
            self.end_stream(at, error);
        }
        self.touch();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_first_ref_lasts_60_seconds_and_each_next_one_20_more() {
        let mut refs = PairingRefs::default();
        let issued = refs.issue(ConnectionId(1), REFS, RefLifetime::default());
        assert_eq!(issued.len(), 6);
        tokio::time::advance(Duration::from_secs(59)).await;
        assert!(refs.find(&issued[0]).is_ok());
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(refs.find(&issued[0]), Err(Refusal::ExpiredRef));
        tokio::time::advance(Duration::from_secs(19)).await;
        assert!(refs.find(&issued[1]).is_ok());
        tokio::time::advance(Duration::from_secs(81)).await;
        assert_eq!(refs.find(&issued[5]), Err(Refusal::ExpiredRef));
    }

    #[tokio::test]
    async fn a_ref_serves_once() {
        let mut refs = PairingRefs::default();
        let issued = refs.issue(ConnectionId(1), REFS, RefLifetime::default());
        refs.spend(&issued[0]);
        assert_eq!(refs.find(&issued[0]), Err(Refusal::UsedRef));
        assert_eq!(refs.find("2@other"), Err(Refusal::UnknownRef));
    }
}
