//! Sending a message again that failed. A part of the page.
use super::{model::MessageId, talk::Talk, words};
use crate::ui::{Button, Glyph, Icon, Look, part};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

/// The button beneath a message that failed.
pub fn try_again(talk: Talk, id: MessageId) -> AnyView {
    part(|| ().into_any(), move || Box::pin(split_try_again(talk, id)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split_try_again(talk: Talk, id: MessageId) -> Result<AnyView, SplitLoaderError> {
    let press = Callback::new(move |()| talk.retry(id));
    Ok(view! { <Button look=Look::Quiet on_press=press><Icon glyph=Glyph::Again/>{words::RETRY}</Button> }.into_any())
}
