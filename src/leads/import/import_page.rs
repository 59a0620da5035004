//! The page where leads are imported: a file is chosen, looked at, carried out; what became of it stays for some days.
use super::{
    desk::Desk,
    import_view::ImportRow,
    mapping_view::MappingView,
    model::{Import, ImportState},
    server_fns::imports,
    upload_view::UploadView,
    words,
};
use crate::{
    live::Live,
    ui::{EmptyState, Entry, ErrorView, Glyph, Icon, Look, PageHeader, Reading, Row, Skeleton, awaited, entries, title},
};
use leptos::prelude::*;

/// The page "Import leads".
#[component]
pub fn ImportPage() -> impl IntoView {
    title(|| words::IMPORT.to_owned());
    let desk = Desk::new();
    let read = Reading::of(imports);
    let keeper = Live::of_tab().keep(imports, move |fresh| desk.show(fresh), move |change| desk.apply(change));
    let part = move || async move {
        match read.answer().await {
            Ok(fresh) => {
                keeper.loaded(fresh);
                view! { <Desktop desk/> }.into_any()
            }
            Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| read.again())/> }.into_any(),
        }
    };
    view! {
        <div class="page import-page">
            <PageHeader title=words::IMPORT.to_owned()>
                <a class=Look::Plain.class() href="/leads"><Icon glyph=Glyph::Back/>{words::BACK}</a>
            </PageHeader>
            {awaited(|| view! { <Skeleton label=words::LOADING/> }.into_any(), part)}
        </div>
    }
}

#[component]
fn Desktop(desk: Desk) -> impl IntoView {
    let now = move || desk.rows.all().into_iter().map(|row| row.value.get());
    let ready = Memo::new(move |_| now().find(|import| import.state == ImportState::Ready).map(|import| (import.id, import.file)));
    let is_empty = Memo::new(move |_| !now().any(|import| import.state != ImportState::Ready));
    let entry = move |row: Row<Import>| Entry::of(row, move |import| view! { <ImportRow import desk/> }.into_any());
    let begun = move || {
        let rows = desk.rows.all().into_iter().filter(|row| row.value.read().state != ImportState::Ready);
        rows.map(entry).collect()
    };
    view! {
        {move || match ready.get() {
            Some((id, file)) => view! { <MappingView id file desk/> }.into_any(),
            None => view! { <UploadView desk/> }.into_any(),
        }}
        <section aria-labelledby="import-yours">
            <h2 id="import-yours" class="import-heading">{words::YOURS}</h2>
            {move || is_empty.get().then(|| view! { <EmptyState glyph=Glyph::Leads title=words::EMPTY text=words::EMPTY_TEXT/> }.into_any())}
            <ul class="list import-list" aria-labelledby="import-yours">{entries(begun)}</ul>
        </section>
    }
}
