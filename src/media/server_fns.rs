//! What the browser asks of files.
use crate::{call::Call, error::AppError};
use leptos::prelude::*;

/// The largest file that can be sent, in bytes.
#[server(prefix = "/call", endpoint = "largest_file", protocol = Call)]
pub async fn largest_file() -> Result<u64, AppError> {
    use crate::{
        media::uploading,
        team::{Permission, door},
    };
    door::admit(Permission::SendMessages, async |app, _| Ok(uploading::largest(&app))).await
}
