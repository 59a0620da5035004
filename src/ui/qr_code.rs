//! A QR code: always black on white with its quiet zone, as cameras want it, whatever the theme.
use leptos::prelude::*;

/// The longest side, CSS pixels.
const MOST: u16 = 296;

/// Shows the picture as large as it fits with every module equally wide, which cameras read from further away.
#[component]
pub fn QrCode(
    /// Modules a side, the quiet zone included; one pixel each in the picture.
    size: u16,
    /// A PNG, in base64.
    png: String,
    /// The accessible name; begins "QR code".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let side = (size * (MOST / size.max(1)).max(1)).to_string();
    let source = format!("data:image/png;base64,{png}");
    view! { <img class="qr-code" alt=label width=side src=source/> }
}
