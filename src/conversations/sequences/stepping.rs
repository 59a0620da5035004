//! A step whose time has come. Whatever becomes of it, the next one is planned in the same transaction, counted from now: so steps
//! happen once wherever the server is killed, and keep their distance however late one went.
use super::{
    model::RunId,
    place::Place,
    store::{self, Run},
};
use crate::{
    conversations::{
        later::{ScheduledId, name_of, store as later},
        model::MessageText,
    },
    error::AppError,
    event::DomainEvent,
    leads::{Lead, intake, listing as leads},
    phones::Phone,
    state::AppState,
    templates::{Step, StepKind, Values, fill},
};
use sqlx::{Any, Transaction};

const NOTHING_LEFT: &str = "Nothing is left of this text, as nothing is known for its variables.";

/// The next step of a sequence.
pub(in crate::conversations) struct NextStep {
    run: Run,
    lead: Lead,
    place: Place,
}

impl NextStep {
    /// Reads what a step needs; nothing when its sequence is gone.
    pub(in crate::conversations) async fn read(app: &AppState, run: RunId) -> Result<Option<Self>, AppError> {
        let Some(run) = store::one(&app.db, run).await? else { return Ok(None) };
        let lead = leads::one(app, run.lead).await?;
        let place = Place::of(app, &lead, &run.zone).await?;
        Ok(Some(Self { run, lead, place }))
    }

    fn step(&self) -> Option<&Step> {
        self.run.steps.get(self.run.next_step)
    }

    /// Whether a person is to be reminded.
    pub(in crate::conversations) fn is_reminder(&self) -> bool {
        self.step().is_some_and(|step| step.kind == StepKind::Reminder)
    }

    /// Whether somebody called the lead done, won or lost since the step before, or since the start.
    pub(in crate::conversations) fn is_done(&self) -> bool {
        self.lead.is_done && !(self.run.was_done && self.run.next_step == 0)
    }

    /// What it says to the lead as they are called now.
    ///
    /// # Errors
    /// A conflict when nothing can be said.
    pub(in crate::conversations) fn text(&self, phone: &Phone) -> Result<String, AppError> {
        let text = self.step().map(|step| fill(&step.text, &values(&self.run, &self.lead, Some(phone.name.clone()))));
        let text = MessageText::parse(&text.unwrap_or_default());
        text.map(|text| text.as_str().to_owned()).map_err(|_| AppError::Conflict(NOTHING_LEFT.into()))
    }

    /// It is quiet where the lead is: the step goes when that ends. Answers whether it is so.
    pub(in crate::conversations) async fn keep_quiet(&self, app: &AppState, id: ScheduledId, now: i64) -> Result<bool, AppError> {
        let Some(end) = self.place.quiet_until(now) else { return Ok(false) };
        let mut tx = app.db.write().await?;
        store::postpone(&mut tx, self.run.id, id, end).await?;
        tx.commit().await?;
        app.events.publish(DomainEvent::ScheduledChanged(self.run.lead));
        Ok(true)
    }

    /// Plans the step after this one, or ends the sequence after the last. `at` is when this one went.
    pub(in crate::conversations) async fn go_on(&self, tx: &mut Transaction<'static, Any>, at: i64) -> Result<(), AppError> {
        let next_step = self.run.next_step + 1;
        let Some(step) = self.run.steps.get(next_step) else {
            store::end(tx, self.run.id, None, at).await?;
            return Ok(());
        };
        let run = Run { next_step, next_at: self.place.after(at, step)?, ..self.run.clone() };
        store::go_on(tx, &run).await?;
        store::plan_next(tx, &run).await
    }

    /// Reminds: the lead is due now, for what the step says.
    pub(in crate::conversations) async fn remind(&self, app: &AppState, id: ScheduledId, now: i64) -> Result<(), AppError> {
        let note = self.step().map(|step| fill(&step.text, &values(&self.run, &self.lead, None))).unwrap_or_default();
        let mut tx = intake::begin(&app.db).await?;
        if !later::take(&mut tx, id).await? {
            return Ok(());
        }
        let lead = intake::remind(&mut tx, self.run.lead, note.trim(), now).await?;
        self.go_on(&mut tx, now).await?;
        app.commit_and_tell(tx, [DomainEvent::ScheduledChanged(lead.id), DomainEvent::LeadChanged(lead)]).await?;
        app.later.wake();
        Ok(())
    }
}

/// What is known where a step of this run speaks.
pub(super) fn values(run: &Run, lead: &Lead, phone_name: Option<String>) -> Values {
    Values { name: name_of(lead), number: lead.number.clone(), my_name: Some(run.sender.clone()), phone_name }
}
