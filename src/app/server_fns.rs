//! The browser's door to what several rooms know together.
use super::model::{Figures, PhoneOverview};
use crate::{call::Call, error::AppError, phones::PhoneId};
use leptos::prelude::*;

/// Everything about one phone: its state, its health, its timeline.
#[server(prefix = "/call", endpoint = "phone_details", protocol = Call)]
pub async fn phone_details(phone: PhoneId) -> Result<PhoneOverview, AppError> {
    use crate::{
        app::phone_health,
        team::{Permission, door},
    };
    door::admit(Permission::SeePhones, async |app, _| phone_health::details(&app, phone).await).await
}

/// What Today counts: of the person's own leads and nobody's, or of everybody's. The browser knows when days begin: the last ones, the
/// oldest first, and when today ends, Unix milliseconds.
#[server(name = ReadFigures, prefix = "/call", endpoint = "figures", protocol = Call)]
pub async fn figures(everybodys: bool, days: Vec<i64>, ends: i64) -> Result<Figures, AppError> {
    use crate::{
        app::figuring,
        team::{Permission, door},
    };
    door::admit(Permission::SeeLeads, async |app, actor| figuring::figures(&app, (!everybodys).then_some(actor.id), &days, ends).await)
        .await
}
