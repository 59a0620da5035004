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
    let ends = RwSignal::new(None::<i64>);
    let now = RwSignal::new(0_i64);
    effect(move || {
        if let Some(code) = code.get() {
            now.set(browser::now_ms());
            ends.set(Some(browser::now_ms() + i64::try_from(code.expires_in_ms).unwrap_or(0)));
        }
    });
    effect(move || browser::every_ms(250, move || now.set(browser::now_ms())));
    let left = Memo::new(move |_| ends.get().map(|ends| u64::try_from(ends - now.get()).unwrap_or(0).div_ceil(1000)));
    let picture = move || {
        code.get().map(|code| {
            view! { <QrCode size=code.picture.size modules=code.picture.modules label=format!("{}, {}", words::CODE_IMAGE, words::code_of(code.number, code.of))/> }.into_any()
        })
    };
    view! {
        <div class="code-frame code-frame-shown">{move || picture()}</div>
        <p class="code-facts">
            <span>{move || code.get().map(|code| words::code_of(code.number, code.of))}</span>
            <span class="code-left">{move || left.get().map(words::left)}</span>
        </p>
    }
}
