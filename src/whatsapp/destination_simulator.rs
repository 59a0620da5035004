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

/// Where this build fetches the URL, if it may: the simulator's script and its files, over plain HTTP, which WhatsApp does not serve. The
/// library knows no other media servers than encrypted ones; the simulator's is an address of numbers with a port.
pub(super) fn address_of(url: &str) -> Option<String> {
    if url.starts_with("http://") && url.ends_with("/sw.js") {
        return Some(url.to_owned());
    }
    let rest = url.strip_prefix("https://")?;
    let host = rest.split('/').next()?;
    host.parse::<std::net::SocketAddr>().is_ok().then(|| format!("http://{rest}"))
}
