//! A list whose entries keep their nodes when others come, go or move. One type of entry, whatever it shows.
use super::rows::Row;
use leptos::prelude::*;
use uuid::Uuid;

/// What an entry is known by: whatever of it decides how it is made, and its identity.
pub type EntryKey = (bool, i64, Uuid);

/// One entry.
pub struct Entry {
    key: EntryKey,
    make: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Entry {
    /// An entry that is made when it was not on screen before.
    pub fn new(key: EntryKey, make: impl FnOnce() -> AnyView + Send + 'static) -> Self {
        Self { key, make: Box::new(make) }
    }

    /// An entry that shows a row.
    pub fn of<T: Send + Sync + 'static>(row: Row<T>, make: impl FnOnce(ArcRwSignal<T>) -> AnyView + Send + 'static) -> Self {
        Self::new((false, row.made, row.id), move || make(row.value))
    }
}

/// The entries as they are now, in their order.
pub fn entries(each: impl Fn() -> Vec<Entry> + Send + 'static) -> AnyView {
    of_boxed(Box::new(each))
}

fn of_boxed(each: Box<dyn Fn() -> Vec<Entry> + Send>) -> AnyView {
    view! { <For each=each key=|entry| entry.key let(entry)>{(entry.make)()}</For> }.into_any()
}
