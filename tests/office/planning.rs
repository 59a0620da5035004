//! What waits today, and what people decide about leads.
use crate::support::{Browser, CUSTOMER, Database, Office, SHOP, wait_for};
use leadwire::{
    event::{DomainEvent, Subscription},
    leads::{FollowUp, Lead, LeadChange, LeadEvent, Need, Plan, Today},
    team::{Colleague, Role},
};
use uuid::Uuid;

const HOUR_MS: i64 = 3_600_000;

async fn lead_after(events: &mut Subscription, text: &str) -> Lead {
    wait_for(events, |event| match event {
        DomainEvent::LeadChanged(lead) if lead.last_message == text => Some(lead.clone()),
        _ => None,
    })
    .await
}

async fn plan(browser: &mut Browser, lead: &Lead, fields: &[(&str, &str)]) -> crate::support::Answer {
    let id = lead.id.to_string();
    let fields: Vec<_> = [("lead", id.as_str())].into_iter().chain(fields.iter().copied()).collect();
    browser.call("plan_lead", &fields).await
}

async fn follow_up(browser: &mut Browser, lead: &Lead, due_at: i64, note: &str) -> crate::support::Answer {
    plan(browser, lead, &[("plan[follow_up][due_at]", &due_at.to_string()), ("plan[follow_up][note]", note)]).await
}

async fn today(browser: &mut Browser, everybodys: bool) -> Today {
    browser.call("today", &[("everybodys", if everybodys { "true" } else { "false" })]).await.ok()
}

/// What the only lead needs, as a page would show it.
fn need(today: &Today) -> Option<Need> {
    today.leads.first().and_then(|lead| lead.need(today.now, today.now + HOUR_MS))
}

async fn a_team_works_what_waits(database: Database) {
    let office = Office::open_on(database).await;
    office.linked_phone("Sales").await;
    office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
    let (mut ana, mut ben) = (office.signed_in(Role::Agent).await, office.signed_in(Role::Admin).await);
    assert_eq!(today(&mut ana, false).await.leads, []);

    let mut events = office.events();
    office.control().send(CUSTOMER, SHOP, "Do you ship?").await.unwrap();
    let lead = lead_after(&mut events, "Do you ship?").await;
    let waits = today(&mut ana, false).await;
    assert_eq!((waits.leads.as_slice(), need(&waits)), ([lead.clone()].as_slice(), Some(Need::Answer)));

    // Whoever answers first gets the lead; the others do not see it among what is nobody's.
    let fields = [("id", Uuid::now_v7().to_string()), ("lead", lead.id.to_string()), ("text", "We do".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    ana.call("send_message", &fields).await.ok::<leadwire::conversations::Message>();
    let answered = today(&mut ana, false).await;
    assert_eq!(need(&answered), Some(Need::NextStep));
    assert_eq!(today(&mut ben, false).await.leads, []);
    // The answer is on its way meanwhile, so its tick may have changed; nothing else has.
    let but_for_ticks = |leads: Vec<Lead>| leads.into_iter().map(|lead| Lead { last_message_reach: None, ..lead }).collect::<Vec<_>>();
    assert_eq!(but_for_ticks(today(&mut ben, true).await.leads), but_for_ticks(answered.leads));

    // A follow-up for later is out of the way until it is due; what they write first ends it.
    let due_at = answered.now + 48 * HOUR_MS;
    let planned: Lead = follow_up(&mut ana, &lead, due_at, "  Ask about\nthe size ").await.ok();
    assert_eq!((planned.due_at, planned.due_note.as_str()), (Some(due_at), "Ask about the size"));
    assert_eq!(today(&mut ana, false).await.leads, []);
    office.control().send(CUSTOMER, SHOP, "And how much is it?").await.unwrap();
    let asks = lead_after(&mut events, "And how much is it?").await;
    assert_eq!((asks.due_at, asks.waiting_since.is_some()), (None, true));
    assert_eq!(need(&today(&mut ana, false).await), Some(Need::Answer));

    // Done is done until it is taken back, and then as it was.
    plan(&mut ana, &lead, &[("plan", "done")]).await.ok::<Lead>();
    assert_eq!(today(&mut ana, true).await.leads, []);
    let again: Lead = plan(&mut ana, &lead, &[("plan", "reopen")]).await.ok();
    assert_eq!(again.waiting_since, asks.waiting_since);

    let history: Vec<LeadChange> = ana.call("lead_history", &[("lead", &lead.id.to_string())]).await.ok();
    let colleagues: Vec<Colleague> = ana.call("colleagues", &[]).await.ok();
    let agent = colleagues.iter().find(|colleague| colleague.role == Role::Agent).unwrap().id;
    let decided = |change: &LeadChange| match &change.what {
        LeadEvent::Decided(plan) => Some((plan.clone(), change.by)),
        _ => None,
    };
    let decisions: Vec<_> = history.iter().filter_map(decided).collect();
    let note = "Ask about the size".to_owned();
    let wanted = [Plan::Reopen, Plan::Done, Plan::FollowUp { due_at, note }].map(|plan| (plan, Some(agent)));
    assert_eq!(decisions, wanted);
    assert!(history.iter().any(|change| change.what == LeadEvent::Claimed && change.by == Some(agent)));
}

#[tokio::test]
async fn a_team_works_what_waits_on_sqlite() {
    a_team_works_what_waits(Database::Sqlite).await;
}

#[tokio::test]
async fn a_team_works_what_waits_on_postgres() {
    a_team_works_what_waits(Database::Postgres).await;
}

#[tokio::test]
async fn a_plan_that_makes_no_sense_is_refused_and_changes_nothing() {
    let office = Office::open().await;
    office.linked_phone("Sales").await;
    office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
    let mut events = office.events();
    office.control().send(CUSTOMER, SHOP, "Hello").await.unwrap();
    let lead = lead_after(&mut events, "Hello").await;
    let mut ana = office.signed_in(Role::Agent).await;
    office.signed_in(Role::Viewer).await;
    let now = today(&mut ana, true).await.now;
    let too_long = "é".repeat(FollowUp::LONGEST_NOTE + 1);
    for (due_at, note) in [(now - HOUR_MS, ""), (i64::MAX, ""), (i64::MIN, ""), (now + HOUR_MS, too_long.as_str()), (now + HOUR_MS, "a\0b")]
    {
        assert_eq!(follow_up(&mut ana, &lead, due_at, note).await.status, 422, "{due_at}");
    }
    let colleagues: Vec<Colleague> = ana.call("colleagues", &[]).await.ok();
    let viewer = colleagues.iter().find(|colleague| colleague.role == Role::Viewer).unwrap().id;
    assert_eq!(plan(&mut ana, &lead, &[("plan[give]", &viewer.0.to_string())]).await.status, 409, "who may not work leads gets none");
    assert_eq!(plan(&mut ana, &lead, &[("plan[give]", &Uuid::nil().to_string())]).await.status, 409, "nor does a stranger");
    assert_eq!(plan(&mut ana, &lead, &[("plan", "sell")]).await.status, 400);
    assert_eq!(today(&mut ana, true).await.leads, [lead]);
}
