//! What must have happened by when: while a phone is linked, while it logs in, and when it lost its connection.
use std::time::Duration;

/// The limits of a phone; [`Limits::default`] is what people get, tests and drills shorten them.
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
    /// A connection on which nothing was heard for this long is dead. The library asks for a sign of life every 15 to 30 s.
    pub silence: Duration,
    /// How often every connection is looked after.
    pub look_after: Duration,
    /// A connection that was up for this long counts as good.
    pub lasting: Duration,
    /// Once a restriction is over, the login follows within this, at random.
    pub after_ban: Duration,
    /// A version that WhatsApp refused is asked for anew this often.
    pub look_for_version: Duration,
    /// The pause between two connections of the whole program.
    pub between_connects: Duration,
    /// What nothing else makes the library save of a phone's keys, it saves this often.
    pub save_keys: Duration,
    /// How often one phone may connect.
    pub pace: Pace,
}

/// How often one phone may connect.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The longest pause before the first try.
    pub first: Duration,
    /// The longest pause before later ones; it doubles until here.
    pub longest: Duration,
    /// Connections that may be begun within [`Self::window`].
    pub most_in_window: usize,
    /// How far back connections count.
    pub window: Duration,
    /// Requests to connect again (515) that are followed at once within [`Self::window`].
    pub restarts: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            longest: Duration::from_secs(120),
            most_in_window: 18,
            window: Duration::from_secs(600),
            restarts: 3,
        }
    }
}

impl Limits {
    /// The same for links that go so many times faster.
    pub fn hurried(self, times: u32) -> Self {
        Self {
            first_code: self.first_code / times,
            whole_link: self.whole_link / times,
            unwatched: self.unwatched / times,
            login: self.login / times,
            ..self
        }
    }
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
            silence: Duration::from_secs(45),
            look_after: Duration::from_secs(5),
            lasting: Duration::from_secs(30),
            after_ban: Duration::from_secs(60),
            look_for_version: Duration::from_secs(3600),
            between_connects: Duration::from_millis(33),
            save_keys: Duration::from_secs(30),
            pace: Pace::default(),
        }
    }
}
