//! The browser's door to the doctor.
use super::model::Examined;
use crate::{call::Call, error::AppError};
use leptos::prelude::*;

/// Runs the checks, or joins those under way. Answers within 30 s.
#[server(prefix = "/call", endpoint = "run_doctor", protocol = Call)]
pub async fn run_doctor() -> Result<Examined, AppError> {
    use crate::team::{Permission, door};
    door::admit(Permission::ManagePhones, async |app, _| app.doctor.examine(&app).await).await
}
