//! The browser's door to the leads.
use super::model::{Lead, LeadChange, LeadId, LeadsPage, Plan, Today};
use crate::{call::Call, error::AppError};
use leptos::prelude::*;

/// One page of leads, the most recently active first; `after` is the `next` of the page before.
#[server(prefix = "/call", endpoint = "list_leads", protocol = Call)]
pub async fn list_leads(after: Option<String>) -> Result<LeadsPage, AppError> {
    use crate::{
        leads::listing,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, _| listing::page(&app, after.as_deref()).await).await
}

/// One lead.
#[server(name = ReadLead, prefix = "/call", endpoint = "lead", protocol = Call)]
pub async fn lead(id: LeadId) -> Result<Lead, AppError> {
    use crate::{
        leads::listing,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, _| listing::one(&app, id).await).await
}

/// What waits today: for the person who asks and for nobody in particular, or for everybody.
#[server(name = ReadToday, prefix = "/call", endpoint = "today", protocol = Call)]
pub async fn today(everybodys: bool) -> Result<Today, AppError> {
    use crate::{
        leads::today,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, actor| today::of(&app, (!everybodys).then_some(actor.id)).await).await
}

/// Decides about a lead: when we come back to it, that it is done, whose it is. Answers the lead as it is now.
#[server(prefix = "/call", endpoint = "plan_lead", protocol = Call)]
pub async fn plan_lead(lead: LeadId, plan: Plan) -> Result<Lead, AppError> {
    use crate::{
        leads::planning,
        team::{Permission, door},
    };
    door::admit(Permission::PlanLeads, async |app, actor| planning::decide(&app, &actor, lead, plan).await).await
}

/// What happened to a lead besides messages, the newest first; the last hundred.
#[server(name = ReadLeadHistory, prefix = "/call", endpoint = "lead_history", protocol = Call)]
pub async fn lead_history(lead: LeadId) -> Result<Vec<LeadChange>, AppError> {
    use crate::{
        leads::listing,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, _| listing::history(&app, lead).await).await
}

/// Marks everything this lead wrote as read here. WhatsApp is not told.
#[server(prefix = "/call", endpoint = "mark_lead_read", protocol = Call)]
pub async fn mark_lead_read(id: LeadId) -> Result<(), AppError> {
    use crate::{
        leads::reading,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, _| reading::mark_read(&app, id).await).await
}
