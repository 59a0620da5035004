//! The conversation with a lead: bubbles by day, the newest in view.
use super::{
    bubble::Bubble,
    model::{Message, MessageId},
    note_view::NoteView,
    scrolling::scrolling,
    talk::Talk,
    words,
};
use crate::{
    leads::NoteLine,
    ui::{Button, Clock, DayLine, Entry, ErrorView, Row, Skeleton, Toasts, awaited, browser, entries},
};
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
    let newest = talk.screen.rows.values().pop().map(|message| message.id);
    let unread = Unread { count: talk.unread.get_value(), newest };
    view! {
        // Laid out from its end, so that the newest message is in view and earlier ones push nothing away.
        <div class="thread" role="log" aria-label=words::CONVERSATION tabindex="0" node_ref=scroller>
            <div class="thread-flow">
                <EarlierButton talk/>
                {move || talk.screen.rows.is_empty().then(|| view! { <p class="thread-empty">{words::EMPTY}</p> }.into_any())}
                {entries(move || items(talk, localised.get(), unread))}
            </div>
        </div>
        {scrolling(talk, scroller)}
    }
}

/// What nobody had read when the conversation was opened.
#[derive(Clone, Copy)]
struct Unread {
    /// How many messages of theirs.
    count: u32,
    /// The newest message then, theirs or ours.
    newest: Option<MessageId>,
}

impl Unread {
    /// The first of them, once so many are on screen.
    fn first(self, rows: &[Row<Message>]) -> Option<MessageId> {
        let since = rows.iter().rposition(|row| Some(row.id) == self.newest.map(|id| id.0))?;
        let theirs = rows[..=since].iter().rev().filter(|row| !row.value.read_untracked().is_ours());
        theirs.skip(usize::try_from(self.count).ok()?.checked_sub(1)?).map(|row| MessageId(row.id)).next()
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

/// Messages and notes with a line before each day: the server's day until the browser knows the person's.
/// The `first` message of several by the same person on the same phone says who that is.
fn items(talk: Talk, localised: bool, unread: Unread) -> Vec<Entry> {
    let mut items = Items { localised, ..Items::default() };
    let rows = talk.screen.rows.all();
    let unread = unread.first(&rows);
    let begin = rows.first().filter(|_| talk.screen.earlier.get().is_some()).map(|row| row.value.read_untracked().at);
    let mut notes = talk.book.lines.get().into_iter().filter(|note| begin.is_none_or(|begin| note.at >= begin)).peekable();
    for row in rows {
        let message = row.value.get_untracked();
        while let Some(note) = notes.next_if(|note| note.at < message.at) {
            items.note(note);
        }
        if unread == Some(message.id) {
            items.unread_from(message.at);
        }
        items.message(row, message, talk);
    }
    notes.for_each(|note| items.note(note));
    items.made
}

#[derive(Default)]
struct Items {
    localised: bool,
    made: Vec<Entry>,
    today: Option<i64>,
    author: Option<(bool, String, String)>,
}

impl Items {
    /// Answers whether another day begins.
    fn day(&mut self, at: i64) -> bool {
        let day = if self.localised { browser::local_day(at) } else { at.div_euclid(86_400_000) };
        let begins = self.today.replace(day) != Some(day);
        if begins {
            self.made.push(Entry::new((self.localised, day, Uuid::nil()), move || view! { <DayLine at/> }.into_any()));
        }
        begins
    }

    /// What follows was not read when the conversation was opened.
    fn unread_from(&mut self, at: i64) {
        self.day(at);
        self.author = None;
        self.made.push(Entry::new((false, -1, Uuid::nil()), || {
            view! { <p class="day-line thread-new"><span>{words::NEW}</span></p> }.into_any()
        }));
    }

    fn note(&mut self, note: NoteLine) {
        self.day(note.at);
        self.author = None;
        self.made.push(Entry::new((false, note.at, note.id.0), move || view! { <NoteView note/> }.into_any()));
    }

    fn message(&mut self, row: Row<Message>, message: Message, talk: Talk) {
        let by = (message.is_ours(), message.sender, message.phone_name);
        let first = self.day(message.at) || self.author.as_ref() != Some(&by);
        self.author = Some(by);
        self.made.push(Entry::new((first, row.made, row.id), move || view! { <Bubble message=row.value first talk/> }.into_any()));
    }
}
