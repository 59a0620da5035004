//! The browser's door to the leads.
use super::{
    filter::LeadFilter,
    model::{Decision, Lead, LeadChange, LeadChoices, LeadFacts, LeadId, LeadsPage, Plan, Today},
    new_lead::Added,
    notes::NoteId,
    stages::Stage,
    views::{View, ViewId},
};
use crate::{call::Call, error::AppError};
use leptos::prelude::*;

/// One page of the leads that fit, the most recently active first; `after` is the `next` of the page before.
#[server(prefix = "/call", endpoint = "list_leads", protocol = Call)]
pub async fn list_leads(#[server(default)] filter: LeadFilter, after: Option<String>) -> Result<LeadsPage, AppError> {
    use crate::{
        leads::listing,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, actor| listing::page(&app, actor.id, filter, after.as_deref()).await).await
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

/// Marks the newest message of a lead as unread for everybody, until somebody opens it again.
#[server(prefix = "/call", endpoint = "mark_lead_unread", protocol = Call)]
pub async fn mark_lead_unread(id: LeadId) -> Result<(), AppError> {
    use crate::{
        leads::reading,
        team::{Permission, door},
    };
    door::admit(Permission::PlanLeads, async |app, _| reading::mark_unread(&app, id).await).await
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

/// Carries out several decisions, all or none. Answers the leads as they are now.
#[server(prefix = "/call", endpoint = "plan_leads", protocol = Call)]
pub async fn plan_leads(decisions: Vec<Decision>) -> Result<Vec<Lead>, AppError> {
    use crate::{
        leads::planning,
        team::{Permission, door},
    };
    door::admit(Permission::PlanLeads, async |app, actor| planning::decide_all(&app, &actor, decisions).await).await
}

/// What is known of a lead besides what lists show: notes, history, and what there is to choose from.
#[server(name = ReadLeadFacts, prefix = "/call", endpoint = "lead_facts", protocol = Call)]
pub async fn lead_facts(lead: LeadId) -> Result<LeadFacts, AppError> {
    use crate::{
        leads::listing,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, actor| listing::facts(&app, actor.id, lead).await).await
}

/// What there is to choose from: stages, colleagues, tags.
#[server(name = ReadLeadChoices, prefix = "/call", endpoint = "lead_choices", protocol = Call)]
pub async fn lead_choices() -> Result<LeadChoices, AppError> {
    use crate::{
        leads::listing,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, actor| listing::choices(&app, actor.id).await).await
}

/// Writes a note about a lead; `id` is made by the writer, so that the same again is written once.
#[server(prefix = "/call", endpoint = "add_note", protocol = Call)]
pub async fn add_note(lead: LeadId, id: NoteId, text: String) -> Result<(), AppError> {
    use crate::{
        leads::notes::writing,
        team::{Permission, door},
    };
    door::admit(Permission::PlanLeads, async |app, actor| writing::add(&app, &actor, lead, id, &text).await).await
}

/// Deletes a note that one wrote oneself.
#[server(prefix = "/call", endpoint = "delete_note", protocol = Call)]
pub async fn delete_note(lead: LeadId, id: NoteId) -> Result<(), AppError> {
    use crate::{
        leads::notes::writing,
        team::{Permission, door},
    };
    door::admit(Permission::PlanLeads, async |app, actor| writing::delete(&app, &actor, lead, id).await).await
}

/// Makes these the team's stages, in this order. Answers them as they are now.
#[server(prefix = "/call", endpoint = "save_stages", protocol = Call)]
pub async fn save_stages(stages: Vec<Stage>) -> Result<Vec<Stage>, AppError> {
    use crate::{
        leads::stages::arranging,
        team::{Permission, door},
    };
    door::admit(Permission::ManageStages, async |app, _| arranging::save(&app, stages).await).await
}

/// Adds a lead by hand, or answers the one that has this number.
#[server(name = AddLead, prefix = "/call", endpoint = "add_lead", protocol = Call)]
pub async fn add_lead(name: String, number: String) -> Result<Added, AppError> {
    use crate::{
        leads::adding,
        team::{Permission, door},
    };
    door::admit(Permission::AddLeads, async |app, actor| adding::add(&app, &actor, &name, &number).await).await
}

/// Gives a list a name, or changes it. Its id is made by the caller; the same again changes nothing.
#[server(prefix = "/call", endpoint = "save_view", protocol = Call)]
pub async fn save_view(view: View) -> Result<View, AppError> {
    use crate::{
        leads::views::saving,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, actor| saving::save(&app, &actor, view).await).await
}

/// Takes the name of a list away.
#[server(prefix = "/call", endpoint = "delete_view", protocol = Call)]
pub async fn delete_view(id: ViewId) -> Result<(), AppError> {
    use crate::{
        leads::views::saving,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, actor| saving::delete(&app, &actor, id).await).await
}
