//! Domain events, in the past tense, and their bus. Rooms publish; only doors (`live`, later `webhooks`) listen.
#[cfg(feature = "ssr")]
mod bus;
#[cfg(feature = "ssr")]
pub use bus::{EventBus, Subscription};

use crate::{
    conversations::{Message, Typing},
    leads::{Import, Lead, LeadId},
    phones::{LinkProgress, Phone, PhoneId},
    team::PersonId,
};

/// Something that has happened and is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DomainEvent {
    /// A phone was added, renamed, or changed its state. Does not mean that a code can be shown.
    PhoneChanged(Phone),
    /// The link of a phone moved on: a new code, a step, an end. Held in memory only, as a code is a secret.
    LinkProgressed(LinkProgress),
    /// A phone was removed from the list.
    PhoneRemoved(PhoneId),
    /// The link that was sent to the owner of this phone's handset is over; another one may stand.
    GuestLinkEnded(PhoneId),
    /// A lead was created, or its newest message, name or unread count changed.
    LeadChanged(Lead),
    /// What is known of a lead besides what lists show changed: its notes, its history.
    LeadFactsChanged(LeadId),
    /// A lead writes, or has stopped. Not stored, as it is over in a moment.
    LeadTyped(LeadId, Option<Typing>),
    /// Many leads were created or changed at once; none is told of by itself.
    LeadsImported,
    /// An import was sent in, or went on, or ended.
    ImportChanged(Import),
    /// The team's stages changed.
    StagesChanged,
    /// Lists that have a name changed.
    ViewsChanged,
    /// The rules by which new leads get their owners changed.
    AssignmentRulesChanged,
    /// Two leads turned out to be one person; the first is gone and its messages belong to the second.
    LeadMerged(LeadId, LeadId),
    /// Leads were deleted, or deleted for good.
    LeadsDeleted(Vec<LeadId>),
    /// Messages went to this lead from another one, or to another one from it.
    ConversationMoved(LeadId),
    /// A message was stored: theirs received, or ours queued.
    MessageAdded(Message),
    /// What became of a message changed.
    MessageChanged(Message),
    /// What waits to be sent to this lead later changed: planned, held, sent or dropped.
    ScheduledChanged(LeadId),
    /// A template was saved or deleted.
    TemplatesChanged,
    /// A sequence was saved or deleted.
    SequencesChanged,
    /// The hours changed in which nothing goes to leads by itself.
    QuietHoursChanged,
    /// A person's sign-in ended: they signed out, or their access was taken.
    SessionEnded {
        /// Whose.
        person: PersonId,
        /// Which of their sign-ins, as a digest; all of them when absent.
        session: Option<String>,
    },
}
