//! The conversation with a lead: bubbles by day, the newest in view.
use super::{bubble::Bubble, talk::Talk, words};
use crate::ui::{Button, Clock, DayLine, Entry, ErrorView, Skeleton, Toasts, awaited, browser, entries, on_change};
use leptos::{html, prelude::*, task::spawn_local};
use uuid::Uuid;

/// The thread of a conversation.
#[component]
pub fn ThreadView(
    /// Which.
    talk: Talk,
) -> impl IntoView {
    let part = move || async move {
        match talk.newest.answer().await {
            Ok(newest) => {
                talk.keeper.loaded(newest);
                view! { <Log talk/> }.into_any()
            }
            Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| talk.newest.again())/> }.into_any(),
        }
    };
    awaited(|| view! { <div class="thread"><Skeleton label=words::LOADING/></div> }.into_any(), part)
}

#[component]
fn Log(talk: Talk) -> impl IntoView {
    let clock = Clock::of_page();
    let localised = Memo::new(move |_| clock.now().is_some());
    let scroller = NodeRef::<html::Div>::new();
    let to_newest = move || {
        if let Some(scroller) = scroller.get_untracked() {
            browser::scroll_to_newest(&scroller);
        }
    };
    on_change(talk.said.into(), to_newest);
    view! {
        // Laid out from its end, so that the newest message is in view and earlier ones push nothing away.
        <div class="thread" role="log" aria-label=words::CONVERSATION tabindex="0" node_ref=scroller>
            <div class="thread-flow">
                <EarlierButton talk/>
                {move || talk.screen.rows.is_empty().then(|| view! { <p class="thread-empty">{words::EMPTY}</p> }.into_any())}
                {entries(move || items(talk, localised.get()))}
            </div>
        </div>
    }
}

#[component]
fn EarlierButton(talk: Talk) -> impl IntoView {
    let busy = RwSignal::new(false);
    let toasts = Toasts::of_page();
    let load = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            if let Err(error) = talk.load_earlier().await {
                toasts.show(error.to_string());
            }
            busy.try_set(false);
        });
    });
    view! {
        {move || talk.screen.earlier.get().map(|_| {
            view! { <div class="thread-earlier"><Button busy=busy on_press=load>{words::EARLIER}</Button></div> }.into_any()
        })}
    }
}

/// The messages with a line before each day: the server's day until the browser knows the person's.
/// Days and messages. The `first` of several by the same person on the same phone says who that is.
fn items(talk: Talk, localised: bool) -> Vec<Entry> {
    let mut items = Vec::new();
    let (mut today, mut author) = (None, None);
    for row in talk.screen.rows.all() {
        let message = row.value.get_untracked();
        let day = if localised { browser::local_day(message.at) } else { message.at.div_euclid(86_400_000) };
        let new_day = today.replace(day) != Some(day);
        if new_day {
            items.push(Entry::new((localised, day, Uuid::nil()), move || view! { <DayLine at=message.at/> }.into_any()));
        }
        let by = (message.is_ours(), message.sender, message.phone_name);
        let first = new_day || author.as_ref() != Some(&by);
        author = Some(by);
        items.push(Entry::new((first, row.made, row.id), move || view! { <Bubble message=row.value first talk/> }.into_any()));
    }
    items
}
