//! Builds with the feature `simulator`: the simulator, and never the real WhatsApp, as the certificate chain is not
//! verified here.
use super::Destination;
use crate::config::Config;

/// The simulator takes every version, unless it is told otherwise.
pub(super) const ASKS_FOR_VERSION: bool = false;

impl Destination {
    /// The one destination of this build: an address of numbers over plain TCP, which WhatsApp does not serve.
    pub fn of(config: &Config) -> Self {
        let address = config.build.simulator_listen;
        Self {
            url: format!("ws://{address}/ws/chat"),
            host: address.ip().to_string(),
            port: address.port(),
            version_script: format!("http://{address}/sw.js"),
        }
    }
}

/// Whether this build may fetch the URL: the simulator's script and nothing else, over plain HTTP, which WhatsApp does not serve.
pub(super) fn may_fetch(url: &str) -> bool {
    url.starts_with("http://") && url.ends_with("/sw.js")
}
