//! The browser's door to the rules.
use super::model::Rule;
use crate::{call::Call, error::AppError};
use leptos::prelude::*;

/// The rules by which leads that appear by themselves get their owners, in their order.
#[server(name = ReadAssignmentRules, prefix = "/call", endpoint = "assignment_rules", protocol = Call)]
pub async fn assignment_rules() -> Result<Vec<Rule>, AppError> {
    use crate::{
        leads::assigning::arranging,
        team::{Permission, door},
    };
    door::admit(Permission::SetAssignment, async |app, _| arranging::all(&app).await).await
}

/// Makes these the rules, in this order, if they still were `before`. Answers them as they are now.
#[server(prefix = "/call", endpoint = "save_assignment_rules", protocol = Call)]
pub async fn save_assignment_rules(
    #[server(default)] rules: Vec<Rule>,
    #[server(default)] before: Vec<Rule>,
) -> Result<Vec<Rule>, AppError> {
    use crate::{
        leads::assigning::arranging,
        team::{Permission, door},
    };
    door::admit(Permission::SetAssignment, async |app, _| arranging::save(&app, rules, &before).await).await
}
