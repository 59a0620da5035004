//! An account changes under the traffic: another name space, or another number.

use super::queue::Class;
use super::{Addressing, World, server_jid};
use crate::clock::now_secs;
use crate::number::{DeviceAddress, Number};
use crate::refusal::Refusal;
use wacore_binary::{Node, builder::NodeBuilder};

impl World {
    /// From now on the account's chats are addressed in this name space.
    pub(crate) fn readdress(&mut self, number: &Number, addressing: Addressing) -> Result<(), Refusal> {
        self.handset_mut(number)?.addressing = addressing;
        self.touch();
        Ok(())
    }

    /// Gives an account another number. Its hidden id stays, its linked devices are removed (as
    /// WhatsApp does), and the companions of those who know it are told.
    pub(crate) fn change_number(&mut self, old: &Number, new: &Number) -> Result<(), Refusal> {
        self.handset(old)?;
        if self.handsets.contains_key(new) {
            return Err(Refusal::HandsetExists);
        }
        self.unlink_all(old)?;
        let Some(mut handset) = self.handsets.remove(old) else { return Err(Refusal::UnknownHandset) };
        handset.number = new.clone();
        let lid = handset.lid.clone();
        self.lids.insert(lid, new.clone());
        self.codes.remove(old);
        self.handsets.insert(new.clone(), handset);
        let mut told = Vec::new();
        for other in self.handsets.values_mut() {
            let known = other.contacts.remove(old);
            let wrote = other.writers.remove(old);
            if known {
                other.contacts.insert(new.clone());
            }
            if wrote {
                other.writers.insert(new.clone());
            }
            if known || wrote {
                told.extend(other.companion_addresses());
            }
        }
        for companion in told {
            let id = self.fresh_id().to_string();
            let notification = self.number_changed(old, new, &id);
            self.queue(&companion, Class::Notification, &id, notification);
        }
        self.touch();
        Ok(())
    }

    fn number_changed(&self, old: &Number, new: &Number, id: &str) -> Node {
        let new = DeviceAddress::handset(new);
        let lid = self.jid(&new, Addressing::Lid);
        let modify = NodeBuilder::new("modify")
            .attr("old", self.jid(&DeviceAddress::handset(old), Addressing::Pn))
            .attr("new", self.jid(&new, Addressing::Pn))
            .attr("old_lid", lid.clone())
            .attr("new_lid", lid);
        NodeBuilder::new("notification")
            .attr("from", server_jid())
            .attr("type", "contacts")
            .attr("id", id)
            .attr("t", now_secs().to_string())
            .children([modify.build()])
            .build()
    }
}
