//! The page behind a link that was sent: what is being granted, then the live code, and nothing else of the team.
use super::{
    link_panel::LinkPanel,
    linker::Linker,
    model::{GuestInvitation, PhoneId, PhoneState},
    server_fns::guest_invitation,
    words,
};
use crate::{
    error::AppError,
    live::{Live, LiveStatus},
    ui::{Button, EmptyState, ErrorView, FormError, Glyph, Look, Reading, Skeleton, Time, TimeStyle, awaited, effect, title},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;

/// The route "/link/:token".
#[component]
pub fn GuestPage() -> impl IntoView {
    title(|| words::GUEST.to_owned());
    let token = StoredValue::new(use_params_map().read_untracked().get("token").unwrap_or_default());
    let invitation = Reading::of(move || guest_invitation(token.get_value()));
    let part = move || async move {
        match invitation.answer().await {
            Ok(invitation) => view! { <Invited invitation token/> }.into_any(),
            Err(AppError::NotFound(_)) => over(),
            Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| invitation.again())/> }.into_any(),
        }
    };
    view! {
        <main class="gate" id="main">
            <div class="gate-card guest-card">
                <p class="brand">"Leadwire"</p>
                <h1>{words::GUEST}</h1>
                {awaited(|| view! { <Skeleton label=words::GUEST_LOADING/> }.into_any(), part)}
            </div>
        </main>
    }
}

/// Nothing starts before the button is pressed: chat apps fetch this page for their previews.
#[component]
fn Invited(invitation: GuestInvitation, token: StoredValue<String>) -> impl IntoView {
    let GuestInvitation { phone, name, sent_by, place, expires_at } = invitation;
    let (begun, busy) = (RwSignal::new(false), RwSignal::new(false));
    let error = RwSignal::new(None::<String>);
    let start = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match Linker::Guest(token).begin(phone, false).await {
                Ok(()) => drop(begun.try_set(true)),
                Err(refused) => drop(error.try_set(Some(refused.to_string()))),
            }
            busy.try_set(false);
        });
    });
    let granted = words::granted(&sent_by, &name, &place);
    let asking = move || {
        view! {
            <p>{granted.clone()}</p>
            <p>{words::GUEST_SEE}</p>
            <p>{words::GUEST_END}</p>
            <p class="row-text">{words::LINK_UNTIL}<Time at=expires_at style=TimeStyle::Since/></p>
            <FormError error=error/>
            <Button look=Look::Primary busy=busy on_press=start>{words::GUEST_SHOW}</Button>
            <p class="row-text">{words::GUEST_SAME_HANDSET}</p>
        }
        .into_any()
    };
    view! { {move || if begun.get() { view! { <Linking phone token/> }.into_any() } else { asking() }} }
}

#[component]
fn Linking(phone: PhoneId, token: StoredValue<String>) -> impl IntoView {
    let live = Live::of_tab();
    let progress = live.link_progress(phone);
    effect(move || live.start_as_guest(token.get_value()));
    let is_linked = move || progress.read().as_ref().is_some_and(|progress| progress.phone.state == PhoneState::Connected);
    // The server closes the socket of a link that was used, too.
    let is_over = Memo::new(move |_| live.status().get() == LiveStatus::SignedOut && !is_linked());
    let panel = move || view! { <LinkPanel phone progress linker=Linker::Guest(token)/> }.into_any();
    view! { {move || if is_over.get() { over() } else { panel() }} }
}

/// One page for every link that does not work (any more): which of the reasons it is, is nobody's business.
fn over() -> AnyView {
    view! { <EmptyState glyph=Glyph::Unlink title=words::GUEST_OVER text=words::GUEST_OVER_TEXT/> }.into_any()
}
