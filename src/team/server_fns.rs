//! The browser's door to the team.
use super::model::{Colleague, Welcome};
use crate::{call::Call, error::AppError};
use leptos::prelude::*;

/// Who is asking and how this installation runs. Open to everybody, as the sign-in page needs it.
#[server(name = ReadWelcome, prefix = "/call", endpoint = "welcome", protocol = Call)]
pub async fn welcome() -> Result<Welcome, AppError> {
    use crate::team::door;
    door::open(door::welcome).await
}

/// Everybody who works here, by name.
#[server(name = ListColleagues, prefix = "/call", endpoint = "colleagues", protocol = Call)]
pub async fn colleagues() -> Result<Vec<Colleague>, AppError> {
    use crate::team::{door, model::Permission, people};
    door::admit(Permission::SeeLeads, async |app, _| people::colleagues(&app.db).await).await
}

/// Signs in; the page that was first asked for is `next`. Works as a plain form before wasm has loaded.
#[server(prefix = "/call", endpoint = "sign_in", protocol = Call)]
pub async fn sign_in(email: String, password: String, next: Option<String>) -> Result<(), AppError> {
    use crate::team::door;
    door::open(async |app| door::sign_in(app, &email, &password, next.as_deref()).await).await
}

/// Signs out here; every tab of this sign-in is told at once.
#[server(prefix = "/call", endpoint = "sign_out", protocol = Call)]
pub async fn sign_out() -> Result<(), AppError> {
    use crate::team::door;
    door::open(door::sign_out).await
}

/// Creates the owner with the one-time token that the log printed.
#[server(prefix = "/call", endpoint = "create_owner", protocol = Call)]
pub async fn create_owner(token: String, name: String, email: String, password: String) -> Result<(), AppError> {
    use crate::team::door;
    door::open(async |app| door::create_owner(app, &token, &name, &email, password).await).await
}
