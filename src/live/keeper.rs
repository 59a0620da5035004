//! Keeps what is on screen in step: one reading, then changes as they come, and another reading after a resync.
use super::{client::Live, model::Change};
use crate::{error::AppError, ui::on_change};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

/// Applies a change to what is on screen.
type Apply = Arc<dyn Fn(&Change) + Send + Sync>;

/// A view that is kept in step with the server.
///
/// A reading may be older than a change that came while it was under way. So changes are both applied at once and kept
/// while a reading is under way, and applied again after it; each carries the whole new state, so twice does no harm.
pub struct Keeper<T: 'static> {
    state: StoredValue<State>,
    replace: StoredValue<Arc<dyn Fn(T) + Send + Sync>>,
    apply: StoredValue<Apply>,
    /// Counts the times when it was asked for.
    asked: RwSignal<u64>,
}

struct State {
    /// Which reading is the newest: 0 is the page's own, the others follow a resync.
    reading: u64,
    /// Whether there is something on screen.
    shown: bool,
    /// What came since the newest reading began; nothing when it is done.
    meanwhile: Option<Vec<Change>>,
}

impl<T> Clone for Keeper<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Keeper<T> {}

impl<T: 'static> Keeper<T> {
    pub(super) fn new<Answer>(
        live: Live,
        fetch: impl Fn() -> Answer + 'static,
        replace: impl Fn(T) + Send + Sync + 'static,
        apply: impl Fn(&Change) + Send + Sync + 'static,
    ) -> Self
    where
        Answer: Future<Output = Result<T, AppError>> + 'static,
    {
        let keeper = Self {
            state: StoredValue::new(State { reading: 0, shown: false, meanwhile: Some(Vec::new()) }),
            replace: StoredValue::new(Arc::new(replace)),
            apply: StoredValue::new(Arc::new(apply)),
            asked: RwSignal::new(0),
        };
        live.listen(move |change| keeper.changed(change));
        let again = move || {
            let reading = keeper.begin();
            let answer = fetch();
            spawn_local(async move {
                match answer.await {
                    Ok(fresh) => keeper.finish(reading, fresh),
                    Err(_) => {
                        keeper.give_up(reading);
                        live.missed();
                    }
                }
            });
        };
        on_change(Signal::derive(move || live.resynced().get() + keeper.asked.get()), again);
        keeper
    }

    /// The page's own reading is there. Ignored when something is shown, which is never older.
    pub fn loaded(self, fresh: T) {
        let first = self.state.try_update_value(|state| {
            let first = !std::mem::replace(&mut state.shown, true);
            // A newer reading that is under way still needs what came meanwhile.
            let meanwhile = if state.reading == 0 { state.meanwhile.take() } else { state.meanwhile.clone() };
            first.then_some(meanwhile.unwrap_or_default())
        });
        if let Some(meanwhile) = first.flatten() {
            self.show(fresh, &meanwhile);
        }
    }

    /// Reads anew what is on screen.
    pub fn read_again(self) {
        self.asked.try_update(|asked| *asked += 1);
    }

    fn begin(self) -> u64 {
        let begin = |state: &mut State| {
            state.reading += 1;
            state.meanwhile.get_or_insert_default();
            state.reading
        };
        self.state.try_update_value(begin).unwrap_or_default()
    }

    fn finish(self, reading: u64, fresh: T) {
        // The view may be gone by the time its reading is there.
        let newest = self.state.try_update_value(|state| {
            (state.reading == reading).then(|| {
                state.shown = true;
                state.meanwhile.take().unwrap_or_default()
            })
        });
        if let Some(meanwhile) = newest.flatten() {
            self.show(fresh, &meanwhile);
        }
    }

    fn give_up(self, reading: u64) {
        self.state.try_update_value(|state| {
            if state.shown && state.reading == reading {
                state.meanwhile = None;
            }
        });
    }

    fn show(self, fresh: T, meanwhile: &[Change]) {
        (self.replace.get_value())(fresh);
        let apply = self.apply.get_value();
        for change in meanwhile {
            apply(change);
        }
    }

    fn changed(self, change: &Change) {
        self.state.update_value(|state| {
            if let Some(meanwhile) = &mut state.meanwhile {
                meanwhile.push(change.clone());
            }
        });
        (self.apply.get_value())(change);
    }
}
