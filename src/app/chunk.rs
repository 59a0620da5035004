//! What the server does about the code of a lazy page: it names the files in the head, so that they are fetched with the rest.
use leptos::{WasmSplitManifest, config::LeptosOptions, prefetch_lazy_fn_on_server, prelude::*, wasm_split::SplitLoaderError};
use std::{collections::HashMap, fs, path::Path, sync::OnceLock};

/// The part of the glue that loads files. cargo-leptos gives it this name.
pub const LOADER: &str = "__wasm_split.______________________.js";
const MANIFEST: &str = "__wasm_split_manifest.json";

type Manifest = (String, HashMap<String, Vec<String>>, String);

/// Tells the library which files each lazy page is made of. Without the list, browsers find out one after the other.
pub fn provide_manifest(options: &LeptosOptions) {
    static FILES: OnceLock<Option<HashMap<String, Vec<String>>>> = OnceLock::new();
    let files = FILES.get_or_init(|| {
        let path = Path::new(&*options.site_root).join(&*options.site_pkg_dir).join(MANIFEST);
        serde_json::from_slice(&fs::read(path).ok()?).ok()
    });
    if let Some(files) = files {
        let manifest: Manifest = (format!("/{}", options.site_pkg_dir), files.clone(), LOADER.to_owned());
        provide_context(WasmSplitManifest(ArcStoredValue::new(manifest)));
    }
}

/// Says that this answer shows a page of this file.
pub fn is_needed(file: &'static str) {
    prefetch_lazy_fn_on_server(file);
}

/// The server has every page.
pub async fn shown_or_loaded(_fetched: Result<(), SplitLoaderError>) {}
