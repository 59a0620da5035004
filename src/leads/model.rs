//! The nouns of leads.
use super::{
    notes::Note,
    stages::{Stage, StageId},
    views::View,
};
use crate::{
    error::AppError,
    team::{Colleague, PersonId},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A person we follow up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LeadId(pub Uuid);

impl std::fmt::Display for LeadId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// How far a message of ours got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// It waits here.
    Queued,
    /// WhatsApp's server has it.
    Sent,
    /// A device of the person has it.
    Delivered,
    /// The person read it.
    Read,
    /// It will not arrive.
    Failed,
}

impl Reach {
    /// Whether WhatsApp took it.
    pub fn is_sent(self) -> bool {
        matches!(self, Self::Sent | Self::Delivered | Self::Read)
    }
}

/// A lead as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Its identity.
    pub id: LeadId,
    /// What the team calls the person; as they call themselves when it has no name for them.
    pub name: String,
    /// The name the person gave themselves; their number when they gave none.
    pub own_name: String,
    /// The number in international format; unknown while WhatsApp hides it.
    pub number: Option<String>,
    /// The first 120 characters of the newest message, on one line.
    pub last_message: String,
    /// Whether the newest message is ours.
    pub last_message_is_ours: bool,
    /// When the newest message came or went, Unix milliseconds.
    pub last_message_at: i64,
    /// How far the newest message got, when it is ours.
    #[serde(default)]
    pub last_message_reach: Option<Reach>,
    /// Messages from the person that nobody has read here.
    pub unread: u32,
    /// Whose lead it is, if anybody's.
    pub owner: Option<PersonId>,
    /// When the person wrote what was not answered since, Unix milliseconds; nothing when nobody waits.
    pub waiting_since: Option<i64>,
    /// When the follow-up is due, Unix milliseconds.
    pub due_at: Option<i64>,
    /// What is to be done then; may be empty.
    pub due_note: String,
    /// Whether nothing is left to do until the person writes again.
    pub is_done: bool,
    /// Where it stands.
    pub stage: StageId,
    /// Why it is lost, when it is.
    pub lost_reason: String,
    /// Its tags, in the order of the alphabet.
    pub tags: Vec<String>,
    /// Where it came from; may be empty.
    pub source: String,
    /// What it may bring, in hundredths of the currency that the team thinks in.
    pub worth: Option<i64>,
    /// Whether a message or the step of a sequence goes to it by itself, at its time.
    // Leads that were deleted or merged before this was known are kept without it.
    #[serde(default)]
    pub goes_on: bool,
}

/// After this much silence of a person whom we wrote to last, the lead has gone silent, milliseconds.
pub(super) const SILENT_AFTER_MS: i64 = 3 * 86_400_000;

/// What a lead needs from us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Need {
    /// They wait for us.
    Answer,
    /// A follow-up is due today, or was before.
    FollowUp,
    /// We wrote last, three days ago or more, and nothing is planned.
    Silent,
    /// Nothing is planned.
    NextStep,
}

impl Need {
    /// Each of them, the most urgent first.
    pub const ALL: [Self; 4] = [Self::Answer, Self::FollowUp, Self::Silent, Self::NextStep];
}

impl Lead {
    /// What it needs at this moment of a day that ends then, Unix milliseconds; nothing when all is planned for later or done.
    pub fn need(&self, now: i64, day_ends: i64) -> Option<Need> {
        if self.is_done {
            return None;
        }
        let is_planned_for_later = self.due_at.is_some_and(|due| due > now);
        match self.due_at {
            _ if self.waiting_since.is_some() && !is_planned_for_later => Some(Need::Answer),
            Some(due) => (due < day_ends).then_some(Need::FollowUp),
            None if self.goes_on => None,
            None if self.last_message_is_ours && self.last_message_at <= now - SILENT_AFTER_MS => Some(Need::Silent),
            None => Some(Need::NextStep),
        }
    }
}

/// When we come back to a lead, and what for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Unix milliseconds.
    pub due_at: i64,
    /// May be empty.
    pub note: String,
}

impl FollowUp {
    /// The longest note, in characters.
    pub const LONGEST_NOTE: usize = 200;
    /// A day that is further away is a slip of the keys, milliseconds.
    const FURTHEST_MS: i64 = 5 * 366 * 86_400_000;
    /// A form may be open for so long before it is sent, milliseconds.
    const LATE_MS: i64 = 10 * 60_000;

    /// Takes what was chosen and typed.
    ///
    /// # Errors
    /// Field errors of `due_at` and `note`.
    pub fn parse(due_at: i64, note: &str, now: i64) -> Result<Self, AppError> {
        if due_at < now - Self::LATE_MS {
            return Err(AppError::field("due_at", "This time is over. Choose a later one."));
        }
        if due_at > now + Self::FURTHEST_MS {
            return Err(AppError::field("due_at", "This is more than five years away. Look at the year."));
        }
        let note: String = note.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = note.chars().count();
        if length > Self::LONGEST_NOTE {
            return Err(AppError::field("note", format!("A note has at most {} characters; this one has {length}.", Self::LONGEST_NOTE)));
        }
        if note.contains('\0') {
            return Err(AppError::field("note", "This note has a character that cannot be kept."));
        }
        Ok(Self { due_at, note })
    }
}

/// Something is done with no more leads than these at once.
pub const MOST_AT_ONCE: usize = 500;

/// What a person decides about a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// To come back to it; takes the place of what was planned before.
    FollowUp {
        /// Unix milliseconds.
        due_at: i64,
        /// What for; may be empty.
        note: String,
    },
    /// Not to come back to it.
    NoFollowUp,
    /// Nothing is left to do until the person writes again.
    Done,
    /// Something is: as it was before `Done`.
    Reopen,
    /// It is this person's.
    Give(PersonId),
    /// It is nobody's.
    Release,
    /// It stands at this stage.
    MoveTo {
        /// Where.
        stage: StageId,
        /// Why it is lost; empty for stages that are not lost.
        reason: String,
    },
    /// It has this tag.
    Tag(String),
    /// It does not have this tag.
    Untag(String),
    /// The person is called so by the team; as they call themselves when empty.
    Call(String),
    /// It came from there; unknown when empty.
    Source(String),
    /// It may bring so much, in hundredths; unknown when zero.
    Worth(i64),
}

/// What a person decides about one of several leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Which.
    pub lead: LeadId,
    /// What.
    pub plan: Plan,
}

impl Plan {
    /// What a lead will be once this is carried out, as far as a browser can know.
    pub fn foresee(&self, lead: &mut Lead) {
        match self {
            Self::FollowUp { due_at, note } => {
                lead.due_at = Some(*due_at);
                lead.due_note.clone_from(note);
                lead.is_done = false;
            }
            Self::NoFollowUp => {
                lead.due_at = None;
                lead.due_note.clear();
            }
            Self::Done => lead.is_done = true,
            Self::Reopen => lead.is_done = false,
            Self::Give(owner) => lead.owner = Some(*owner),
            Self::Release => lead.owner = None,
            Self::MoveTo { stage, reason } => {
                lead.stage = *stage;
                lead.lost_reason.clone_from(reason);
            }
            Self::Tag(tag) => {
                if let Err(place) = lead.tags.binary_search(tag) {
                    lead.tags.insert(place, tag.clone());
                }
            }
            Self::Untag(tag) => lead.tags.retain(|one| one != tag),
            Self::Call(name) if name.is_empty() => lead.name.clone_from(&lead.own_name),
            Self::Call(name) => lead.name.clone_from(name),
            Self::Source(source) => lead.source.clone_from(source),
            Self::Worth(worth) => lead.worth = Some(*worth).filter(|worth| *worth > 0),
        }
    }
}

/// How a follow-up ended without anybody's decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpEnd {
    /// The person wrote first.
    TheyWrote,
    /// It was due and we wrote.
    WeWrote,
    /// A colleague wrote to them on the handset.
    OnHandset,
}

/// What happened to a lead besides messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadEvent {
    /// Somebody decided.
    Decided(Plan),
    /// The follow-up ended by itself.
    FollowUpEnded(FollowUpEnd),
    /// Whoever answered first got it.
    Claimed,
    /// It appeared by itself, and a rule gave it to somebody.
    Assigned {
        /// To whom.
        to: PersonId,
        /// What the rule was called then.
        rule: String,
    },
    /// It was moved to another stage; the names are those of that time.
    Moved {
        /// From where.
        from: String,
        /// To where.
        to: String,
        /// Why it is lost; empty when it is not.
        reason: String,
    },
    /// Another lead, which was called so, turned out to be the same person and became part of it.
    Absorbed(String),
    /// The person of this name is one of their own again.
    TakenApart(String),
    /// A note was written.
    Noted,
    /// A note was deleted by its author.
    NoteDeleted,
    /// It came, or was changed, by an import of this file.
    Imported {
        /// What the file is called.
        file: String,
        /// Whether the lead came with it.
        is_new: bool,
    },
    /// It was deleted.
    Deleted,
    /// Somebody restored it.
    Restored,
    /// It was deleted, and came back as there was a message.
    CameBack,
    /// The person changed their number, as WhatsApp told; both as people read them.
    NumberChanged {
        /// The one before.
        from: String,
        /// The one of now.
        to: String,
    },
}

/// One line of a lead's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadChange {
    /// When, Unix milliseconds.
    pub at: i64,
    /// Who; nobody but Leadwire when absent.
    pub by: Option<PersonId>,
    /// What.
    pub what: LeadEvent,
}

/// What the side of a lead's page shows besides the lead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadFacts {
    /// What there is to choose from.
    pub choices: LeadChoices,
    /// What colleagues wrote about the lead, the newest first.
    pub notes: Vec<Note>,
    /// What happened to it, the newest first.
    pub history: Vec<LeadChange>,
}

/// What lists of leads are made with: what there is to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadChoices {
    /// The team's stages, in its order.
    pub stages: Vec<Stage>,
    /// Everybody who works here.
    pub colleagues: Vec<Colleague>,
    /// The tags in use.
    pub tags: Vec<String>,
    /// The lists that have a name: the team's, and those of the person who asks.
    pub views: Vec<View>,
}

/// What waits for a person today.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Today {
    /// The server's time, Unix milliseconds.
    pub now: i64,
    /// At most 50 for each need.
    pub leads: Vec<Lead>,
    /// The needs of which there are more than are here.
    pub more: Vec<Need>,
}

/// One page of leads, the most recently active first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadsPage {
    /// At most 50.
    pub leads: Vec<Lead>,
    /// Give it back to get the next page; none when this is the last.
    pub next: Option<String>,
}
