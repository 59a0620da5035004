//! The browser's door to the phones.
use super::model::{GuestInvitation, GuestLink, GuestStep, Phone, PhoneAction, PhoneId};
use crate::{call::Call, error::AppError};
use leptos::prelude::*;

/// Every phone of the team, the newest first.
#[server(prefix = "/call", endpoint = "list_phones", protocol = Call)]
pub async fn list_phones() -> Result<Vec<Phone>, AppError> {
    use crate::{
        phones::listing,
        team::{Permission, door},
    };
    door::admit(Permission::SeePhones, async |app, _| listing::all(&app).await).await
}

/// Adds a phone by name and begins linking it.
#[server(prefix = "/call", endpoint = "add_phone", protocol = Call)]
pub async fn add_phone(name: String) -> Result<Phone, AppError> {
    use crate::{
        phones::{PhoneName, linking},
        team::{Permission, door},
    };
    door::admit(Permission::ManagePhones, async |app, actor| linking::add(&app, &actor.name, PhoneName::parse(&name)?).await).await
}

/// Shows a code for a phone: joins the running link, or begins one. With `force`, ends the running link and starts afresh.
#[server(prefix = "/call", endpoint = "begin_linking", protocol = Call)]
pub async fn begin_linking(phone: PhoneId, force: bool) -> Result<Phone, AppError> {
    use crate::{
        phones::linking,
        team::{Permission, door},
    };
    door::admit(Permission::ManagePhones, async |app, actor| linking::begin(&app, &actor.name, phone, force).await).await
}

/// Gives a phone a new name.
#[server(prefix = "/call", endpoint = "rename_phone", protocol = Call)]
pub async fn rename_phone(phone: PhoneId, name: String) -> Result<Phone, AppError> {
    use crate::{
        phones::{PhoneName, naming},
        team::{Permission, door},
    };
    door::admit(Permission::ManagePhones, async |app, _| naming::rename(&app, phone, PhoneName::parse(&name)?).await).await
}

/// Asks WhatsApp for the characters that are typed on the handset instead of scanning; they come with the link's progress.
#[server(prefix = "/call", endpoint = "link_by_number", protocol = Call)]
pub async fn link_by_number(phone: PhoneId, number: String) -> Result<(), AppError> {
    use crate::{
        phones::linking,
        team::{Permission, door},
    };
    door::admit(Permission::ManagePhones, async |app, _| linking::by_number(&app, phone, &number).await).await
}

/// Does something to a phone or its link.
#[server(prefix = "/call", endpoint = "act_on_phone", protocol = Call)]
pub async fn act_on_phone(phone: PhoneId, action: PhoneAction) -> Result<(), AppError> {
    use crate::{
        phones::acting,
        team::{Permission, door},
    };
    door::admit(Permission::ManagePhones, async |app, actor| acting::act(&app, &actor, phone, action).await).await
}

/// Makes a link for the owner of the handset, who has no account. The one before ends.
#[server(prefix = "/call", endpoint = "send_link", protocol = Call)]
pub async fn send_link(phone: PhoneId) -> Result<GuestLink, AppError> {
    use crate::{
        phones::guests,
        team::{Permission, door},
    };
    door::admit(Permission::ManagePhones, async |app, actor| guests::send(&app, &actor.name, phone).await).await
}

/// What a guest is told before anything begins. Begins nothing itself, as chat apps fetch pages for their previews.
#[server(name = ReadInvitation, prefix = "/call", endpoint = "guest_invitation", protocol = Call)]
pub async fn guest_invitation(token: String) -> Result<GuestInvitation, AppError> {
    use crate::{phones::guests, team::door};
    door::guest(async |app| guests::invitation(&app, &token).await).await
}

/// A guest's step towards the link; the number is for [`GuestStep::ByNumber`].
#[server(name = TakeGuestStep, prefix = "/call", endpoint = "guest_step", protocol = Call)]
pub async fn guest_step(token: String, step: GuestStep, number: String) -> Result<(), AppError> {
    use crate::{phones::guests, team::door};
    door::guest(async |app| guests::step(&app, &token, step, &number).await).await
}
