//! A region that could not be shown: the sentence of the error and a way to try again.
use super::{Button, Glyph, Icon};
use crate::error::AppError;
use leptos::prelude::*;

/// Says what went wrong in place of the region that failed.
#[component]
pub fn ErrorView(
    /// What went wrong.
    error: AppError,
    /// Tries again.
    on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="error-view" role="alert">
            <Icon glyph=Glyph::Alert/>
            <p>{error.to_string()}</p>
            <Button on_press=on_retry><Icon glyph=Glyph::Again/>"Try again"</Button>
        </div>
    }
}
