//! Holding what waits for its time: when the person writes first, when it cannot be sent, when its time is long over.
use super::{model::ScheduledId, store};
use crate::{
    conversations::sequences::ending,
    error::AppError,
    event::DomainEvent,
    leads::{
        Lead, LeadId,
        intake::{self, Author},
    },
    state::AppState,
};
use sqlx::{Any, Transaction};

/// WhatsApp tells whole seconds.
const SECOND_MS: i64 = 999;

const THEY_WROTE: &str = "They wrote before this was sent. Send it anyway or drop it?";
const ON_HANDSET: &str = "Somebody wrote to them on the handset before this was sent. Send it anyway or drop it?";
/// What a sequence says of them.
const THEY: &str = "They answered";
const SOMEBODY: &str = "Somebody wrote to them on the handset";
const LATE: &str = "Its time is over by more than 15 minutes, as Leadwire could not send it then. Send it now or drop it?";
const WAS_DELETED: &str = "The lead was deleted meanwhile, and is back. Send it anyway or drop it?";
const DONE: &str = "They were called done, won or lost after the sequence began. Send it anyway or drop it?";
/// What Today says of each.
const TASK: &str = "A scheduled message was not sent";

/// Why one is not sent by itself.
pub(in crate::conversations) enum Why {
    /// Its time is long over.
    Late,
    /// The lead was deleted after this was planned, and restored.
    WasDeleted,
    /// It is a step, and nothing is left to do for the lead.
    Done,
    /// The phone cannot send, in a sentence.
    Phone(String),
}

/// Somebody wrote, so that what was planned before may not fit any more. Within the transaction that stores their message;
/// answers the lead as it is then, and whether anything was held. A sequence ends.
pub(in crate::conversations) async fn on_message(
    tx: &mut Transaction<'static, Any>,
    lead: Lead,
    at: i64,
    by: Author,
    now_ms: i64,
) -> Result<(Lead, bool), AppError> {
    let (why, who) = match by {
        Author::Them => (THEY_WROTE, THEY),
        Author::Handset => (ON_HANDSET, SOMEBODY),
        // Whoever writes here sees what is planned right above.
        Author::Colleague(_) | Author::Sequence(_) => return Ok((lead, false)),
    };
    let held = store::hold_all(tx, lead.id, at + SECOND_MS, why).await?;
    let mut now = lead;
    for run in held.iter().flatten() {
        now = ending::on_message(tx, now, *run, who, now_ms).await?;
    }
    if held.contains(&None) {
        now = intake::remind(tx, now.id, &format!("{TASK}. {why}"), now_ms).await?;
    }
    Ok((now, !held.is_empty()))
}

/// Holds one that could not be sent, and makes it a task that is due now.
pub(in crate::conversations) async fn hold(app: &AppState, id: ScheduledId, lead: LeadId, why: Why) -> Result<(), AppError> {
    let why = match why {
        Why::Late => LATE.to_owned(),
        Why::WasDeleted => WAS_DELETED.to_owned(),
        Why::Done => DONE.to_owned(),
        Why::Phone(sentence) => format!("{sentence} Send it now or drop it?"),
    };
    let now = app.clock.now_ms();
    let mut tx = intake::begin(&app.db).await?;
    if !store::hold(&mut tx, id, &why).await? {
        return Ok(());
    }
    let lead = intake::remind(&mut tx, lead, &format!("{TASK}. {why}"), now).await?;
    Ok(app.commit_and_tell(tx, [DomainEvent::ScheduledChanged(lead.id), DomainEvent::LeadChanged(lead)]).await?)
}
