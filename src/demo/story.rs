//! What demo mode begins with: one linked phone and a week of conversations, all over the real path. The shop answers on its
//! handset, so that its words can be days old too.
use super::{
    control::Control,
    handset, paper,
    people::{CUSTOMERS, Decided, FOLLOWED_UP, Known, SEQUENCE, Side, TEMPLATES},
};
use crate::{
    conversations::{RunId, sequence_starting},
    error::AppError,
    event::{DomainEvent, Subscription},
    leads::{Decision, LeadFilter, NoteId, Plan, Stage, listing as leads, planning, writing},
    media::{FileId, uploading},
    phones::{PhoneId, PhoneName, PhoneState, linking, listing as phones},
    state::AppState,
    team::{Actor, people},
    templates::{SequenceDraft, SequenceId, Step, StepKind, TemplateId, Wording, editing, sequence_keeping},
};
use axum::{body::Body, http::HeaderMap};
use std::time::Duration;
use uuid::Uuid;

/// Nothing of the story may hang for longer.
const PATIENCE: Duration = Duration::from_secs(60);
const MINUTE_MS: i64 = 60_000;

/// Tells the story in the background, when demo mode is on and nothing is there yet.
pub fn begin(app: &AppState) {
    if !app.config.is_demo() {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        match tokio::time::timeout(PATIENCE, tell(&app)).await {
            Ok(Ok(())) => tracing::info!("The demo's sample data is ready"),
            Ok(Err(error)) => tracing::warn!("The demo's sample data is incomplete: {error}"),
            Err(_) => tracing::warn!("The demo's sample data is incomplete: the simulator did not answer in time"),
        }
    });
}

async fn tell(app: &AppState) -> Result<(), AppError> {
    if !phones::all(app).await?.is_empty() {
        return Ok(());
    }
    let control = Control::of(app);
    let mut events = app.events.subscribe();
    let phone = linking::add(app, "The demo", PhoneName::parse("Front desk")?).await?.id;
    reached(&mut events, phone, PhoneState::WaitingForScan).await;
    handset::scan(app, phone).await?;
    reached(&mut events, phone, PhoneState::Connected).await;
    let shop = phones::one(app, phone).await?.number.unwrap_or_default();
    let shop: String = shop.chars().filter(char::is_ascii_digit).collect();
    let now = app.clock.now_ms();
    for customer in &CUSTOMERS {
        control.handset(customer.number, customer.name).await?;
        for (side, minutes_ago, text) in customer.said {
            let (from, to) = match side {
                Side::They => (customer.number, shop.as_str()),
                Side::Us => (shop.as_str(), customer.number),
            };
            control.write(from, to, text, now - i64::from(*minutes_ago) * MINUTE_MS).await?;
            arrived(&mut events, text).await;
        }
    }
    decide(app, now).await?;
    follow_up(app).await?;
    write_templates(app).await
}

/// What the owner has planned for them.
async fn decide(app: &AppState, now: i64) -> Result<(), AppError> {
    let Some(owner) = people::owner(&app.db).await? else { return Ok(()) };
    let stages = leads::choices(app, owner.id).await?.stages;
    let leads = leads::page(app, owner.id, LeadFilter::default(), None).await?.leads;
    for customer in &CUSTOMERS {
        let Some(lead) = leads.iter().find(|lead| lead.name == customer.name).map(|lead| lead.id) else { continue };
        let plan = match customer.decided {
            Decided::Nothing => None,
            Decided::Done => Some(Plan::Done),
            Decided::FollowUp(in_minutes, note) => {
                Some(Plan::FollowUp { due_at: now + i64::from(in_minutes) * MINUTE_MS, note: note.to_owned() })
            }
        };
        let plans = what_is_known(&customer.known, &owner, &stages).into_iter().chain(plan);
        planning::decide_all(app, &owner, plans.map(|plan| Decision { lead, plan }).collect()).await?;
        if !customer.known.note.is_empty() {
            writing::add(app, &owner, lead, NoteId(Uuid::now_v7()), customer.known.note).await?;
        }
    }
    Ok(())
}

/// The sequence of the team, and whom the owner has started it for.
async fn follow_up(app: &AppState) -> Result<(), AppError> {
    let Some(owner) = people::owner(&app.db).await? else { return Ok(()) };
    let (name, steps) = SEQUENCE;
    let step = |(is_message, days, hour, text): &(bool, u16, u16, &str)| Step {
        kind: if *is_message { StepKind::Message } else { StepKind::Reminder },
        days: *days,
        minute: hour * 60,
        text: (*text).to_owned(),
    };
    let draft = SequenceDraft { name: name.to_owned(), steps: steps.iter().map(step).collect() };
    let sequence = sequence_keeping::save(app, &owner, SequenceId(Uuid::now_v7()), draft, true).await?.id;
    let leads = leads::page(app, owner.id, LeadFilter::default(), None).await?.leads;
    for lead in leads.iter().filter(|lead| FOLLOWED_UP == lead.name) {
        sequence_starting::start(app, &owner, RunId(Uuid::now_v7()), lead.id, sequence, "UTC").await?;
    }
    Ok(())
}

/// The templates of the team.
async fn write_templates(app: &AppState) -> Result<(), AppError> {
    let Some(owner) = people::owner(&app.db).await? else { return Ok(()) };
    for (name, shortcut, body, sheet) in &TEMPLATES {
        let file = FileId(Uuid::now_v7());
        if let Some(sheet) = sheet {
            let content = Body::from(paper::pdf(sheet.lines));
            uploading::receive(app, Ok(owner.clone()), file, &HeaderMap::new(), content).await;
        }
        let wording = Wording::parse(name, shortcut, body, sheet.is_some())?;
        let file = sheet.as_ref().map(|sheet| (file, sheet.name));
        editing::save(app, &owner, TemplateId(Uuid::now_v7()), wording, true, file).await?;
    }
    Ok(())
}

/// What the owner has found out about a customer, as decisions.
fn what_is_known(known: &Known, owner: &Actor, stages: &[Stage]) -> Vec<Plan> {
    let stage = stages.iter().find(|stage| stage.name == known.stage);
    let mut plans: Vec<_> = stage.map(|stage| Plan::MoveTo { stage: stage.id, reason: known.reason.to_owned() }).into_iter().collect();
    plans.extend(known.tags.iter().map(|tag| Plan::Tag((*tag).to_owned())));
    plans.extend([Plan::Source(known.source.to_owned()), Plan::Worth(known.worth)]);
    if known.is_owners {
        plans.push(Plan::Give(owner.id));
    }
    plans
}

async fn reached(events: &mut Subscription, phone: PhoneId, state: PhoneState) {
    while let Ok(event) = events.recv().await {
        if matches!(&*event, DomainEvent::PhoneChanged(changed) if changed.id == phone && changed.state == state) {
            return;
        }
    }
}

async fn arrived(events: &mut Subscription, text: &str) {
    while let Ok(event) = events.recv().await {
        if matches!(&*event, DomainEvent::MessageAdded(message) if message.text == text) {
            return;
        }
    }
}
