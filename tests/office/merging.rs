//! People whom somebody finds to be one, and takes apart again.
use crate::support::{Browser, CUSTOMER, Database, Office, all_messages, execute, wait_for, wrote};
use leadwire::{
    conversations::{Found, Message, MessageStatus},
    event::{DomainEvent, Subscription},
    leads::{Added, Lead, LeadEvent, LeadFacts, LeadsPage, merging::MergedPerson},
    live::Change,
    team::Role,
};
use uuid::Uuid;

const OTHER: &str = "6281200000003";

/// Answers a lead, and waits until a handset has it.
async fn answer(browser: &mut Browser, events: &mut Subscription, lead: &Lead, text: &str) {
    let (id, lead) = (Uuid::now_v7().to_string(), lead.id.to_string());
    browser.call("send_message", &[("id", &id), ("lead", &lead), ("text", text)]).await.ok::<Message>();
    wait_for(events, |event| match event {
        DomainEvent::MessageChanged(message) if message.text == text && message.status == MessageStatus::Delivered => Some(()),
        _ => None,
    })
    .await;
}

async fn texts(browser: &mut Browser, lead: &Lead) -> Vec<String> {
    all_messages(browser, &lead.id.to_string()).await.into_iter().map(|message| message.text).collect()
}

async fn merge(browser: &mut Browser, from: &Lead, into: &Lead) -> Lead {
    browser.call("merge_people", &[("from", &from.id.to_string()), ("into", &into.id.to_string())]).await.ok()
}

async fn two_numbers(database: Database) -> (Office, Subscription, Browser, Lead, Lead) {
    let office = Office::open_on(database).await;
    office.linked_phone("Sales").await;
    office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
    office.control().create_handset(OTHER, "Ada at work").await.unwrap();
    let mut events = office.events();
    let ada = wrote(&office.control(), &mut events, CUSTOMER, "Do you ship?").await;
    let work = wrote(&office.control(), &mut events, OTHER, "It is me again").await;
    let ana = office.signed_in(Role::Agent).await;
    (office, events, ana, ada, work)
}

async fn people_that_are_one_have_one_thread_and_are_answered_where_they_wrote_last(database: Database) {
    let (office, mut events, mut ana, ada, work) = two_numbers(database).await;
    let control = office.control();
    let mut elsewhere = office.tab(&office.signed_in(Role::Viewer).await).await;
    let merged = merge(&mut ana, &work, &ada).await;
    assert_eq!((merged.id, merged.last_message.as_str(), merged.unread), (ada.id, "It is me again", 2));
    let heard = elsewhere.hear_change(|change| match change {
        Change::LeadMerged(gone, into) => Some((*gone, *into)),
        _ => None,
    });
    assert_eq!(heard.await, (work.id, ada.id));
    assert_eq!(texts(&mut ana, &ada).await, ["Do you ship?", "It is me again"]);
    let listed: LeadsPage = ana.call("list_leads", &[]).await.ok();
    assert_eq!(listed.leads.len(), 1);

    for typed in [OTHER, "+62 812 0000 0003", "0812 0000 0003", "0003"] {
        let found: Found = ana.call("search", &[("typed", typed)]).await.ok();
        assert_eq!(found.leads.iter().map(|lead| lead.id).collect::<Vec<_>>(), [ada.id], "{typed}");
    }

    // Who follows an old address comes to where they are now.
    let found: Lead = ana.call("lead", &[("id", &work.id.to_string())]).await.ok();
    assert_eq!(found.id, ada.id);

    answer(&mut ana, &mut events, &ada, "To work").await;
    assert!(control.messages(OTHER).await.unwrap().iter().any(|message| message.text == "To work"));
    assert_eq!(wrote(&control, &mut events, CUSTOMER, "At home now").await.id, ada.id);
    answer(&mut ana, &mut events, &ada, "To home").await;
    assert!(control.messages(CUSTOMER).await.unwrap().iter().any(|message| message.text == "To home"));
    assert_eq!(wrote(&control, &mut events, OTHER, "At work again").await.id, ada.id, "the number goes on being met");

    // Adding them by either number finds the one lead.
    let added: Added = ana.call("add_lead", &[("name", "x"), ("number", &format!("+{OTHER}"))]).await.ok();
    assert_eq!((added.lead.id, added.is_new), (ada.id, false));
    let facts: LeadFacts = ana.call("lead_facts", &[("lead", &ada.id.to_string())]).await.ok();
    let merged = facts.history.iter().find(|change| change.what == LeadEvent::Absorbed("Ada at work".into()));
    assert!(merged.is_some_and(|change| change.by.is_some()), "who did it is written down");
}

#[tokio::test]
async fn people_that_are_one_have_one_thread_and_are_answered_where_they_wrote_last_on_sqlite() {
    people_that_are_one_have_one_thread_and_are_answered_where_they_wrote_last(Database::Sqlite).await;
}

#[tokio::test]
async fn people_that_are_one_have_one_thread_and_are_answered_where_they_wrote_last_on_postgres() {
    people_that_are_one_have_one_thread_and_are_answered_where_they_wrote_last(Database::Postgres).await;
}

async fn who_was_only_added_hides_nothing_of_whom_they_turn_out_to_be(database: Database) {
    let (office, _events, mut ana, ada, work) = two_numbers(database).await;
    let added: Added = ana.call("add_lead", &[("name", "Dora"), ("number", "+62 812 0000 0099")]).await.ok();
    let merged = merge(&mut ana, &added.lead, &ada).await;
    let was = |lead: &Lead| (lead.name.clone(), lead.last_message.clone(), lead.last_message_at, lead.waiting_since);
    assert_eq!(was(&merged), was(&ada), "they keep their name, their words and their place");
    assert_eq!(ana.call("lead", &[("id", &ada.id.to_string())]).await.ok::<Lead>(), merged, "as everybody reads it from now on");

    let other: Added = ana.call("add_lead", &[("name", "Emma"), ("number", "+62 812 0000 0098")]).await.ok();
    let merged = merge(&mut ana, &work, &other.lead).await;
    assert_eq!((merged.name.as_str(), &merged.last_message, merged.last_message_at), ("Emma", &work.last_message, work.last_message_at));
    assert_eq!(ana.call("lead", &[("id", &other.lead.id.to_string())]).await.ok::<Lead>(), merged);

    execute(&office.state.db, format!("UPDATE leads SET name = 'Unknown number' WHERE id = '{}'", ada.id)).await;
    let finn: Added = ana.call("add_lead", &[("name", "Finn"), ("number", "+62 812 0000 0096")]).await.ok();
    assert_eq!(merge(&mut ana, &finn.lead, &ada).await.name, "Finn", "that is no name");
}

#[tokio::test]
async fn who_was_only_added_hides_nothing_of_whom_they_turn_out_to_be_on_sqlite() {
    who_was_only_added_hides_nothing_of_whom_they_turn_out_to_be(Database::Sqlite).await;
}

#[tokio::test]
async fn who_was_only_added_hides_nothing_of_whom_they_turn_out_to_be_on_postgres() {
    who_was_only_added_hides_nothing_of_whom_they_turn_out_to_be(Database::Postgres).await;
}

async fn people_are_taken_apart_with_what_came_since(database: Database) {
    let (office, mut events, mut ana, ada, work) = two_numbers(database).await;
    let control = office.control();
    let plan =
        |lead: &Lead, field: &str, value: &str| [("lead".to_owned(), lead.id.to_string()), (format!("plan[{field}]"), value.to_owned())];
    let call = async |ana: &mut Browser, fields: [(String, String); 2]| {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        ana.call("plan_lead", &fields).await.ok::<Lead>()
    };
    call(&mut ana, plan(&work, "tag", "office")).await;
    call(&mut ana, plan(&work, "source", "Fair")).await;
    call(&mut ana, plan(&ada, "tag", "vip")).await;
    let merged = merge(&mut ana, &work, &ada).await;
    assert_eq!((merged.tags.join(" "), merged.source.as_str()), ("office vip".to_owned(), "Fair"));
    wrote(&control, &mut events, OTHER, "From work").await;
    answer(&mut ana, &mut events, &ada, "Answered").await;
    wrote(&control, &mut events, CUSTOMER, "From home").await;
    // What somebody decided since stays.
    call(&mut ana, plan(&ada, "source", "Shop window")).await;

    let all: Vec<MergedPerson> = ana.call("merged_people", &[("lead", &ada.id.to_string())]).await.ok();
    assert_eq!((all.len(), all[0].id, all[0].name.as_str()), (1, work.id, "Ada at work"));
    let apart: Lead = ana.call("take_people_apart", &[("merged", &work.id.to_string())]).await.ok();
    assert_eq!((apart.id, apart.last_message.as_str(), apart.last_message_is_ours), (work.id, "Answered", true));
    assert_eq!((apart.tags.join(" "), apart.source.as_str(), apart.waiting_since), ("office".to_owned(), "Fair", None));
    let rest: Lead = ana.call("lead", &[("id", &ada.id.to_string())]).await.ok();
    assert_eq!((rest.tags.join(" "), rest.source.as_str(), rest.last_message.as_str()), ("vip".to_owned(), "Shop window", "From home"));
    assert_eq!(texts(&mut ana, &ada).await, ["Do you ship?", "From home"]);
    assert_eq!(texts(&mut ana, &work).await, ["It is me again", "From work", "Answered"]);
    assert_eq!(wrote(&control, &mut events, OTHER, "And on").await.id, work.id);
    assert_eq!(wrote(&control, &mut events, CUSTOMER, "And on, too").await.id, ada.id);
    assert_eq!(ana.call("take_people_apart", &[("merged", &work.id.to_string())]).await.status, 404, "once is enough");
}

#[tokio::test]
async fn people_are_taken_apart_with_what_came_since_on_sqlite() {
    people_are_taken_apart_with_what_came_since(Database::Sqlite).await;
}

#[tokio::test]
async fn people_are_taken_apart_with_what_came_since_on_postgres() {
    people_are_taken_apart_with_what_came_since(Database::Postgres).await;
}

#[tokio::test]
async fn nobody_is_merged_with_themselves_or_with_nobody_nor_by_somebody_who_may_only_look() {
    let (office, _, mut ana, ada, work) = two_numbers(Database::Sqlite).await;
    let (id, nobody) = (ada.id.to_string(), Uuid::now_v7().to_string());
    assert_eq!(ana.call("merge_people", &[("from", &id), ("into", &id)]).await.status, 409);
    assert_eq!(ana.call("merge_people", &[("from", &nobody), ("into", &id)]).await.status, 404);
    assert_eq!(ana.call("merge_people", &[("from", &id), ("into", &nobody)]).await.status, 404);
    let mut viewer = office.signed_in(Role::Viewer).await;
    assert_eq!(viewer.call("merge_people", &[("from", &work.id.to_string()), ("into", &id)]).await.status, 403);
    assert_eq!(texts(&mut ana, &ada).await, ["Do you ship?"]);
}

#[tokio::test]
async fn a_chain_of_people_is_one_and_each_can_be_taken_out_of_it() {
    let (office, mut events, mut ana, ada, work) = two_numbers(Database::Sqlite).await;
    office.control().create_handset("6281200000004", "Third").await.unwrap();
    let third = wrote(&office.control(), &mut events, "6281200000004", "Hi").await;
    merge(&mut ana, &ada, &work).await;
    merge(&mut ana, &work, &third).await;
    assert_eq!(texts(&mut ana, &third).await, ["Do you ship?", "It is me again", "Hi"]);
    assert_eq!(wrote(&office.control(), &mut events, CUSTOMER, "Where am I?").await.id, third.id);
    ana.call("take_people_apart", &[("merged", &work.id.to_string())]).await.ok::<Lead>();
    assert_eq!(texts(&mut ana, &work).await, ["It is me again"]);
    ana.call("take_people_apart", &[("merged", &ada.id.to_string())]).await.ok::<Lead>();
    assert_eq!(texts(&mut ana, &ada).await, ["Do you ship?", "Where am I?"]);
    assert_eq!(texts(&mut ana, &third).await, ["Hi"]);
}

async fn a_number_with_and_without_its_newer_digit_is_one_person(database: Database) {
    let office = Office::open_on(database).await;
    office.linked_phone("Sales").await;
    let mut ana = office.signed_in(Role::Agent).await;
    let added: Added = ana.call("add_lead", &[("name", "Bia"), ("number", "+55 11 98765-4321")]).await.ok();
    // WhatsApp knows the account as it was made, before the 9 came.
    office.control().create_handset("551187654321", "Bia").await.unwrap();
    let mut events = office.events();
    let bia = wrote(&office.control(), &mut events, "551187654321", "Oi").await;
    assert_eq!((bia.id, bia.number.as_deref()), (added.lead.id, Some("+55 1187654321")));
    answer(&mut ana, &mut events, &bia, "Tudo bem?").await;
    let again: Added = ana.call("add_lead", &[("name", "Bia"), ("number", "+55 11 98765-4321")]).await.ok();
    assert_eq!((again.lead.id, again.is_new), (bia.id, false));
}

#[tokio::test]
async fn a_number_with_and_without_its_newer_digit_is_one_person_on_sqlite() {
    a_number_with_and_without_its_newer_digit_is_one_person(Database::Sqlite).await;
}

#[tokio::test]
async fn a_number_with_and_without_its_newer_digit_is_one_person_on_postgres() {
    a_number_with_and_without_its_newer_digit_is_one_person(Database::Postgres).await;
}
