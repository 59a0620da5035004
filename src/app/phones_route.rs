//! The phones page with the simulated handset of the demo: the two rooms meet here, as neither may know the other.
use crate::{demo::scan_with_simulated_handset, phones::PhonesPage, ui::Toasts};
use leptos::{prelude::*, task::spawn_local};

/// The route "/phones".
#[component]
pub fn PhonesRoute() -> impl IntoView {
    let toasts = Toasts::of_page();
    let scan = Callback::new(move |phone| {
        spawn_local(async move {
            if let Err(error) = scan_with_simulated_handset(phone).await {
                toasts.show(error.to_string());
            }
        });
    });
    view! { <PhonesPage on_simulated_scan=scan/> }
}
