//! The browser's door to demo mode.
use crate::{call::Call, error::AppError, phones::PhoneId};
use leptos::prelude::*;

/// Demo mode only: the simulated handset scans the code that is on show for this phone.
#[server(prefix = "/call", endpoint = "scan_with_simulated_handset", protocol = Call)]
pub async fn scan_with_simulated_handset(phone: PhoneId) -> Result<(), AppError> {
    use crate::{
        demo::handset,
        team::{Permission, door},
    };
    door::admit(Permission::ManagePhones, async |app, _| handset::scan(&app, phone).await).await
}
