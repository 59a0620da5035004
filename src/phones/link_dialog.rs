//! Linking a phone: its name first, then the live code until WhatsApp has confirmed the link.
use super::{
    link_panel::LinkPanel,
    linker::Linker,
    model::{Phone, PhoneId},
    name_dialog::NameForm,
    server_fns::add_phone,
    words,
};
use crate::{live::Live, team::SignedIn, ui::Dialog};
use leptos::{prelude::*, task::spawn_local};

/// What the dialog links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// A phone that has no name yet.
    New,
    /// This one.
    Phone(PhoneId),
}

/// The dialog "Link a phone".
#[component]
pub fn LinkDialog(
    /// What it links.
    target: LinkTarget,
    /// A phone was added; its link is on the way.
    on_added: Callback<Phone>,
    /// Opens the dialog for a phone, or closes it.
    open_link: Callback<Option<String>>,
    /// Scans the code on show with the simulated handset; offered in demo mode.
    on_simulated_scan: Callback<PhoneId>,
) -> impl IntoView {
    let on_close = Callback::new(move |()| open_link.run(None));
    view! {
        <Dialog title=words::LINK on_close class="link-dialog">
            {match target {
                LinkTarget::New => view! { <NameStep on_added/> }.into_any(),
                LinkTarget::Phone(phone) => {
                    let progress = Live::of_tab().link_progress(phone);
                    let on_simulated_scan = SignedIn::here().is_some_and(|here| here.demo).then_some(on_simulated_scan);
                    view! { <LinkPanel phone progress linker=Linker::Team on_close on_simulated_scan/> }.into_any()
                }
            }}
        </Dialog>
    }
}

#[component]
fn NameStep(on_added: Callback<Phone>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None);
    let add = Callback::new(move |name| {
        spawn_local(async move {
            match add_phone(name).await {
                Ok(phone) => on_added.run(phone),
                Err(unfit) => error.set(Some(unfit)),
            }
            busy.try_set(false);
        });
    });
    view! { <NameForm button=words::CONTINUE hint=words::NAME_HINT busy error on_name=add/> }
}
