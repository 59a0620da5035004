//! The title of the page on show.
use super::browser;

/// Names the page in the browser's tab, and again whenever something changes that the name reads.
pub fn title(text: impl Fn() -> String + Send + Sync + 'static) {
    browser::show_title(Box::new(move || format!("{} · Leadwire", text())));
}
