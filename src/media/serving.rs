//! Files for those who may see them; who may, the rooms decide whose they are.
use super::{looks, model::FileId, thumbnails};
use crate::{error::AppError, state::AppState};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use object_store::{GetOptions, GetRange};

/// A file is never a page: nothing in it runs, nothing in it is loaded.
const POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

/// The answer, or the status of an error: whoever asks for a file reads no sentence.
pub fn or_refusal(answer: Result<Response, AppError>) -> Response {
    match answer {
        Ok(response) => response,
        Err(AppError::SignedOut) => StatusCode::UNAUTHORIZED.into_response(),
        Err(AppError::NotAllowed) => StatusCode::FORBIDDEN.into_response(),
        Err(AppError::NotFound(_)) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// A small picture.
pub fn thumbnail(jpeg: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, thumbnails::MIME),
        (header::CONTENT_DISPOSITION, "inline"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // It never changes, and it is looked at again whenever the page is.
        (header::CACHE_CONTROL, "private, max-age=604800, immutable"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    (headers, jpeg).into_response()
}

/// A file of this content, whole or the range of it that the headers ask for.
///
/// # Errors
/// `NotFound` when it is not on the shelf; when it cannot be read.
pub async fn file(app: &AppState, id: FileId, (content, name): (&str, &str), headers: &HeaderMap) -> Result<Response, AppError> {
    let wanted = headers.get(header::RANGE).and_then(|range| range.to_str().ok()).and_then(range);
    let is_part = wanted.is_some();
    let got = match app.shelf.get(id, GetOptions { range: wanted, ..GetOptions::default() }).await {
        Ok(got) => got,
        Err(object_store::Error::NotFound { .. }) => return Err(AppError::NotFound("file".into())),
        Err(_) if is_part => return Ok(StatusCode::RANGE_NOT_SATISFIABLE.into_response()),
        Err(error) => return Err(crate::error::unexpected(&error)),
    };
    let (range, size) = (got.range.clone(), got.meta.size);
    let mut response = Response::new(Body::from_stream(got.into_stream()));
    let set = response.headers_mut();
    let kind = if looks::is_shown(content) { content } else { looks::UNKNOWN };
    for (name, value) in [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_LENGTH, (range.end - range.start).to_string()),
        (header::CONTENT_DISPOSITION, disposition(kind, name)),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        // It never changes, but who may see it does.
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
    ] {
        set.insert(name, HeaderValue::from_str(&value).map_err(|error| crate::error::unexpected(&error))?);
    }
    set.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    if is_part {
        let part = format!("bytes {}-{}/{size}", range.start, range.end.saturating_sub(1));
        set.insert(header::CONTENT_RANGE, HeaderValue::from_str(&part).map_err(|error| crate::error::unexpected(&error))?);
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

/// One range; whoever asks for several gets the whole, which is allowed.
fn range(header: &str) -> Option<GetRange> {
    let (from, to) = header.strip_prefix("bytes=")?.split_once('-')?;
    match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => Some(GetRange::Bounded(from..to.saturating_add(1))),
        (Ok(from), Err(_)) if to.is_empty() => Some(GetRange::Offset(from)),
        (Err(_), Ok(last)) if from.is_empty() && last > 0 => Some(GetRange::Suffix(last)),
        _ => None,
    }
}

/// Shown in place or saved, under its name in the one form that every letter survives.
fn disposition(kind: &str, name: &str) -> String {
    let how = if kind == looks::UNKNOWN { "attachment" } else { "inline" };
    let encoded: String = name
        .bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect();
    if encoded.is_empty() { how.to_owned() } else { format!("{how}; filename*=UTF-8''{encoded}") }
}

#[cfg(test)]
mod tests {
    use super::{disposition, range};
    use object_store::GetRange;

    #[test]
    fn one_range_is_understood_and_anything_else_is_the_whole() {
        assert_eq!(range("bytes=0-99"), Some(GetRange::Bounded(0..100)));
        assert_eq!(range("bytes=100-"), Some(GetRange::Offset(100)));
        assert_eq!(range("bytes=-5"), Some(GetRange::Suffix(5)));
        for other in ["bytes=5-1", "bytes=-0", "bytes=-", "items=0-1", "bytes=0-1,5-6", ""] {
            assert_eq!(range(other), None, "{other}");
        }
    }

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(disposition("image/png", "a\"; x=\r\n.png"), "inline; filename*=UTF-8''a%22%3B%20x%3D%0D%0A.png");
        assert_eq!(disposition("application/octet-stream", ""), "attachment");
    }
}
