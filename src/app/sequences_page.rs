//! The page of the sequences, with the hours in which none of their steps goes: two rooms meet here.
use crate::{
    conversations::quiet_view,
    team::SignedIn,
    templates::{SEQUENCES, SequenceShelf, SequencesAction, SequencesList},
    ui::{PageHeader, awaited, title},
};
use leptos::prelude::*;

/// The route "/sequences".
#[component]
pub fn SequencesPage() -> impl IntoView {
    title(|| SEQUENCES.to_owned());
    let quiet = || async move {
        SignedIn::known().await;
        quiet_view()
    };
    let shelf = SequenceShelf::of_page();
    view! {
        <div class="page">
            <PageHeader title=SEQUENCES><SequencesAction shelf/></PageHeader>
            <SequencesList shelf/>
            {awaited(|| ().into_any(), quiet)}
        </div>
    }
}
