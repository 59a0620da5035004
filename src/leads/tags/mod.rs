//! Tags: words that a team gives to leads, to find them by.
mod parsing;
mod store;

pub(super) use parsing::{MOST_TAGS, parse};
pub(super) use store::{keep_activity, replace, replace_all, used};
