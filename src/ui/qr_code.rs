//! A QR code: always black on white with its quiet zone, as cameras want it, whatever the theme.
use leptos::prelude::*;

/// Draws the dark modules as one path.
#[component]
pub fn QrCode(
    /// Modules a side, the quiet zone included.
    size: u16,
    /// The path of the dark ones, one unit a module.
    path: String,
    /// The accessible name; begins "QR code".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <svg class="qr-code" role="img" aria-label=label viewBox=format!("0 0 {size} {size}") shape-rendering="crispEdges">
            <rect width=size height=size fill="#fff"></rect>
            <path d=path fill="#000"></path>
        </svg>
    }
}
