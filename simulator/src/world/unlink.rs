//! The end of a link.

use super::World;
use super::publish::conflict;
use crate::number::{DeviceAddress, Number};
use crate::refusal::Refusal;

/// Stream error of a device that its handset removed.
const REMOVED: u16 = 401;

impl World {
    /// Removes all companions of a handset, as a person does on the phone. Answers how many there were.
    pub(crate) fn unlink_all(&mut self, number: &Number) -> Result<usize, Refusal> {
        let companions = self.handset(number)?.companion_addresses();
        for companion in &companions {
            self.unlink(companion);
        }
        Ok(companions.len())
    }

    /// Removes one companion with everything that waited for it, and says so on its socket.
    pub(crate) fn unlink(&mut self, address: &DeviceAddress) {
        let Ok(handset) = self.handset_mut(&address.number) else { return };
        let Some(companion) = handset.companions.remove(&address.device) else { return };
        if let Some(at) = companion.connection {
            self.dismiss(at, conflict("device_removed", Some(REMOVED)));
        }
        self.announce_devices(&address.number, None);
        tracing::info!(handset = ?address.number, device = address.device, "A companion was removed");
        self.touch();
    }
}
