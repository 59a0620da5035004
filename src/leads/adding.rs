//! Adding a lead by hand, before any message.
use super::{
    deleting, intake, merging,
    model::Lead,
    new_lead::{Added, NewLead},
    renumbering, stages, store,
};
use crate::{
    error::AppError,
    event::DomainEvent,
    phones::{international, other_spellings, parse_number},
    state::AppState,
    team::Actor,
    whatsapp::Address,
};
use sqlx::{Any, Transaction};

const NOT_A_NUMBER: &str = "This is no number of any country. Begin with + and the country code, such as +62 812 3456 7890.";

/// Adds the person, or answers the lead that has this number already, unchanged. One that was deleted is restored.
///
/// # Errors
/// Field errors of `name` and `number`.
pub async fn add(app: &AppState, actor: &Actor, name: &str, number: &str) -> Result<Added, AppError> {
    let NewLead { name, number } = NewLead::parse(name, number)?;
    let number = parse_number(&number, None).ok_or_else(|| AppError::field("number", NOT_A_NUMBER))?;
    let now = app.clock.now_ms();
    let address = Address { number: Some(number.clone()), lid: None };
    let mut tx = intake::begin(&app.db).await?;
    let was_deleted = deleting::bring_back(&mut tx, &address, Some(actor.id), now).await?;
    if let Some(lead) = known(&mut tx, &address, &number).await? {
        app.commit_and_tell(tx, was_deleted.then(|| DomainEvent::LeadChanged(lead.clone()))).await?;
        return Ok(Added { lead, is_new: false });
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
    app.commit_and_tell(tx, [DomainEvent::LeadChanged(stored.lead.clone())]).await?;
    Ok(Added { lead: stored.lead, is_new: true })
}

/// Who has this number, written in any way, also as somebody who became part of another.
async fn known(tx: &mut Transaction<'static, Any>, address: &Address, number: &str) -> Result<Option<Lead>, AppError> {
    for spelling in [number.to_owned()].into_iter().chain(other_spellings(number)) {
        if let Some(known) = store::by_address(tx, Some(&spelling), None).await?.into_iter().next() {
            return Ok(Some(known.lead));
        }
    }
    if let Some((_, into)) = merging::known_by(tx, address).await? {
        return Ok(Some(store::one_in(tx, into).await?.lead));
    }
    Ok(renumbering::had(tx, address).await?.map(|stored| stored.lead))
}
