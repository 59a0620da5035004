//! Rows stay where they are under a moving pointer, so that whoever aims at one never hits another. What a row shows changes all the
//! same; rows come, go and move once the pointer is elsewhere, opens one, gives way to the keyboard, or rests.
use super::{
    list::{List, newest_first},
    model::Lead,
};
use crate::ui::{browser, effect, part};
use leptos::{
    ev, html,
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use std::time::Duration;

/// A pointer that has rested for so long aims at nothing, milliseconds.
const RESTS_AFTER_MS: i64 = 3_000;

/// What a list holds back.
#[derive(Clone, Copy, Default)]
pub struct Hold {
    /// When the pointer moved over the rows, Unix milliseconds; none while nothing is held back.
    moved_at: StoredValue<Option<i64>>,
    /// Whether somebody looks whether the pointer rests.
    is_watched: StoredValue<bool>,
    /// Leads that come on screen afterwards.
    late: StoredValue<Vec<Lead>>,
    /// Told when rows have come or gone.
    then: StoredValue<Option<Callback<()>>>,
}

impl Hold {
    /// Leads that come on screen afterwards.
    pub fn late(self) -> Vec<Lead> {
        self.late.try_get_value().unwrap_or_default()
    }

    /// Tells this one whenever what was held back has come on screen.
    pub fn tell(self, then: Callback<()>) {
        self.then.set_value(Some(then));
    }

    /// Changes one that comes on screen afterwards.
    pub fn change(self, id: uuid::Uuid, change: impl Fn(&mut Lead)) {
        self.late.try_update_value(|late| late.iter_mut().filter(|lead| lead.id.0 == id).for_each(change));
    }

    /// This one does not come any more.
    pub fn forget(self, id: uuid::Uuid) {
        self.late.try_update_value(|late| late.retain(|lead| lead.id.0 != id));
    }

    /// None comes any more.
    pub fn clear(self) {
        self.late.try_update_value(Vec::clear);
    }
}

impl List {
    /// Whether rows stay where they are for now.
    pub fn is_held(self) -> bool {
        self.hold.moved_at.try_get_value().flatten().is_some()
    }

    /// Shows a change without moving a row.
    pub fn hold_back(self, lead: &Lead) {
        self.hold.forget(lead.id.0);
        if self.rows.value(lead.id.0).is_some() {
            self.rows.put(lead.id.0, lead.clone());
        } else if self.fits(lead) && self.holds(lead) {
            self.hold.late.try_update_value(|late| late.push(lead.clone()));
        }
    }

    fn aim(self) {
        self.hold.moved_at.try_set_value(Some(browser::now_ms()));
        if self.hold.is_watched.try_get_value() == Some(false) {
            self.hold.is_watched.set_value(true);
            self.watch(RESTS_AFTER_MS);
        }
    }

    fn watch(self, ms: i64) {
        let look = move || {
            let Some(moved_at) = self.hold.moved_at.try_get_value() else { return };
            match moved_at.map_or(0, |moved_at| moved_at + RESTS_AFTER_MS - browser::now_ms()) {
                // Never longer than that, whatever the clock is set to.
                left @ 1.. => self.watch(left.min(RESTS_AFTER_MS)),
                _ => {
                    self.hold.is_watched.set_value(false);
                    self.let_go();
                }
            }
        };
        set_timeout(look, Duration::from_millis(ms.unsigned_abs()));
    }

    fn let_go(self) {
        if !self.is_held() {
            return;
        }
        self.hold.moved_at.set_value(None);
        for lead in self.rows.values().into_iter().filter(|lead| !self.fits(lead)) {
            self.take_off(lead.id.0);
        }
        for lead in self.hold.late() {
            self.rows.put(lead.id.0, lead);
        }
        self.hold.clear();
        self.rows.sort(newest_first);
        if let Some(then) = self.hold.then.get_value() {
            then.run(());
        }
    }
}

/// Holds the rows of a list that stands on the page. A part of the page.
pub fn holding(list: List, rows: NodeRef<html::Ul>) -> AnyView {
    part(|| ().into_any(), move || Box::pin(split(list, rows)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(list: List, rows: NodeRef<html::Ul>) -> Result<AnyView, SplitLoaderError> {
    gives_way(list);
    effect(move || {
        if let Some(rows) = rows.get() {
            browser::hear(&rows, ev::pointermove, moves(list));
            browser::hear(&rows, ev::pointerleave, leaves(list));
            browser::hear(&rows, ev::click, opens(list));
        }
    });
    Ok(().into_any())
}

type OnPointer = Box<dyn FnMut(ev::PointerEvent) + Send>;

/// The pointer moves over the rows. A finger aims and presses at once.
pub fn moves(list: List) -> OnPointer {
    Box::new(move |event| {
        if event.pointer_type() != "touch" {
            list.aim();
        }
    })
}

/// The pointer is elsewhere.
pub fn leaves(list: List) -> OnPointer {
    Box::new(move |_| list.let_go())
}

/// A row was opened; whoever chooses rows goes on aiming.
pub fn opens(list: List) -> Box<dyn FnMut(ev::MouseEvent) + Send> {
    Box::new(move |event| {
        if browser::is_on(&event, "a") {
            list.let_go();
        }
    })
}

/// The keyboard is used in place of the pointer. Call it once for a list.
pub fn gives_way(list: List) {
    effect(move || {
        let on_key = move |event: ev::KeyboardEvent| {
            // With these one also clicks.
            if !matches!(event.key().as_str(), "Shift" | "Control" | "Alt" | "Meta") {
                list.let_go();
            }
        };
        let listener = window_event_listener(ev::keydown, on_key);
        on_cleanup(move || listener.remove());
    });
}
