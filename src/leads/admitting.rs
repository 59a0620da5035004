//! Letting leads into a list whose filter asks for their messages: a lead alone does not tell, so the server is asked.
use super::{list::List, model::LeadId, server_fns::fitting_lead};
use crate::live::Change;
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// What a list asks about.
#[derive(Clone, Copy, Default)]
pub struct Admission {
    /// Hears every change.
    asks: StoredValue<Option<Callback<Change>>>,
    /// Whom the server is being asked about, and whether they changed meanwhile.
    asked: StoredValue<Vec<(Uuid, bool)>>,
}

impl Admission {
    /// Asks about the lead of a change, if it is to be asked about.
    pub fn hear(self, change: &Change) {
        if let Some(asks) = self.asks.get_value() {
            asks.run(change.clone());
        }
    }

    /// Whether to begin asking: nobody is asked about twice at the same time.
    fn begins(self, id: Uuid) -> bool {
        let begins = self.asked.try_update_value(|asked| match asked.iter_mut().find(|(one, _)| *one == id) {
            Some((_, changed)) => {
                *changed = true;
                false
            }
            None => {
                asked.push((id, false));
                true
            }
        });
        begins.unwrap_or_default()
    }

    /// Whether what the server answered is of now; otherwise it is asked again. Nothing when the list is gone.
    fn ends(self, id: Uuid) -> Option<bool> {
        self.asked.try_update_value(|asked| {
            let changed = asked.iter().any(|(one, changed)| *one == id && *changed);
            asked.retain(|(one, _)| *one != id);
            if changed {
                asked.push((id, false));
            }
            !changed
        })
    }
}

/// Lets leads in by their messages, when the list asks for those. Call it once for a list.
pub fn admits(list: List) {
    let hear = move |change: Change| {
        let which = list.which.get_value();
        let id = match &change {
            Change::Lead(lead) if which.fits(lead, list.me.get_untracked()) => lead.id.0,
            Change::Message(message) if message.at >= which.since => message.lead_id.0,
            _ => return,
        };
        if !list.is_known(id) && list.admission.begins(id) {
            spawn_local(ask(list, id));
        }
    };
    list.admission.asks.set_value(Some(Callback::new(hear)));
}

async fn ask(list: List, id: Uuid) {
    while let Some(which) = list.which.try_get_value() {
        // Without an answer the connection is away; what comes back with it reads the list anew.
        let answer = fitting_lead(which, LeadId(id)).await;
        match list.admission.ends(id) {
            Some(false) => continue,
            Some(true) => {}
            None => return,
        }
        if let Ok(Some(lead)) = answer {
            list.take(&lead);
            list.hold.tell_now();
        }
        return;
    }
}
