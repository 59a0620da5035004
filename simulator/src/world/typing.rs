//! A person writes, or speaks, and has not sent it yet.

use super::World;
use crate::number::{DeviceAddress, Number};
use crate::refusal::Refusal;
use serde::Deserialize;
use wacore_binary::builder::NodeBuilder;

/// What a person does in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Typing {
    /// They write.
    Composing,
    /// They speak a voice message.
    Recording,
    /// They have stopped.
    Paused,
}

impl World {
    /// Tells the companions of `to` that are available and have subscribed to `from`; WhatsApp tells no others. Answers how many.
    pub(crate) fn type_to(&mut self, from: &Number, to: &Number, typing: Typing) -> Result<usize, Refusal> {
        let sender = self.handset(from)?;
        if !sender.online {
            return Err(Refusal::HandsetOffline);
        }
        let jid = self.jid(&DeviceAddress::handset(from), sender.addressing);
        let listens = |attention: &super::companion::Attention| attention.available && attention.subscribed.contains(from);
        let companions = self.handset(to)?.companions.values();
        let listening: Vec<_> =
            companions.filter(|companion| listens(&companion.attention)).filter_map(|companion| companion.connection).collect();
        for at in &listening {
            let state = match typing {
                Typing::Composing => NodeBuilder::new("composing"),
                Typing::Recording => NodeBuilder::new("composing").attr("media", "audio"),
                Typing::Paused => NodeBuilder::new("paused"),
            };
            self.send(*at, NodeBuilder::new("chatstate").attr("from", jid.clone()).children([state.build()]).build());
        }
        Ok(listening.len())
    }
}
