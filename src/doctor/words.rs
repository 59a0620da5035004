//! Every word of the doctor's page that is not a finding, and how each outcome looks.
use super::model::Outcome;
use crate::ui::{Glyph, Tone};

pub const DOCTOR: &str = "Doctor";
pub const RUN: &str = "Run the checks";
pub const COPY: &str = "Copy as text";
pub const COPIED: &str = "Copied. Paste it where you ask for help.";
pub const NOT_COPIED: &str = "This browser does not copy. Run: leadwire doctor";
pub const WHAT: &str = "Looks at clock, disk, database, the way to WhatsApp and every phone, and says what to do. Phones stay connected.";
pub const RUNNING: &str = "The checks run. This takes up to 30 seconds…";

/// An outcome in a word, what it means and its icon.
pub fn looks(outcome: Outcome) -> (Tone, Glyph, &'static str) {
    match outcome {
        Outcome::Good => (Tone::Good, Glyph::Tick, "Good"),
        Outcome::Warning => (Tone::Warning, Glyph::Alert, "Look at it"),
        Outcome::Bad => (Tone::Bad, Glyph::Close, "Does not work"),
        Outcome::Skipped => (Tone::Neutral, Glyph::Dot, "Not checked"),
    }
}
