//! The browser's door to the settings of a phone.
use super::model::PhoneSettings;
use crate::{call::Call, error::AppError, phones::PhoneId};
use leptos::prelude::*;

/// What a phone does by itself.
#[server(name = ReadPhoneSettings, prefix = "/call", endpoint = "phone_settings", protocol = Call)]
pub async fn phone_settings(phone: PhoneId) -> Result<PhoneSettings, AppError> {
    use crate::{
        phones::settings::applying,
        team::{Permission, door},
    };
    door::admit(Permission::ManagePhones, async |app, _| applying::of(&app, phone).await).await
}

/// Changes what a phone does by itself. Answers the settings as they are now.
#[server(prefix = "/call", endpoint = "save_phone_settings", protocol = Call)]
pub async fn save_phone_settings(phone: PhoneId, settings: PhoneSettings) -> Result<PhoneSettings, AppError> {
    use crate::{
        phones::settings::applying,
        team::{Permission, door},
    };
    door::admit(Permission::ManagePhones, async |app, _| applying::save(&app, phone, settings).await).await
}
