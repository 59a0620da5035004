//! Builds without the feature `simulator`: the real WhatsApp, its certificate chain verified, nothing else.
use super::Destination;
use crate::config::Config;

/// Whether the version to claim must be asked of WhatsApp.
pub(super) const ASKS_FOR_VERSION: bool = true;

impl Destination {
    /// The one destination of this build.
    pub fn of(_: &Config) -> Self {
        Self {
            url: "wss://web.whatsapp.com/ws/chat".into(),
            host: "web.whatsapp.com".into(),
            port: 443,
            version_script: "https://web.whatsapp.com/sw.js".into(),
        }
    }
}

/// Where this build fetches the URL, if it may.
pub(super) fn address_of(url: &str) -> Option<String> {
    url.starts_with("https://").then(|| url.to_owned())
}
