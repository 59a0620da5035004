//! Sending what waits when its time has come, once, and only while it is still right to.
//! The table is the truth; a wake-up only says that it is worth a look.
use super::{
    holding::{self, Why},
    store::{self, Stored},
};
use crate::{
    conversations::{sending, sequences::stepping::NextStep},
    error::AppError,
    event::DomainEvent,
    leads::{deleting as leads, intake},
    phones::{Phone, PhoneState},
    state::AppState,
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;

/// What is later than this asks first, milliseconds: after an outage nothing goes out in a burst.
const LATE_MS: i64 = 15 * 60_000;
/// A phone on its way back is there in seconds: it is looked at again after so many milliseconds, as its login alone is too early.
/// What was written to it meanwhile comes first.
const BACK_MS: i64 = 2_000;
/// Looked at together.
const CHUNK: i64 = 100;
/// The machine may sleep or be set to another time meanwhile, so nothing is waited for longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Wakes the sending of what waits; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Later(Arc<Notify>);

impl Later {
    /// Says that something was planned.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    /// Sends until the program ends.
    pub async fn run(self, app: AppState) {
        loop {
            // An error is in the log with its reference; what waits is looked at again.
            let wait = send_due(&app).await.unwrap_or(LONGEST_WAIT);
            tokio::select! {
                () = self.0.notified() => {}
                () = tokio::time::sleep(wait.min(LONGEST_WAIT)) => {}
            }
        }
    }
}

/// Sends what is due; answers when to look again.
async fn send_due(app: &AppState) -> Result<Duration, AppError> {
    let now = app.clock.now_ms();
    let mut next = store::next_after(&app.db, now).await?.unwrap_or(i64::MAX);
    let due = store::due(&app.db, now, CHUNK).await?;
    for stored in &due {
        if let Outcome::Waits = send_one(app, stored, now).await? {
            next = next.min(now + BACK_MS);
        }
    }
    Ok(Duration::from_millis(u64::try_from(next - now).unwrap_or_default()))
}

enum Outcome {
    /// Sent, held, or not there any more.
    Settled,
    /// Its phone is on the way back.
    Waits,
}

async fn send_one(app: &AppState, stored: &Stored, now: i64) -> Result<Outcome, AppError> {
    let scheduled = &stored.scheduled;
    let hold = async |why| holding::hold(app, scheduled.id, scheduled.lead_id, why).await.map(|()| Outcome::Settled);
    let step = match stored.run {
        Some(run) => NextStep::read(app, run).await?,
        None => None,
    };
    if let Some(step) = step.as_ref().filter(|step| step.is_reminder()) {
        // Nothing is sent, so it is never too late.
        return step.remind(app, scheduled.id, now).await.map(|()| Outcome::Settled);
    }
    if leads::was_away(app, scheduled.lead_id, stored.planned_at).await? {
        return hold(Why::WasDeleted).await;
    }
    if now - scheduled.send_at > LATE_MS {
        return hold(Why::Late).await;
    }
    if let Some(step) = &step
        && step.keep_quiet(app, scheduled.id, now).await?
    {
        return Ok(Outcome::Settled);
    }
    if step.as_ref().is_some_and(NextStep::is_done) {
        return hold(Why::Done).await;
    }
    let phone = match sending::sending_phone(app, scheduled.lead_id).await {
        Ok(phone) => phone,
        Err(AppError::Conflict(sentence)) => return hold(Why::Phone(sentence)).await,
        Err(error) => return Err(error),
    };
    if phone.sending_paused {
        return hold(Why::Phone(format!("Sending is paused on \"{}\".", phone.name))).await;
    }
    if phone.state != PhoneState::Connected {
        return Ok(Outcome::Waits);
    }
    match hand_over(app, stored, step.as_ref(), &phone, now).await {
        Ok(()) => Ok(Outcome::Settled),
        Err(AppError::Conflict(sentence)) => hold(Why::Phone(sentence)).await,
        Err(error) => Err(error),
    }
}

/// Makes it a message that is queued, and plans the step after it, both or neither; nothing when it is not there any more.
async fn hand_over(app: &AppState, stored: &Stored, step: Option<&NextStep>, phone: &Phone, now: i64) -> Result<(), AppError> {
    let mut scheduled = stored.scheduled.clone();
    if let Some(step) = step {
        scheduled.text = step.text(phone)?;
    }
    let writer = sending::Writer { person: stored.person, name: &stored.scheduled.sender, in_sequence: step.is_some() };
    let mut tx = intake::begin(&app.db).await?;
    // Whoever wrote meanwhile did so in a transaction like this one, before or after it.
    if !store::claim(&mut tx, scheduled.id, now).await? {
        return Ok(());
    }
    if let Some(step) = step {
        step.go_on(&mut tx, now).await?;
    }
    sending::queue_scheduled(app, tx, &scheduled, &writer, phone).await?;
    app.events.publish(DomainEvent::ScheduledChanged(scheduled.lead_id));
    Ok(())
}
