//! The library's HTTP needs over an async client, so that no blocking thread is held.
use super::destination_of_this_build::address_of;
use anyhow::{Context, Result, bail, ensure};
use async_trait::async_trait;
use std::time::Duration;
use whatsapp_rust::http::{HttpClient, HttpRequest, HttpResponse};

/// Silence of a server after which it is given up.
const DEADLINE: Duration = Duration::from_secs(20);
/// The largest file takes no longer.
const FILE_DEADLINE: Duration = Duration::from_secs(600);
/// What encryption adds to a file at most, in bytes.
const ADDED: u64 = 64;

/// One client, one pool of connections for the process.
pub(super) struct AsyncHttpClient {
    client: reqwest::Client,
    /// While a large file goes out, the server is silent for longer than that.
    giving: reqwest::Client,
    /// Longer answers are not read, in bytes.
    longest: u64,
}

impl AsyncHttpClient {
    /// Files of this size are fetched, and none that are larger.
    pub(super) fn new(largest_file: u64) -> Result<Self> {
        // The default provider can be set once; a second engine of the same process finds it set, which is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = || reqwest::Client::builder().connect_timeout(DEADLINE).timeout(FILE_DEADLINE);
        let (asking, giving) = (client().read_timeout(DEADLINE).build(), client().build());
        let (client, giving) = (asking.context("cannot set up HTTPS")?, giving.context("cannot set up HTTPS")?);
        Ok(Self { client, giving, longest: largest_file.saturating_add(ADDED) })
    }
}

#[async_trait]
impl HttpClient for AsyncHttpClient {
    async fn execute(&self, request: HttpRequest) -> Result<HttpResponse> {
        let Some(address) = address_of(&request.url) else { bail!("this build fetches nothing from there") };
        let method = request.method.parse().context("unknown HTTP method")?;
        let client = if request.body.is_some() { &self.giving } else { &self.client };
        let mut call = client.request(method, address);
        for (name, value) in &request.headers {
            call = call.header(name, value);
        }
        if let Some(body) = request.body {
            call = call.body(body);
        }
        let mut answer = call.send().await?;
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await? {
            ensure!((body.len() + part.len()) as u64 <= self.longest, "the answer is longer than is allowed");
            body.extend_from_slice(&part);
        }
        Ok(HttpResponse { status_code: answer.status().as_u16(), body })
    }
}
