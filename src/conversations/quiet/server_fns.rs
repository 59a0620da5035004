//! The browser's door to the quiet hours.
use super::model::QuietHours;
use crate::{call::Call, error::AppError};
use leptos::prelude::*;

/// When nothing goes to a lead by itself.
#[server(name = ReadQuietHours, prefix = "/call", endpoint = "quiet_hours", protocol = Call)]
pub async fn quiet_hours() -> Result<QuietHours, AppError> {
    use crate::{
        conversations::quiet::setting,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, _| setting::now(&app).await).await
}

/// Sets when nothing goes to a lead by itself. Answers the hours as they are now.
#[server(prefix = "/call", endpoint = "save_quiet_hours", protocol = Call)]
pub async fn save_quiet_hours(hours: QuietHours) -> Result<QuietHours, AppError> {
    use crate::{
        conversations::quiet::setting,
        team::{Permission, door},
    };
    door::admit(Permission::SetQuietHours, async |app, _| setting::save(&app, hours).await).await
}
