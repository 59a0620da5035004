//! The library's HTTP needs over an async client, so that no blocking thread is held.
use super::destination_of_this_build::may_fetch;
use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use std::time::Duration;
use whatsapp_rust::http::{HttpClient, HttpRequest, HttpResponse};

const DEADLINE: Duration = Duration::from_secs(20);

/// One client, one pool of connections for the process.
pub(super) struct AsyncHttpClient(reqwest::Client);

impl AsyncHttpClient {
    pub(super) fn new() -> Result<Self> {
        // The default provider can be set once; a second engine of the same process finds it set, which is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
        Ok(Self(reqwest::Client::builder().timeout(DEADLINE).build().context("cannot set up HTTPS")?))
    }
}

#[async_trait]
impl HttpClient for AsyncHttpClient {
    async fn execute(&self, request: HttpRequest) -> Result<HttpResponse> {
        if !may_fetch(&request.url) {
            bail!("this build fetches nothing from there");
        }
        let method = request.method.parse().context("unknown HTTP method")?;
        let mut call = self.0.request(method, &request.url);
        for (name, value) in &request.headers {
            call = call.header(name, value);
        }
        if let Some(body) = request.body {
            call = call.body(body);
        }
        let answer = call.send().await?;
        Ok(HttpResponse { status_code: answer.status().as_u16(), body: answer.bytes().await?.to_vec() })
    }
}
