//! Builds with the feature `simulator`: the simulator, and never the real WhatsApp, as the certificate chain is not
//! verified here.
use super::Destination;
use crate::config::Config;

/// The simulator takes every version.
pub(super) const ASKS_FOR_VERSION: bool = false;

impl Destination {
    /// The one destination of this build: an address of numbers over plain TCP, which WhatsApp does not serve.
    pub fn of(config: &Config) -> Self {
        let address = config.build.simulator_listen;
        Self { url: format!("ws://{address}/ws/chat"), host: address.ip().to_string(), port: address.port() }
    }
}

/// Nothing is fetched from anywhere.
pub(super) fn may_fetch(_: &str) -> bool {
    false
}
