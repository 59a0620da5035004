//! A handset opens what waits for it, writes it down, and says that it has it.

use super::handset::Entry;
use super::tick::Tick;
use super::{Envelope, Status, World, kinds};
use crate::number::{DeviceAddress, Number};
use anyhow::Context as _;
use wacore::messages::decode_plaintext;
use waproto::whatsapp::Message;

/// The padding that `<enc v="2">` announces.
const PADDING_VERSION: u8 = 2;

impl World {
    /// Switches a handset on or off. On coming back it takes in what has arrived meanwhile.
    pub(crate) async fn set_online(&mut self, number: &Number, online: bool) -> Result<(), crate::refusal::Refusal> {
        self.handset_mut(number)?.online = online;
        self.touch();
        self.empty_inbox(number).await;
        Ok(())
    }

    pub(super) async fn empty_inbox(&mut self, number: &Number) {
        while let Ok(handset) = self.handset_mut(number)
            && handset.online
            && let Some(envelope) = handset.inbox.pop_front()
        {
            if let Err(error) = self.receive(number, &envelope).await {
                tracing::warn!(handset = ?number, id = envelope.id, retry = envelope.retry, "A message could not be opened: {error:#}");
                self.ask_again(number, &envelope).await;
            }
        }
    }

    async fn receive(&mut self, number: &Number, envelope: &Envelope) -> anyhow::Result<()> {
        if envelope.from.device != 0 && self.faults.keeps_from_opening(number) {
            anyhow::bail!("a fault stands in the way");
        }
        let handset = self.handset_mut(number)?;
        let plaintext = handset.party.decrypt(&envelope.from, &envelope.ciphertext).await?;
        let message = decode_plaintext(&plaintext, PADDING_VERSION)?;
        if envelope.peer {
            return self.answer_peer(&envelope.from, &message).await;
        }
        let own = &envelope.from.number == number;
        let (to, message) = if own { self.unwrap_own(message)? } else { (number.clone(), message) };
        let new = self.write_down(number, &to, envelope, &message)?;
        tracing::debug!(handset = ?number, id = envelope.id, retry = envelope.retry, new, "A message was opened");
        if new && !own {
            let tick = Tick { reader: DeviceAddress::handset(number), addressing: envelope.addressing, status: Status::Delivered };
            self.tick(&envelope.from.number, std::slice::from_ref(&envelope.id), &tick);
        }
        Ok(())
    }

    /// A copy of what another device of this account sent.
    fn unwrap_own(&self, message: Message) -> anyhow::Result<(Number, Message)> {
        let wrapped = message.device_sent_message.into_option().context("not a copy for an own device")?;
        let chat = wrapped.destination_jid.context("a copy without its destination")?;
        let chat = self.resolve(&chat.parse()?).context("a copy for an unknown chat")?;
        Ok((chat.number, wrapped.message.into_option().unwrap_or_default()))
    }

    /// Answers whether the message is new.
    fn write_down(&mut self, number: &Number, to: &Number, envelope: &Envelope, message: &Message) -> anyhow::Result<bool> {
        let file = self.open_file(message);
        let handset = self.handset_mut(number)?;
        let from = envelope.from.number.clone();
        if !handset.seen.insert((from.clone(), envelope.id.clone())) {
            return Ok(false);
        }
        let shown = kinds::show(message);
        handset.log.push(Entry {
            id: envelope.id.clone(),
            read: &from == number,
            from,
            to: to.clone(),
            kind: shown.kind,
            text: shown.text,
            of: shown.of,
            file,
            at: envelope.at,
            addressing: envelope.addressing,
        });
        self.touch();
        Ok(true)
    }
}
