//! The server's twin of `browser.rs`: the same calls, which know and do nothing.
#![expect(missing_docs, reason = "each call is described in browser.rs")]
use super::notices::Notices;
use leptos::prelude::Owner;
use leptos::reactive::owner::WeakOwner;

pub fn now_ms() -> i64 {
    0
}
pub fn random() -> f64 {
    0.0
}
pub fn is_visible() -> bool {
    false
}
pub fn is_online() -> bool {
    true
}
pub fn every_ms(_ms: u64, _call: impl Fn() + 'static) {}
pub fn on_window(_event: &'static str, _call: impl Fn() + 'static) {}
/// The library reads the text while it sends the page (leptos_meta 0.8.7, `inject_meta_context`), on any thread, where the values of
/// another page may be those at hand. So it is read among the values of its own page, or not at all.
pub fn show_title(text: Box<dyn Fn() -> String + Send + Sync>) {
    let page = Owner::current().map(|owner| owner.downgrade());
    let text = move || page.as_ref().and_then(WeakOwner::upgrade).map(|page| page.with(&text)).unwrap_or_default();
    // The library puts it into the head; what it returns shows nothing.
    drop(leptos_meta::Title(leptos_meta::TitleProps::builder().text(text).build()));
}
pub fn load(_url: &str) {}
pub fn here() -> String {
    String::new()
}
pub fn is_on_page(_matching: &str) -> bool {
    false
}
pub fn is_at(_fragment: &str) -> bool {
    false
}
pub fn load_redirects() {}
pub fn field_of<Event>(_event: &Event, _name: &str) -> String {
    String::new()
}
pub fn pressed_value<Event>(_event: &Event) -> Option<String> {
    None
}
pub fn take_early_press<Button>(_button: &Button) -> bool {
    false
}
pub fn copy_field(_id: &str) -> bool {
    false
}
pub fn lower_case(text: &str) -> String {
    text.to_lowercase()
}
pub fn keep_text(_key: &str, _text: &str) {}
pub fn kept_text(_key: &str) -> Option<String> {
    None
}
pub fn copy(_text: &str) -> bool {
    false
}
pub fn paint_pixels<Canvas>(_canvas: &Canvas, _side: u16, _shown: u16, _pixels: &[u8]) {}
pub fn open_modal<Dialog>(_dialog: &Dialog) {}
pub fn return_focus() {}
pub fn focus<Element>(_element: &Element) {}
pub fn select<Field>(_field: &Field) {}
pub fn scroll_to_newest<Element>(_element: &Element) {}
pub fn theme() -> Option<String> {
    None
}
pub fn has_letter_keys() -> bool {
    true
}
pub fn set_letter_keys(_on: bool) {}
pub fn set_theme(_theme: Option<&str>) {}
pub fn notices() -> Notices {
    Notices::Missing
}
pub fn allow_notices(_answered: impl FnOnce() + 'static) {}
pub fn forget_notices() {}
pub fn has_sound() -> bool {
    false
}
pub fn set_sound(_is_on: bool) {}
pub fn sound() {}
pub fn notify(_title: &str, _text: &str, _tag: &str) -> bool {
    false
}
pub fn has_focus() -> bool {
    false
}
pub fn local_day(at: i64) -> i64 {
    at.div_euclid(86_400_000)
}
pub fn day_ends(at: i64) -> i64 {
    (at.div_euclid(86_400_000) + 1) * 86_400_000
}
pub fn morning(at: i64, _days: u32, _hour: u32) -> i64 {
    at
}
pub fn monday(_at: i64, _hour: u32) -> Option<i64> {
    None
}
pub fn moment_of_field(_text: &str) -> Option<i64> {
    None
}
pub fn field_of_moment(_at: i64) -> String {
    String::new()
}
pub fn move_focus<Element>(_list: &Element, _matching: &str, _by: i32) {}
pub fn move_focus_along(_list: &str, _matching: &str, _by: i32) {}
pub fn focus_on(_matching: String) {}
pub fn drag_with<Event>(_event: &Event, _text: &str) {}
pub fn minutes_ahead() -> i32 {
    0
}
pub fn country_names<'a>(letters: impl Iterator<Item = &'a str>) -> Vec<String> {
    letters.map(str::to_owned).collect()
}
pub fn is_typing() -> bool {
    false
}
pub fn has_dialog() -> bool {
    false
}
pub fn press_beside(_matching: &str, _by: i32) {}
pub fn is_on<Event>(_event: &Event, _matching: &str) -> bool {
    false
}
pub fn of_focused(_matching: &str, _attribute: &str) -> Option<String> {
    None
}
pub fn time_zone() -> String {
    String::new()
}
pub fn local_time(_at: i64) -> String {
    String::new()
}
pub fn local_date(_at: i64, _year: bool) -> String {
    String::new()
}
pub fn local_weekday(_at: i64) -> String {
    String::new()
}
pub fn value_of<Field>(_field: &Field) -> String {
    String::new()
}
pub fn set_value<Field>(_field: &Field, _text: &str) {}
pub fn hear<Element, Event>(_element: &Element, _event: Event, _call: impl FnMut(Event::EventType) + 'static)
where
    Event: leptos::tachys::html::event::EventDescriptor,
{
}
pub fn take_keys(_matching: &'static str, _take: impl Fn(&str) -> bool + 'static) {}
pub fn insert_at_caret<Field>(_field: &Field, _text: &str) -> String {
    String::new()
}
pub fn set_attribute<Element>(_element: &Element, _name: &str, _value: Option<&str>) {}
pub fn bring_into_view(_matching: &str) {}
pub fn bring_up(_matching: &'static str) {}
pub fn is_far_up<Element>(_element: &Element) -> bool {
    false
}
pub fn time_in(_zone: &str, _at: i64) -> Option<(u16, String)> {
    None
}
