//! The link dialog in the address, so that a reload or a second tab shows it too.
use super::{
    link_dialog::LinkTarget,
    model::{Phone, PhoneId},
};
use crate::ui::{Clock, Rows};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use uuid::Uuid;

/// The link dialog that the address asks for: `?link=new` or `?link=<phone>`. None for a phone that is not on the list,
/// which only the browser can tell, as the server renders dialog and list independently.
pub fn link_target(rows: Rows<Phone>, loaded: RwSignal<bool>) -> Memo<Option<LinkTarget>> {
    let query = use_query_map();
    let clock = Clock::of_page();
    let checked = Memo::new(move |_| clock.now().is_some() && loaded.get());
    Memo::new(move |_| match query.read().get_str("link")? {
        "new" => Some(LinkTarget::New),
        phone => {
            let id = Uuid::parse_str(phone).ok()?;
            let known = !checked.get() || rows.all().iter().any(|row| row.id == id);
            known.then_some(LinkTarget::Phone(PhoneId(id)))
        }
    })
}

/// Puts the link dialog into the address, or takes it off. Only its opening is a step to go back to.
pub fn open_link() -> Callback<Option<String>> {
    let (navigate, query) = (use_navigate(), use_query_map());
    Callback::new(move |target: Option<String>| {
        let replace = query.read_untracked().get_str("link").is_some();
        let path = target.map_or_else(|| "/phones".to_owned(), |target| format!("/phones?link={target}"));
        navigate(&path, NavigateOptions { replace, scroll: false, ..Default::default() });
    })
}
