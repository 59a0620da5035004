//! What goes over the one WebSocket of a tab, both ways.
use crate::{
    conversations::{Message, Typing},
    leads::{Import, Lead, LeadId},
    phones::{LinkProgress, Phone, PhoneId},
};
use serde::{Deserialize, Serialize};

/// What this build speaks: its version, and a number that is raised whenever something on the wire changes its shape.
/// Postcard names no fields, so two ends that differ might misread each other without noticing.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+15");
/// Silence after which either side holds the socket for dead, milliseconds.
pub const DEAD_AFTER_MS: u32 = 45_000;
/// How often each side says that it is there, milliseconds.
pub const HEARTBEAT_MS: u32 = 20_000;

/// From the tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveCommand {
    /// The first one: where this tab left off, when it was connected before.
    Hello {
        /// The `run` of the last [`LiveMessage::Welcome`].
        run: Option<String>,
        /// The highest `seq` it has applied.
        seq: u64,
    },
    /// Shows this phone's link dialog: answer with its progress now and with every change. Keeps the link running.
    WatchLink {
        /// Which phone.
        phone: PhoneId,
    },
    /// The dialog was closed.
    UnwatchLink {
        /// Which phone.
        phone: PhoneId,
    },
    /// Still there.
    Ping,
    /// The first one of a guest, who has no sign-in: may watch the link of one phone, and nothing else.
    Guest {
        /// The token of the link that was sent.
        token: String,
    },
    /// Which lead this tab shows to somebody who looks at it, and whether they write to them; nothing when no lead is on screen.
    Attend {
        /// Which lead.
        lead: Option<LeadId>,
        /// Whether an answer is being written.
        is_writing: bool,
    },
}

/// To the tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveMessage {
    /// Answers `Hello`: what was missed follows by itself.
    Welcome {
        /// Names this run of the server, its [`VERSION`] first; another run counts anew.
        run: String,
        /// The highest `seq` so far.
        seq: u64,
    },
    /// Too much was missed to replay: fetch again what is on screen, then go on from here.
    Resync {
        /// Names this run of the server.
        run: String,
        /// Go on after this one.
        seq: u64,
    },
    /// Something changed.
    Changed {
        /// Counts changes of this run of the server.
        seq: u64,
        /// What.
        change: Change,
    },
    /// The link of a watched phone; not replayed, the newest is sent on `WatchLink`.
    Link(LinkProgress),
    /// A watch was refused, in a sentence.
    Refused {
        /// Why.
        message: String,
    },
    /// The sign-in or the guest's link ended; the socket closes after this.
    SignedOut,
    /// Still there.
    Pong,
    /// The phones that worked and no longer do, as they stand now; follows the greeting, to those who may repair them.
    BrokenPhones(Vec<Phone>),
    /// This phone comes back by itself, but has been away for so long that those who may repair it should know; follows its change.
    AwayForLong(Phone),
    /// Who else is at the lead of the last [`LiveCommand::Attend`]: colleagues who have it open too, and the lead, who may write; not replayed, the newest follows `Attend`.
    Attendance {
        /// Which lead.
        lead: LeadId,
        /// Who, by name.
        others: Vec<Attendant>,
        /// What the lead itself does.
        typing: Option<Typing>,
    },
}

/// A colleague who has a lead open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendant {
    /// Their name.
    pub name: String,
    /// Whether they write an answer.
    pub is_writing: bool,
}

/// A change that tabs keep on screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A phone is new or changed.
    Phone(Phone),
    /// A phone is gone.
    PhoneRemoved(PhoneId),
    /// A lead is new or changed.
    Lead(Lead),
    /// The first lead became part of the second.
    LeadMerged(LeadId, LeadId),
    /// These leads were deleted, or deleted for good.
    LeadsDeleted(Vec<LeadId>),
    /// A message is new or changed; apply by id.
    Message(Message),
    /// Messages went to this lead from another one, or away; whoever shows its conversation reads it anew.
    Conversation(LeadId),
    /// The notes or the history of this lead changed; whoever shows them fetches them again.
    LeadFacts(LeadId),
    /// The team's stages changed; whoever shows them fetches them again.
    Stages,
    /// Lists that have a name changed; whoever shows them fetches them again.
    Views,
    /// What waits to be sent to this lead later changed; whoever shows it fetches it again.
    Scheduled(LeadId),
    /// Templates changed; whoever shows them fetches them again.
    Templates,
    /// Sequences changed; whoever shows them fetches them again.
    Sequences,
    /// The hours changed in which nothing goes to leads by itself.
    QuietHours,
    /// The rules by which new leads get their owners changed; whoever shows them fetches them again.
    AssignmentRules,
    /// Many leads changed at once: what is on screen is fetched again.
    Leads,
    /// An import of the person's own is new or changed.
    Import(Import),
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn hex_of(value: &impl Serialize) -> String {
        hex::encode(postcard::to_allocvec(value).unwrap())
    }

    /// Whoever changes these has changed what tabs of the last version hear: raise the number in `VERSION`.
    #[test]
    fn the_first_words_on_the_wire_keep_their_shape_in_every_version() {
        let run = || "0 r".to_owned();
        assert_eq!(hex_of(&LiveCommand::Hello { run: Some(run()), seq: 300 }), "000103302072ac02");
        assert_eq!(hex_of(&LiveCommand::WatchLink { phone: PhoneId(Uuid::nil()) }), format!("0110{}", "00".repeat(16)));
        assert_eq!(hex_of(&LiveMessage::Welcome { run: run(), seq: 1 }), "000330207201");
        assert_eq!(hex_of(&LiveMessage::Resync { run: run(), seq: 1 }), "010330207201");
    }
}
