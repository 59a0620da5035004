//! What the server does about the code of lazy pages: it tells the browser in the head what to fetch with the rest.
use super::lazy::{self, TABLE};
use axum::http::request::Parts;
use leptos::{config::LeptosOptions, prelude::*, wasm_split::SplitLoaderError};
use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::Path,
    sync::OnceLock,
};

/// The part of the glue that loads files. cargo-leptos gives it this name.
pub const LOADER: &str = "__wasm_split.______________________.js";
/// The files of each page, as cargo-leptos lists them.
const MANIFEST: &str = "__wasm_split_manifest.json";

type Manifest = HashMap<String, Vec<String>>;

/// The files that the page asked for is made of. Without them in the head, a browser would ask for them after the rest has come.
pub fn files(options: &LeptosOptions) -> BTreeSet<String> {
    static FILES: OnceLock<Manifest> = OnceLock::new();
    let manifest = FILES.get_or_init(|| {
        let path = Path::new(&*options.site_root).join(&*options.site_pkg_dir).join(MANIFEST);
        fs::read(path).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
    });
    let asked = use_context::<Parts>().map(|request| request.uri.path().to_owned()).unwrap_or_default();
    let pages = TABLE.iter().filter(|(below, ..)| lazy::stands_at(below, &asked));
    let names = pages.flat_map(|(_, file, _)| manifest.get(*file).into_iter().flatten());
    names.map(|name| format!("/{}/{name}.wasm", options.site_pkg_dir)).collect()
}

/// The server has every page.
pub async fn shown_or_loaded(_fetched: Result<(), SplitLoaderError>) {}
