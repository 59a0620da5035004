//! Wording, ordering, adding and removing rules.
use super::{
    model::{Rule, RuleId},
    store,
};
use crate::{error::AppError, event::DomainEvent, leads::intake, state::AppState};
use std::collections::HashSet;

/// The rules, in their order.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(app: &AppState) -> Result<Vec<Rule>, AppError> {
    store::all(&app.db).await
}

/// Makes these the rules, in this order, if they still were `before`. Whose turn it is stays with each rule.
///
/// # Errors
/// Field errors of a rule; a conflict when there are too many, two are the same, or somebody changed them meanwhile.
pub async fn save(app: &AppState, rules: Vec<Rule>, before: &[Rule]) -> Result<Vec<Rule>, AppError> {
    if rules.len() > Rule::MOST {
        return Err(AppError::Conflict(format!("There are at most {} rules. Remove one first.", Rule::MOST)));
    }
    let rules = rules.into_iter().map(Rule::fit).collect::<Result<Vec<_>, _>>()?;
    let ids: HashSet<RuleId> = rules.iter().map(|rule| rule.id).collect();
    if ids.len() < rules.len() {
        return Err(AppError::Conflict("Two rules are the same one. Nothing was changed.".into()));
    }
    let mut tx = intake::begin(&app.db).await?;
    let stored = store::all_in(&mut tx).await?;
    if stored == rules {
        return Ok(rules);
    }
    if stored != before {
        return Err(AppError::Conflict("A colleague changed the rules meanwhile. See them as they are now, then change yours.".into()));
    }
    store::replace(&mut tx, &rules).await?;
    tx.commit().await?;
    app.events.publish(DomainEvent::AssignmentRulesChanged);
    Ok(rules)
}
