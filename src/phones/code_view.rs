//! The code on show: the picture, which one it is, and how long it can be scanned.
use super::{model::LinkProgress, words};
use crate::ui::{QrCode, browser, effect};
use leptos::prelude::*;

/// Draws the newest code; a new one simply takes the place of the old.
#[component]
pub fn CodeView(
    /// The link it belongs to.
    progress: Signal<Option<LinkProgress>>,
) -> impl IntoView {
    let code = Memo::new(move |_| progress.read().as_ref().and_then(|progress| progress.code.clone()));
    let left = seconds_left(Signal::derive(move || code.read().as_ref().map(|code| code.expires_in_ms)));
    let picture = move || {
        code.get().map(|code| {
            view! { <QrCode size=code.picture.size modules=code.picture.modules label=format!("{}, {}", words::CODE_IMAGE, words::code_of(code.number, code.of))/> }.into_any()
        })
    };
    let facts = move || match code.get() {
        Some(code) => view! {
            <span>{words::code_of(code.number, code.of)}</span>
            <span class="code-left">{move || left.get().map(words::left)}</span>
        }
        .into_any(),
        None => view! { <span>{words::CODES_ARE_OVER}</span> }.into_any(),
    };
    view! {
        <div class="code-frame code-frame-shown">{move || picture()}</div>
        <p class="code-facts">{move || facts()}</p>
    }
}

/// Counts down from when the server said how many milliseconds are left.
pub fn seconds_left(expires_in_ms: Signal<Option<u64>>) -> Memo<Option<u64>> {
    let ends = RwSignal::new(None::<i64>);
    let now = RwSignal::new(0_i64);
    effect(move || {
        now.set(browser::now_ms());
        ends.set(expires_in_ms.get().map(|left| browser::now_ms() + i64::try_from(left).unwrap_or(0)));
    });
    effect(move || browser::every_ms(250, move || now.set(browser::now_ms())));
    Memo::new(move |_| ends.get().map(|ends| u64::try_from(ends - now.get()).unwrap_or(0).div_ceil(1000)))
}
