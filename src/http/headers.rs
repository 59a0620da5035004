//! Headers that every answer carries. The policy of scripts comes with each page, as it needs the page's nonce.
use super::paths::GUEST_PAGES;
use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(self), geolocation=()"),
];

/// The address of a guest's page is a secret: it goes neither to other sites nor into a search engine.
const FOR_GUESTS: [(HeaderName, &str); 2] =
    [(header::REFERRER_POLICY, "no-referrer"), (HeaderName::from_static("x-robots-tag"), "noindex, nofollow, noarchive")];

/// Adds them; pages and calls are not kept by caches, as they show what one person may see.
pub async fn security_headers(request: Request, next: Next) -> Response {
    let is_guests = request.uri().path().starts_with(GUEST_PAGES);
    let is_asset = request.uri().path().starts_with("/pkg/") || request.uri().path().ends_with(".svg");
    let mut response = next.run(request).await;
    for (name, value) in ALWAYS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if is_guests {
        for (name, value) in FOR_GUESTS {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
    }
    // Assets keep their name from build to build, so a browser asks each time and mostly hears "not modified".
    let keep = if is_asset { "no-cache" } else { "no-store" };
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(keep));
    response
}
