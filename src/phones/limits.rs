//! What must have happened by when, while a phone is linked or logs in.
use std::time::Duration;

/// The limits of a link; [`Limits::default`] is what people get, tests shorten them.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The first code, or a clear failure, comes within this.
    pub first_code: Duration,
    /// A link takes at most this long, however many people look at it.
    pub whole_link: Duration,
    /// A link that nobody looks at ends after this.
    pub unwatched: Duration,
    /// After the scan WhatsApp confirms the login within this.
    pub login: Duration,
    /// After the login the start-up exchange is done within this; then the login is proved otherwise.
    pub ready: Duration,
    /// Rounds of six codes while somebody looks.
    pub rounds: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            first_code: Duration::from_secs(30),
            whole_link: Duration::from_secs(300),
            unwatched: Duration::from_secs(30),
            login: Duration::from_secs(60),
            ready: Duration::from_secs(10),
            rounds: 3,
        }
    }
}
