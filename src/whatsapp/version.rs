//! The version of WhatsApp Web that we claim to be: found out once for the process, as a thousand phones would ask a
//! thousand times and one failed answer would fail that phone's connection.
use super::{destination_of_this_build::ASKS_FOR_VERSION, http_client::AsyncHttpClient};
use anyhow::{Context, Result};
use std::{sync::Arc, time::Duration};
use tokio::sync::OnceCell;
use wacore::{store::Device, version::parse_sw_js};
use whatsapp_rust::http::{HttpClient, HttpRequest};

/// A person waits for a code meanwhile.
const DEADLINE: Duration = Duration::from_secs(5);

/// Major, minor, revision.
pub(super) type Version = (u32, u32, u32);

/// The script of WhatsApp Web's service worker names its revision.
const SERVICE_WORKER: &str = "https://web.whatsapp.com/sw.js";

#[derive(Default)]
pub(super) struct WebVersion(OnceCell<Version>);

impl WebVersion {
    /// The version; a failed fetch is answered with the built-in one and tried again for the next session.
    pub(super) async fn get(&self, http: &Arc<dyn HttpClient>) -> Version {
        if !ASKS_FOR_VERSION {
            return built_in();
        }
        self.0.get_or_try_init(|| fetch(http)).await.copied().unwrap_or_else(|error| {
            tracing::warn!("WhatsApp Web's version could not be found out ({error:#}); going on with the built-in one");
            built_in()
        })
    }
}

/// Asks for the version now; none when this build asks for none.
pub(super) async fn ask() -> Result<Option<Version>> {
    if !ASKS_FOR_VERSION {
        return Ok(None);
    }
    let http: Arc<dyn HttpClient> = Arc::new(AsyncHttpClient::new()?);
    fetch(&http).await.map(Some)
}

async fn fetch(http: &Arc<dyn HttpClient>) -> Result<Version> {
    let request = HttpRequest::get(SERVICE_WORKER).with_header("sec-fetch-site", "none");
    let answer = tokio::time::timeout(DEADLINE, http.execute(request)).await.context("no answer in time")??;
    parse_sw_js(&String::from_utf8_lossy(&answer.body)).context("no version in the answer")
}

/// The version that the library was released with.
fn built_in() -> Version {
    let fresh = Device::new();
    (fresh.app_version_primary, fresh.app_version_secondary, fresh.app_version_tertiary)
}
