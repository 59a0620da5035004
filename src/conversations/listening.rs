//! Listening: while somebody has a lead open, the phones that know the lead are told when they write. It is known in memory only.
use super::store;
use crate::{
    error::AppError,
    leads::{LeadId, listing as leads},
    phones::PhoneId,
    state::AppState,
    whatsapp::Address,
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;
use uuid::Uuid;

/// Who goes from one lead to the next leaves the first a moment before.
const SETTLES_WITHIN: Duration = Duration::from_millis(200);
/// A database that is away is asked again this much later.
const ASK_AGAIN: Duration = Duration::from_secs(5);

/// Which tab has which lead open; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Listening(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    open: Mutex<HashMap<Uuid, LeadId>>,
    changed: Notify,
}

/// Of whom each phone wants to hear.
type Wanted = HashMap<PhoneId, Vec<Address>>;

impl Listening {
    /// A tab has this lead open, or none.
    pub fn attend(&self, tab: Uuid, lead: Option<LeadId>) {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match lead {
            Some(lead) => open.insert(tab, lead),
            None => open.remove(&tab),
        };
        if before != lead {
            self.0.changed.notify_one();
        }
    }

    /// Tells the phones until the program ends.
    pub async fn run(self, app: AppState) {
        let mut told = Wanted::new();
        loop {
            self.0.changed.notified().await;
            tokio::time::sleep(SETTLES_WITHIN).await;
            // A failed look is in the log.
            while let Err(_error) = self.tell(&app, &mut told).await {
                tokio::time::sleep(ASK_AGAIN).await;
            }
        }
    }

    async fn tell(&self, app: &AppState, told: &mut Wanted) -> Result<(), AppError> {
        let open: BTreeSet<_> = self.0.open.lock().unwrap_or_else(PoisonError::into_inner).values().map(|lead| lead.0).collect();
        let mut wanted = Wanted::new();
        for lead in open.into_iter().map(LeadId) {
            let addresses = leads::addresses(&app.db, lead).await?;
            for phone in store::phones_of(&app.db, lead).await? {
                wanted.entry(phone).or_default().extend(addresses.iter().cloned());
            }
        }
        for phone in told.keys().filter(|phone| !wanted.contains_key(phone)) {
            app.phones.attend(*phone, Vec::new());
        }
        for (phone, people) in wanted.iter().filter(|(phone, people)| told.get(phone) != Some(people)) {
            app.phones.attend(*phone, people.clone());
        }
        *told = wanted;
        Ok(())
    }
}
