//! Adding a lead by hand, before any message.
use super::{
    intake, merging,
    new_lead::{Added, NewLead},
    stages, store,
};
use crate::{
    error::AppError,
    event::DomainEvent,
    phones::{international, other_spellings, parse_number},
    state::AppState,
    whatsapp::Address,
};

const NOT_A_NUMBER: &str = "This is no number of any country. Begin with + and the country code, such as +62 812 3456 7890.";

/// Adds the person, or answers the lead that has this number already, unchanged.
///
/// # Errors
/// Field errors of `name` and `number`.
pub async fn add(app: &AppState, name: &str, number: &str) -> Result<Added, AppError> {
    let NewLead { name, number } = NewLead::parse(name, number)?;
    let number = parse_number(&number, None).ok_or_else(|| AppError::field("number", NOT_A_NUMBER))?;
    let now = app.clock.now_ms();
    let mut tx = intake::begin(&app.db).await?;
    for spelling in [number.clone()].into_iter().chain(other_spellings(&number)) {
        if let Some(known) = store::by_address(&mut tx, Some(&spelling), None).await?.into_iter().next() {
            return Ok(Added { lead: known.lead, is_new: false });
        }
    }
    let address = Address { number: Some(number.clone()), lid: None };
    if let Some((_, into)) = merging::known_by(&mut tx, &address).await? {
        return Ok(Added { lead: store::one_in(&mut tx, into).await?.lead, is_new: false });
    }
    let mut stored = intake::new_lead(stages::first_in(&mut tx).await?);
    let lead = &mut stored.lead;
    lead.own_name = international(&number);
    lead.number = Some(lead.own_name.clone());
    lead.name = if name.is_empty() { lead.own_name.clone() } else { name.clone() };
    // On top of the list, where whoever added it looks for it.
    lead.last_message_at = now;
    stored.called = name;
    stored.number = Some(number);
    store::save(&mut tx, &stored, now).await?;
    tx.commit().await?;
    app.events.publish(DomainEvent::LeadChanged(stored.lead.clone()));
    Ok(Added { lead: stored.lead, is_new: true })
}
