//! Short notes at the edge of the screen, read out politely.
use super::{Entry, Glyph, Icon, Look, browser, entries, pressed};
use leptos::prelude::*;
use std::time::Duration;
use uuid::Uuid;

const ON_SHOW: Duration = Duration::from_secs(6);
/// Whoever has to decide something has longer.
const ON_SHOW_TO_UNDO: Duration = Duration::from_secs(10);
/// While somebody points at a note, or has come to it by keys, it stays, and is looked at again after this.
const HELD: Duration = Duration::from_secs(2);

/// Where notes are handed in.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    /// How many there have been: an id that came again would be taken off by the clock of the one before.
    count: StoredValue<u32>,
    /// What lives as long as the app.
    home: StoredValue<Option<WeakOwner>>,
}

#[derive(Clone)]
struct Toast {
    id: u32,
    sentence: String,
    undo: Option<Callback<()>>,
}

impl Toasts {
    /// The notes of this page; lost when none were provided.
    pub fn of_page() -> Self {
        use_context().unwrap_or_else(Self::new)
    }

    fn new() -> Self {
        Self {
            shown: RwSignal::new(Vec::new()),
            count: StoredValue::new(0),
            home: StoredValue::new(Owner::current().map(|owner| owner.downgrade())),
        }
    }

    /// Shows a sentence for some seconds. Call it in the browser only.
    pub fn show(self, sentence: impl Into<String>) {
        self.put(sentence.into(), None);
    }

    /// Shows what was done, and a button that undoes it.
    pub fn show_done(self, sentence: impl Into<String>, undo: Callback<()>) {
        self.put(sentence.into(), Some(undo));
    }

    /// The same when it can be undone also after the page that did it is gone: the undo must not count on anything of that page.
    pub fn show_done_for_good(self, sentence: impl Into<String>, undo: Box<dyn Fn() + Send + Sync>) {
        let make = move || Callback::new(move |()| undo());
        let home = self.home.try_get_value().flatten().and_then(|home| home.upgrade());
        self.put(sentence.into(), Some(home.unwrap_or_default().with(make)));
    }

    fn put(self, sentence: String, undo: Option<Callback<()>>) {
        let on_show = if undo.is_some() { ON_SHOW_TO_UNDO } else { ON_SHOW };
        let id = self.count.try_update_value(|count| {
            *count = count.wrapping_add(1);
            *count
        });
        if let Some(id) = id {
            self.shown.update(|toasts| toasts.push(Toast { id, sentence, undo }));
            self.take_off_later(id, on_show);
        }
    }

    fn take_off_later(self, id: u32, after: Duration) {
        let look = move || match browser::is_on_page(".toasts:is(:hover, :focus-within)") {
            true => self.take_off_later(id, HELD),
            false => self.take_off(id),
        };
        set_timeout(look, after);
    }

    fn take_off(self, id: u32) {
        self.shown.update(|toasts| toasts.retain(|toast| toast.id != id));
    }
}

/// Provides the notes; called once, in the app.
pub fn provide_toasts() {
    provide_context(Toasts::new());
}

/// Where they appear.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = Toasts::of_page();
    let toast = move |Toast { id, sentence, undo }: Toast| {
        let take_back = move |undo: Callback<()>| {
            // Whatever it belonged to may be gone by now.
            let press = pressed(move || {
                undo.try_run(());
                toasts.take_off(id);
            });
            view! { <button type="button" class=Look::Quiet.class() on:click=press>"Undo"</button> }.into_any()
        };
        Entry::new((false, id.into(), Uuid::nil()), move || {
            view! {
                <div class="toast">
                    <p>{sentence}</p>
                    {undo.map(take_back)}
                    <button type="button" class="icon-button" aria-label="Dismiss" on:click=pressed(move || toasts.take_off(id))>
                        <Icon glyph=Glyph::Close/>
                    </button>
                </div>
            }
            .into_any()
        })
    };
    view! {
        <div class="toasts" role="status" aria-label="Notes">{entries(move || toasts.shown.get().into_iter().map(toast).collect())}</div>
    }
}
