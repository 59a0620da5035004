//! A handset sends a message, encrypted for every device that shall read it.

use super::handset::{Entry, Sent};
use super::queue::Class;
use super::{Envelope, Said, World, kinds, server_jid};
use crate::clock::{now_ms, now_secs};
use crate::number::{DeviceAddress, Number};
use crate::refusal::Refusal;
use crate::signal::KeyBundle;
use anyhow::Context as _;
use rand::RngExt as _;
use wacore::messages::{MessageUtils, wrap_device_sent};
use wacore_binary::builder::NodeBuilder;
use waproto::whatsapp::Message;

const MAX_TEXT_BYTES: usize = 65_536;
const MAX_ID_BYTES: usize = 128;
/// Below this many one-time keys the server asks a companion for more.
const FEW_PRE_KEYS: usize = 10;

impl World {
    /// Sends a message. The same id with the same text to the same number sends nothing twice.
    pub(crate) async fn say(
        &mut self,
        from: &Number,
        to: &Number,
        said: &Said<'_>,
        id: Option<String>,
        at: Option<i64>,
    ) -> Result<String, Refusal> {
        let text = said.text;
        if (text.is_empty() && said.kind.is_none()) || text.len() > MAX_TEXT_BYTES {
            return Err(Refusal::BadText);
        }
        if id.as_ref().is_some_and(|id| id.is_empty() || id.len() > MAX_ID_BYTES) {
            return Err(Refusal::BadId);
        }
        let now = now_ms();
        let at = at.unwrap_or(now);
        if !(0..=now).contains(&at) {
            return Err(Refusal::BadRequest("at is a time that is over, in Unix milliseconds".into()));
        }
        self.handset(to)?;
        let message = self.compose(from, to, said)?;
        let file = self.open_file(&message);
        let sender = self.handset_mut(from)?;
        if let Some(before) = id.as_ref().and_then(|id| sender.sent.get(id)) {
            let same = &before.to == to && before.text == text;
            return if same { Ok(id.unwrap_or_default()) } else { Err(Refusal::IdInUse) };
        }
        if !sender.online {
            return Err(Refusal::HandsetOffline);
        }
        let id = id.unwrap_or_else(new_message_id);
        let shown = kinds::show(&message);
        sender.log.push(Entry {
            id: id.clone(),
            from: from.clone(),
            to: to.clone(),
            text: text.to_owned(),
            kind: shown.kind,
            of: shown.of,
            file,
            at,
            addressing: sender.addressing,
            read: true,
        });
        sender.sent.insert(id.clone(), Sent { to: to.clone(), message: message.clone(), text: text.to_owned(), at });
        self.handset_mut(to)?.writers.insert(from.clone());
        self.touch();
        self.fan_out(from, to, &id, &message, at).await?;
        Ok(id)
    }

    async fn fan_out(&mut self, from: &Number, to: &Number, id: &str, message: &Message, at: i64) -> anyhow::Result<()> {
        let mut targets = if from == to { Vec::new() } else { self.handset(to)?.devices() };
        targets.extend(self.handset(from)?.companion_addresses());
        for target in targets {
            let envelope = self.envelope(from, to, &target, id, message, at).await?;
            self.deliver(&target, envelope).await;
        }
        Ok(())
    }

    /// One message of a handset, encrypted for one device: the devices of its own account get it
    /// wrapped, so that they know whom it went to.
    pub(super) async fn envelope(
        &mut self,
        from: &Number,
        to: &Number,
        target: &DeviceAddress,
        id: &str,
        message: &Message,
        at: i64,
    ) -> anyhow::Result<Envelope> {
        let addressing = self.handset(from)?.addressing;
        let plaintext = if &target.number == from {
            let chat = self.jid(&DeviceAddress::handset(to), addressing);
            MessageUtils::encode_and_pad(&wrap_device_sent(message.clone(), chat.to_string()))
        } else {
            MessageUtils::encode_and_pad(message)
        };
        let (stanza_type, edit) = kinds::stanza_marks(message);
        Ok(Envelope {
            id: id.to_owned(),
            from: DeviceAddress::handset(from),
            chat: to.clone(),
            addressing,
            stanza_type: stanza_type.to_owned(),
            edit,
            peer: false,
            ciphertext: self.encrypt(from, target, &plaintext).await?,
            retry: 0,
            device_identity: None,
            at,
        })
    }

    /// Encrypts with the session to a device, which is opened first if there is none.
    pub(super) async fn encrypt(&mut self, from: &Number, to: &DeviceAddress, padded: &[u8]) -> anyhow::Result<crate::signal::Ciphertext> {
        if !self.handset(from)?.party.has_session(to).await? {
            let bundle = self.take_bundle(to).await?.context("the device is gone")?;
            self.handset_mut(from)?.party.open_session(to, &bundle).await?;
        }
        Ok(self.handset_mut(from)?.party.encrypt(to, padded).await?)
    }

    /// A pre-key bundle of a device; it spends one of its one-time keys. `None` when there is no such device.
    pub(crate) async fn take_bundle(&mut self, of: &DeviceAddress) -> anyhow::Result<Option<KeyBundle>> {
        if of.device == 0 {
            return match self.handset_mut(&of.number) {
                Ok(handset) => Ok(Some(handset.party.bundle().await?)),
                Err(_) => Ok(None),
            };
        }
        let Some(companion) = self.companion_mut(of) else { return Ok(None) };
        let had = companion.keys.one_time.len();
        let bundle = companion.keys.take();
        if had == FEW_PRE_KEYS {
            self.ask_for_pre_keys(of, had - 1);
        }
        Ok(Some(bundle))
    }

    fn ask_for_pre_keys(&mut self, of: &DeviceAddress, left: usize) {
        let id = self.fresh_id().to_string();
        let count = NodeBuilder::new("count").attr("value", left.to_string()).build();
        let notification = NodeBuilder::new("notification")
            .attr("from", server_jid())
            .attr("type", "encrypt")
            .attr("id", id.as_str())
            .attr("t", now_secs().to_string())
            .children([count])
            .build();
        self.queue(of, Class::Notification, &id, notification);
    }
}

/// 20 upper-case hex digits after `3EB0`, as phones and web clients write message ids.
pub(super) fn new_message_id() -> String {
    format!("3EB0{}", hex::encode_upper(rand::rng().random::<[u8; 10]>()))
}
