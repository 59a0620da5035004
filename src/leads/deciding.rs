//! One tab's decisions about a lead, one after another: two requests at once could reach the database in the other order.
use super::{Lead, LeadId, Plan, plan_lead};
use crate::error::AppError;
use futures_util::{
    FutureExt,
    future::{LocalBoxFuture, Shared},
};
use std::{cell::RefCell, collections::HashMap};

/// How a decision ended.
pub struct Decided {
    /// The lead as the server last confirmed it; nothing while a later decision of this tab is still on its way.
    pub lead: Option<Lead>,
    /// Why it was refused, if it was.
    pub refused: Option<AppError>,
}

/// The lead as confirmed after a decision, and why the decision was refused.
type Turn = Shared<LocalBoxFuture<'static, (Lead, Option<AppError>)>>;

thread_local! {
    static NEWEST: RefCell<HashMap<LeadId, Turn>> = RefCell::default();
}

/// Waits until what this tab has decided about these leads is carried out, or refused.
pub async fn settled(leads: &[LeadId]) {
    for lead in leads {
        let newest = NEWEST.with_borrow(|newest| newest.get(lead).cloned());
        if let Some(turn) = newest {
            turn.await;
        }
    }
}

/// Asks the server to carry out a decision about a lead that was as given, after those that were made before it.
pub async fn decide(before: Lead, plan: Plan) -> Decided {
    let id = before.id;
    let turn = NEWEST.with_borrow_mut(|newest| {
        let earlier = newest.remove(&id);
        let turn = async move {
            let confirmed = match earlier {
                Some(earlier) => earlier.await.0,
                None => before,
            };
            match plan_lead(id, plan).await {
                Ok(lead) => (lead, None),
                Err(error) => (confirmed, Some(error)),
            }
        };
        let turn = turn.boxed_local().shared();
        newest.insert(id, turn.clone());
        turn
    });
    let (lead, refused) = turn.clone().await;
    let is_newest = NEWEST.with_borrow_mut(|newest| {
        let is_newest = newest.get(&id).is_some_and(|newest| newest.ptr_eq(&turn));
        is_newest.then(|| newest.remove(&id)).is_some()
    });
    Decided { lead: is_newest.then_some(lead), refused }
}
