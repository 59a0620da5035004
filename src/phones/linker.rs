//! Who links a phone here: a person of the team, or a guest with a token. Both see the same panel and knock at other doors.
use super::{
    model::{GuestStep, PhoneAction, PhoneId},
    server_fns::{act_on_phone, begin_linking, guest_step, link_by_number},
};
use crate::error::AppError;
use leptos::prelude::*;

/// Who links.
#[derive(Clone, Copy)]
pub enum Linker {
    /// A person who is signed in.
    Team,
    /// The holder of this token.
    Guest(StoredValue<String>),
}

impl Linker {
    /// Asks for a code; with `force` afresh.
    pub async fn begin(self, phone: PhoneId, force: bool) -> Result<(), AppError> {
        match self {
            Self::Team => begin_linking(phone, force).await.map(drop),
            Self::Guest(token) => {
                let step = if force { GuestStep::Renew } else { GuestStep::Begin };
                guest_step(token.get_value(), step, String::new()).await
            }
        }
    }

    /// Asks for the characters that are typed on the handset with this number.
    pub async fn by_number(self, phone: PhoneId, number: String) -> Result<(), AppError> {
        match self {
            Self::Team => link_by_number(phone, number).await,
            Self::Guest(token) => guest_step(token.get_value(), GuestStep::ByNumber, number).await,
        }
    }

    /// Confirms the passkey step's code, or cancels the link: a guest has no other action.
    pub async fn act(self, phone: PhoneId, action: PhoneAction) -> Result<(), AppError> {
        match self {
            Self::Team => act_on_phone(phone, action).await,
            Self::Guest(token) => {
                let step = if action == PhoneAction::ConfirmPasskey { GuestStep::Compare } else { GuestStep::Cancel };
                guest_step(token.get_value(), step, String::new()).await
            }
        }
    }
}
