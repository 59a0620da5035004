//! Leads that are deleted: nowhere at once, back with everything, or gone for good.
use crate::support::{Browser, CUSTOMER, Database, Office, PATIENCE, SHOP, all_messages, execute, reached, wait_for, wrote};
use leadwire::{
    app::Figures,
    conversations::{Found, Message, MessageStatus},
    event::{DomainEvent, Subscription},
    leads::{
        Added, DeletedLeads, Lead, LeadChoices, LeadEvent, LeadFacts, LeadId, LeadsPage, Today,
        intake::{self, find_or_create},
    },
    live::Change,
    phones::{Phone, PhoneState},
    team::Role,
    whatsapp::Address,
};
use uuid::Uuid;
use whatsapp_simulator::{Control, NewHistory};

const OTHER: &str = "6281200000003";

async fn delete(browser: &mut Browser, lead: &Lead) {
    browser.call("delete_leads", &[("leads[0]", &lead.id.to_string())]).await.ok::<()>();
}

async fn restore(browser: &mut Browser, lead: &Lead) -> Lead {
    browser.call("restore_leads", &[("leads[0]", &lead.id.to_string())]).await.ok::<Vec<Lead>>().remove(0)
}

async fn listed(browser: &mut Browser) -> Vec<LeadId> {
    browser.call("list_leads", &[]).await.ok::<LeadsPage>().leads.into_iter().map(|lead| lead.id).collect()
}

async fn deleted(browser: &mut Browser, typed: &str) -> Vec<String> {
    browser.call("deleted_leads", &[("typed", typed)]).await.ok::<DeletedLeads>().leads.into_iter().map(|lead| lead.name).collect()
}

async fn found(browser: &mut Browser, typed: &str) -> usize {
    let found: Found = browser.call("search", &[("typed", typed)]).await.ok();
    found.leads.len() + found.hits.len()
}

async fn texts(browser: &mut Browser, lead: &Lead) -> Vec<String> {
    all_messages(browser, &lead.id.to_string()).await.into_iter().map(|message| message.text).collect()
}

async fn plan(browser: &mut Browser, lead: &Lead, fields: &[(&str, &str)]) -> Lead {
    let id = lead.id.to_string();
    browser.call("plan_lead", &[&[("lead", id.as_str())], fields].concat()).await.ok()
}

async fn history(browser: &mut Browser, lead: &Lead) -> Vec<(LeadEvent, bool)> {
    let facts: LeadFacts = browser.call("lead_facts", &[("lead", &lead.id.to_string())]).await.ok();
    facts.history.into_iter().map(|change| (change.what, change.by.is_some())).collect()
}

async fn count(office: &Office, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(office.state.db.read()).await.unwrap()
}

/// Waits until the books say so.
async fn comes_to(office: &Office, sql: &'static str, wanted: i64) {
    let counting = async {
        while count(office, sql).await != wanted {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, counting).await.expect("it comes to that in time");
}

/// An office with a phone and two people who wrote.
struct Scene {
    office: Office,
    control: Control,
    events: Subscription,
    phone: Phone,
    admin: Browser,
    ada: Lead,
    bob: Lead,
}

impl Scene {
    async fn begin(database: Database) -> Self {
        let office = Office::open_on(database).await;
        let phone = office.linked_phone("Sales").await;
        let (control, mut events) = (office.control(), office.events());
        control.create_handset(CUSTOMER, "Ada").await.unwrap();
        control.create_handset(OTHER, "Bob").await.unwrap();
        let ada = wrote(&control, &mut events, CUSTOMER, "Do you ship zebras?").await;
        let bob = wrote(&control, &mut events, OTHER, "Hello").await;
        let admin = office.signed_in(Role::Admin).await;
        Self { office, control, events, phone, admin, ada, bob }
    }

    async fn restart(&mut self) {
        self.office.restart().await;
        (self.control, self.events) = (self.office.control(), self.office.events());
        self.admin = self.office.signed_in(Role::Admin).await;
        let phones: Vec<Phone> = self.admin.call("list_phones", &[]).await.ok();
        if phones[0].state != PhoneState::Connected {
            reached(&mut self.events, self.phone.id, PhoneState::Connected).await;
        }
    }
}

async fn a_deleted_lead_is_nowhere_and_restored_as_it_was(database: Database) {
    let Scene { office, mut admin, ada, bob, .. } = Scene::begin(database).await;
    plan(&mut admin, &ada, &[("plan[tag]", "vip")]).await;
    let id = ada.id.to_string();
    admin.call("add_note", &[("lead", &id), ("id", &Uuid::now_v7().to_string()), ("text", "wants stripes")]).await.ok::<()>();
    let before = plan(&mut admin, &ada, &[("plan[source]", "Fair")]).await;
    let mut elsewhere = office.tab(&office.signed_in(Role::Viewer).await).await;

    delete(&mut admin, &ada).await;
    let heard = elsewhere.hear_change(|change| if let Change::LeadsDeleted(gone) = change { Some(gone.clone()) } else { None });
    assert_eq!(heard.await, [ada.id]);
    assert_eq!(listed(&mut admin).await, [bob.id]);
    for (name, value) in [("tag", "vip"), ("owner", "nobodys"), ("state", "waiting"), ("state", "open"), ("state", "done")] {
        let page: LeadsPage = admin.call("list_leads", &[(&format!("filter[{name}]"), value)]).await.ok();
        assert!(page.leads.iter().all(|lead| lead.id == bob.id), "{name} {value}");
    }
    for typed in ["Ada", CUSTOMER, "zebras", "stripes"] {
        assert_eq!(found(&mut admin, typed).await, 0, "{typed}");
    }
    let today: Today = admin.call("today", &[("everybodys", "true")]).await.ok();
    assert_eq!(today.leads.iter().map(|lead| lead.id).collect::<Vec<_>>(), [bob.id]);
    let now = office.state.clock.now_ms();
    let (begins, ends) = ((now - 43_200_000).to_string(), (now + 43_200_000).to_string());
    let figures: Figures = admin.call("figures", &[("everybodys", "true"), ("days[0]", &begins), ("ends", &ends)]).await.ok();
    assert_eq!((figures.waiting, figures.wrote), (1, 1));
    assert_eq!(admin.call("lead_choices", &[]).await.ok::<LeadChoices>().tags, [""; 0]);
    let file = admin.get("/download/leads.csv").await.body;
    assert!(file.contains("Bob") && !file.contains("Ada"), "{file}");
    for (name, field) in [("lead", "id"), ("lead_facts", "lead"), ("thread", "lead"), ("mark_lead_read", "id")] {
        assert_eq!(admin.call(name, &[(field, &id)]).await.status, 404, "{name}");
    }
    let sent = [("id", &*Uuid::now_v7().to_string()), ("lead", &id), ("text", "Hello?")];
    assert_eq!(admin.call("send_message", &sent).await.status, 404);

    let page: DeletedLeads = admin.call("deleted_leads", &[("typed", "")]).await.ok();
    let one = &page.leads[0];
    assert_eq!((one.id, one.name.as_str(), one.by.as_str(), page.next), (ada.id, "Ada", "The admin", None));
    for typed in ["ad", "+62 812", "0812", "0002"] {
        assert_eq!(deleted(&mut admin, typed).await, ["Ada"], "{typed}");
    }
    assert_eq!(deleted(&mut admin, "Bob").await, [""; 0]);
    admin.call("delete_leads", &[("leads[0]", &id)]).await.ok::<()>();

    assert_eq!(restore(&mut admin, &ada).await, before);
    let back = elsewhere.hear_change(|change| if let Change::Lead(lead) = change { Some(lead.clone()) } else { None });
    assert_eq!(back.await, before);
    assert_eq!(listed(&mut admin).await, [bob.id, ada.id]);
    assert_eq!(texts(&mut admin, &ada).await, ["Do you ship zebras?"]);
    let tagged: LeadsPage = admin.call("list_leads", &[("filter[tag]", "vip")]).await.ok();
    assert_eq!(tagged.leads, [before]);
    for typed in ["Ada", CUSTOMER, "zebras", "stripes"] {
        assert_eq!(found(&mut admin, typed).await, 1, "{typed}");
    }
    assert_eq!(history(&mut admin, &ada).await[..2], [(LeadEvent::Restored, true), (LeadEvent::Deleted, true)]);
    assert_eq!(deleted(&mut admin, "").await, [""; 0]);
    assert_eq!(admin.call("restore_leads", &[("leads[0]", &id)]).await.status, 404, "once is enough");
}

#[tokio::test]
async fn a_deleted_lead_is_nowhere_and_restored_as_it_was_on_sqlite() {
    a_deleted_lead_is_nowhere_and_restored_as_it_was(Database::Sqlite).await;
}

#[tokio::test]
async fn a_deleted_lead_is_nowhere_and_restored_as_it_was_on_postgres() {
    a_deleted_lead_is_nowhere_and_restored_as_it_was(Database::Postgres).await;
}

async fn whoever_writes_again_is_back_unread_with_their_history(database: Database) {
    let mut scene = Scene::begin(database).await;
    let ada = plan(&mut scene.admin, &scene.ada.clone(), &[("plan[call]", "Countess")]).await;
    // Two who are one go together, and either of them brings both back.
    let merged = [("from", &*scene.bob.id.to_string()), ("into", &*ada.id.to_string())];
    scene.admin.call("merge_people", &merged).await.ok::<Lead>();
    delete(&mut scene.admin, &ada).await;
    assert_eq!(listed(&mut scene.admin).await, <[LeadId; 0]>::default());
    scene.restart().await;
    assert_eq!(listed(&mut scene.admin).await, <[LeadId; 0]>::default());

    let back = wrote(&scene.control, &mut scene.events, OTHER, "Still there?").await;
    assert_eq!((back.id, back.name.as_str(), back.unread), (ada.id, "Countess", 3));
    assert_eq!(texts(&mut scene.admin, &ada).await, ["Do you ship zebras?", "Hello", "Still there?"]);
    assert_eq!(history(&mut scene.admin, &ada).await[..2], [(LeadEvent::CameBack, false), (LeadEvent::Deleted, true)]);
    assert_eq!(deleted(&mut scene.admin, "").await, [""; 0]);
    assert_eq!(wrote(&scene.control, &mut scene.events, CUSTOMER, "Me too").await.id, ada.id);

    // Whoever adds them by hand has them back too.
    delete(&mut scene.admin, &ada).await;
    let added: Added = scene.admin.call("add_lead", &[("name", "x"), ("number", &format!("+{CUSTOMER}"))]).await.ok();
    assert_eq!((added.lead.id, added.lead.name.as_str(), added.is_new), (ada.id, "Countess", false));
    assert_eq!(history(&mut scene.admin, &ada).await[0], (LeadEvent::Restored, true));
}

#[tokio::test]
async fn whoever_writes_again_is_back_unread_with_their_history_on_sqlite() {
    whoever_writes_again_is_back_unread_with_their_history(Database::Sqlite).await;
}

#[tokio::test]
async fn whoever_writes_again_is_back_unread_with_their_history_on_postgres() {
    whoever_writes_again_is_back_unread_with_their_history(Database::Postgres).await;
}

async fn five_hundred_are_deleted_and_restored_together(database: Database) {
    let office = Office::open_on(database).await;
    let mut tx = intake::begin(&office.state.db).await.unwrap();
    let mut ids = Vec::new();
    for nth in 0..501 {
        let address = Address { number: Some(format!("+6281{nth:09}")), lid: None };
        ids.push(find_or_create(&mut tx, &address, "Somebody", 1).await.unwrap().lead().id.to_string());
    }
    tx.commit().await.unwrap();
    let names: Vec<String> = (0..501).map(|nth| format!("leads[{nth}]")).collect();
    let all: Vec<(&str, &str)> = names.iter().zip(&ids).map(|(name, id)| (name.as_str(), id.as_str())).collect();
    let mut admin = office.signed_in(Role::Admin).await;
    assert_eq!(admin.call("delete_leads", &all).await.status, 400, "all or none");
    assert_eq!(listed(&mut admin).await.len(), 50);
    admin.call("delete_leads", &all[..500]).await.ok::<()>();
    assert_eq!(listed(&mut admin).await.len(), 1);
    assert_eq!(count(&office, "SELECT COUNT(*) FROM deleted_leads").await, 500);

    // Every one of them is on one of the pages.
    let (mut seen, mut after) = (0, None::<String>);
    loop {
        let mut fields = vec![("typed", "")];
        fields.extend(after.as_deref().map(|after| ("after", after)));
        let page: DeletedLeads = admin.call("deleted_leads", &fields).await.ok();
        seen += page.leads.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, 500);
    assert_eq!(admin.call("restore_leads", &all[..500]).await.ok::<Vec<Lead>>().len(), 500);
    assert_eq!(count(&office, "SELECT COUNT(*) FROM leads WHERE last_message_at >= 0 AND number IS NOT NULL").await, 501);
    assert_eq!(count(&office, "SELECT COUNT(*) FROM deleted_leads").await, 0);
}

#[tokio::test]
async fn five_hundred_are_deleted_and_restored_together_on_sqlite() {
    five_hundred_are_deleted_and_restored_together(Database::Sqlite).await;
}

#[tokio::test]
async fn five_hundred_are_deleted_and_restored_together_on_postgres() {
    five_hundred_are_deleted_and_restored_together(Database::Postgres).await;
}

const LEFT: &str = "SELECT (SELECT COUNT(*) FROM leads) + (SELECT COUNT(*) FROM messages) + (SELECT COUNT(*) FROM lead_notes) \
                    + (SELECT COUNT(*) FROM lead_changes) + (SELECT COUNT(*) FROM deleted_leads) + (SELECT COUNT(*) FROM message_files) \
                    + (SELECT COUNT(*) FROM message_amendments) + (SELECT COUNT(*) FROM merged_leads)";

async fn what_is_deleted_for_good_leaves_nothing(database: Database) {
    let mut scene = Scene::begin(database).await;
    let (ada, bob, mut admin) = (scene.ada.clone(), scene.bob.clone(), scene.admin);
    let mut owner = scene.office.signed_in(Role::Owner).await;
    let id = ada.id.to_string();
    // A picture that we send is on the shelf.
    let file = Uuid::now_v7().to_string();
    let picture = b"\x89PNG\r\n\x1a\n and so on".to_vec();
    let origin = scene.office.url();
    assert_eq!(owner.upload_from(&origin, &file, picture).await.status, 200);
    let sent = [("id", file.as_str()), ("lead", &id), ("text", ""), ("name", "a.png"), ("recorded", "0")];
    owner.call("send_file", &sent).await.ok::<Message>();
    let on_shelf = scene.office.state.config.media_folder().join(&file);
    assert!(on_shelf.exists());
    admin.call("add_note", &[("lead", &id), ("id", &Uuid::now_v7().to_string()), ("text", "wants stripes")]).await.ok::<()>();

    assert_eq!(owner.call("purge_leads", &[("leads[0]", &id)]).await.status, 404, "it is not even deleted");
    delete(&mut admin, &ada).await;
    assert_eq!(admin.call("purge_leads", &[("leads[0]", &id)]).await.status, 403);
    owner.call("purge_leads", &[("leads[0]", &id)]).await.ok::<()>();
    assert_eq!(deleted(&mut admin, "").await, [""; 0], "at once");
    assert_eq!(admin.call("restore_leads", &[("leads[0]", &id)]).await.status, 404);
    // Bob and what he said.
    comes_to(&scene.office, LEFT, 2).await;
    assert!(!on_shelf.exists());
    let anew = wrote(&scene.control, &mut scene.events, CUSTOMER, "Hello again").await;
    assert!(anew.id != ada.id && anew.unread == 1);
    assert_eq!(texts(&mut admin, &anew).await, ["Hello again"]);

    // After 30 days it goes by itself; the day before it does not.
    delete(&mut admin, &anew).await;
    delete(&mut admin, &bob).await;
    let now = scene.office.state.clock.now_ms();
    let day = 86_400_000;
    execute(&scene.office.state.db, format!("UPDATE deleted_leads SET at = {} WHERE id = '{}'", now - 30 * day - 1, anew.id)).await;
    execute(&scene.office.state.db, format!("UPDATE deleted_leads SET at = {} WHERE id = '{}'", now - 29 * day, bob.id)).await;
    scene.office.restart().await;
    let mut admin = scene.office.signed_in(Role::Admin).await;
    comes_to(&scene.office, "SELECT COUNT(*) FROM leads", 1).await;
    assert_eq!(deleted(&mut admin, "").await, ["Bob"]);
    assert_eq!(restore(&mut admin, &bob).await.id, bob.id);
}

#[tokio::test]
async fn what_is_deleted_for_good_leaves_nothing_on_sqlite() {
    what_is_deleted_for_good_leaves_nothing(Database::Sqlite).await;
}

#[tokio::test]
async fn what_is_deleted_for_good_leaves_nothing_on_postgres() {
    what_is_deleted_for_good_leaves_nothing(Database::Postgres).await;
}

#[tokio::test]
async fn what_waits_for_its_phone_does_not_go_to_who_was_deleted_and_holds_up_nobody_else() {
    let Scene { office: _office, control, mut events, phone, mut admin, ada, bob } = Scene::begin(Database::Sqlite).await;
    let act = async |admin: &mut Browser, action: &str| {
        admin.call("act_on_phone", &[("phone", &phone.id.to_string()), ("action", action)]).await.ok::<()>();
    };
    act(&mut admin, "pause_sending").await;
    for (lead, text) in [(&ada, "To Ada"), (&bob, "To Bob")] {
        let (id, lead) = (Uuid::now_v7().to_string(), lead.id.to_string());
        admin.call("send_message", &[("id", &id), ("lead", &lead), ("text", text)]).await.ok::<Message>();
    }
    delete(&mut admin, &ada).await;
    act(&mut admin, "resume_sending").await;
    let why = wait_for(&mut events, |event| match event {
        DomainEvent::MessageChanged(Message { status: MessageStatus::Failed(why), text, .. }) if text == "To Ada" => Some(why.clone()),
        _ => None,
    });
    assert_eq!(why.await, "The lead was deleted before this was sent.");
    control.wait_for_messages(OTHER, 2, None, PATIENCE).await.unwrap();
    assert!(control.messages(CUSTOMER).await.unwrap().iter().all(|message| message.text != "To Ada"));
}

#[tokio::test]
async fn what_a_handset_remembers_brings_nobody_back() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let control = office.control();
    control.create_handset(SHOP, "Shop").await.unwrap();
    control.set_history(SHOP, NewHistory { conversations: 2, messages: 3, parts: 1, others: false }).await.unwrap();
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    let scan = async |events: &mut Subscription| {
        crate::support::code(events, phone.id).await;
        let qr = office.state.phones.code_text(phone.id).await.unwrap().unwrap();
        control.scan(SHOP, &qr).await.unwrap();
        reached(events, phone.id, PhoneState::Connected).await;
    };
    scan(&mut events).await;
    comes_to(&office, "SELECT COUNT(*) FROM messages", 6).await;
    let leads: LeadsPage = owner.call("list_leads", &[]).await.ok();
    delete(&mut owner, &leads.leads[0]).await;
    owner.call("act_on_phone", &[("phone", &phone.id.to_string()), ("action", "unlink")]).await.ok::<()>();
    comes_to(&office, "SELECT COUNT(*) FROM phones WHERE state = 'new'", 1).await;
    let mut events = office.events();
    owner.call("begin_linking", &[("phone", &phone.id.to_string()), ("force", "false")]).await;
    scan(&mut events).await;
    comes_to(&office, "SELECT COUNT(*) FROM phones WHERE history_percent = 100", 1).await;
    comes_to(&office, "SELECT COUNT(*) FROM history_parts", 0).await;
    assert_eq!(listed(&mut owner).await, [leads.leads[1].id]);
}
