//! One message: who, when, what, and for ours what became of it.
use super::{
    model::{Message, MessageStatus},
    talk::Talk,
    words,
};
use crate::{
    team::{Permission, SignedIn},
    ui::{Button, Clock, Glyph, Icon, Look, Time, TimeStyle, moment},
};
use leptos::prelude::*;

/// A bubble; ours stand on the right.
#[component]
pub fn Bubble(
    /// The message as it is now.
    message: ArcRwSignal<Message>,
    /// Whether it says who wrote it.
    first: bool,
    /// The conversation it is part of.
    talk: Talk,
) -> impl IntoView {
    let message = RwSignal::from(message);
    let clock = Clock::of_page();
    let id = message.read_untracked().id;
    let ours = message.read_untracked().is_ours();
    let status = Memo::new(move |_| message.read().status.clone());
    let at = Memo::new(move |_| message.read().at);
    let by = move || {
        let message = message.read();
        if message.phone_name.is_empty() { message.sender.clone() } else { format!("{} · {}", message.sender, message.phone_name) }
    };
    let failure = move || {
        match status.get() {
        MessageStatus::Failed(reason) => Some(view! {
            <div class="message-failure">
                <p>{reason}</p>
                {SignedIn::may(Permission::SendMessages).then(|| view! {
                    <Button look=Look::Quiet on_press=Callback::new(move |()| talk.retry(id))><Icon glyph=Glyph::Again/>{words::RETRY}</Button>
                }.into_any())}
            </div>
        }
        .into_any()),
        MessageStatus::Held(reason) => Some(view! { <div class="message-failure"><p>{reason}</p></div> }.into_any()),
        _ => None,
    }
    };
    view! {
        <article
            class="message"
            class:message-ours=ours
            class:message-theirs=!ours
            class:message-first=first
            aria-label=move || format!("{}, {}", message.read().sender, moment(clock, at.get(), TimeStyle::Clock))
        >
            {first.then(|| view! { <p class="message-by" dir="auto">{move || by()}</p> }.into_any())}
            <p class="message-text" dir="auto">{move || message.read().text.clone()}</p>
            <p class="message-foot">
                <Time at=at style=TimeStyle::Clock/>
                {ours.then(|| view! { <Tick status/> }.into_any())}
            </p>
            {move || failure()}
        </article>
    }
}

#[component]
fn Tick(status: Memo<MessageStatus>) -> impl IntoView {
    let tick = move || {
        let (glyph, word, class) = words::tick(&status.read());
        view! { <span class=class title=word><Icon glyph=glyph/><span class="visually-hidden">{word}</span></span> }.into_any()
    };
    view! { {move || tick()} }
}
