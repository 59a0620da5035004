//! Finding people and what was said, over all leads.
use crate::support::{Browser, CUSTOMER, Database, Office, SHOP, wait_for};
use leadwire::{
    conversations::{Found, Hit},
    event::{DomainEvent, Subscription},
    leads::Lead,
    team::Role,
};
use uuid::Uuid;

async fn lead_after(events: &mut Subscription, text: &str) -> Lead {
    wait_for(events, |event| match event {
        DomainEvent::LeadChanged(lead) if lead.last_message == text => Some(lead.clone()),
        _ => None,
    })
    .await
}

async fn search(browser: &mut Browser, typed: &str) -> Found {
    browser.call("search", &[("typed", typed)]).await.ok()
}

fn marked(hit: &Hit) -> String {
    hit.pieces.iter().map(|piece| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
}

async fn people_and_messages_are_found(database: Database) {
    let office = Office::open_on(database).await;
    office.linked_phone("Sales").await;
    office.control().create_handset(CUSTOMER, "Ada Lovelace").await.unwrap();
    let mut events = office.events();
    for text in ["Is the <b>blue</b> bicycle still there?", "And the lamp?"] {
        office.control().send(CUSTOMER, SHOP, text).await.unwrap();
        lead_after(&mut events, text).await;
    }
    let mut viewer = office.signed_in(Role::Viewer).await;
    let lead = search(&mut viewer, "love").await.leads.remove(0);
    for typed in ["Lovelace ada", "0812 0000 0002", "+62 812-0000-0002", "00 62 812", "0002"] {
        let found = search(&mut viewer, typed).await;
        assert_eq!((found.leads.as_slice(), found.hits.len()), ([lead.clone()].as_slice(), 0), "{typed}");
    }
    // What was said is found although it is not the newest message, and marked without a word of markup.
    let found = search(&mut viewer, "BICYC").await;
    assert_eq!((found.leads.len(), found.hits.len(), found.next), (0, 1, None));
    assert_eq!((found.hits[0].lead, found.hits[0].name.as_str(), found.hits[0].is_ours), (lead.id, "Ada Lovelace", false));
    assert_eq!(marked(&found.hits[0]), "Is the <b>blue</b> [bicyc]le still there?");
    for typed in ["giraffe", "bicycles", "lovelaces"] {
        assert_eq!(search(&mut viewer, typed).await, Found::default(), "{typed}");
    }
    // A note of a colleague leads to whom it is about, until it is deleted.
    let mut agent = office.signed_in(Role::Agent).await;
    let note = [("id", Uuid::now_v7().to_string()), ("lead", lead.id.to_string()), ("text", "Wants a giraffe, \"soon\"".to_owned())];
    let note = note.each_ref().map(|(name, value)| (*name, value.as_str()));
    agent.call("add_note", &note).await.ok::<()>();
    assert_eq!(search(&mut viewer, "giraff").await.leads, std::slice::from_ref(&lead));
    assert_eq!(search(&mut viewer, "giraffes").await, Found::default());
    agent.call("delete_note", &note).await.ok::<()>();
    assert_eq!(search(&mut viewer, "giraff").await, Found::default());
}

#[tokio::test]
async fn people_and_messages_are_found_on_sqlite() {
    people_and_messages_are_found(Database::Sqlite).await;
}

#[tokio::test]
async fn people_and_messages_are_found_on_postgres() {
    people_and_messages_are_found(Database::Postgres).await;
}

async fn whatever_is_typed_is_answered(database: Database) {
    let office = Office::open_on(database).await;
    let mut viewer = office.signed_in(Role::Viewer).await;
    let long = "x\u{202e} ".repeat(3_000);
    for typed in
        ["", " ", "\0", "a\0b", "\"", "'; DROP TABLE leads; --", "a AND", "*", "a*\"", "(", "😊", "مرحبا", "你好", "+", "000", &long]
    {
        assert_eq!(search(&mut viewer, typed).await, Found::default(), "{typed:?}");
    }
    for after in ["x", "1.5", "99999999999999999999"] {
        assert_eq!(viewer.call("search", &[("typed", "a"), ("after", after)]).await.status, 400, "{after}");
    }
}

#[tokio::test]
async fn whatever_is_typed_is_answered_on_sqlite() {
    whatever_is_typed_is_answered(Database::Sqlite).await;
}

#[tokio::test]
async fn whatever_is_typed_is_answered_on_postgres() {
    whatever_is_typed_is_answered(Database::Postgres).await;
}
