//! Templates: who may keep which, and how they read for a lead.
use crate::support::{Answer, Browser, CUSTOMER, Database, Office, SHOP, wait_for};
use leadwire::{
    conversations::Offer,
    error::AppError,
    event::DomainEvent,
    live::{Change, LiveMessage},
    team::Role,
    templates::Template,
};
use uuid::Uuid;

async fn save(browser: &mut Browser, id: Uuid, shortcut: &str, body: &str, for_team: bool) -> Answer {
    let (id, for_team) = (id.to_string(), for_team.to_string());
    browser.call("save_template", &[("id", &id), ("name", "Prices"), ("shortcut", shortcut), ("body", body), ("for_team", &for_team)]).await
}

async fn shortcuts(browser: &mut Browser) -> Vec<String> {
    let templates: Vec<Template> = browser.call("list_templates", &[]).await.ok();
    templates.into_iter().map(|template| template.wording.shortcut).collect()
}

async fn a_team_and_each_of_it_keep_templates(database: Database) {
    let office = Office::open_on(database).await;
    let (mut admin, mut agent) = (office.signed_in(Role::Admin).await, office.signed_in(Role::Agent).await);
    let mut viewer = office.signed_in(Role::Viewer).await;
    let mut tab = office.tab(&agent).await;
    let (teams, mine) = (Uuid::now_v7(), Uuid::now_v7());

    save(&mut admin, teams, "/Price", "Hi {{first_name|there}}", true).await.ok::<Template>();
    loop {
        if let Some(LiveMessage::Changed { change: Change::Templates, .. }) = tab.hear().await {
            break;
        }
    }
    assert_eq!(save(&mut agent, mine, "price", "Mine", true).await.error(), AppError::NotAllowed);
    save(&mut agent, mine, "price", "Mine", false).await.ok::<Template>();
    assert_eq!(shortcuts(&mut agent).await, ["price", "price"], "her own beside the team's");
    assert_eq!(shortcuts(&mut admin).await, ["price"]);
    assert_eq!(shortcuts(&mut viewer).await, ["price"]);

    // Nobody touches what is not theirs, and two of one owner are told apart.
    assert_eq!(save(&mut agent, teams, "cheap", "Cheap", false).await.status, 403);
    assert_eq!(agent.call("delete_template", &[("id", &teams.to_string())]).await.status, 403);
    assert_eq!(save(&mut admin, mine, "x", "x", true).await.status, 404);
    assert_eq!(admin.call("delete_template", &[("id", &mine.to_string())]).await.status, 404);
    let taken = save(&mut agent, Uuid::now_v7(), "PRICE", "Again", false).await.error();
    assert!(taken.of_field("shortcut").unwrap().contains("/price is taken"), "{taken}");

    // What was deleted comes back under its id.
    admin.call("delete_template", &[("id", &teams.to_string())]).await.ok::<()>();
    admin.call("delete_template", &[("id", &teams.to_string())]).await.ok::<()>();
    assert_eq!(shortcuts(&mut admin).await, <[&str; 0]>::default());
    save(&mut admin, teams, "price", "Hi", true).await.ok::<Template>();
    assert_eq!(shortcuts(&mut viewer).await, ["price"]);
}

#[tokio::test]
async fn a_team_and_each_of_it_keep_templates_on_sqlite() {
    a_team_and_each_of_it_keep_templates(Database::Sqlite).await;
}

#[tokio::test]
async fn a_team_and_each_of_it_keep_templates_on_postgres() {
    a_team_and_each_of_it_keep_templates(Database::Postgres).await;
}

#[tokio::test]
async fn a_template_that_nobody_could_use_is_refused_and_says_why() {
    let office = Office::open().await;
    let mut agent = office.signed_in(Role::Agent).await;
    let refused = save(&mut agent, Uuid::now_v7(), "price", "Hi {{fist_name}}, {{town|Rome}}", false).await.error();
    let why = refused.of_field("body").unwrap();
    assert!(why.contains("{{fist_name}}, {{town}}") && why.contains("{{first_name}}, {{name}}, {{number}}"), "{why}");
    for (shortcut, body, field) in
        [("", "x", "shortcut"), ("a b", "x", "shortcut"), ("x", " ", "body"), ("x", "a\0", "body"), ("x", "{{name", "body")]
    {
        let refused = save(&mut agent, Uuid::now_v7(), shortcut, body, false).await.error();
        assert!(refused.of_field(field).is_some(), "{shortcut} {body}: {refused}");
    }
    assert!(save(&mut agent, Uuid::now_v7(), "x", &"é".repeat(4097), false).await.error().of_field("body").is_some());
    assert_eq!(shortcuts(&mut agent).await, <[&str; 0]>::default());
}

#[tokio::test]
async fn what_is_offered_reads_as_it_would_be_sent() {
    let office = Office::open().await;
    office.linked_phone("Sales").await;
    // What this one calls themselves is no name to write to.
    office.control().create_handset(CUSTOMER, "🦀").await.unwrap();
    office.control().create_handset("6281200000003", "Ada Lovelace").await.unwrap();
    let mut agent = office.signed_in(Role::Agent).await;
    let body = "Hi {{first_name|there}}, {{my_name}} here by {{phone_name}}. {{number}}";
    save(&mut agent, Uuid::now_v7(), "hi", body, false).await.ok::<Template>();
    for (number, wanted) in [
        (CUSTOMER, "Hi there, The agent here by Sales. +62 812-0000-0002"),
        ("6281200000003", "Hi Ada, The agent here by Sales. +62 812-0000-0003"),
    ] {
        let mut events = office.events();
        office.control().send(number, SHOP, "Hello").await.unwrap();
        let lead = wait_for(&mut events, |event| match event {
            DomainEvent::LeadChanged(lead) => Some(lead.clone()),
            _ => None,
        })
        .await;
        let offers: Vec<Offer> = agent.call("offered_templates", &[("lead", &lead.id.to_string())]).await.ok();
        assert_eq!(offers[0].text, wanted);
    }
}
