//! What the stories are told with.
mod browser;
mod office;
mod program;
mod store_faults;
mod tab;

pub use browser::{Answer, Browser, all_messages, form};
pub use office::{CUSTOMER, Database, Office, PASSWORD, SHOP, code, fast, reached, wait_for, wrote};
pub use program::{execute, listening, output, program};
pub use store_faults::StoreFaults;
pub use tab::Tab;

use std::time::Duration;

/// Nothing in a story takes longer; what does has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);
