//! Every word about files.

pub const FILE: &str = "File";
pub const EMPTY_FILE: &str = "This file is empty, so there is nothing to send.";
pub const ATTACH: &str = "Attach";
pub const ATTACHED: &str = "Files to be sent";
pub const DROP_HERE: &str = "Drop the files here to attach them";

/// Nothing larger can be sent.
pub fn file_too_large(limit: u64) -> String {
    format!("This file is larger than {} MiB, the most that can be sent from here. Share a link to it instead.", limit >> 20)
}

/// Takes a file off that was to be sent.
pub fn take_off(name: &str) -> String {
    format!("Take off {name}")
}

/// The size of a file.
pub fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}
