//! What Today counts.
use crate::support::{Browser, CUSTOMER, Database, Office, SHOP, execute, wait_for};
use leadwire::{
    app::{Figures, Sent},
    clock::Clock,
    conversations::{Message, MessageStatus},
    event::DomainEvent,
    leads::{Lead, LeadFilter, LeadState, LeadsPage},
    team::Role,
};
use uuid::Uuid;

const DAY_MS: i64 = 86_400_000;

async fn figures(browser: &mut Browser, everybodys: bool, begins: i64) -> Figures {
    let fields = [
        ("everybodys", everybodys.to_string()),
        ("days[0]", (begins - DAY_MS).to_string()),
        ("days[1]", begins.to_string()),
        ("ends", (begins + DAY_MS).to_string()),
    ];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.call("figures", &fields).await.ok()
}

/// The names of those who wrote, or to whom we did, since a moment.
async fn names(browser: &mut Browser, state: &str, since: i64, more: &[(&str, &str)]) -> Vec<String> {
    let since = since.to_string();
    let fields = [&[("filter[state]", state), ("filter[since]", since.as_str())], more].concat();
    let page: LeadsPage = browser.call("list_leads", &fields).await.ok();
    // What a tab sees of a lead alone never contradicts the list.
    let filter = LeadFilter { state: LeadState::of_value(state), since: since.parse().unwrap(), ..LeadFilter::default() };
    for lead in browser.call("list_leads", more).await.ok::<LeadsPage>().leads {
        let is_listed = page.leads.contains(&lead);
        assert_eq!(filter.fits(&lead, None).unwrap_or(is_listed), is_listed, "{}", lead.name);
    }
    page.leads.into_iter().map(|lead| lead.name).collect()
}

async fn what_came_and_went_today_is_counted_and_listed(database: Database) {
    let office = Office::open_on(database).await;
    office.linked_phone("Sales").await;
    let control = office.control();
    control.create_handset(CUSTOMER, "Ada").await.unwrap();
    control.create_handset("6281200000003", "Bo").await.unwrap();
    let mut events = office.events();
    for (from, text) in [(CUSTOMER, "One"), (CUSTOMER, "Two"), ("6281200000003", "Three")] {
        control.send(from, SHOP, text).await.unwrap();
        wait_for(&mut events, |event| match event {
            DomainEvent::LeadChanged(lead) if lead.last_message == text => Some(()),
            _ => None,
        })
        .await;
    }
    let (mut agent, mut admin) = (office.signed_in(Role::Agent).await, office.signed_in(Role::Admin).await);
    let begins = Clock::system().now_ms() - DAY_MS / 2;
    let before = figures(&mut agent, false, begins).await;
    assert_eq!((before.connected, before.phones, before.waiting, before.due, before.wrote), (1, 1, 2, 0, 2));
    assert_eq!(before.sent, Sent::default());
    let days: Vec<_> = before.days.iter().map(|day| (day.incoming, day.outgoing)).collect();
    assert_eq!(days, [(0, 0), (3, 0)]);

    assert_eq!(names(&mut agent, "wrote", begins, &[]).await, ["Bo", "Ada"]);
    assert_eq!(names(&mut agent, "wrote", begins + DAY_MS, &[]).await, [""; 0]);
    assert_eq!(names(&mut agent, "sent", begins, &[]).await, [""; 0]);

    let leads: LeadsPage = agent.call("list_leads", &[]).await.ok();
    let (id, lead) = (Uuid::now_v7().to_string(), leads.leads[0].id.to_string());
    let years = [("filter[state]", "sent"), ("filter[since]", "0")];
    assert!(agent.call("list_leads", &years).await.error().of_field("since").unwrap().contains("last 31 days"));
    assert_eq!(admin.get("/download/leads.csv?need=sent&since=0").await.status, 422);
    agent.call("send_message", &[("id", &id), ("lead", &lead), ("text", "Answer")]).await.ok::<Message>();
    wait_for(&mut events, |event| match event {
        DomainEvent::MessageChanged(message) if message.status == MessageStatus::Delivered => Some(()),
        _ => None,
    })
    .await;
    let after = figures(&mut agent, false, begins).await;
    assert_eq!((after.waiting, after.sent), (1, Sent { all: 1, delivered: 1, read: 0, failed: 0 }));
    assert_eq!(after.days[1].outgoing, 1);
    assert_eq!(names(&mut agent, "sent", begins, &[]).await, ["Bo"]);
    assert_eq!(names(&mut agent, "wrote", begins, &[]).await, ["Bo", "Ada"], "an answer takes nobody off");
    let mine = [("filter[owner]", "mine"), ("filter[stage]", &*leads.leads[0].stage.0.to_string())];
    assert_eq!(names(&mut agent, "wrote", begins, &mine).await, ["Bo"], "whoever answers first has the lead");
    agent.call("plan_lead", &[("lead", &*leads.leads[1].id.to_string()), ("plan[tag]", "vip")]).await.ok::<Lead>();
    assert_eq!(names(&mut agent, "wrote", begins, &[("filter[tag]", "vip")]).await, ["Ada"]);

    execute(&office.state.db, "UPDATE messages SET status = 'failed' WHERE ours = 1").await;
    assert_eq!(figures(&mut agent, false, begins).await.sent, Sent { failed: 1, ..Sent::default() });
    assert_eq!(names(&mut agent, "sent", begins, &[]).await, [""; 0], "what is refused is not sent");

    // What somebody else has is not one's own.
    assert_eq!(figures(&mut admin, true, begins).await.waiting, 1);
    let nonsense = [("everybodys", "true"), ("days[0]", "5"), ("ends", "4")];
    assert_eq!(agent.call("figures", &nonsense).await.status, 400);
}

#[tokio::test]
async fn what_came_and_went_today_is_counted_and_listed_on_sqlite() {
    what_came_and_went_today_is_counted_and_listed(Database::Sqlite).await;
}

#[tokio::test]
async fn what_came_and_went_today_is_counted_and_listed_on_postgres() {
    what_came_and_went_today_is_counted_and_listed(Database::Postgres).await;
}
