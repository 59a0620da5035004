//! What a person does to a phone that is there: each action is obeyed by its ward.
use super::{
    guests, linking, listing,
    model::{PhoneAction, PhoneId},
    store,
    ward::Command,
};
use crate::{error::AppError, event::DomainEvent, state::AppState, team::Actor};

/// Has the action done.
///
/// # Errors
/// `NotFound`; a conflict when it makes no sense in the phone's state.
pub async fn act(app: &AppState, actor: &Actor, id: PhoneId, action: PhoneAction) -> Result<(), AppError> {
    store::one(&app.db, id).await?;
    let by = actor.name.clone();
    let order = async |command: Box<dyn FnOnce(super::ward::Reply<()>) -> Command + Send>| app.phones.order(id, command).await;
    match action {
        PhoneAction::Connect => order(Box::new(Command::Connect)).await,
        PhoneAction::Disconnect => order(Box::new(|reply| Command::Pause { by, reply })).await,
        PhoneAction::PauseSending => order(Box::new(|reply| Command::PauseSending { paused: true, by, reply })).await,
        PhoneAction::ResumeSending => order(Box::new(|reply| Command::PauseSending { paused: false, by, reply })).await,
        PhoneAction::CancelLink => order(Box::new(|reply| Command::Cancel { by, reply })).await,
        PhoneAction::ConfirmPasskey => order(Box::new(Command::ConfirmPasskey)).await,
        PhoneAction::Unlink => order(Box::new(|reply| Command::Unlink { by, reply })).await,
        PhoneAction::Merge => {
            let other = app.phones.order(id, |reply| Command::Merge { by, reply }).await?;
            gone(app, id);
            // The handset's new link was taken back, so the phone that stays needs a scan unless it works.
            if !listing::one(app, other).await?.state.is_active() {
                linking::begin(app, &actor.name, other, false).await?;
            }
            Ok(())
        }
        PhoneAction::Remove => {
            order(Box::new(|reply| Command::Remove { by, reply })).await?;
            gone(app, id);
            Ok(())
        }
        PhoneAction::RevokeLink => guests::revoke(app, &by, id).await,
    }
}

fn gone(app: &AppState, id: PhoneId) {
    app.phones.dismiss(id);
    app.events.publish(DomainEvent::PhoneRemoved(id));
    // A link that was sent for it leads nowhere any more.
    app.events.publish(DomainEvent::GuestLinkEnded(id));
}
