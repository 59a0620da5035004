//! People who change their number.
use crate::support::{Browser, CUSTOMER, Database, Office, all_messages, wait_for, wrote};
use leadwire::{
    conversations::{Found, Message, MessageStatus},
    event::{DomainEvent, Subscription},
    leads::{Added, DeletedLeads, Lead, LeadEvent, LeadFacts, LeadId, LeadsPage, intake, listing, renumbering},
    live::Change,
    team::Role,
    whatsapp::Address,
};
use uuid::Uuid;
use whatsapp_simulator::{Control, Migration};

const NEW: &str = "6281200000004";

async fn changes_number(control: &Control) {
    control.migrate(CUSTOMER, Migration { number: Some(NEW.to_owned()), ..Migration::default() }).await.unwrap();
}

async fn has_number(events: &mut Subscription, shown: &str) -> Lead {
    wait_for(events, |event| match event {
        DomainEvent::LeadChanged(lead) if lead.number.as_deref() == Some(shown) => Some(lead.clone()),
        _ => None,
    })
    .await
}

async fn answer(browser: &mut Browser, events: &mut Subscription, lead: LeadId, text: &str) {
    let (id, lead) = (Uuid::now_v7().to_string(), lead.to_string());
    browser.call("send_message", &[("id", &id), ("lead", &lead), ("text", text)]).await.ok::<Message>();
    wait_for(events, |event| match event {
        DomainEvent::MessageChanged(message) if message.text == text && message.status == MessageStatus::Delivered => Some(()),
        _ => None,
    })
    .await;
}

async fn found(browser: &mut Browser, typed: &str) -> Vec<LeadId> {
    browser.call("search", &[("typed", typed)]).await.ok::<Found>().leads.into_iter().map(|lead| lead.id).collect()
}

async fn history(browser: &mut Browser, lead: LeadId) -> Vec<LeadEvent> {
    let facts: LeadFacts = browser.call("lead_facts", &[("lead", &lead.to_string())]).await.ok();
    facts.history.into_iter().map(|change| change.what).collect()
}

fn changed() -> LeadEvent {
    LeadEvent::NumberChanged { from: "+62 812-0000-0002".into(), to: "+62 812-0000-0004".into() }
}

async fn a_lead_has_the_number_that_its_person_changed_to(database: Database) {
    let office = Office::open_on(database).await;
    office.linked_phone("Sales").await;
    let (control, mut events) = (office.control(), office.events());
    control.create_handset(CUSTOMER, "Ada").await.unwrap();
    let ada = wrote(&control, &mut events, CUSTOMER, "Hello").await;
    let mut ana = office.signed_in(Role::Agent).await;
    changes_number(&control).await;
    let now = has_number(&mut events, "+62 812-0000-0004").await;
    assert_eq!((now.id, now.name.as_str(), now.unread), (ada.id, "Ada", 1));
    assert_eq!(history(&mut ana, ada.id).await, [changed()]);
    for typed in [CUSTOMER, "0812 0000 0002", "00000002", NEW] {
        assert_eq!(found(&mut ana, typed).await, [ada.id], "{typed}");
    }
    answer(&mut ana, &mut events, ada.id, "Where are you now?").await;
    assert!(control.messages(NEW).await.unwrap().iter().any(|message| message.text == "Where are you now?"));
    assert_eq!(wrote(&control, &mut events, NEW, "Here").await.id, ada.id);
    // Whoever adds the number of before means them.
    let added: Added = ana.call("add_lead", &[("name", "x"), ("number", &format!("+{CUSTOMER}"))]).await.ok();
    assert_eq!((added.lead.id, added.is_new), (ada.id, false));
    // Somebody else who gets it is somebody else.
    control.create_handset(CUSTOMER, "Carol").await.unwrap();
    let carol = wrote(&control, &mut events, CUSTOMER, "I am new here").await;
    assert_eq!((carol.id == ada.id, carol.name.as_str()), (false, "Carol"));
    assert_eq!(ana.call("list_leads", &[]).await.ok::<LeadsPage>().leads.len(), 2);
}

#[tokio::test]
async fn a_lead_has_the_number_that_its_person_changed_to_on_sqlite() {
    a_lead_has_the_number_that_its_person_changed_to(Database::Sqlite).await;
}

#[tokio::test]
async fn a_lead_has_the_number_that_its_person_changed_to_on_postgres() {
    a_lead_has_the_number_that_its_person_changed_to(Database::Postgres).await;
}

async fn who_changes_to_a_number_that_is_a_lead_becomes_part_of_it_and_can_be_taken_out(database: Database) {
    let office = Office::open_on(database).await;
    office.linked_phone("Sales").await;
    let (control, mut events) = (office.control(), office.events());
    control.create_handset(CUSTOMER, "Ada").await.unwrap();
    let ada = wrote(&control, &mut events, CUSTOMER, "Hello").await;
    let mut ana = office.signed_in(Role::Agent).await;
    let added: Added = ana.call("add_lead", &[("name", "Ada's new one"), ("number", &format!("+{NEW}"))]).await.ok();
    let mut tab = office.tab(&ana).await;
    changes_number(&control).await;
    let heard = tab.hear_change(|change| if let Change::LeadMerged(gone, into) = change { Some((*gone, *into)) } else { None });
    assert_eq!(heard.await, (ada.id, added.lead.id));
    let one = added.lead.id;
    assert_eq!(history(&mut ana, one).await, [LeadEvent::Absorbed("Ada".into()), changed()]);
    for typed in [CUSTOMER, NEW] {
        assert_eq!(found(&mut ana, typed).await, [one], "{typed}");
    }
    answer(&mut ana, &mut events, one, "Where are you now?").await;
    assert!(control.messages(NEW).await.unwrap().iter().any(|message| message.text == "Where are you now?"));
    assert_eq!(wrote(&control, &mut events, NEW, "Here").await.id, one);
    let address = listing::address(&office.state, one, Some(ada.id)).await.unwrap();
    assert_eq!(address.number.as_deref(), Some("+6281200000004"), "also what answers a message of before goes to the number of now");

    let apart: Lead = ana.call("take_people_apart", &[("merged", &ada.id.to_string())]).await.ok();
    assert_eq!((apart.id, apart.number.as_deref()), (ada.id, Some("+62 812-0000-0002")));
    let texts: Vec<_> = all_messages(&mut ana, &ada.id.to_string()).await.into_iter().map(|message| message.text).collect();
    assert_eq!(texts[0], "Hello");
}

#[tokio::test]
async fn who_changes_to_a_number_that_is_a_lead_becomes_part_of_it_and_can_be_taken_out_on_sqlite() {
    who_changes_to_a_number_that_is_a_lead_becomes_part_of_it_and_can_be_taken_out(Database::Sqlite).await;
}

#[tokio::test]
async fn who_changes_to_a_number_that_is_a_lead_becomes_part_of_it_and_can_be_taken_out_on_postgres() {
    who_changes_to_a_number_that_is_a_lead_becomes_part_of_it_and_can_be_taken_out(Database::Postgres).await;
}

#[tokio::test]
async fn a_deleted_lead_changes_its_number_too_and_stays_deleted() {
    let office = Office::open().await;
    office.linked_phone("Sales").await;
    let (control, mut events) = (office.control(), office.events());
    control.create_handset(CUSTOMER, "Ada").await.unwrap();
    let ada = wrote(&control, &mut events, CUSTOMER, "Hello").await;
    let mut admin = office.signed_in(Role::Admin).await;
    admin.call("delete_leads", &[("leads[0]", &ada.id.to_string())]).await.ok::<()>();
    changes_number(&control).await;
    let has_changed = async {
        while !admin.call("deleted_leads", &[("typed", NEW)]).await.ok::<DeletedLeads>().leads.iter().any(|lead| lead.id == ada.id) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(crate::support::PATIENCE, has_changed).await.expect("it has the new number in time");
    assert!(admin.call("list_leads", &[]).await.ok::<LeadsPage>().leads.is_empty());
    assert_eq!(wrote(&control, &mut events, NEW, "Here").await.id, ada.id);
    assert_eq!(history(&mut admin, ada.id).await, [LeadEvent::CameBack, changed(), LeadEvent::Deleted]);
}

async fn a_deleted_lead_is_met_by_the_number_that_they_had_before(database: Database) {
    let office = Office::open_on(database).await;
    let address = |number: &str| Address { number: Some(format!("+{number}")), lid: None };
    let mut tx = intake::begin(&office.state.db).await.unwrap();
    let ada = intake::find_or_create(&mut tx, &address(CUSTOMER), "Ada", 1).await.unwrap().into_lead();
    renumbering::renumber(&mut tx, &address(CUSTOMER), &address(NEW), 2).await.unwrap().expect("she is known");
    tx.commit().await.unwrap();
    let mut admin = office.signed_in(Role::Admin).await;
    admin.call("delete_leads", &[("leads[0]", &ada.id.to_string())]).await.ok::<()>();

    let mut tx = intake::begin(&office.state.db).await.unwrap();
    let met = intake::find_or_create(&mut tx, &address(CUSTOMER), "Ada", 3).await.expect("a message is never refused");
    tx.commit().await.unwrap();
    assert_eq!((met.lead().id, met.came_back), (ada.id, true));

    // Once somebody else has the number, it is theirs.
    admin.call("delete_leads", &[("leads[0]", &ada.id.to_string())]).await.ok::<()>();
    let stranger = Address { lid: Some("77777@lid".into()), ..address(CUSTOMER) };
    let mut tx = intake::begin(&office.state.db).await.unwrap();
    let bo = intake::find_or_create(&mut tx, &stranger, "Bo", 4).await.unwrap().into_lead();
    let again = intake::find_or_create(&mut tx, &address(CUSTOMER), "Bo", 5).await.unwrap();
    assert_eq!((again.lead().id, again.came_back), (bo.id, false));
    assert_ne!(bo.id, ada.id);
}

#[tokio::test]
async fn a_deleted_lead_is_met_by_the_number_that_they_had_before_on_sqlite() {
    a_deleted_lead_is_met_by_the_number_that_they_had_before(Database::Sqlite).await;
}

#[tokio::test]
async fn a_deleted_lead_is_met_by_the_number_that_they_had_before_on_postgres() {
    a_deleted_lead_is_met_by_the_number_that_they_had_before(Database::Postgres).await;
}
