//! The leads on screen: which, in what order, and how they follow what changes.
use super::{
    filter::{LeadFilter, LeadState},
    holding::Hold,
    model::{Lead, LeadsPage},
    server_fns::list_leads,
};
use crate::{
    error::AppError,
    live::{Change, Keeper},
    team::PersonId,
    ui::{Rows, Toasts, effect},
};
use leptos::{prelude::*, task::spawn_local};
use std::{cmp::Ordering, time::Duration};
use uuid::Uuid;

/// What the list has on screen.
#[derive(Clone, Copy)]
pub struct List {
    /// The rows, the most recently active first.
    pub rows: Rows<Lead>,
    /// Where the next page begins, if there is one.
    pub next: RwSignal<Option<String>>,
    /// Which leads it shows.
    pub which: StoredValue<LeadFilter>,
    /// Who looks; known once the page is.
    pub me: RwSignal<Option<PersonId>>,
    /// The rows that were chosen to do something with them.
    pub chosen: RwSignal<Vec<Uuid>>,
    /// The row whose box was pressed last, and whether with Shift.
    pub pressed: RwSignal<Option<(Uuid, bool)>>,
    /// The one that was chosen last, from which a range goes.
    pub(super) last: StoredValue<Option<Uuid>>,
    /// What waits for the pointer.
    pub(super) hold: Hold,
    /// What keeps it in step, once that is known.
    pub(super) keeper: StoredValue<Option<Keeper<LeadsPage>>>,
    /// Whether it is about to be read anew.
    is_stale: StoredValue<bool>,
}

/// A list is read anew so long after a change of which only messages tell whether it concerns it: once for all that come within.
const PAUSE: Duration = Duration::from_secs(2);

impl List {
    /// A list of these, with nothing on screen yet.
    pub fn of(which: LeadFilter) -> Self {
        let (rows, next) = (Rows::default(), RwSignal::new(None));
        let (chosen, pressed, last) = (RwSignal::new(Vec::new()), RwSignal::new(None), StoredValue::new(None));
        let (hold, keeper, is_stale) = (Hold::default(), StoredValue::new(None), StoredValue::new(false));
        Self { rows, next, which: StoredValue::new(which), me: RwSignal::new(None), chosen, pressed, last, hold, keeper, is_stale }
    }

    /// One page of it, as the server has it now.
    pub async fn fetch(self, after: Option<String>) -> Result<LeadsPage, AppError> {
        list_leads(self.which.get_value(), after).await
    }

    /// Messages that nobody has read, of the leads on screen and those that are about to be.
    pub fn unread(self) -> u32 {
        self.rows.values().iter().chain(&self.hold.late()).map(|lead| lead.unread).sum()
    }

    /// As many pages as are on screen.
    pub async fn fetch_again(self) -> Result<LeadsPage, AppError> {
        let shown = self.rows.values().len();
        let mut all = self.fetch(None).await?;
        while all.leads.len() < shown
            && let Some(next) = all.next.take()
        {
            let page = self.fetch(Some(next)).await?;
            all.leads.extend(page.leads);
            all.next = page.next;
        }
        Ok(all)
    }

    /// The page after the ones on screen.
    async fn load_more(self) -> Result<(), AppError> {
        let page = self.fetch(self.next.get_untracked()).await?;
        for lead in page.leads {
            self.rows.put(lead.id.0, lead);
        }
        if !self.is_held() {
            self.rows.sort(newest_first);
        }
        self.next.set(page.next);
        Ok(())
    }

    /// Shows these and no others.
    pub fn replace(self, page: LeadsPage) {
        self.hold.clear();
        self.rows.replace(page.leads.into_iter().map(|lead| (lead.id.0, lead)).collect());
        self.next.set(page.next);
    }

    /// Takes a change.
    pub fn apply(self, change: &Change) {
        match change {
            Change::Lead(lead) if self.judge(lead).is_some() || self.is_known(lead.id.0) => self.take(lead),
            Change::Lead(lead) if self.holds(lead) => self.read_anew(),
            Change::Conversation(_) if self.state().is_of_messages() => self.read_anew(),
            Change::Message(message) => {
                let Some(reach) = message.status.reach() else { return };
                if self.state() == LeadState::Sent && reach.is_sent() && !self.is_known(message.lead_id.0) {
                    self.read_anew();
                }
                let of_newest = |lead: &mut Lead| {
                    if lead.last_message_at == message.at && lead.last_message_is_ours {
                        lead.last_message_reach = Some(reach);
                    }
                };
                if let Some(mut lead) = self.rows.value(message.lead_id.0) {
                    of_newest(&mut lead);
                    self.rows.put(lead.id.0, lead);
                }
                self.hold.change(message.lead_id.0, of_newest);
            }
            Change::LeadMerged(gone, _) => self.take_off(gone.0),
            Change::LeadsDeleted(gone) => gone.iter().for_each(|gone| self.take_off(gone.0)),
            _ => {}
        }
    }

    /// Shows a lead as it is now, unless the list is gone by then.
    pub fn follow(self, lead: &Lead) {
        if self.which.try_get_value().is_some() {
            self.take(lead);
        }
    }

    /// Shows a lead as it is now: the filter lets it in or out by that. Whom messages let in, they let stay.
    pub(super) fn take(self, lead: &Lead) {
        if self.is_held() {
            self.hold_back(lead);
        } else if !self.fits(lead) {
            self.take_off(lead.id.0);
        } else if self.holds(lead) {
            self.rows.put(lead.id.0, lead.clone());
            self.rows.sort(newest_first);
        }
    }

    /// Whether it is on screen or about to be.
    fn is_known(self, id: Uuid) -> bool {
        self.rows.value(id).is_some() || self.hold.late().iter().any(|lead| lead.id.0 == id)
    }

    /// Whether the filter lets it in, if it is let in already or a lead alone tells.
    pub(super) fn fits(self, lead: &Lead) -> bool {
        self.judge(lead).unwrap_or(true)
    }

    fn judge(self, lead: &Lead) -> Option<bool> {
        self.which.try_with_value(|which| which.fits(lead, self.me.get_untracked())).unwrap_or(Some(false))
    }

    fn state(self) -> LeadState {
        self.which.with_value(|which| which.state)
    }

    fn read_anew(self) {
        if !self.is_stale.get_value() {
            self.is_stale.set_value(true);
            self.read_soon();
        }
    }

    fn read_soon(self) {
        let read = move || {
            if self.is_held() {
                // Rows would move under the pointer.
                self.read_soon();
            } else if self.is_stale.try_set_value(false).is_none()
                && let Some(keeper) = self.keeper.get_value()
            {
                keeper.read_again();
            }
        };
        set_timeout(read, PAUSE);
    }

    pub(super) fn take_off(self, id: Uuid) {
        self.hold.forget(id);
        self.rows.remove(id);
        if self.chosen.with_untracked(|chosen| chosen.contains(&id)) {
            self.chosen.update(|chosen| chosen.retain(|one| *one != id));
        }
    }

    /// Whether this lead belongs to what is on screen: below where the next page begins, it comes with that page. What was taken off meanwhile
    /// says nothing of that.
    pub(super) fn holds(self, lead: &Lead) -> bool {
        let place = (lead.last_message_at, lead.id.0);
        self.next.with_untracked(|next| next.as_deref().and_then(place_of).is_none_or(|next| place >= next))
            || self.rows.value(lead.id.0).is_some()
    }

    /// What loads the page after the ones on screen, and whether it is under way; it begins by itself when everything on screen was taken
    /// off. Call it once for a list.
    pub fn more(self, toasts: Toasts) -> (Callback<()>, RwSignal<bool>) {
        let busy = RwSignal::new(false);
        let more = Callback::new(move |()| {
            busy.set(true);
            spawn_local(async move {
                if let Err(error) = self.load_more().await {
                    toasts.show(error.to_string());
                }
                busy.try_set(false);
            });
        });
        effect(move || {
            if self.rows.is_empty() && self.next.with_untracked(Option::is_some) {
                more.run(());
            }
        });
        (more, busy)
    }
}

/// The activity and the id that a cursor names.
fn place_of(cursor: &str) -> Option<(i64, Uuid)> {
    let (at, id) = cursor.split_once('.')?;
    Some((at.parse().ok()?, Uuid::parse_str(id).ok()?))
}

pub(super) fn newest_first(one: &Lead, other: &Lead) -> Ordering {
    other.last_message_at.cmp(&one.last_message_at).then(other.id.0.cmp(&one.id.0))
}
