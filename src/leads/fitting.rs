//! Checking what people decide about leads before it is carried out.
use super::{
    model::{Decision, FollowUp, Lead, Plan},
    stages::StageKind,
    tags,
};
use crate::{
    error::AppError,
    state::AppState,
    team::{Permission, PersonId, people},
};
use std::collections::BTreeSet;

/// The longest name, source or reason of a lead, in characters.
const LONGEST: usize = 120;
/// More than this, in hundredths, is a slip of the keys.
pub(super) const MOST_WORTH: i64 = 100_000_000_000_000;

/// The decisions as they can be carried out.
///
/// # Errors
/// Field errors of what was typed; a conflict when an owner may not plan leads.
pub(super) async fn fit(app: &AppState, decisions: Vec<Decision>, now: i64) -> Result<Vec<Decision>, AppError> {
    let owners: BTreeSet<_> =
        decisions.iter().filter_map(|decision| if let Plan::Give(owner) = decision.plan { Some(owner.0) } else { None }).collect();
    for owner in owners {
        if !people::may(&app.db, PersonId(owner), Permission::PlanLeads).await? {
            return Err(AppError::Conflict("A lead can only be given to somebody whose role may work on leads.".into()));
        }
    }
    decisions.into_iter().map(|Decision { lead, plan }| Ok(Decision { lead, plan: fit_plan(plan, now)? })).collect()
}

fn fit_plan(plan: Plan, now: i64) -> Result<Plan, AppError> {
    Ok(match plan {
        Plan::FollowUp { due_at, note } => {
            let FollowUp { due_at, note } = FollowUp::parse(due_at, &note, now)?;
            Plan::FollowUp { due_at, note }
        }
        Plan::MoveTo { stage, reason } => Plan::MoveTo { stage, reason: one_line("reason", &reason)? },
        Plan::Tag(typed) => Plan::Tag(tags::parse(&typed)?),
        Plan::Untag(typed) => Plan::Untag(tags::parse(&typed)?),
        Plan::Call(typed) => Plan::Call(one_line("name", &typed)?),
        Plan::Source(typed) => Plan::Source(one_line("source", &typed)?),
        Plan::Worth(worth) if !(0..=MOST_WORTH).contains(&worth) => {
            return Err(AppError::field("worth", "An amount is between 0 and 1,000,000,000,000."));
        }
        plan @ (Plan::NoFollowUp | Plan::Done | Plan::Reopen | Plan::Give(_) | Plan::Release | Plan::Worth(_)) => plan,
    })
}

/// Why a lead is lost; nothing for the other stages.
///
/// # Errors
/// A field error of `reason` when there is none and there must be.
pub(super) fn fit_reason(kind: StageKind, reason: &str) -> Result<String, AppError> {
    match kind {
        StageKind::Lost if reason.is_empty() => Err(AppError::field("reason", "Say in a few words why it is lost.")),
        StageKind::Lost => Ok(reason.to_owned()),
        StageKind::Open | StageKind::Won => Ok(String::new()),
    }
}

/// Whether a lead has no more tags than one may have.
///
/// # Errors
/// A field error of `tag`.
pub(super) fn fit_tags(lead: &Lead) -> Result<(), AppError> {
    if lead.tags.len() > tags::MOST_TAGS {
        return Err(AppError::field("tag", format!("A lead has at most {} tags. Take one off first.", tags::MOST_TAGS)));
    }
    Ok(())
}

/// A text on one line.
///
/// # Errors
/// A field error.
pub(super) fn one_line(field: &str, typed: &str) -> Result<String, AppError> {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = line.chars().count();
    if length > LONGEST {
        return Err(AppError::field(field, format!("This has at most {LONGEST} characters; yours has {length}.")));
    }
    if line.chars().any(char::is_control) {
        return Err(AppError::field(field, "This has a character that cannot be kept."));
    }
    Ok(line)
}
