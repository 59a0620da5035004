//! Requests that change something, and every WebSocket, must come from our own pages.
use crate::config::Config;
use axum::{
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::sync::Arc;

/// The origins that our pages have.
#[derive(Clone, Debug)]
pub struct AllowedOrigin(Arc<[String]>);

impl AllowedOrigin {
    /// The public URL's origin. On this machine only, its other names count too: people type `localhost`.
    pub fn of(config: &Config) -> Self {
        let public = config.public_url().to_lowercase();
        let mut allowed = vec![public.clone()];
        for (name, alias) in [("127.0.0.1", "localhost"), ("localhost", "127.0.0.1"), ("[::1]", "localhost")] {
            if let Some(port) = public.strip_prefix(&format!("http://{name}")).filter(|rest| rest.is_empty() || rest.starts_with(':')) {
                allowed.push(format!("http://{alias}{port}"));
            }
        }
        Self(allowed.into())
    }

    fn allows(&self, origin: &str) -> bool {
        self.0.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))
    }
}

/// Refuses with 403 and a sentence when the Origin is missing or another site's.
pub async fn require_origin(State(allowed): State<AllowedOrigin>, request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let upgrades = request.headers().contains_key(header::UPGRADE);
    if changes || upgrades {
        let origin = request.headers().get(header::ORIGIN).and_then(|value| value.to_str().ok());
        if !origin.is_some_and(|origin| allowed.allows(origin)) {
            let public = allowed.0.first().map_or("", String::as_str);
            let sentence = format!("This request did not come from Leadwire's own pages. Open Leadwire at {public}.\n");
            return (StatusCode::FORBIDDEN, sentence).into_response();
        }
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::AllowedOrigin;

    fn allowed(public: &str) -> AllowedOrigin {
        use clap::Parser;
        let line = crate::config::CommandLine::parse_from(["leadwire", "--public-url", public]);
        AllowedOrigin::of(&line.config)
    }

    #[test]
    fn only_our_own_origin_is_allowed() {
        let ours = allowed("https://leads.example/");
        assert!(ours.allows("https://leads.example"));
        for other in ["http://leads.example", "https://leads.example.evil", "https://leads.example:444", "null", "", "https://localhost"] {
            assert!(!ours.allows(other), "{other}");
        }
    }

    #[test]
    fn on_this_machine_both_names_of_it_are_allowed_with_the_same_port_only() {
        let ours = allowed("http://127.0.0.1:3000");
        assert!(ours.allows("http://localhost:3000"));
        assert!(!ours.allows("http://localhost:3001"));
        assert!(!ours.allows("http://127.0.0.1.evil.example:3000"));
    }
}
