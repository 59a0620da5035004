//! What waits today, as this tab has it: kept in step, and changed at once by what is decided here.
use crate::{
    leads::{Lead, LeadId, Need, Plan, Today, deciding, today as fetch_today, words::is_done},
    live::{Change, Keeper, Live},
    team::PersonId,
    ui::{Clock, Reading, Row, Rows, Toasts, browser},
};
use leptos::{prelude::*, task::spawn_local};
use std::cmp::Reverse;

/// The lists on screen.
#[derive(Clone, Copy)]
pub struct Lists {
    rows: Rows<Lead>,
    /// The needs of which the server has more.
    pub more: RwSignal<Vec<Need>>,
    /// The server's time when it was read.
    read_at: RwSignal<i64>,
    everybodys: bool,
    /// Who looks; known once the page is.
    pub me: RwSignal<Option<PersonId>>,
    clock: Clock,
    toasts: Toasts,
    pub reading: Reading<Today>,
    pub keeper: Keeper<Today>,
}

impl Lists {
    /// Begins to read. Not to be called inside a `Suspend`.
    pub fn of(everybodys: bool) -> Self {
        let (rows, more, read_at) = (Rows::default(), RwSignal::new(Vec::new()), RwSignal::new(0));
        let keeper = Live::of_tab().keep(
            move || fetch_today(everybodys),
            move |today: Today| {
                rows.replace(today.leads.into_iter().map(|lead| (lead.id.0, lead)).collect());
                more.set(today.more);
                read_at.set(today.now);
            },
            move |change| match change {
                Change::Lead(lead) => rows.put(lead.id.0, lead.clone()),
                Change::LeadMerged(gone, _) => rows.remove(gone.0),
                Change::LeadsDeleted(gone) => gone.iter().for_each(|gone| rows.remove(gone.0)),
                _ => {}
            },
        );
        let reading = Reading::of(move || fetch_today(everybodys));
        let me = RwSignal::new(None);
        Self { rows, more, read_at, everybodys, me, clock: Clock::of_page(), toasts: Toasts::of_page(), reading, keeper }
    }

    /// The leads with this need, the most urgent first, tracked.
    pub fn of_need(self, need: Need) -> Vec<Row<Lead>> {
        let now = self.clock.now().unwrap_or_else(|| self.read_at.get());
        let ends = browser::day_ends(now);
        let me = self.me.get();
        let is_shown = |lead: &Lead| lead.need(now, ends) == Some(need) && (self.everybodys || lead.owner.is_none() || lead.owner == me);
        let mut rows = self.rows.all();
        rows.retain(|row| is_shown(&row.value.read()));
        rows.sort_by_key(|row| {
            let lead = row.value.read_untracked();
            match need {
                Need::Answer => (lead.waiting_since.unwrap_or_default(), Reverse(0)),
                Need::FollowUp => (lead.due_at.unwrap_or_default(), Reverse(0)),
                Need::Silent | Need::NextStep => (0, Reverse(lead.last_message_at)),
            }
        });
        rows
    }

    /// Whether nothing waits, tracked.
    pub fn is_empty(self) -> bool {
        Need::ALL.into_iter().all(|need| self.of_need(need).is_empty())
    }

    /// A lead as it is on screen.
    pub fn lead(self, id: LeadId) -> Option<Lead> {
        self.rows.value(id.0)
    }

    /// Nothing is left to do; can be undone.
    pub fn done(self, id: LeadId) {
        let Some(lead) = self.lead(id) else { return };
        self.decide(Lead { is_done: true, ..lead.clone() }, Plan::Done);
        let undo = Callback::new(move |()| {
            if let Some(lead) = self.lead(id) {
                self.decide(Lead { is_done: false, ..lead }, Plan::Reopen);
            }
        });
        self.toasts.show_done(is_done(&lead.name), undo);
    }

    /// The lead of nobody in particular becomes that of the person who looks.
    pub fn take(self, id: LeadId) {
        if let Some(lead) = self.lead(id)
            && lead.owner.is_none()
            && let Some(me) = self.me.get_untracked()
        {
            self.decide(Lead { owner: Some(me), ..lead }, Plan::Give(me));
        }
    }

    /// As it was decided in the dialog.
    pub fn plan(self, id: LeadId, plan: Plan) {
        let Some(mut lead) = self.lead(id) else { return };
        plan.foresee(&mut lead);
        self.decide(lead, plan);
    }

    /// On screen at once; as it was, with the reason, when the server refuses.
    fn decide(self, after: Lead, plan: Plan) {
        let id = after.id;
        let Some(before) = self.lead(id) else { return };
        self.rows.put(id.0, after);
        spawn_local(async move {
            let decided = deciding::decide(before, plan).await;
            decided.refused.into_iter().for_each(|error| self.toasts.show(error.to_string()));
            decided.lead.into_iter().for_each(|lead| self.rows.put(id.0, lead));
        });
    }
}

/// The id of the heading above the leads with this need.
pub fn heading_of(need: Need) -> String {
    format!("need-{}", need as u8)
}
