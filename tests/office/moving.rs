//! Leads that come and go by other ways than messages: added by hand, exported.
use crate::support::{Browser, CUSTOMER, Database, Office, SHOP, form, wait_for};
use leadwire::{
    conversations::{Found, Message, MessageStatus},
    event::DomainEvent,
    leads::{Added, Lead, LeadsPage},
    team::Role,
};
use uuid::Uuid;

async fn a_lead_is_added_by_hand_and_written_to(database: Database) {
    let office = Office::open_on(database).await;
    let mut agent = office.signed_in(Role::Agent).await;
    let fields = [("name", "  Ada  Lovelace "), ("number", "0062 812-0000-0002")];
    let added: Added = agent.call("add_lead", &fields).await.ok();
    assert!(added.is_new);
    assert_eq!((added.lead.name.as_str(), added.lead.number.as_deref()), ("Ada Lovelace", Some("+62 812-0000-0002")));
    assert_eq!((added.lead.unread, added.lead.waiting_since, added.lead.last_message.as_str()), (0, None, ""));
    let again: Added = agent.call("add_lead", &[("name", "Somebody"), ("number", "+62 (812) 0000 0002")]).await.ok();
    assert_eq!(again, Added { lead: added.lead.clone(), is_new: false }, "the one who is here stays as they are");
    let listed: LeadsPage = agent.call("list_leads", &[]).await.ok();
    assert_eq!(listed.leads, std::slice::from_ref(&added.lead));
    let found: Found = agent.call("search", &[("typed", "love")]).await.ok();
    assert_eq!(found.leads, std::slice::from_ref(&added.lead));

    for (name, number, field) in [
        ("x", "", "number"),
        ("x", "0812 0000 0002", "number"),
        ("x", "+62", "number"),
        ("x", "call me", "number"),
        ("x", "+999 123 456 789", "number"),
        ("a\0b", "+6281234567890", "name"),
        (&"é".repeat(121), "+6281234567890", "name"),
    ] {
        let answer = agent.call("add_lead", &[("name", name), ("number", number)]).await;
        assert_eq!(answer.status, 422, "{name} {number}");
        assert!(answer.error().of_field(field).is_some(), "{name} {number}: {}", answer.body);
    }

    // The first message goes by a phone that can send; before there is one, nothing is lost.
    let (id, lead) = (Uuid::now_v7().to_string(), added.lead.id.to_string());
    let send = [("id", id.as_str()), ("lead", lead.as_str()), ("text", "Hello Ada")];
    assert_eq!(agent.call("send_message", &send).await.status, 409);
    office.linked_phone("Sales").await;
    office.control().create_handset(CUSTOMER, "Countess").await.unwrap();
    let mut events = office.events();
    agent.call("send_message", &send).await.ok::<Message>();
    wait_for(&mut events, |event| match event {
        DomainEvent::MessageChanged(message) if message.status == MessageStatus::Delivered => Some(()),
        _ => None,
    })
    .await;
    // Their answer belongs to the same lead, which keeps the name that we gave it.
    office.control().send(CUSTOMER, SHOP, "Hello!").await.unwrap();
    let answered = wait_for(&mut events, |event| match event {
        DomainEvent::LeadChanged(lead) if lead.last_message == "Hello!" => Some(lead.clone()),
        _ => None,
    })
    .await;
    assert_eq!((answered.id, answered.name.as_str(), answered.own_name.as_str()), (added.lead.id, "Ada Lovelace", "Countess"));
}

#[tokio::test]
async fn a_lead_is_added_by_hand_and_written_to_on_sqlite() {
    a_lead_is_added_by_hand_and_written_to(Database::Sqlite).await;
}

#[tokio::test]
async fn a_lead_is_added_by_hand_and_written_to_on_postgres() {
    a_lead_is_added_by_hand_and_written_to(Database::Postgres).await;
}

async fn what_the_list_shows_is_exported(database: Database) {
    let office = Office::open_on(database).await;
    let mut admin = office.signed_in(Role::Admin).await;
    for (name, number) in [("=HYPERLINK(\"https://evil.example\",\"x\")", "+6281200000002"), ("Zoë \"Z\", the first", "+5511987654321")] {
        admin.call("add_lead", &[("name", name), ("number", number)]).await.ok::<Added>();
    }
    for number in 0..60 {
        let number = format!("+62812000001{number:02}");
        admin.call("add_lead", &[("name", "Budi"), ("number", &number)]).await.ok::<Added>();
    }
    let file = admin.get("/download/leads.csv").await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(file.header("content-disposition").contains("leads.csv"));
    let lines: Vec<_> = file.body.split("\r\n").collect();
    assert!(lines[0].starts_with("\u{feff}Name,Number,"), "{}", lines[0]);
    assert_eq!((lines.len(), *lines.last().unwrap()), (64, ""), "each lead of each page once, and an end of line at the end");
    assert!(file.body.contains("\r\n\"Zoë \"\"Z\"\", the first\",'+55 11 98765-4321,"), "{}", file.body);
    assert!(file.body.contains("\"'=HYPERLINK(\"\"https"), "nothing is calculated");

    // What was planned and is done with is over.
    let zoe: Added = admin.call("add_lead", &[("name", ""), ("number", "+5511987654321")]).await.ok();
    let lead = zoe.lead.id.to_string();
    let due = (office.state.clock.now_ms() + 86_400_000).to_string();
    let plan = [("lead", lead.as_str()), ("plan[follow_up][due_at]", &due), ("plan[follow_up][note]", "Call Zoë")];
    admin.call("plan_lead", &plan).await.ok::<Lead>();
    assert!(admin.get("/download/leads.csv").await.body.contains(" UTC,Call Zoë\r\n"));
    admin.call("plan_lead", &[("lead", &lead), ("plan", "done")]).await.ok::<Lead>();
    assert!(!admin.get("/download/leads.csv").await.body.contains("Call Zoë"));

    let lines = async |path: &str| admin.clone().get(path).await.body.matches("\r\n").count() - 1;
    assert_eq!(lines("/download/leads.csv?q=zo").await, 1);
    assert_eq!(lines("/download/leads.csv?q=0002").await, 1);
    assert_eq!(lines("/download/leads.csv?owner=me").await, 0);
    assert_eq!(lines("/download/leads.csv?stage=nonsense&q=%22*%00").await, 62, "nothing to search is no search");
    // Some that were chosen, in their order; whoever is gone is left out.
    let page: LeadsPage = admin.call("list_leads", &[("filter[owner]", "nobodys")]).await.ok();
    let budi = page.leads.iter().find(|lead| lead.name == "Budi").unwrap();
    let origin = format!("http://{}", office.address);
    let chosen = async |ids: String, browser: &mut Browser| {
        browser.post("/download/leads.csv", form(&[("leads", &ids)]), "application/x-www-form-urlencoded", &[("origin", &origin)]).await
    };
    let file = chosen(format!("{},{},{}", zoe.lead.id, Uuid::now_v7(), budi.id), &mut admin).await;
    let names: Vec<_> = file.body.split("\r\n").skip(1).map(|line| line.get(..5).unwrap_or_default().to_owned()).collect();
    assert_eq!((file.status, names), (200, vec!["\"Zoë".to_owned(), "Budi,".to_owned(), String::new()]));
    assert_eq!(chosen("Budi".to_owned(), &mut admin).await.status, 400);
    assert_eq!(chosen(vec![budi.id.to_string(); 501].join(","), &mut admin).await.status, 400);
    assert_eq!(chosen(budi.id.to_string(), &mut office.signed_in(Role::Agent).await).await.status, 403);
    assert_eq!(office.browser().get("/download/leads.csv").await.status, 401);
    for role in [Role::Agent, Role::Viewer] {
        assert_eq!(office.signed_in(role).await.get("/download/leads.csv").await.status, 403, "{role:?}");
    }
}

#[tokio::test]
async fn what_the_list_shows_is_exported_on_sqlite() {
    what_the_list_shows_is_exported(Database::Sqlite).await;
}

#[tokio::test]
async fn what_the_list_shows_is_exported_on_postgres() {
    what_the_list_shows_is_exported(Database::Postgres).await;
}
