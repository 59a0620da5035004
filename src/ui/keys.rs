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

/// The letter that was pressed with Alt, small, also while something is written; nothing while a dialog is open, nor for a key that is
/// held. A keyboard that writes another sign with Alt, as those of Macs do, is asked for the place of the key, but only while nothing is
/// written: there the sign is meant. With Ctrl or ⌘ as well only what writes that very letter, as AltGr is Ctrl and Alt on Windows.
pub fn alt_letter(event: &ev::KeyboardEvent) -> Option<String> {
    if !event.alt_key() || event.shift_key() || event.repeat() || browser::has_dialog() {
        return None;
    }
    let is_letter = |key: &str| key.len() == 1 && key.as_bytes()[0].is_ascii_alphabetic();
    let of_key = Some(event.key()).filter(|key| is_letter(key));
    let goes_by_place = !event.ctrl_key() && !event.meta_key() && !browser::is_typing();
    let of_place = || event.code().strip_prefix("Key").filter(|key| is_letter(key)).map(ToOwned::to_owned);
    of_key.or_else(|| if goes_by_place { of_place() } else { None }).map(|key| key.to_ascii_lowercase())
}
