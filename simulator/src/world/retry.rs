//! When a message could not be opened: the one side asks, the other encrypts it again.

use super::queue::Class;
use super::{Addressing, Envelope, World};
use crate::clock::now_secs;
use crate::number::{DeviceAddress, Number};
use crate::signal::KeyBundle;
use wacore_binary::{Node, builder::NodeBuilder};

/// A message is encrypted again at most this often per device, as in WhatsApp's clients.
const MAX_RETRIES: u32 = 5;

impl World {
    /// A companion could not open a handset's message. It is encrypted once more: with a new session if keys came with the
    /// request, as they do from the second one on, else with the one that there is. Older sessions stay, as on a real
    /// handset, for what else is on its way to it.
    pub(crate) async fn resend(
        &mut self,
        sender: &Number,
        asked_by: &DeviceAddress,
        id: &str,
        count: u32,
        keys: Option<KeyBundle>,
    ) -> anyhow::Result<()> {
        let Some(sent) = self.handset(sender)?.sent.get(id) else { return Ok(()) };
        if count > MAX_RETRIES {
            return Ok(());
        }
        let (to, message, at) = (sent.to.clone(), sent.message.clone(), sent.at);
        if let Some(bundle) = keys {
            self.handset_mut(sender)?.party.open_session(asked_by, &bundle).await?;
        }
        let envelope = self.envelope(sender, &to, asked_by, id, &message, at).await?;
        self.deliver(asked_by, Envelope { retry: count, ..envelope }).await;
        Ok(())
    }

    /// A companion could not open another companion's message: the request goes to that one.
    pub(crate) fn forward_retry(&mut self, to: &DeviceAddress, by: &DeviceAddress, id: &str, request: &Node) {
        let mut receipt = request.clone();
        receipt.attrs.insert("from", self.jid(by, Addressing::Lid));
        receipt.attrs.insert("t", now_secs().to_string());
        self.queue(to, Class::Receipt, id, receipt);
    }

    /// This handset could not open a companion's message: it sends a retry receipt with fresh keys. Its own sessions stay,
    /// for what else is on its way; the companion's next message brings a new one.
    pub(super) async fn ask_again(&mut self, number: &Number, envelope: &Envelope) {
        let Ok(handset) = self.handset_mut(number) else { return };
        let asked = handset.asked.entry((envelope.from.clone(), envelope.id.clone())).or_default();
        if envelope.from.device == 0 || *asked >= MAX_RETRIES {
            return;
        }
        *asked += 1;
        let count = *asked;
        let Ok(bundle) = handset.party.bundle().await else { return };
        let id = envelope.id.as_str();
        let retry = NodeBuilder::new("retry")
            .attr("v", "1")
            .attr("id", id)
            .attr("t", (envelope.at / 1000).to_string())
            .attr("count", count.to_string());
        let registration = bundle.registration_id.to_be_bytes().to_vec();
        let registration = NodeBuilder::new("registration").bytes(registration).build();
        let keys = NodeBuilder::new("keys").children(crate::stanza::key_nodes(&bundle)).build();
        let receipt = NodeBuilder::new("receipt")
            .attr("from", self.jid(&DeviceAddress::handset(number), envelope.addressing))
            .attr("id", id)
            .attr("type", "retry")
            .attr("t", now_secs().to_string())
            .children([retry.build(), registration, keys])
            .build();
        self.queue(&envelope.from, Class::Receipt, id, receipt);
    }
}
