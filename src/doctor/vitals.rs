//! What only the running server knows of its phones, and how the command line asks it.
use crate::{
    error::AppError,
    phones::{PhoneId, PhoneState, listing as phones},
    state::AppState,
};
use axum::{
    Json, Router,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
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

/// How every session of this server is right now.
pub(super) async fn of_server(app: &AppState) -> HashMap<PhoneId, Vitals> {
    let phones: Result<_, AppError> = phones::all(app).await;
    let connected: Vec<_> = phones.unwrap_or_default().into_iter().filter(|phone| phone.state == PhoneState::Connected).collect();
    let vitals = |(id, vitals): (PhoneId, crate::phones::Vitals)| {
        let connected = connected.iter().any(|phone| phone.id == id);
        (id, Vitals { last_frame_ms_ago: Some(vitals.heard_ago_ms), saver_halted: vitals.saver_is_halted, connected })
    };
    app.phones.vitals().into_iter().map(vitals).collect()
}

/// The route by which the command line asks; for this machine only.
pub fn vitals_route() -> Router<AppState> {
    Router::new().route("/health/phones", get(tell))
}

async fn tell(State(app): State<AppState>, ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: HeaderMap) -> Response {
    // A proxy on this machine passes on what comes from elsewhere.
    let passed_on = [header::FORWARDED.as_str(), "x-forwarded-for", "x-real-ip"].iter().any(|name| headers.contains_key(*name));
    if !peer.ip().is_loopback() || passed_on {
        return StatusCode::NOT_FOUND.into_response();
    }
    Json(of_server(&app).await).into_response()
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
