//! The cards on the board, and moving them between stages.
use crate::{
    leads::{Lead, LeadId, Plan, Stage, StageId, StageKind, deciding, filter::LeadFilter, list::List, model::LeadChoices, words},
    team::PersonId,
    ui::{Toasts, browser},
};
use leptos::{prelude::*, task::spawn_local};

/// What is on the board.
#[derive(Clone, Copy)]
pub struct Board {
    /// Which leads it shows.
    pub which: StoredValue<LeadFilter>,
    /// The team's stages, colleagues and tags.
    pub choices: RwSignal<LeadChoices>,
    /// Who looks.
    pub me: Option<PersonId>,
    /// Whether they may move cards.
    pub may: bool,
    /// The card that is dragged.
    pub dragged: RwSignal<Option<LeadId>>,
    /// A lead that is to be lost and waits for its reason.
    pub asks: RwSignal<Option<(Lead, StageId)>>,
    /// The columns that are on screen.
    pub lists: StoredValue<Vec<(StageId, List)>>,
    /// What the user is told.
    pub toasts: Toasts,
}

impl Board {
    /// The columns: the open stages, or the one stage that is wanted, tracked.
    pub fn columns(self) -> Vec<Stage> {
        let only = self.which.with_value(|which| which.stage);
        let stages = self.choices.get().stages.into_iter();
        stages.filter(|stage| only.map_or(stage.kind == StageKind::Open, |only| only == stage.id)).collect()
    }

    /// A lead as it is on the board.
    pub fn lead(self, id: LeadId) -> Option<Lead> {
        self.lists.with_value(|lists| lists.iter().find_map(|(_, list)| list.rows.value(id.0)))
    }

    /// Moves a card to a stage; a lost one asks for the reason first.
    pub fn move_to(self, id: LeadId, stage: StageId) {
        let Some(lead) = self.lead(id).filter(|lead| self.may && lead.stage != stage) else { return };
        let is_lost = self.choices.read_untracked().stages.iter().any(|one| one.id == stage && one.kind == StageKind::Lost);
        if is_lost {
            self.asks.set(Some((lead, stage)));
        } else {
            self.decide(lead, Plan::MoveTo { stage, reason: String::new() });
        }
    }

    /// Moves a card by so many columns.
    pub fn move_by(self, id: LeadId, by: isize) {
        let (Some(lead), columns) = (self.lead(id), untrack(|| self.columns())) else { return };
        let here = columns.iter().position(|stage| stage.id == lead.stage);
        if let Some(stage) = here.and_then(|here| columns.get(here.checked_add_signed(by)?)) {
            self.move_to(id, stage.id);
        }
    }

    /// On screen at once; as it was, with the reason, when the server refuses.
    pub fn decide(self, before: Lead, plan: Plan) {
        let undo = plan.undo(&before);
        let mut after = before.clone();
        plan.foresee(&mut after);
        let id = after.id;
        self.show(&after);
        browser::focus_on(format!("[data-card=\"{id}\"] a"));
        spawn_local(async move {
            let decided = deciding::decide(before, plan).await;
            let is_refused = decided.refused.is_some();
            decided.refused.into_iter().for_each(|error| self.toasts.show(error.to_string()));
            let Some(lead) = decided.lead else { return };
            self.show(&lead);
            if let Some(undo) = undo.filter(|_| !is_refused) {
                let moved = words::moved(&lead.name, &self.name_of(lead.stage));
                let take_back = move || self.decide(lead.clone(), undo.clone());
                self.toasts.show_done_for_good(moved, Box::new(take_back));
            }
        });
    }

    fn name_of(self, stage: StageId) -> String {
        let stages = self.choices.try_get_untracked().unwrap_or_default().stages;
        stages.into_iter().find(|one| one.id == stage).map(|one| one.name).unwrap_or_default()
    }

    /// The board may be gone by now.
    fn show(self, lead: &Lead) {
        for (_, list) in self.lists.try_get_value().unwrap_or_default() {
            list.follow(lead);
        }
    }
}
