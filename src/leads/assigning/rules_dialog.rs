//! The rules by which new leads get their owners: every change is saved at once, and colleagues see it.
use super::{
    model::{Fits, Receiver, Rule, RuleId},
    rule_form::RuleForm,
    rule_line::RuleLine,
    server_fns::{assignment_rules, save_assignment_rules},
    words,
};
use crate::{
    error::AppError,
    leads::server_fns::lead_choices,
    live::{Change, Live},
    phones::{Phone, list_phones},
    team::{Colleague, Permission},
    ui::{Button, Dialog, Entry, FormError, Glyph, Icon, Look, Row, Rows, Skeleton, browser, entries, on_change},
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// What the dialog shows, and what is open in it.
#[derive(Clone, Copy)]
pub(super) struct Board {
    pub(super) rules: Rows<Rule>,
    pub(super) phones: RwSignal<Vec<Phone>>,
    pub(super) colleagues: RwSignal<Vec<Colleague>>,
    /// The rule that is being worded.
    pub(super) open: RwSignal<Option<Rule>>,
    /// What was taken off last, and from which place.
    removed: RwSignal<Option<(usize, Rule)>>,
    pub(super) error: RwSignal<Option<AppError>>,
    pub(super) busy: RwSignal<bool>,
    is_here: RwSignal<bool>,
}

impl Board {
    fn new() -> Self {
        Self {
            rules: Rows::default(),
            phones: RwSignal::new(Vec::new()),
            colleagues: RwSignal::new(Vec::new()),
            open: RwSignal::new(None),
            removed: RwSignal::new(None),
            error: RwSignal::new(None),
            busy: RwSignal::new(false),
            is_here: RwSignal::new(false),
        }
    }

    fn show(self, rules: Vec<Rule>) {
        self.rules.replace(rules.into_iter().map(|rule| (rule.id.0, rule)).collect());
    }

    fn read(self) {
        spawn_local(async move {
            match assignment_rules().await {
                Ok(rules) => {
                    self.show(rules);
                    self.is_here.try_set(true);
                }
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }

    fn read_names(self) {
        spawn_local(async move {
            if let (Ok(phones), Ok(choices)) = (list_phones().await, lead_choices().await) {
                self.phones.try_set(phones);
                self.colleagues.try_set(choices.colleagues);
            }
        });
    }

    /// Those who may get leads, by name.
    pub(super) fn able(self) -> Vec<Colleague> {
        self.colleagues.get().into_iter().filter(|person| person.role.may(Permission::PlanLeads)).collect()
    }

    fn add(self) {
        let receiver = Receiver::Turns(Vec::new());
        self.open.set(Some(Rule { id: RuleId(Uuid::now_v7()), name: String::new(), fits: Fits::All, receiver }));
    }

    /// Saves a rule in its place, a new one as the last.
    pub(super) fn put(self, rule: Rule) {
        let mut rules = self.rules.values();
        match rules.iter_mut().find(|known| known.id == rule.id) {
            Some(known) => *known = rule,
            None => rules.push(rule),
        }
        self.save(rules, true);
    }

    /// Moves a rule by one place, and keeps the focus on the button that did it.
    pub(super) fn shift(self, id: RuleId, by: isize) {
        let mut rules = self.rules.values();
        let Some(from) = rules.iter().position(|rule| rule.id == id) else { return };
        let Some(to) = from.checked_add_signed(by).filter(|to| *to < rules.len()) else { return };
        rules.swap(from, to);
        self.save(rules, false);
        browser::focus_on(format!("[data-rule=\"{}\"] [data-by=\"{by}\"]", id.0));
    }

    pub(super) fn remove(self, id: RuleId) {
        let mut rules = self.rules.values();
        let Some(at) = rules.iter().position(|rule| rule.id == id) else { return };
        let gone = rules.remove(at);
        self.save(rules, false);
        self.removed.set(Some((at, gone)));
        browser::focus_on(".rules-removed button".to_owned());
    }

    fn bring_back(self) {
        let Some((at, rule)) = self.removed.get_untracked() else { return };
        let mut rules = self.rules.values();
        rules.insert(at.min(rules.len()), rule);
        self.save(rules, false);
    }

    /// On screen at once; as it was, with the reason, when the server refuses.
    fn save(self, rules: Vec<Rule>, closes: bool) {
        if self.busy.get_untracked() {
            return;
        }
        let before = self.rules.values();
        self.busy.set(true);
        self.error.set(None);
        self.removed.set(None);
        if !closes {
            self.show(rules.clone());
        }
        spawn_local(async move {
            match save_assignment_rules(rules, before).await {
                Ok(rules) => {
                    self.show(rules);
                    if closes {
                        self.open.try_set(None);
                    }
                }
                Err(error) => {
                    self.error.try_set(Some(error));
                    self.read();
                }
            }
            self.busy.try_set(false);
        });
    }
}

/// The dialog.
#[component]
pub(in crate::leads) fn RulesDialog(
    /// Closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let board = Board::new();
    let live = Live::of_tab();
    live.listen(move |change| match change {
        Change::AssignmentRules => board.read(),
        Change::Phone(_) | Change::PhoneRemoved(_) => board.read_names(),
        _ => {}
    });
    on_change(live.resynced(), move || board.read());
    board.read();
    board.read_names();
    let entry = move |row: Row<Rule>| Entry::of(row, move |rule| view! { <RuleLine rule board/> }.into_any());
    let sentence = Signal::derive(move || board.error.with(|error| error.as_ref().map(said)));
    let nothing = move || match board.is_here.get() {
        false => view! { <Skeleton label=words::LOADING/> }.into_any(),
        true if board.rules.is_empty() => view! { <p class="field-hint">{words::EMPTY}</p> }.into_any(),
        true => ().into_any(),
    };
    let removed = move || {
        board.removed.get().map(|(_, rule)| {
            view! {
                <p class="rules-removed" role="status">
                    {words::removed(&rule.name)}
                    <Button look=Look::Quiet on_press=Callback::new(move |()| board.bring_back())>{words::UNDO}</Button>
                </p>
            }
            .into_any()
        })
    };
    let below = move || match board.open.get() {
        Some(rule) => view! { <RuleForm rule board/> }.into_any(),
        None => view! {
            <div class="form-actions">
                <Button look=Look::Primary on_press=Callback::new(move |()| board.add())><Icon glyph=Glyph::Plus/>{words::ADD}</Button>
            </div>
        }
        .into_any(),
    };
    view! {
        <Dialog title=words::TITLE on_close class="rules-dialog">
            <div class="form">
                <p class="field-hint">{words::HINT}</p>
                <FormError error=sentence/>
                {nothing}
                <ol class="rules-list" aria-label=words::RULES>{entries(move || board.rules.all().into_iter().map(entry).collect())}</ol>
                {removed}
                {below}
            </div>
        </Dialog>
    }
}

/// What is wrong, as a sentence.
fn said(error: &AppError) -> String {
    ["name", "phone", "words", "people"]
        .into_iter()
        .find_map(|field| error.of_field(field))
        .map_or_else(|| error.to_string(), ToOwned::to_owned)
}
