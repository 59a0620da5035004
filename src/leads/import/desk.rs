//! What the page of imports has on screen.
use super::{
    model::{Import, ImportDesk, ImportId, ImportState, LARGEST_FILE},
    server_fns::{end_import, imports},
    words,
};
use crate::{
    error::AppError,
    live::Change,
    ui::{Picked, Rows, Toasts, browser, browser_files},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::location::Url;

/// The imports, and the file that is being sent.
#[derive(Clone, Copy)]
pub struct Desk {
    /// One's imports, the newest first.
    pub rows: Rows<Import>,
    /// Every country with its code.
    pub countries: RwSignal<Vec<(String, u16)>>,
    /// Whether a file is being sent.
    pub sending: RwSignal<bool>,
    /// Why the last file was not taken.
    pub refusal: RwSignal<Option<String>>,
    toasts: Toasts,
}

impl Desk {
    /// With nothing on it.
    pub fn new() -> Self {
        let (countries, sending, refusal) = (RwSignal::new(Vec::new()), RwSignal::new(false), RwSignal::new(None));
        Self { rows: Rows::default(), countries, sending, refusal, toasts: Toasts::of_page() }
    }

    /// Shows these and no others.
    pub fn show(self, desk: ImportDesk) {
        self.rows.replace(desk.imports.into_iter().map(|import| (import.id.0, import)).collect());
        self.countries.set(desk.countries);
    }

    /// Takes a change.
    pub fn apply(self, change: &Change) {
        if let Change::Import(import) = change {
            self.put(import.clone());
        }
    }

    /// Shows an import as it is now. One that is not begun takes the place of the one before.
    pub fn put(self, import: Import) {
        if import.state == ImportState::Ready {
            for other in self.rows.values() {
                if other.state == ImportState::Ready && other.id != import.id {
                    self.rows.remove(other.id.0);
                }
            }
        }
        self.rows.put(import.id.0, import);
        self.rows.sort(|one, other| other.at.cmp(&one.at));
    }

    /// Sends the first of these files in, as a list is one file; the others are let go.
    pub fn send(self, picked: Vec<Picked>) {
        let mut picked = picked.into_iter();
        let file = picked.next();
        picked.for_each(|other| browser_files::forget(other.id));
        let Some(file) = file else { return };
        if self.sending.get_untracked() {
            return browser_files::forget(file.id);
        }
        if file.size > LARGEST_FILE as i64 {
            browser_files::forget(file.id);
            return self.refusal.set(Some(words::TOO_LARGE.to_owned()));
        }
        self.refusal.set(None);
        self.sending.set(true);
        spawn_local(async move {
            let address = format!("/upload/leads?zone={}&name={}", browser::minutes_ahead(), Url::escape(&file.name));
            let sent = browser_files::send(file.id, "POST", &address, |_| ()).await;
            browser_files::forget(file.id);
            let refused = match sent {
                Ok(_) => imports().await.map(|desk| self.show(desk)).err().map(|error| error.to_string()),
                Err(sentence) => Some(sentence.unwrap_or_else(|| AppError::Unreachable.to_string())),
            };
            self.sending.try_set(false);
            self.refusal.try_set(refused);
        });
    }

    /// Stops an import, or takes one that is not under way off the page.
    pub fn end(self, id: ImportId) {
        let is_running = self.rows.value(id.0).is_some_and(|import| import.state == ImportState::Running);
        spawn_local(async move {
            match end_import(id).await {
                Ok(()) if !is_running => self.rows.remove(id.0),
                Ok(()) => {}
                Err(error) => self.toasts.show(error.to_string()),
            }
        });
    }

    /// Tells what went wrong.
    pub fn complain(self, error: &AppError) {
        self.toasts.show(error.to_string());
    }
}
