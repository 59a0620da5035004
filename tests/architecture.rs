//! The house's rules, executed. Each failure names the file, the broken rule and its reason.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so and stops")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What each room may use of the others. Machinery first; business rooms only from left to right.
const ARROWS: &[(&str, &[&str])] = &[
    ("error", &["db"]),
    ("call", &["error"]),
    ("clock", &[]),
    ("open_files", &[]),
    ("db", &[]),
    ("ui", &["call", "error"]),
    ("config", &["team"]),
    ("event", &["conversations", "leads", "phones", "team"]),
    ("http", &["call", "config", "error", "state"]),
    ("whatsapp", &["clock", "config", "db"]),
    ("state", &["clock", "config", "conversations", "db", "doctor", "event", "leads", "live", "media", "phones", "team"]),
    ("media", &["call", "db", "error", "state", "team", "ui"]),
    ("templates", &["call", "clock", "db", "error", "event", "live", "media", "state", "team", "ui"]),
    ("team", &["call", "clock", "db", "error", "event", "state", "ui"]),
    ("phones", &["call", "clock", "db", "error", "event", "live", "state", "team", "ui", "whatsapp"]),
    ("leads", &["call", "clock", "db", "error", "event", "live", "phones", "state", "team", "ui", "whatsapp"]),
    (
        "conversations",
        &["call", "clock", "db", "error", "event", "leads", "live", "media", "phones", "state", "team", "templates", "ui", "whatsapp"],
    ),
    ("doctor", &["call", "clock", "config", "db", "error", "phones", "state", "team", "ui", "whatsapp"]),
    ("live", &["conversations", "error", "event", "leads", "phones", "state", "team", "ui"]),
    ("demo", &["call", "conversations", "error", "event", "leads", "media", "phones", "state", "team", "templates"]),
];
/// Rooms that only connect the others.
const CONNECTING: &[&str] = &["app", "startup", "lib", "main"];
/// Where SQL may stand.
const SQL: &[&str] = &[
    "src/db/",
    "src/whatsapp/storage/",
    "/store.rs",
    "/store_tests.rs",
    "src/conversations/amendments.rs",
    "src/conversations/belonging.rs",
    "src/conversations/files.rs",
    "src/conversations/thumbnails.rs",
    "src/conversations/retry_requests.rs",
    "src/team/sessions.rs",
];

struct Source {
    path: String,
    text: String,
}

impl Source {
    fn room(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap();
        inside.split('/').next().unwrap().trim_end_matches(".rs")
    }

    fn name(&self) -> &str {
        Path::new(&self.path).file_stem().unwrap().to_str().unwrap()
    }

    /// The rooms after `crate::`, in plain and in nested `use`.
    fn uses(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (at, _) in self.text.match_indices("crate::") {
            let rest = &self.text[at + "crate::".len()..];
            match rest.strip_prefix('{') {
                Some(group) => found.extend(first_names(group)),
                None => drop(found.insert(word(rest))),
            }
        }
        found.retain(|name| name != self.room() && !name.is_empty());
        found
    }
}

fn word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// The first name of each path in `{a::b, c::{d, e}}`, the opening brace gone.
fn first_names(group: &str) -> Vec<String> {
    let (mut depth, mut names, mut at_start) = (1, Vec::new(), true);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => at_start = true,
            _ if at_start && !letter.is_whitespace() => {
                names.push(word(&group[at..]));
                at_start = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push(Source { path: path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(), text });
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has sources");
    found
}

/// Files of a room that exist on the server only: those behind `cfg(feature = "ssr")` in its `mod.rs`.
fn is_server_only(source: &Source) -> bool {
    let door = root().join("src").join(source.room()).join("mod.rs");
    let Ok(door) = fs::read_to_string(door) else { return false };
    let inside = source.path.split('/').nth(2).unwrap_or_default().trim_end_matches(".rs");
    ["mod", "pub mod"].iter().any(|how| door.contains(&format!("#[cfg(feature = \"ssr\")]\n{how} {inside};")))
}

fn fail_with(broken: &[String], reason: &str) {
    assert!(broken.is_empty(), "{}\n\nWhy: {reason}", broken.join("\n"));
}

#[test]
fn rooms_use_each_other_only_along_the_arrows() {
    let mut broken = Vec::new();
    for source in sources("src").iter().filter(|source| !CONNECTING.contains(&source.room())) {
        let Some((_, allowed)) = ARROWS.iter().find(|(room, _)| *room == source.room()) else {
            broken.push(format!("{}: the room {} has no line in the table of arrows", source.path, source.room()));
            continue;
        };
        let rooms: BTreeSet<_> = ARROWS.iter().map(|(room, _)| *room).chain(CONNECTING.iter().copied()).collect();
        for used in source.uses().iter().filter(|used| rooms.contains(used.as_str()) && !allowed.contains(&used.as_str())) {
            broken.push(format!("{}: {} may not use {used}", source.path, source.room()));
        }
    }
    fail_with(&broken, "doors → business → machinery, business without a cycle: a room can be understood and moved alone");
}

#[test]
fn what_runs_on_the_server_only_knows_no_page() {
    let mut broken = Vec::new();
    for source in sources("src").iter().filter(|source| is_server_only(source) && !["live", "app"].contains(&source.room())) {
        for used in source.uses().iter().filter(|used| ["ui", "live", "app"].contains(&used.as_str())) {
            broken.push(format!("{}: uses {used}", source.path));
        }
        if source.text.contains("leptos") && source.name() != "door" {
            broken.push(format!("{}: names leptos", source.path));
        }
    }
    fail_with(&broken, "verbs and stores must be callable from every door: pages, later the REST API, the command line");
}

#[test]
fn only_the_engine_room_names_the_library() {
    let names = ["whatsapp_rust", "wacore", "waproto"];
    let broken: Vec<_> = sources("src")
        .iter()
        .filter(|source| source.room() != "whatsapp" && names.iter().any(|name| source.text.contains(name)))
        .map(|source| format!("{}: names the WhatsApp library", source.path))
        .collect();
    fail_with(&broken, "the library changes weekly; one room follows it");
}

#[test]
fn the_simulator_imports_nothing_of_ours() {
    let broken: Vec<_> =
        sources("simulator").iter().filter(|source| source.text.contains("leadwire::")).map(|source| source.path.clone()).collect();
    fail_with(&broken, "what is tested must not define what it is tested against");
}

#[test]
fn sql_stands_in_private_stores_only() {
    let mut broken = Vec::new();
    for source in sources("src") {
        if source.text.contains("sqlx::query") && !SQL.iter().any(|place| source.path.contains(place)) {
            broken.push(format!("{}: has SQL", source.path));
        }
        if source.text.contains("pub mod store;") {
            broken.push(format!("{}: opens its store", source.path));
        }
    }
    fail_with(&broken, "a table has one owner, and the compiler keeps the others out");
}

#[test]
fn features_are_told_apart_in_doors_only() {
    let broken: Vec<_> = sources("src")
        .iter()
        .filter(|source| !["mod", "lib", "main"].contains(&source.name()) && source.text.contains("cfg(feature"))
        .map(|source| format!("{}: has cfg(feature)", source.path))
        .collect();
    fail_with(&broken, "one place a room says what exists on which side");
}

#[test]
fn models_are_plain() {
    let mut broken = Vec::new();
    for source in sources("src").iter().filter(|source| source.name() == "model") {
        for word in ["leptos", "sqlx", "tokio", "OffsetDateTime::now", "SystemTime"] {
            if source.text.contains(word) {
                broken.push(format!("{}: names {word}", source.path));
            }
        }
    }
    fail_with(&broken, "nouns are shared by both sides and by every door");
}

#[test]
fn textareas_have_no_children() {
    let mut broken = Vec::new();
    for source in sources("src") {
        for (at, _) in source.text.match_indices("<textarea") {
            let tag = &source.text[at..];
            let closes_itself = tag.find("/>").unwrap_or(usize::MAX) < tag.find("</textarea>").unwrap_or(usize::MAX);
            if !closes_itself && !tag.split("</textarea>").next().unwrap().ends_with('>') {
                broken.push(source.path.clone());
            }
        }
    }
    fail_with(&broken, "Leptos 0.8 does not escape them on the server; use prop:value");
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |engine: &str| -> BTreeSet<String> {
        fs::read_dir(root().join("migrations").join(engine))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn the_table_of_arrows_has_no_cycle_between_business_rooms() {
    let order = ["team", "media", "templates", "phones", "leads", "conversations"];
    for (room, allowed) in ARROWS.iter().filter(|(room, _)| order.contains(room)) {
        let rank = |name: &str| order.iter().position(|it| *it == name);
        let upward: Vec<_> = allowed.iter().filter(|used| rank(used) > rank(room)).collect();
        assert!(upward.is_empty(), "{room} may use {upward:?}");
    }
    assert_eq!(first_names("a::b, c::{d, e}, self}"), ["a", "c", "self"]);
}
