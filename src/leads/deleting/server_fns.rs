//! The browser's door to deleted leads.
use super::model::DeletedLeads;
use crate::{
    call::Call,
    error::AppError,
    leads::{Lead, LeadId},
};
use leptos::prelude::*;

/// Deletes leads, all or none; they can be restored for 30 days.
#[server(prefix = "/call", endpoint = "delete_leads", protocol = Call)]
pub async fn delete_leads(leads: Vec<LeadId>) -> Result<(), AppError> {
    use crate::{
        leads::deleting::removing,
        team::{Permission, door},
    };
    door::admit(Permission::DeleteLeads, async |app, actor| removing::delete(&app, &actor, leads).await).await
}

/// Restores deleted leads as they were. Answers them.
#[server(prefix = "/call", endpoint = "restore_leads", protocol = Call)]
pub async fn restore_leads(leads: Vec<LeadId>) -> Result<Vec<Lead>, AppError> {
    use crate::{
        leads::deleting::restoring,
        team::{Permission, door},
    };
    door::admit(Permission::DeleteLeads, async |app, actor| restoring::restore(&app, &actor, &leads).await).await
}

/// One page of the leads that can be restored, those deleted last first; `after` is the `next` of the page before.
#[server(name = ReadDeletedLeads, prefix = "/call", endpoint = "deleted_leads", protocol = Call)]
pub async fn deleted_leads(typed: String, after: Option<String>) -> Result<DeletedLeads, AppError> {
    use crate::{
        leads::deleting::removing,
        team::{Permission, door},
    };
    door::admit(Permission::DeleteLeads, async |app, _| removing::page(&app, &typed, after.as_deref()).await).await
}

/// Deletes deleted leads for good, with everything that was said.
#[server(prefix = "/call", endpoint = "purge_leads", protocol = Call)]
pub async fn purge_leads(leads: Vec<LeadId>) -> Result<(), AppError> {
    use crate::{
        leads::deleting::purging,
        team::{Permission, door},
    };
    door::admit(Permission::PurgeLeads, async |app, _| purging::purge(&app, &leads).await).await
}
