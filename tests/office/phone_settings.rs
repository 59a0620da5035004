//! What a phone does by itself: it replies, tells people that they were read, and fetches files, as it is set.
use crate::support::{Answer, Browser, CUSTOMER, Database, Office, PATIENCE, SHOP, wait_for};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use leadwire::{
    conversations::{MediaState, Message, MessageStatus, Shows, Thread},
    event::{DomainEvent, Subscription},
    leads::{Lead, LeadChange},
    phones::{Hours, Phone, PhoneSettings},
    team::Role,
};
use whatsapp_simulator::{MessageKind, NewMedia, NewMessage, SendAs, Status};

const OTHER: &str = "6281200000003";
const AWAY: &str = "Thanks! We answer tomorrow.";
const HOUR_MS: i64 = 3_600_000;
const EVERY_DAY: u8 = 0b111_1111;

struct Scene {
    office: Office,
    phone: Phone,
    admin: Browser,
    events: Subscription,
}

impl Scene {
    async fn set(database: Database) -> Self {
        let office = Office::open_on(database).await;
        let phone = office.linked_phone("Sales").await;
        for (number, name) in [(CUSTOMER, "Ada"), (OTHER, "Bob")] {
            office.control().create_handset(number, name).await.unwrap();
        }
        let (admin, events) = (office.signed_in(Role::Admin).await, office.events());
        Self { office, phone, admin, events }
    }

    async fn save(&mut self, settings: &PhoneSettings) -> Answer {
        let phone = self.phone.id.to_string();
        let said = |is: bool| is.to_string();
        let PhoneSettings { replies, reply, hours, marks_read, fetches_media } = settings;
        let mut fields = vec![
            ("phone", phone),
            ("settings[replies]", said(*replies)),
            ("settings[reply]", reply.clone()),
            ("settings[marks_read]", said(*marks_read)),
            ("settings[fetches_media]", said(*fetches_media)),
        ];
        if let Some(Hours { days, from, to, zone }) = hours {
            fields.push(("settings[hours][days]", days.to_string()));
            fields.push(("settings[hours][from]", from.to_string()));
            fields.push(("settings[hours][to]", to.to_string()));
            fields.push(("settings[hours][zone]", zone.clone()));
        }
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.admin.call("save_phone_settings", &fields).await
    }

    async fn replies(&mut self, hours: Option<Hours>) {
        let settings = PhoneSettings { replies: true, reply: AWAY.into(), hours, ..PhoneSettings::default() };
        self.save(&settings).await.ok::<PhoneSettings>();
    }

    /// Somebody writes; answers their lead once that is stored, with the reply in the same transaction.
    async fn wrote(&mut self, number: &str, text: &str) -> Lead {
        self.office.control().send(number, SHOP, text).await.unwrap();
        self.lead_after(text).await
    }

    async fn lead_after(&mut self, text: &str) -> Lead {
        wait_for(&mut self.events, |event| match event {
            DomainEvent::LeadChanged(lead) if lead.last_message == text => Some(lead.clone()),
            _ => None,
        })
        .await
    }

    async fn until(&mut self, wanted: impl Fn(&Message) -> bool) -> Message {
        wait_for(&mut self.events, |event| match event {
            DomainEvent::MessageAdded(message) | DomainEvent::MessageChanged(message) if wanted(message) => Some(message.clone()),
            _ => None,
        })
        .await
    }

    async fn automatic(&self) -> i64 {
        let count = sqlx::query_scalar("SELECT COUNT(*) FROM messages WHERE is_automatic = 1");
        count.fetch_one(self.office.state.db.read()).await.unwrap()
    }

    async fn change(&self, sql: &'static str) {
        let mut tx = self.office.state.db.write().await.unwrap();
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn open_conversation(&mut self, lead: &Lead) {
        self.admin.call("mark_lead_read", &[("id", &lead.id.to_string())]).await.ok::<()>();
    }

    /// What Ada's handset knows of her messages.
    async fn ticks(&self) -> Vec<Option<Status>> {
        let messages = self.office.control().messages(CUSTOMER).await.unwrap();
        messages.into_iter().filter(|message| message.from.as_str() == CUSTOMER).map(|message| message.status).collect()
    }
}

async fn a_person_is_replied_to_once_a_day_and_goes_on_waiting(database: Database) {
    let mut scene = Scene::set(database).await;
    scene.replies(None).await;
    let ada = scene.wrote(CUSTOMER, "Are you open?").await;
    let got = scene.office.control().wait_for_messages(CUSTOMER, 2, None, PATIENCE).await.unwrap();
    assert_eq!(got.iter().map(|message| message.text.as_str()).collect::<Vec<_>>(), ["Are you open?", AWAY]);
    scene.until(|message| message.text == AWAY && message.status == MessageStatus::Delivered).await;
    let lead: Lead = scene.admin.call("lead", &[("id", &ada.id.to_string())]).await.ok();
    assert_eq!((lead.waiting_since, lead.owner, lead.last_message_is_ours), (ada.waiting_since, None, false), "it is no answer");
    assert!(lead.waiting_since.is_some());
    assert_eq!(lead.last_message, "Are you open?");
    let thread: Thread = scene.admin.call("thread", &[("lead", &ada.id.to_string())]).await.ok();
    let said: Vec<_> = thread.messages.iter().map(|message| (message.sender.as_str(), message.text.as_str())).collect();
    assert_eq!(said, [("Ada", "Are you open?"), ("Automatic reply", AWAY)]);
    let history: Vec<LeadChange> = scene.admin.call("lead_history", &[("lead", &ada.id.to_string())]).await.ok();
    assert_eq!(history, []);

    scene.wrote(CUSTOMER, "Hello?").await;
    scene.office.restart().await;
    (scene.admin, scene.events) = (scene.office.signed_in(Role::Admin).await, scene.office.events());
    scene.wrote(CUSTOMER, "Anybody?").await;
    assert_eq!(scene.automatic().await, 1, "one for this person today");
    scene.wrote(OTHER, "Hi").await;
    assert_eq!(scene.automatic().await, 2, "another one for somebody else");
    scene.change("UPDATE messages SET at = at - 86400000 WHERE is_automatic = 1").await;
    scene.wrote(CUSTOMER, "Good morning").await;
    assert_eq!(scene.automatic().await, 3, "the next day");
}

#[tokio::test]
async fn a_person_is_replied_to_once_a_day_and_goes_on_waiting_on_sqlite() {
    a_person_is_replied_to_once_a_day_and_goes_on_waiting(Database::Sqlite).await;
}

#[tokio::test]
async fn a_person_is_replied_to_once_a_day_and_goes_on_waiting_on_postgres() {
    a_person_is_replied_to_once_a_day_and_goes_on_waiting(Database::Postgres).await;
}

#[tokio::test]
async fn what_is_planned_for_somebody_stays_planned_after_an_automatic_reply() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let ada = scene.wrote(CUSTOMER, "Hello").await;
    scene.replies(None).await;
    // Written on another clock an hour ahead, so that their own next message does not end it either.
    let now = scene.office.state.clock.now_ms();
    let (lead, due) = (ada.id.to_string(), (now + HOUR_MS).to_string());
    let plan = [("lead", lead.as_str()), ("plan[follow_up][due_at]", &due), ("plan[follow_up][note]", "Call")];
    scene.admin.call("plan_lead", &plan).await.ok::<Lead>();
    let id = uuid::Uuid::now_v7().to_string();
    let later = [("id", id.as_str()), ("lead", &lead), ("text", "Later"), ("send_at", &due)];
    scene.admin.call("schedule_message", &later).await.ok::<leadwire::conversations::Scheduled>();
    scene.change("UPDATE leads SET planned_at = planned_at + 3600000").await;
    scene.change("UPDATE scheduled_messages SET planned_at = planned_at + 3600000").await;
    scene.wrote(CUSTOMER, "Are you there?").await;
    scene.until(|message| message.text == AWAY && message.status == MessageStatus::Delivered).await;
    let lead_now: Lead = scene.admin.call("lead", &[("id", &lead)]).await.ok();
    assert_eq!((lead_now.due_at, lead_now.due_note.as_str()), (Some(now + HOUR_MS), "Call"));
    let desk: leadwire::conversations::Desk = scene.admin.call("desk", &[("lead", &lead)]).await.ok();
    assert_eq!(desk.scheduled.iter().map(|scheduled| scheduled.held.clone()).collect::<Vec<_>>(), [None]);
}

#[tokio::test]
async fn nobody_is_replied_to_while_somebody_is_there_or_when_it_is_too_late() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let hours = |days, zone: &str| Some(Hours { days, from: 0, to: Hours::DAY, zone: zone.into() });
    scene.replies(hours(EVERY_DAY, "Asia/Jakarta")).await;
    scene.wrote(CUSTOMER, "Somebody is there").await;
    // Today and the days around it, whatever the zone and however long this takes.
    let today = (scene.office.state.clock.now_ms().div_euclid(86_400_000) + 3).rem_euclid(7);
    let other_days = EVERY_DAY & !(1 << today) & !(1 << ((today + 1) % 7)) & !(1 << ((today + 6) % 7));
    scene.replies(hours(other_days, "America/Sao_Paulo")).await;

    let six_minutes_ago = Some(scene.office.state.clock.now_ms() - 6 * 60_000);
    let old = NewMessage { to: SHOP.into(), text: "Written long ago".into(), at: six_minutes_ago, ..NewMessage::default() };
    scene.office.control().send_message(CUSTOMER, old).await.unwrap();
    scene.until(|message| message.text == "Written long ago").await;
    scene.office.control().send(SHOP, CUSTOMER, "From the handset").await.unwrap();
    scene.until(|message| message.text == "From the handset").await;
    let reaction = MessageKind::Reaction { to: "none".into() };
    let reaction = NewMessage { to: SHOP.into(), text: "👍".into(), kind: Some(reaction), ..NewMessage::default() };
    scene.office.control().send_message(CUSTOMER, reaction).await.unwrap();
    scene.admin.call("act_on_phone", &[("phone", &scene.phone.id.to_string()), ("action", "pause_sending")]).await.ok::<()>();
    scene.wrote(CUSTOMER, "Sending is paused").await;
    scene.admin.call("act_on_phone", &[("phone", &scene.phone.id.to_string()), ("action", "resume_sending")]).await.ok::<()>();
    assert_eq!(scene.automatic().await, 0);
    scene.wrote(CUSTOMER, "Now").await;
    assert_eq!(scene.automatic().await, 1);

    // One that could not go out in time never does.
    let sent = scene.until(|message| message.text == AWAY && message.status == MessageStatus::Delivered).await;
    scene.change("UPDATE messages SET at = at - 360000, status = 'queued', stanza_id = 'OTHER' WHERE is_automatic = 1").await;
    scene.office.state.outbox.send_again(scene.phone.id, sent.id);
    let given_up = scene.until(|message| message.id == sent.id && message.status != MessageStatus::Delivered).await;
    assert!(matches!(given_up.status, MessageStatus::Failed(why) if why.contains("still a reply")));
    let got = scene.office.control().messages(CUSTOMER).await.unwrap();
    assert_eq!(got.iter().filter(|message| message.text == AWAY).count(), 1);
}

async fn people_are_told_that_they_were_read_only_by_a_phone_that_is_set_so(database: Database) {
    let mut scene = Scene::set(database).await;
    let ada = scene.wrote(CUSTOMER, "First").await;
    scene.open_conversation(&ada).await;
    scene.save(&PhoneSettings { marks_read: true, ..PhoneSettings::default() }).await.ok::<PhoneSettings>();
    for text in ["Second", "Third"] {
        scene.wrote(CUSTOMER, text).await;
    }
    scene.open_conversation(&ada).await;
    scene.office.control().wait_for_messages(CUSTOMER, 2, Some(Status::Read), PATIENCE).await.unwrap();
    scene.save(&PhoneSettings::default()).await.ok::<PhoneSettings>();
    scene.wrote(CUSTOMER, "Fourth").await;
    scene.open_conversation(&ada).await;
    // What goes out after it says that nothing of it is on its way.
    let fields = [("id", uuid::Uuid::now_v7().to_string()), ("lead", ada.id.to_string()), ("text", "Yes?".to_owned())];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    scene.admin.call("send_message", &fields).await.ok::<Message>();
    scene.until(|message| message.text == "Yes?" && message.status == MessageStatus::Delivered).await;
    let (read, delivered) = (Some(Status::Read), Some(Status::Delivered));
    assert_eq!(scene.ticks().await, [delivered, read, read, delivered]);
}

#[tokio::test]
async fn people_are_told_that_they_were_read_only_by_a_phone_that_is_set_so_on_sqlite() {
    people_are_told_that_they_were_read_only_by_a_phone_that_is_set_so(Database::Sqlite).await;
}

#[tokio::test]
async fn people_are_told_that_they_were_read_only_by_a_phone_that_is_set_so_on_postgres() {
    people_are_told_that_they_were_read_only_by_a_phone_that_is_set_so(Database::Postgres).await;
}

async fn a_file_waits_for_a_person_when_its_phone_fetches_none(database: Database) {
    let mut scene = Scene::set(database).await;
    scene.save(&PhoneSettings { fetches_media: false, ..PhoneSettings::default() }).await.ok::<PhoneSettings>();
    let media = NewMedia {
        send_as: SendAs::Image,
        data: BASE64_STANDARD.encode(b"\x89PNG\r\n\x1a\nand so on"),
        mime: "image/png".into(),
        name: String::new(),
        claimed_size: None,
        width: None,
        height: None,
        seconds: None,
        thumbnail: String::new(),
        lost: false,
        wrong_hash: false,
    };
    let picture = |id: &str| NewMessage {
        to: SHOP.into(),
        id: Some(id.into()),
        kind: Some(MessageKind::Media(media.clone())),
        ..NewMessage::default()
    };
    scene.office.control().send_message(CUSTOMER, picture("1")).await.unwrap();
    let waits = scene.until(|message| message.media.is_some()).await;
    assert_eq!(waits.media.clone().unwrap().state, MediaState::NotFetched);
    assert_eq!(scene.admin.get(&format!("/media/{}", waits.id.0)).await.status, 404);

    // Another one is fetched by itself, and this one still is not.
    scene.save(&PhoneSettings::default()).await.ok::<PhoneSettings>();
    scene.office.control().send_message(CUSTOMER, picture("2")).await.unwrap();
    let here = |message: &Message| message.media.as_ref().is_some_and(|media| media.state == MediaState::Stored(Shows::Image));
    assert_ne!(scene.until(here).await.id, waits.id);
    let thread: Thread = scene.admin.call("thread", &[("lead", &waits.lead_id.to_string())]).await.ok();
    assert_eq!(thread.messages[0].media.clone().unwrap().state, MediaState::NotFetched);
    scene.admin.call("fetch_media_again", &[("message", &waits.id.0.to_string())]).await.ok::<()>();
    assert_eq!(scene.until(here).await.id, waits.id);
}

#[tokio::test]
async fn a_file_waits_for_a_person_when_its_phone_fetches_none_on_sqlite() {
    a_file_waits_for_a_person_when_its_phone_fetches_none(Database::Sqlite).await;
}

#[tokio::test]
async fn a_file_waits_for_a_person_when_its_phone_fetches_none_on_postgres() {
    a_file_waits_for_a_person_when_its_phone_fetches_none(Database::Postgres).await;
}

#[tokio::test]
async fn settings_that_make_no_sense_are_refused_and_change_nothing() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let phone = scene.phone.id.to_string();
    let before: PhoneSettings = scene.admin.call("phone_settings", &[("phone", &phone)]).await.ok();
    assert_eq!(before, PhoneSettings::default());
    assert!(before.fetches_media && !before.marks_read && !before.replies);
    let usual = Hours { days: Hours::WORKDAYS, from: 540, to: 1_020, zone: "Asia/Jakarta".into() };
    let told = PhoneSettings { replies: true, reply: " Soon. ".into(), hours: Some(usual.clone()), ..PhoneSettings::default() };
    let with = |hours| PhoneSettings { hours: Some(hours), ..told.clone() };
    for (unfit, field) in [
        (PhoneSettings { reply: "  ".into(), ..told.clone() }, "reply"),
        (PhoneSettings { reply: "é".repeat(1_001), ..told.clone() }, "reply"),
        (with(Hours { days: 0, ..usual.clone() }), "hours"),
        (with(Hours { days: 128, ..usual.clone() }), "hours"),
        (with(Hours { to: 540, ..usual.clone() }), "hours"),
        (with(Hours { to: 1_441, ..usual.clone() }), "hours"),
        (with(Hours { zone: "Mars/Olympus".into(), ..usual.clone() }), "zone"),
    ] {
        assert!(scene.save(&unfit).await.error().of_field(field).is_some(), "{unfit:?}");
    }
    assert_eq!(scene.admin.call("phone_settings", &[("phone", &phone)]).await.ok::<PhoneSettings>(), before);
    scene.save(&told).await.ok::<PhoneSettings>();
    let now: PhoneSettings = scene.admin.call("phone_settings", &[("phone", &phone)]).await.ok();
    assert_eq!(now, PhoneSettings { reply: "Soon.".into(), ..told });
    assert_eq!(scene.office.signed_in(Role::Agent).await.call("phone_settings", &[("phone", &phone)]).await.status, 403);
}
