//! Keys that act on the row of the list that has the focus, as on a line of Today.
use super::{
    asking::{About, ask},
    deciding,
    list::List,
    marking::marks_unread,
    model::{Lead, Plan},
    words,
};
use crate::ui::{Toasts, browser, effect, lone_key};
use leptos::{ev, prelude::*, task::spawn_local};
use uuid::Uuid;

/// A row of the list, what holds them all, and the links in them.
const ROW: &str = "[data-lead]";
const ROWS: &str = ".leads-list";
const LINKS: &str = "[data-lead] a";

/// Hears the keys: X chooses the row, Escape none; D, F, T, A and U decide about it. Answers where their dialogs appear.
pub fn row_keys(list: List, toasts: Toasts) -> AnyView {
    let asks = RwSignal::new(None::<(Lead, About)>);
    listen(list, toasts, asks);
    let close = Callback::new(move |()| asks.set(None));
    let dialog = move || {
        let (lead, about) = asks.get()?;
        let id = lead.id.0;
        let on_plan = Callback::new(move |plan: Plan| {
            asks.set(None);
            decide(list, toasts, id, &plan);
        });
        Some(ask(about, lead, on_plan, close))
    };
    view! { {move || dialog()} }.into_any()
}

fn listen(list: List, toasts: Toasts, asks: RwSignal<Option<(Lead, About)>>) {
    let unread = marks_unread();
    let on_key = move |event: ev::KeyboardEvent| {
        let key = lone_key(&event).unwrap_or_default();
        if key == "Escape" {
            return list.chosen.set(Vec::new());
        }
        let row = browser::of_focused(ROW, "data-lead").and_then(|id| list.rows.value(Uuid::parse_str(&id).ok()?));
        // A key that is held would decide about one row after the other.
        let Some(lead) = row.filter(|_| !event.repeat()) else { return };
        let id = lead.id.0;
        match key.as_str() {
            "x" | "X" => list.choose(id, event.shift_key()),
            "d" => {
                // What is done may leave the list, and would take the focus with it.
                browser::move_focus_along(ROWS, LINKS, 1);
                decide(list, toasts, id, &Plan::Done);
            }
            "t" if lead.owner.is_none() => {
                let me = list.me.get_untracked();
                me.into_iter().for_each(|me| decide(list, toasts, id, &Plan::Give(me)));
            }
            "f" => asks.set(Some((lead, About::FollowUp))),
            "a" => asks.set(Some((lead, About::Owner))),
            "u" => unread.run(lead),
            _ => return,
        }
        event.prevent_default();
    };
    effect(move || {
        let listener = window_event_listener(ev::keydown, on_key);
        on_cleanup(move || listener.remove());
    });
}

/// On screen at once; as it was, with the reason, when the server refuses. Can be undone, after everything that was decided before.
fn decide(list: List, toasts: Toasts, id: Uuid, plan: &Plan) {
    let Some(before) = list.rows.value(id) else { return };
    let Some(undo) = plan.undo(&before) else { return toasts.show(words::decided(0)) };
    let mut after = before.clone();
    plan.foresee(&mut after);
    carry_out(list, toasts, before, after.clone(), plan.clone());
    let take_back = move || {
        let mut again = after.clone();
        undo.foresee(&mut again);
        carry_out(list, toasts, after.clone(), again, undo.clone());
    };
    toasts.show_done_for_good(words::decided(1), Box::new(take_back));
}

fn carry_out(list: List, toasts: Toasts, before: Lead, after: Lead, plan: Plan) {
    list.follow(&after);
    spawn_local(async move {
        let decided = deciding::decide(before, plan).await;
        decided.refused.into_iter().for_each(|error| toasts.show(error.to_string()));
        decided.lead.into_iter().for_each(|lead| list.follow(&lead));
    });
}
