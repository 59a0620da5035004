//! The version of WhatsApp Web that we claim to be: found out once for the process, as a thousand phones would ask a
//! thousand times and one failed answer would fail that phone's connection.
use super::{destination_of_this_build::ASKS_FOR_VERSION, http_client::AsyncHttpClient};
use anyhow::{Context, Result};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Mutex, time::Instant};
use wacore::{store::Device, version::parse_sw_js};
use whatsapp_rust::http::{HttpClient, HttpRequest};

/// A person waits for a code meanwhile.
const DEADLINE: Duration = Duration::from_secs(5);

/// After a failure, or once WhatsApp refused a version, another one is looked for no more often than this.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Major, minor, revision.
pub type Version = (u32, u32, u32);

/// What is known so far, and when it was asked for.
pub(super) struct WebVersion {
    known: Mutex<(Option<Version>, Option<Instant>)>,
    look_again: Duration,
}

impl WebVersion {
    /// Nothing is known yet; `hurry` divides [`LOOK_AGAIN`].
    pub(super) fn new(hurry: u32) -> Self {
        Self { known: Mutex::default(), look_again: LOOK_AGAIN / hurry }
    }

    /// The version; a failed fetch is answered with the built-in one and tried again once a minute at most, as every session
    /// that opens waits for it.
    pub(super) async fn get(&self, http: &Arc<dyn HttpClient>, script: &str) -> Version {
        let mut known = self.known.lock().await;
        let was_tried = known.1.is_some_and(|at| at.elapsed() < self.look_again);
        if known.0.is_none() && ASKS_FOR_VERSION && !was_tried {
            known.1 = Some(Instant::now());
            known.0 = asked(http, script).await;
            if known.0.is_some() {
                known.1 = None;
            }
        }
        known.0.unwrap_or_else(built_in)
    }

    /// Asks anew, as WhatsApp refused this one; for however many phones, once a minute at most.
    pub(super) async fn renew(&self, http: &Arc<dyn HttpClient>, script: &str, refused: Version) -> Version {
        let mut known = self.known.lock().await;
        let is_fresh = known.1.is_some_and(|at| at.elapsed() < self.look_again);
        if known.0.unwrap_or_else(built_in) <= refused && !is_fresh {
            known.1 = Some(Instant::now());
            known.0 = asked(http, script).await.or(known.0);
        }
        known.0.unwrap_or_else(built_in)
    }
}

async fn asked(http: &Arc<dyn HttpClient>, script: &str) -> Option<Version> {
    let answer = fetch(http, script).await;
    answer
        .inspect_err(|error| tracing::warn!("WhatsApp Web's version could not be found out ({error:#}); going on with the known one"))
        .ok()
}

/// The script has a few hundred kilobytes.
const LONGEST_SCRIPT: u64 = 16 << 20;

/// Asks for the version now; none when this build asks for none.
pub(super) async fn ask(script: &str) -> Result<Option<Version>> {
    if !ASKS_FOR_VERSION {
        return Ok(None);
    }
    let http: Arc<dyn HttpClient> = Arc::new(AsyncHttpClient::new(LONGEST_SCRIPT)?);
    fetch(&http, script).await.map(Some)
}

async fn fetch(http: &Arc<dyn HttpClient>, script: &str) -> Result<Version> {
    let request = HttpRequest::get(script).with_header("sec-fetch-site", "none");
    let answer = tokio::time::timeout(DEADLINE, http.execute(request)).await.context("no answer in time")??;
    parse_sw_js(&String::from_utf8_lossy(&answer.body)).context("no version in the answer")
}

/// The version that the library was released with.
fn built_in() -> Version {
    let fresh = Device::new();
    (fresh.app_version_primary, fresh.app_version_secondary, fresh.app_version_tertiary)
}
