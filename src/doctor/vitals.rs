//! What only the running server knows of its phones, and how the command line asks it.
use crate::phones::PhoneId;
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

/// A server that runs answers at once.
const DEADLINE: Duration = Duration::from_secs(3);

/// How one phone's session is right now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vitals {
    /// How long ago WhatsApp was last heard, milliseconds; none before anything was heard.
    pub last_frame_ms_ago: Option<u64>,
    /// Whether changed keys are no longer written down.
    pub saver_halted: bool,
    /// Whether the login stands.
    pub connected: bool,
}

/// Asks the Leadwire that listens there; none when it does not answer, or does not tell.
pub(super) async fn ask(listen: SocketAddr) -> Option<HashMap<PhoneId, Vitals>> {
    // Without one the client panics, also for plain HTTP; another one that is there already is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    let http = reqwest::Client::builder().timeout(DEADLINE).no_proxy().build().ok()?;
    let answer = http.get(format!("http://{}/health/phones", reachable(listen))).send().await.ok()?.error_for_status().ok()?;
    serde_json::from_slice(&answer.bytes().await.ok()?).ok()
}

/// A server that listens on every address is asked on this machine's own.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}
