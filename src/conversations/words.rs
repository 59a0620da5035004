//! Every word of a conversation.
use super::model::MessageStatus;
use crate::ui::Glyph;

pub const CONVERSATION: &str = "Conversation";
pub const LOADING: &str = "Loading the conversation…";
pub const EMPTY: &str = "Nothing was said yet.";
pub const EARLIER: &str = "Earlier messages";
pub const RETRY: &str = "Retry";
pub const MESSAGE: &str = "Message";
pub const PLACEHOLDER: &str = "Write a message";
pub const SEND: &str = "Send";
pub const KEYS: &str = "Enter sends, Shift and Enter begin a new line.";
pub const ONLY_READING: &str = "Your role can read conversations but not answer them.";

/// The tick of one of our messages: icon, word, class.
pub fn tick(status: &MessageStatus) -> (Glyph, &'static str, &'static str) {
    match status {
        MessageStatus::Received => (Glyph::Tick, "Received", "tick"),
        MessageStatus::Queued => (Glyph::Clock, "Queued", "tick"),
        MessageStatus::Held(_) => (Glyph::Clock, "Waits", "tick"),
        MessageStatus::Sent => (Glyph::Tick, "Sent", "tick"),
        MessageStatus::Delivered => (Glyph::Ticks, "Delivered", "tick"),
        MessageStatus::Read => (Glyph::Ticks, "Read", "tick tick-read"),
        MessageStatus::Failed(_) => (Glyph::Alert, "Failed", "tick tick-failed"),
    }
}
