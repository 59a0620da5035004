//! Who came when: so that a test can say how often a client tried, and how fast.

use crate::number::Number;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, VecDeque};

/// How many entries are kept; the counts go on.
const KEPT: usize = 20_000;
const SECOND_MS: i64 = 1000;

/// What happened at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectKind {
    /// A WebSocket was accepted.
    Socket,
    /// A WebSocket was refused: fault `refuse` or `outage`.
    Refused,
    /// A client on an accepted socket asked to be linked.
    Pairing,
    /// A companion logged in: it got `<success>`.
    Login,
    /// A companion was not let in: `<failure>`, or a stream error in place of `<success>`.
    LoginRefused,
    /// A companion logged in while its socket before was open and in good order: the client had two at once.
    Displaced,
}

/// One line of the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Connect {
    /// Unix milliseconds, UTC.
    pub at: i64,
    /// What happened.
    pub kind: ConnectKind,
    /// The account, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
}

/// How often each thing happened, since the start or the last `DELETE`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ConnectCounts {
    /// Accepted WebSockets; for one number: those on which it tried to log in.
    pub sockets: u64,
    /// Refused WebSockets; always zero for one number.
    pub refused: u64,
    /// Clients that asked to be linked; always zero for one number.
    pub pairings: u64,
    /// Logins that got `<success>`.
    pub logins: u64,
    /// Logins that did not.
    pub logins_refused: u64,
    /// Logins of a companion whose socket before was still open, neither frozen nor slow nor told to close.
    pub displaced: u64,
}

/// The book, or one number's part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Connects {
    /// Since the start or the last `DELETE`.
    pub counts: ConnectCounts,
    /// The most sockets (for one number: logins, let in or not) in any span of one second of `list`.
    pub peak_per_second: usize,
    /// The newest 20,000 entries at most, oldest first.
    pub list: Vec<Connect>,
}

#[derive(Default)]
pub(crate) struct ConnectLog {
    total: ConnectCounts,
    by_number: HashMap<Number, ConnectCounts>,
    list: VecDeque<Connect>,
}

impl ConnectLog {
    pub(crate) fn record(&mut self, at: i64, kind: ConnectKind, number: Option<&Number>) {
        self.total.add(kind);
        if let Some(number) = number {
            let own = self.by_number.entry(number.clone()).or_default();
            own.add(kind);
            own.sockets += u64::from(kind != ConnectKind::Displaced);
        }
        if self.list.len() == KEPT {
            self.list.pop_front();
        }
        self.list.push_back(Connect { at, kind, number: number.cloned() });
    }

    /// Everything, or one number's part; of the list only what is not older than `since` (Unix milliseconds).
    pub(crate) fn show(&self, number: Option<&Number>, since: i64) -> Connects {
        let wanted = |entry: &&Connect| entry.at >= since && (number.is_none() || entry.number.as_ref() == number);
        let list: Vec<_> = self.list.iter().filter(wanted).cloned().collect();
        let comes = |entry: &&Connect| (number.is_some() && entry.kind != ConnectKind::Displaced) || entry.kind == ConnectKind::Socket;
        let times: Vec<_> = list.iter().filter(comes).map(|entry| entry.at).collect();
        Connects { counts: self.counts(number), peak_per_second: peak(&times), list }
    }

    pub(crate) fn counts(&self, number: Option<&Number>) -> ConnectCounts {
        number.map_or(self.total, |number| self.by_number.get(number).copied().unwrap_or_default())
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl ConnectCounts {
    fn add(&mut self, kind: ConnectKind) {
        let count = match kind {
            ConnectKind::Socket => &mut self.sockets,
            ConnectKind::Refused => &mut self.refused,
            ConnectKind::Pairing => &mut self.pairings,
            ConnectKind::Login => &mut self.logins,
            ConnectKind::LoginRefused => &mut self.logins_refused,
            ConnectKind::Displaced => &mut self.displaced,
        };
        *count += 1;
    }
}

/// The most times within any second, of times in order.
fn peak(times: &[i64]) -> usize {
    let mut start = 0;
    let spans = times.iter().enumerate().map(|(end, time)| {
        while times.get(start).is_some_and(|first| *first + SECOND_MS <= *time) {
            start += 1;
        }
        end + 1 - start
    });
    spans.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{ConnectKind, ConnectLog, KEPT, peak};
    use crate::number::Number;

    #[test]
    fn the_peak_is_the_busiest_second_wherever_it_begins() {
        assert_eq!(peak(&[]), 0);
        assert_eq!(peak(&[0, 999, 1000, 1500, 1998, 5000]), 4);
        assert_eq!(peak(&[0, 1000, 2000]), 1);
    }

    #[test]
    fn the_list_is_bounded_and_the_counts_go_on() {
        let mut log = ConnectLog::default();
        for at in 0..=20_000 {
            log.record(at, ConnectKind::Socket, None);
        }
        let seen = log.show(None, 0);
        assert_eq!((seen.list.len(), seen.counts.sockets, seen.list[0].at), (KEPT, 20_001, 1));
    }

    #[test]
    fn a_number_has_its_own_part() {
        let (one, other) = (Number::parse("6281200000001").unwrap(), Number::parse("6281200000002").unwrap());
        let mut log = ConnectLog::default();
        log.record(1, ConnectKind::Socket, None);
        log.record(2, ConnectKind::Login, Some(&one));
        log.record(3, ConnectKind::LoginRefused, Some(&other));
        let seen = log.show(Some(&one), 0);
        assert_eq!((seen.counts.sockets, seen.counts.logins, seen.counts.logins_refused, seen.list.len()), (1, 1, 0, 1));
        assert!(log.show(Some(&one), 3).list.is_empty());
    }
}
