//! The simulator's control calls that demo mode needs.
use crate::{
    error::{AppError, unexpected},
    state::AppState,
};
use serde_json::{Value, json};

pub(super) struct Control {
    base: String,
    http: reqwest::Client,
}

impl Control {
    pub(super) fn of(app: &AppState) -> Self {
        Self { base: format!("http://{}/control", app.config.build.simulator_listen), http: reqwest::Client::new() }
    }

    /// A handset with this account, made unless it is there.
    pub(super) async fn handset(&self, number: &str, name: &str) -> Result<(), AppError> {
        let answer = self.post("handsets", &json!({ "number": number, "name": name })).await?;
        if answer.0 == 409 { Ok(()) } else { Self::accepted(answer).map(drop) }
    }

    pub(super) async fn scan(&self, number: &str, qr: &str) -> Result<(), AppError> {
        Self::accepted(self.post(&format!("handsets/{number}/scan"), &json!({ "qr": qr })).await?).map(drop)
    }

    /// A message from one handset to another, written at this time.
    pub(super) async fn write(&self, from: &str, to: &str, text: &str, at: i64) -> Result<(), AppError> {
        Self::accepted(self.post(&format!("handsets/{from}/messages"), &json!({ "to": to, "text": text, "at": at })).await?).map(drop)
    }

    fn accepted((status, body): (u16, Value)) -> Result<Value, AppError> {
        if (200..300).contains(&status) {
            return Ok(body);
        }
        let reason = body.get("error").and_then(Value::as_str).unwrap_or("unknown");
        Err(AppError::Conflict(match reason {
            "expired_ref" | "unknown_ref" => "This code has been replaced. Scan the one that is on screen now.".into(),
            other => format!("The simulated handset refused: {other}."),
        }))
    }

    async fn post(&self, path: &str, body: &Value) -> Result<(u16, Value), AppError> {
        let sent = self.http.post(format!("{}/{path}", self.base)).header("content-type", "application/json").body(body.to_string()).send();
        let answer = sent.await.map_err(|error| unexpected(&error))?;
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await.map_err(|error| unexpected(&error))?;
        Ok((status, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
    }
}
