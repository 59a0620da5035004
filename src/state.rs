//! What every request can reach.
use crate::{
    clock::Clock,
    config::Config,
    conversations::{Fetching, Importing, Later, Listening, Outbox},
    db::{Db, Writing},
    doctor::Doctor,
    event::{DomainEvent, EventBus},
    leads::{Imports, deleting::Purging},
    live::Fanout,
    media::Shelf,
    phones::Supervisor,
    team::Team,
};
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use std::sync::Arc;

/// The running application, cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    /// Every knob.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// Who wants to know what happened.
    pub events: EventBus,
    /// The time.
    pub clock: Clock,
    /// Password work and limits of signing in.
    pub team: Team,
    /// One live engine session per phone.
    pub phones: Supervisor,
    /// Takes queued messages to the engine.
    pub outbox: Outbox,
    /// Sends what waits for its time.
    pub later: Later,
    /// Has phones told when people write whose lead is open.
    pub listening: Listening,
    /// Fetches the files of messages.
    pub fetching: Fetching,
    /// Imports what was said before a phone was linked.
    pub importing: Importing,
    /// Keeps them.
    pub shelf: Shelf,
    /// Carries out imports of leads.
    pub imports: Imports,
    /// Removes what was deleted for good.
    pub purging: Purging,
    /// Pushes changes to tabs.
    pub fanout: Fanout,
    /// Examines all of this.
    pub doctor: Doctor,
    /// What the renderer needs.
    pub leptos: LeptosOptions,
}

impl AppState {
    /// Commits, and tells what happened in the order in which it was written: whoever hears of a row last knows it as it is.
    ///
    /// # Errors
    /// When it could not be committed; then nothing is told.
    pub async fn commit_and_tell(&self, tx: Writing, happened: impl IntoIterator<Item = DomainEvent>) -> Result<(), sqlx::Error> {
        let (events, happened) = (self.events.clone(), happened.into_iter().collect::<Vec<_>>());
        self.db.commit_and_tell(tx, move || happened.into_iter().for_each(|event| events.publish(event))).await
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(app: &AppState) -> Self {
        app.leptos.clone()
    }
}
