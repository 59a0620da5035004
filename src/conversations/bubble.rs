//! One message: who, when, what, and for ours what became of it.
use super::{
    media_view::media_view,
    model::{Kind, Message, MessageStatus},
    retrying::try_again,
    talk::Talk,
    words,
};
use crate::{
    team::{Permission, SignedIn},
    ui::{Clock, Time, TimeStyle, moment, tick},
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
    // Its nodes stay while anything else of the message changes.
    let text = Memo::new(move |_| (message.read().text.clone(), message.read().formatted.clone()));
    let has_media = Memo::new(move |_| message.read().media.is_some());
    let by = move || {
        let message = message.read();
        if message.phone_name.is_empty() { message.sender.clone() } else { format!("{} · {}", message.sender, message.phone_name) }
    };
    let failure = move || match status.get() {
        MessageStatus::Failed(reason) => {
            let again = SignedIn::may(Permission::SendMessages).then(|| try_again(talk, id));
            Some(view! { <div class="message-failure"><p>{reason}</p>{again}</div> }.into_any())
        }
        MessageStatus::Held(reason) => Some(view! { <div class="message-failure"><p>{reason}</p></div> }.into_any()),
        _ => None,
    };
    view! {
        <article
            id=format!("m-{}", id.0)
            class="message"
            class:message-ours=ours
            class:message-theirs=!ours
            class:message-first=first
            aria-label=move || format!("{}, {}", message.read().sender, moment(clock, at.get(), TimeStyle::Clock))
        >
            {first.then(|| view! { <p class="message-by" dir="auto">{move || by()}</p> }.into_any())}
            {move || above(&message.read())}
            {move || has_media.get().then(|| media_view(message))}
            <p class="message-text" dir="auto">{move || { let (text, formatted) = text.get(); words_of(text, formatted) }}</p>
            {move || below(&message.read())}
            <p class="message-foot">
                {move || message.read().is_edited.then_some(words::EDITED)}
                <Time at=at style=TimeStyle::Clock/>
                {ours.then(|| view! { <Tick status/> }.into_any())}
            </p>
            {move || failure()}
        </article>
    }
}

/// The words, as handsets show them.
fn words_of(text: String, formatted: Option<String>) -> AnyView {
    match formatted {
        // Our own server wrote it, and escaped what is not ours.
        Some(html) => view! { <span inner_html=html></span> }.into_any(),
        None => text.into_any(),
    }
}

/// What it replies to, and what it is when it is not only words.
fn above(message: &Message) -> Option<AnyView> {
    let quote = message.quote.clone().map(|quote| {
        let by = if quote.is_ours { words::QUOTED_YOU.to_owned() } else { message.sender.clone() };
        // The browser itself goes there; when it is not on screen, nothing moves.
        let href = quote.id.map(|id| format!("#m-{}", id.0));
        let thumbnail = quote.id.filter(|_| quote.has_thumbnail).map(|id| {
            view! { <img class="message-quoted-picture" src=format!("/media/{}/thumbnail", id.0) alt="" loading="lazy"/> }.into_any()
        });
        view! {
            <a class="message-quote" href=href rel="external">
                {thumbnail}
                <span class="message-by" dir="auto">{by}</span>
                <span class="message-quoted" dir="auto">{quote.text}</span>
            </a>
        }
        .into_any()
    });
    let kind = words::kind(message.kind);
    let is_there = !matches!(message.kind, Kind::Withheld | Kind::Other | Kind::Waiting | Kind::Deleted);
    let kind = (!kind.is_empty()).then(|| view! { <p class="message-kind" class:message-absent=!is_there>{kind}</p> }.into_any());
    (quote.is_some() || kind.is_some()).then(|| view! { {quote}{kind} }.into_any())
}

/// Where it is, and how people reacted.
fn below(message: &Message) -> Option<AnyView> {
    let place = message.place.as_ref().and_then(|place| place.split_once(',')).map(|(latitude, longitude)| {
        let href = format!("https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=16/{latitude}/{longitude}");
        view! { <p><a href=href target="_blank" rel="noopener noreferrer" title=words::MAP>{format!("{latitude}, {longitude}")}</a></p> }
            .into_any()
    });
    let reactions = format!("{} {}", message.their_reaction, message.our_reaction);
    let reactions = (reactions != " ").then(|| {
        view! { <p class="message-reactions" role="group" aria-label=words::REACTIONS>{reactions.trim().to_owned()}</p> }.into_any()
    });
    (place.is_some() || reactions.is_some()).then(|| view! { {place}{reactions} }.into_any())
}

#[component]
fn Tick(status: Memo<MessageStatus>) -> impl IntoView {
    view! { {move || tick(words::tick(&status.read()))} }
}
