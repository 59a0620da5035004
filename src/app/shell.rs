//! The document around every page.
use super::{App, chunk};
use crate::ui::{EARLY_PRESS_SCRIPT, THEME_SCRIPT};
use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};

/// The HTML document. The theme is chosen by a script in the head, before anything is painted.
///
/// The start of wasm is written here, not by `HydrationScripts`: that one takes the name of the file from the environment
/// of the compiler, so that a server which plain `cargo build` made would ask for a file that does not exist.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    provide_meta_context();
    let files = format!("/{}/{}", options.site_pkg_dir, options.output_name);
    let (style, glue, wasm) = (format!("{files}.css"), format!("{files}.js"), format!("{files}.wasm"));
    let loader = format!("/{}/{}", options.site_pkg_dir, chunk::LOADER);
    let preloaded = |href: String| view! { <link rel="preload" href=href r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/> };
    // One text: two would have a mark between them, which is no JavaScript.
    let first = format!("{THEME_SCRIPT}{EARLY_PRESS_SCRIPT}");
    let start = format!("import init,{{hydrate}} from '{glue}';init({{module_or_path:'{wasm}'}}).then(()=>hydrate())");
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content"/>
                <meta name="color-scheme" content="light dark"/>
                <script nonce=use_nonce()>{first}</script>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="stylesheet" href=style/>
                <link rel="modulepreload" href=glue/>
                <link rel="modulepreload" href=loader/>
                {preloaded(wasm)}
                {chunk::files(&options).into_iter().map(preloaded).collect_view()}
                <script type="module" nonce=use_nonce()>{start}</script>
                <AutoReload options=options.clone()/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
