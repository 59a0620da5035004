//! The browser's door to what several rooms know together.
use super::model::PhoneOverview;
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
