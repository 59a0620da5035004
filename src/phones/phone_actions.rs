//! Everything that can be done to a phone, on its own page.
use super::{
    model::{Phone, PhoneAction, PhoneId},
    name_dialog::RenameDialog,
    phone_row::{NextStep, action_button, row_button},
    send_link::SendLinkDialog,
    unlink_dialog::UnlinkDialog,
    words,
};
use leptos::prelude::*;

/// Which dialog is open. The one for linking is on the page of all phones.
#[derive(Clone)]
enum Open {
    /// Giving it a new name.
    Rename(Phone),
    /// Ending its link, or taking it off the list.
    End(Phone, PhoneAction),
    /// Sending a link to the owner of the handset.
    SendLink(PhoneId),
}

/// The actions of a phone in its state, and their dialogs.
#[component]
pub fn PhoneActions(
    /// The phone as it is now.
    phone: RwSignal<Phone>,
    /// Opens the link dialog.
    open_link: Callback<Option<String>>,
) -> impl IntoView {
    let dialog = RwSignal::new(None);
    let state = Memo::new(move |_| phone.read().state);
    let sending = move || match phone.read().sending_paused {
        true => action_button(words::RESUME_SENDING, phone, PhoneAction::ResumeSending),
        false => action_button(words::PAUSE_SENDING, phone, PhoneAction::PauseSending),
    };
    let opening = move |words, open: fn(Phone) -> Open| row_button(words, phone, move || dialog.set(Some(open(phone.get_untracked()))));
    let of_state = move || match state.get() {
        state if state.is_active() => action_button(words::DISCONNECT, phone, PhoneAction::Disconnect),
        // A new link would throw away keys that still work.
        _ if phone.read().is_still_linked() => ().into_any(),
        _ => opening(words::SEND_LINK, |phone| Open::SendLink(phone.id)),
    };
    let unlink = move || state.get().keeps_link().then(|| opening(words::UNLINK, |phone| Open::End(phone, PhoneAction::Unlink)));
    view! {
        <div class="row-actions">
            <NextStep phone open_link/>
            {move || of_state()}
            {move || sending()}
            {opening(words::RENAME, Open::Rename)}
            {move || unlink()}
            {opening(words::REMOVE, |phone| Open::End(phone, PhoneAction::Remove))}
        </div>
        {move || dialog.get().map(|open| show(open, dialog))}
    }
}

fn show(open: Open, dialog: RwSignal<Option<Open>>) -> AnyView {
    let on_close = Callback::new(move |()| dialog.set(None));
    match open {
        Open::Rename(phone) => view! { <RenameDialog phone on_close/> }.into_any(),
        Open::End(phone, action) => view! { <UnlinkDialog phone action on_close/> }.into_any(),
        Open::SendLink(phone) => view! { <SendLinkDialog phone on_close/> }.into_any(),
    }
}
