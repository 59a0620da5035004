//! Every word of the templates' page.

pub const TEMPLATES: &str = "Templates";
pub const LOADING: &str = "Loading templates…";
pub const ADD: &str = "Add a template";
pub const EMPTY: &str = "No templates yet";
pub const EMPTY_TEXT: &str = "Write once what you write often. Typing / where an answer is written offers it.";
pub const HINT: &str = "Typing / where an answer is written offers these.";
pub const TEAMS: &str = "Team";
pub const MINE: &str = "Mine";
pub const EDIT: &str = "Edit";
pub const DELETE: &str = "Delete";
pub const NEW: &str = "New template";
pub const CHANGE: &str = "Change the template";
pub const NAME: &str = "Name";
pub const SHORTCUT: &str = "Shortcut";
pub const SHORTCUT_HINT: &str = "What is typed after / to find it.";
pub const BODY: &str = "Text";
pub const FILE: &str = "A file that goes with it";
pub const FOR_TEAM: &str = "For the whole team";
pub const PREVIEW: &str = "How it reads";
pub const SAVE: &str = "Save";
pub const CANCEL: &str = "Cancel";
/// Whom the preview is written to.
pub const SOMEBODY: (&str, &str) = ("Ada Lovelace", "+44 20 7946 0018");
pub const SALES: &str = "Sales";

/// A template is gone.
pub fn deleted(name: &str) -> String {
    format!("{name} is deleted.")
}

/// So much of a file is on the server.
pub fn carried(percent: u8) -> String {
    format!("The file is on its way to Leadwire: {percent} %")
}

/// How variables are written.
pub fn body_hint(known: &[&str]) -> String {
    let known = known.iter().map(|name| format!("{{{{{name}}}}}")).collect::<Vec<_>>().join(", ");
    format!("Variables: {known}. What stands after a line is said when nothing is known: {{{{first_name|there}}}}.")
}
