//! The browser's door to the leads.
use super::model::{Lead, LeadId, LeadsPage};
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

/// Marks everything this lead wrote as read here. WhatsApp is not told.
#[server(prefix = "/call", endpoint = "mark_lead_read", protocol = Call)]
pub async fn mark_lead_read(id: LeadId) -> Result<(), AppError> {
    use crate::{
        leads::reading,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, _| reading::mark_read(&app, id).await).await
}
