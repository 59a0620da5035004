//! Giving a lead that appeared by itself to whom the rules name.
use super::{choosing, store};
use crate::{
    error::AppError,
    leads::{
        model::{Lead, LeadChange, LeadEvent},
        store as leads,
    },
    phones::PhoneId,
    team::{Permission, people},
};
use sqlx::{Any, Transaction};

/// Gives a lead to whom the first rule that fits names, within the transaction that stores their first message. One that has an
/// owner keeps them. A rule whose people may not work on leads any more is as good as none. Answers the lead as it is then.
///
/// # Errors
/// `NotFound`; when the database cannot be written.
pub async fn give(tx: &mut Transaction<'static, Any>, lead: Lead, phone: PhoneId, text: &str, now_ms: i64) -> Result<Lead, AppError> {
    if lead.owner.is_some() {
        return Ok(lead);
    }
    let mut rules = store::all_in(tx).await?;
    rules.retain(|rule| choosing::is_for(&rule.fits, phone, text));
    if rules.is_empty() {
        return Ok(lead);
    }
    let able = people::who_may(tx, Permission::PlanLeads).await?;
    for rule in rules {
        let turns = store::turns(tx, rule.id).await?;
        let Some(person) = choosing::next(rule.receiver.people(), &able, &turns) else { continue };
        let last = turns.values().max().copied().unwrap_or(0);
        store::take_turn(tx, rule.id, person, last + 1).await?;
        let mut stored = leads::one_in(tx, lead.id).await?;
        stored.lead.owner = Some(person);
        leads::save(tx, &stored, now_ms).await?;
        let what = LeadEvent::Assigned { to: person, rule: rule.name };
        leads::record(tx, lead.id, &LeadChange { at: now_ms, by: None, what }).await?;
        return Ok(stored.lead);
    }
    Ok(lead)
}
