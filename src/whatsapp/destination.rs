//! Where the engine connects to. A build knows one kind of destination only; see the two `destination_*` files.

/// A WhatsApp server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The WebSocket's URL.
    pub(super) url: String,
    /// Host and port, looked up before the connection so that a failed look-up can be told apart.
    pub(super) host: String,
    /// The TCP port.
    pub(super) port: u16,
    /// The script of WhatsApp Web's service worker, which names the newest version.
    pub(super) version_script: String,
}

impl Destination {
    /// Host and port, for messages to people.
    pub fn name(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
impl Destination {
    /// A server with encryption, which builds with the simulator have no other way to.
    pub fn secure(host: &str, port: u16) -> Self {
        Self { url: format!("wss://{host}:{port}/"), host: host.to_owned(), port, version_script: String::new() }
    }
}
