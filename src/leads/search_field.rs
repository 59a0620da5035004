//! Where somebody or something is searched: the field, and what of it stands in the address.
use super::{searching::keys, words};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;

/// The name of the search in the address.
pub(super) const NAME: &str = "q";

/// A search over all leads: what is asked stands in the address, so that it can be shared and gone back to.
#[derive(Clone, Copy)]
pub struct Search {
    /// What is asked, as it was typed.
    pub asked: Memo<String>,
    /// Whether anything is.
    pub is_on: Memo<bool>,
}

impl Search {
    /// The search of the page on show. Call it once a page.
    pub fn of_page() -> Self {
        let query = use_query_map();
        let asked = Memo::new(move |_| query.read().get_str(NAME).unwrap_or_default().to_owned());
        Self { asked, is_on: Memo::new(move |_| !asked.read().trim().is_empty()) }
    }
}

/// The field. What it does comes as a part of the page; what was typed until then is searched then.
#[component]
pub fn SearchField(search: Search) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    view! {
        <input
            class="input leads-search"
            type="search"
            node_ref=field
            aria-label=words::SEARCH
            placeholder=words::SEARCH
            title=words::SEARCH_KEYS
            maxlength="200"
            value=search.asked.get_untracked()
        />
        {keys(search, field)}
    }
}
