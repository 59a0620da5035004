//! What only a browser knows or does. The server has the twin `browser_ssr.rs`, which knows and does nothing.
//! Call these in effects and event handlers only, so that both sides render the same page.
pub use super::browser_dates::{
    day_ends, field_of_moment, local_date, local_day, local_time, local_weekday, minutes_ahead, moment_of_field, monday, morning, time_in,
    time_zone,
};
use super::notices::Notices;
use leptos::{
    prelude::*,
    wasm_bindgen::{Clamped, JsCast, JsValue, closure::Closure},
};
use std::{cell::RefCell, time::Duration};
use web_sys::{HtmlElement, Notification, NotificationPermission};

/// A page that stays broken when loaded anew is left alone for this long.
const LOAD_AGAIN_MS: i64 = 60_000;
const LOADED_AT: &str = "loaded anew at";

thread_local! {
    /// Where the focus was before each open dialog.
    static FOCUS: RefCell<Vec<HtmlElement>> = const { RefCell::new(Vec::new()) };
}

/// Now, Unix milliseconds.
pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// A number from 0 up to 1.
pub fn random() -> f64 {
    js_sys::Math::random()
}

/// Whether somebody can see this tab.
pub fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Whether the browser believes that it has a network.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Calls again and again until the owner is gone. For clocks on screen, never for fetching.
pub fn every_ms(ms: u64, call: impl Fn() + 'static) {
    if let Ok(handle) = set_interval_with_handle(call, Duration::from_millis(ms)) {
        on_cleanup(move || handle.clear());
    }
}

/// Calls when the window hears this event, until the owner is gone.
pub fn on_window(event: &'static str, call: impl Fn() + 'static) {
    let handle = window_event_listener_untyped(event, move |_| call());
    on_cleanup(move || handle.remove());
}

/// Names the page in the browser's tab, now and whenever something changes that the text reads.
pub fn show_title(text: Box<dyn Fn() -> String + Send + Sync>) {
    super::effect(move || document().set_title(&text()));
}

/// Loads a page from the server, which drops everything this tab knows.
pub fn load(url: &str) {
    drop(window().location().set_href(url));
}

/// Loads this page anew, but at most once a minute; says whether it does.
pub fn load_anew() -> bool {
    let now = now_ms();
    let before = kept_text(LOADED_AT).and_then(|at| at.parse::<i64>().ok());
    if before.is_some_and(|before| now - before < LOAD_AGAIN_MS) {
        return false;
    }
    keep_text(LOADED_AT, &now.to_string());
    load(&here());
    true
}

/// Path and query of the page on show.
pub fn here() -> String {
    let location = window().location();
    format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default())
}

/// Whether the address ends with this fragment.
pub fn is_at(fragment: &str) -> bool {
    window().location().hash().is_ok_and(|hash| hash == fragment)
}

/// Whether something on the page matches.
pub fn is_on_page(matching: &str) -> bool {
    document().query_selector(matching).is_ok_and(|found| found.is_some())
}

/// Makes redirects of server functions load the page: they begin or end a sign-in, so nothing known before may stay.
pub fn load_redirects() {
    drop(server_fn::redirect::set_redirect_hook(load));
}

/// What a field of the form holds that is being sent.
pub fn field_of(event: &web_sys::SubmitEvent, name: &str) -> String {
    let form = event.target().and_then(|form| form.dyn_into().ok());
    let fields = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok());
    fields.and_then(|fields| fields.get(name).as_string()).unwrap_or_default()
}

/// The value of the button that sent the form.
pub fn pressed_value(event: &web_sys::SubmitEvent) -> Option<String> {
    event.submitter()?.get_attribute("value")
}

/// The page is alive: presses act from now on, see `EARLY_PRESS_SCRIPT`.
pub fn comes_alive() {
    if let Some(root) = document().document_element() {
        drop(root.set_attribute("data-alive", ""));
    }
}

/// Whether a button was pressed before the page was alive; once, as another button may take over its element.
pub fn take_early_press(button: &web_sys::HtmlElement) -> bool {
    let was_pressed = button.has_attribute("data-pressed");
    drop(button.remove_attribute("data-pressed"));
    was_pressed
}

/// Selects a field and copies what it holds; answers whether the browser did. The newer way needs an encrypted connection,
/// which a server in the office next door may not have.
pub fn copy_field(id: &str) -> bool {
    let field = document().get_element_by_id(id).and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok());
    let page = document().dyn_into::<web_sys::HtmlDocument>().ok();
    let (Some(field), Some(page)) = (field, page) else { return false };
    field.select();
    page.exec_command("copy").unwrap_or(false)
}

/// In lower case. The browser has the tables for it anyway.
pub fn lower_case(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// Keeps a text for this tab; nothing when empty.
pub fn keep_text(key: &str, text: &str) {
    if let Ok(Some(store)) = window().session_storage() {
        drop(if text.is_empty() { store.remove_item(key) } else { store.set_item(key, text) });
    }
}

/// The text that was kept for this tab.
pub fn kept_text(key: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(key).ok()?
}

/// What a field holds, of one line or several.
pub fn value_of(field: &web_sys::Element) -> String {
    field.unchecked_ref::<web_sys::HtmlInputElement>().value()
}

/// Puts a text into a field. One that is there already is left alone, as setting it moves the caret.
pub fn set_value(field: &web_sys::Element, text: &str) {
    if value_of(field) != text {
        field.unchecked_ref::<web_sys::HtmlInputElement>().set_value(text);
    }
}

/// Hears an event of an element that stands on the page already, until the owner is gone.
pub fn hear<Event>(element: &web_sys::Element, event: Event, call: impl FnMut(Event::EventType) + 'static)
where
    Event: leptos::tachys::html::event::EventDescriptor + Send + 'static,
    Event::EventType: From<JsValue>,
{
    let hearing = element.on(event, call);
    on_cleanup(move || drop(hearing));
}

/// Hears the keys of the field that matches before the field does, until the owner is gone. A key that is taken goes no further.
pub fn take_keys(matching: &'static str, take: impl Fn(&str) -> bool + 'static) {
    let hear = Closure::<dyn Fn(web_sys::KeyboardEvent)>::new(move |event: web_sys::KeyboardEvent| {
        let field = event.target().and_then(|field| field.dyn_into::<web_sys::Element>().ok());
        let is_there = field.is_some_and(|field| field.matches(matching).unwrap_or(false));
        if is_there && !event.is_composing() && take(&event.key()) {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    drop(window().add_event_listener_with_callback_and_bool("keydown", hear.as_ref().unchecked_ref(), true));
    let hear = StoredValue::new_local(hear);
    on_cleanup(move || {
        drop(
            hear.try_with_value(|hear| {
                window().remove_event_listener_with_callback_and_bool("keydown", hear.as_ref().unchecked_ref(), true)
            }),
        );
    });
}

/// Puts a text where the caret of a field of several lines is, in the place of what is selected, and answers what it holds then.
pub fn insert_at_caret(field: &web_sys::Element, text: &str) -> String {
    let field = field.unchecked_ref::<web_sys::HtmlTextAreaElement>();
    let caret = field.selection_start().ok().flatten().unwrap_or_default() + text.encode_utf16().count() as u32;
    drop(field.set_range_text(text));
    drop(field.set_selection_range(caret, caret));
    field.value()
}

/// Gives an element an attribute, or takes it away.
pub fn set_attribute(element: &web_sys::Element, name: &str, value: Option<&str>) {
    drop(match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    });
}

/// Brings the first element that matches into view, if it is out of it.
pub fn bring_into_view(matching: &str) {
    if let Ok(Some(element)) = document().query_selector(matching) {
        element.scroll_into_view_with_bool(false);
    }
}

/// Scrolls only as far as needed until the beginning of the element that matches is on screen, once the page has been painted.
pub fn bring_up(matching: &'static str) {
    request_animation_frame(move || {
        if let Ok(Some(element)) = document().query_selector(matching) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// Whether what is laid out from its end is scrolled away from there by more than a glance.
pub fn is_far_up(element: &web_sys::Element) -> bool {
    element.scroll_top() < -200
}

/// Copies a text, in every browser and also without https; answers whether it could.
pub fn copy(text: &str) -> bool {
    let (Some(body), Ok(field)) = (document().body(), document().create_element("textarea")) else { return false };
    let (Ok(field), Ok(page)) = (field.dyn_into::<web_sys::HtmlTextAreaElement>(), document().dyn_into::<web_sys::HtmlDocument>()) else {
        return false;
    };
    let focused = document().active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    field.set_value(text);
    drop(body.append_child(&field));
    field.select();
    let copied = page.exec_command("copy").unwrap_or(false);
    field.remove();
    drop(focused.map(|element| element.focus()));
    copied
}

/// Paints a square canvas of `side` pixels, four bytes each, and shows it `shown` CSS pixels wide.
pub fn paint_pixels(canvas: &web_sys::HtmlCanvasElement, side: u16, shown: u16, pixels: &[u8]) {
    let side = u32::from(side);
    // Setting a side, even to what it is, clears the canvas.
    if canvas.width() != side || canvas.height() != side {
        canvas.set_width(side);
        canvas.set_height(side);
    }
    drop(HtmlElement::style(canvas).set_property("width", &format!("{shown}px")));
    let pen = canvas.get_context("2d").ok().flatten().and_then(|pen| pen.dyn_into::<web_sys::CanvasRenderingContext2d>().ok());
    if let (Some(pen), Ok(image)) = (pen, web_sys::ImageData::new_with_u8_clamped_array(Clamped(pixels), side)) {
        drop(pen.put_image_data(&image, 0.0, 0.0));
    }
}

/// Opens a native dialog and remembers where the focus was.
pub fn open_modal(dialog: &web_sys::HtmlDialogElement) {
    let focused = document().active_element().and_then(|element| element.dyn_into().ok());
    if dialog.show_modal().is_ok() {
        FOCUS.with_borrow_mut(|stack| stack.extend(focused));
    }
}

/// Gives the focus back to where it was before the last dialog opened.
pub fn return_focus() {
    if let Some(element) = FOCUS.with_borrow_mut(Vec::pop) {
        request_animation_frame(move || drop(element.focus()));
    }
}

/// Focuses an element, once the page has been painted.
pub fn focus(element: &web_sys::Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>().cloned() {
        request_animation_frame(move || drop(element.focus()));
    }
}

/// Focuses a field and selects what it holds, so that typing begins anew.
pub fn select(field: &web_sys::HtmlInputElement) {
    drop(field.focus());
    field.select();
}

/// Scrolls a list that grows upwards to its newest entry.
pub fn scroll_to_newest(element: &web_sys::Element) {
    let element = element.clone();
    request_animation_frame(move || element.set_scroll_top(0));
}

/// The theme the person chose: `light`, `dark`, or nothing for the system's.
pub fn theme() -> Option<String> {
    remembered("theme")
}

/// What this browser remembers for all its tabs.
fn remembered(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

fn remember(key: &str, value: Option<&str>) {
    if let Ok(Some(store)) = window().local_storage() {
        drop(match value {
            Some(value) => store.set_item(key, value),
            None => store.remove_item(key),
        });
    }
}

/// Whether single letters and signs act on the page.
pub fn has_letter_keys() -> bool {
    remembered("letter keys").is_none()
}

/// Remembers whether they do.
pub fn set_letter_keys(on: bool) {
    remember("letter keys", (!on).then_some("off"));
}

/// Paints this theme and remembers it.
pub fn set_theme(theme: Option<&str>) {
    if let Some(html) = document().document_element() {
        drop(match theme {
            Some(theme) => html.set_attribute("data-theme", theme),
            None => html.remove_attribute("data-theme"),
        });
    }
    remember("theme", theme);
}

/// Whether this browser shows notifications.
pub fn notices() -> Notices {
    if !js_sys::Reflect::has(&window(), &"Notification".into()).unwrap_or(false) {
        return Notices::Missing;
    }
    match (Notification::permission(), remembered("notices")) {
        (NotificationPermission::Denied, _) => Notices::Blocked,
        (NotificationPermission::Granted, Some(_)) => Notices::On,
        _ => Notices::Off,
    }
}

/// Asks the person whether this browser may show notifications, and calls when they have answered.
pub fn allow_notices(answered: impl FnOnce() + 'static) {
    remember("notices", Some("on"));
    if let Ok(asking) = Notification::request_permission() {
        let then = Closure::once(move |_: JsValue| answered());
        drop(asking.then(&then));
        then.forget();
    }
}

/// Shows no more notifications in this browser.
pub fn forget_notices() {
    remember("notices", None);
}

/// Whether this browser makes a sound with messages.
pub fn has_sound() -> bool {
    remembered("sound").is_some()
}

/// Makes a sound with messages from now on, or does not.
pub fn set_sound(is_on: bool) {
    remember("sound", is_on.then_some("on"));
}

/// Makes two short notes, when the person wants them. Browsers keep a page silent that nobody has touched yet.
pub fn sound() {
    const NOTES: [(f32, f64); 2] = [(660.0, 0.0), (880.0, 0.12)];
    if !has_sound() {
        return;
    }
    let Ok(stage) = web_sys::AudioContext::new() else { return };
    for (pitch, after) in NOTES {
        let (Ok(note), Ok(volume)) = (stage.create_oscillator(), stage.create_gain()) else { return };
        let begin = stage.current_time() + after;
        note.frequency().set_value(pitch);
        drop(volume.gain().set_value_at_time(0.08, begin));
        drop(volume.gain().linear_ramp_to_value_at_time(0.0, begin + 0.1));
        drop(note.connect_with_audio_node(&volume));
        drop(volume.connect_with_audio_node(&stage.destination()));
        drop(note.start_with_when(begin));
        drop(note.stop_with_when(begin + 0.12));
    }
}

/// Shows a notification when the person wants them; one with the same tag goes, also another tab's. A click on it brings the tab
/// to the front, as browsers do by themselves. Answers whether the browser could.
pub fn notify(title: &str, text: &str, tag: &str) -> bool {
    let options = options(&[("body", text), ("tag", tag)]);
    notices() == Notices::On && Notification::new_with_options(title, options.unchecked_ref()).is_ok()
}

/// Whether the person works in this tab.
pub fn has_focus() -> bool {
    document().has_focus().unwrap_or(false)
}

/// Moves the focus among the elements of a list that match, to the one that is so many further; into the list when it is outside.
/// At once: keys may come faster than the screen is painted, and the next one begins where this one ended.
pub fn move_focus(list: &web_sys::Element, matching: &str, by: i32) {
    let Ok(all) = list.query_selector_all(matching) else { return };
    let all: Vec<web_sys::Element> = (0..all.length()).filter_map(|at| all.item(at)?.dyn_into().ok()).collect();
    let focused = document().active_element();
    let here = all.iter().position(|one| focused.as_ref().is_some_and(|focused| one.contains(Some(focused))));
    let next = here.map_or(0, |here| (here as i32 + by).clamp(0, all.len() as i32 - 1)) as usize;
    if let Some(one) = all.get(next).and_then(|one| one.dyn_ref::<HtmlElement>()) {
        drop(one.focus());
    }
}

/// The same within the list around the focus that matches.
pub fn move_focus_along(list: &str, matching: &str, by: i32) {
    let around = document().active_element().and_then(|focused| focused.closest(list).ok().flatten());
    around.into_iter().for_each(|list| move_focus(&list, matching, by));
}

/// Focuses the element that matches, once the page has been painted.
pub fn focus_on(matching: String) {
    request_animation_frame(move || {
        if let Ok(Some(element)) = document().query_selector(&matching) {
            focus(&element);
        }
    });
}

/// Gives what is dragged a text: Firefox drags nothing without.
pub fn drag_with(event: &web_sys::DragEvent, text: &str) {
    if let Some(data) = event.data_transfer() {
        drop(data.set_data("text/plain", text));
    }
}

/// What countries are called, by their two letters; the letters where the browser does not know.
pub fn country_names<'a>(letters: impl Iterator<Item = &'a str>) -> Vec<String> {
    let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok();
    let names = || {
        let class: js_sys::Function = get(&get(&js_sys::global(), "Intl")?, "DisplayNames")?.dyn_into().ok()?;
        let names = js_sys::Reflect::construct(&class, &js_sys::Array::of2(&"en".into(), &options(&[("type", "region")]))).ok()?;
        let of: js_sys::Function = get(&names, "of")?.dyn_into().ok()?;
        Some((names, of))
    };
    let names = names();
    let name = |letters: &str| names.as_ref().and_then(|(names, of)| of.call1(names, &letters.into()).ok()?.as_string());
    letters.map(|letters| name(letters).unwrap_or_else(|| letters.to_owned())).collect()
}

/// Whether keys belong to a field or to an open dialog.
pub fn is_typing() -> bool {
    let field = document().active_element().is_some_and(|element| element.matches("input, textarea, select").unwrap_or(false));
    field || has_dialog()
}

/// Whether a dialog is open.
pub fn has_dialog() -> bool {
    is_on_page("dialog[open]")
}

/// Presses the element after the one that is the current one, or the one before it; the first of them when none is.
pub fn press_beside(matching: &str, by: i32) {
    let Ok(all) = document().query_selector_all(matching) else { return };
    let all: Vec<HtmlElement> = (0..all.length()).filter_map(|at| all.item(at)?.dyn_into().ok()).collect();
    let here = all.iter().position(|one| one.has_attribute("aria-current"));
    let next = here.map_or(Some(0), |here| usize::try_from(here as i32 + by).ok());
    if let Some(next) = next.and_then(|next| all.get(next)) {
        next.click();
    }
}

/// Whether the event is of an element that matches, or of something in it.
pub fn is_on(event: &web_sys::Event, matching: &str) -> bool {
    let of = event.target().and_then(|of| of.dyn_into::<web_sys::Element>().ok());
    of.and_then(|of| of.closest(matching).ok().flatten()).is_some()
}

/// An attribute of the element around the focus that matches.
pub fn of_focused(matching: &str, attribute: &str) -> Option<String> {
    document().active_element()?.closest(matching).ok()??.get_attribute(attribute)
}

/// An object of the browser with these fields.
pub(super) fn options(fields: &[(&str, &str)]) -> JsValue {
    let options = js_sys::Object::new();
    for (key, value) in fields {
        drop(js_sys::Reflect::set(&options, &(*key).into(), &(*value).into()));
    }
    options.into()
}
