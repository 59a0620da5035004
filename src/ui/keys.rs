//! Keys that act on a page as a whole.
use super::browser;
use leptos::ev;

/// The key that was pressed alone, where it belongs to no field and no dialog. Letters and signs only where the person wants them:
/// whoever speaks to the computer says many that are not meant.
pub fn lone_key(event: &ev::KeyboardEvent) -> Option<String> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || browser::is_typing() {
        return None;
    }
    let key = event.key();
    let is_sign = key.chars().nth(1).is_none();
    (!is_sign || browser::has_letter_keys()).then_some(key)
}
