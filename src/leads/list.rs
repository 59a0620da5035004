//! The leads on screen: which, in what order, and how they follow what changes.
use super::{
    model::{Lead, LeadsPage},
    server_fns::list_leads,
};
use crate::{
    error::AppError,
    live::Change,
    ui::{Row, Rows, browser},
};
use leptos::prelude::*;
use std::cmp::Ordering;

/// What the list has on screen.
#[derive(Clone, Copy)]
pub struct List {
    /// The rows, the most recently active first.
    pub rows: Rows<Lead>,
    /// Where the next page begins, if there is one.
    pub next: RwSignal<Option<String>>,
    /// What was typed to find somebody.
    pub filter: RwSignal<String>,
}

impl Default for List {
    fn default() -> Self {
        Self { rows: Rows::default(), next: RwSignal::new(None), filter: RwSignal::new(String::new()) }
    }
}

impl List {
    /// Messages that nobody has read, of the leads on screen.
    pub fn unread(self) -> u32 {
        self.rows.values().iter().map(|lead| lead.unread).sum()
    }

    /// The rows that pass the filter, tracked.
    pub fn shown(self) -> Vec<Row<Lead>> {
        let rows = self.rows.all();
        let typed = self.filter.get();
        let typed = browser::lower_case(typed.trim());
        if typed.is_empty() {
            return rows;
        }
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let fits = |lead: &Lead| {
            let number = lead.number.as_deref().unwrap_or_default();
            browser::lower_case(&lead.name).contains(&typed)
                || (!digits.is_empty() && number.chars().filter(char::is_ascii_digit).collect::<String>().contains(&digits))
        };
        rows.into_iter().filter(|row| fits(&row.value.read())).collect()
    }

    /// As many pages as are on screen.
    pub async fn fetch_again(self) -> Result<LeadsPage, AppError> {
        let shown = self.rows.values().len();
        let mut all = list_leads(None).await?;
        while all.leads.len() < shown
            && let Some(next) = all.next.take()
        {
            let page = list_leads(Some(next)).await?;
            all.leads.extend(page.leads);
            all.next = page.next;
        }
        Ok(all)
    }

    /// The page after the ones on screen.
    pub async fn load_more(self) -> Result<(), AppError> {
        let page = list_leads(self.next.get_untracked()).await?;
        for lead in page.leads {
            self.rows.put(lead.id.0, lead);
        }
        self.rows.sort(newest_first);
        self.next.set(page.next);
        Ok(())
    }

    /// Shows these and no others.
    pub fn replace(self, page: LeadsPage) {
        self.rows.replace(page.leads.into_iter().map(|lead| (lead.id.0, lead)).collect());
        self.next.set(page.next);
    }

    /// Takes a change.
    pub fn apply(self, change: &Change) {
        match change {
            Change::Lead(lead) if self.holds(lead) => {
                self.rows.put(lead.id.0, lead.clone());
                self.rows.sort(newest_first);
            }
            Change::LeadMerged(gone, _) => self.rows.remove(gone.0),
            _ => {}
        }
    }

    /// Whether this lead belongs to what is on screen: on a page that is not loaded yet, it comes with that page.
    fn holds(self, lead: &Lead) -> bool {
        let oldest = self.rows.values().iter().map(|lead| lead.last_message_at).min();
        self.next.get_untracked().is_none()
            || self.rows.value(lead.id.0).is_some()
            || oldest.is_none_or(|oldest| lead.last_message_at >= oldest)
    }
}

fn newest_first(one: &Lead, other: &Lead) -> Ordering {
    other.last_message_at.cmp(&one.last_message_at).then(other.id.0.cmp(&one.id.0))
}
