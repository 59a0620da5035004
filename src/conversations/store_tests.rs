//! Messages, on both databases.
use super::{
    fetching::Fetching,
    history::Importing,
    model::{self, MessageId, MessageStatus},
    outbox::Outbox,
    receiving::PhoneInbox,
    retry_requests, store,
};
use crate::{
    clock::Clock,
    db::{Db, testing},
    event::{DomainEvent, EventBus},
    leads::{LeadId, Reach},
    on_both_databases,
    phones::PhoneId,
    whatsapp::{Address, Inbound, Inbox, Kind, Recalled, ReceiptKind, Reply, RetryRequest, Talk, Target, What},
};
use sqlx::Row;
use uuid::Uuid;

async fn inbox(db: &Db) -> PhoneInbox {
    let phone = PhoneId(Uuid::now_v7());
    let mut tx = db.write().await.unwrap();
    sqlx::query("INSERT INTO phones (id, name, state, since, created_at) VALUES ($1, 'Sales', 'connected', 1, 1)")
        .bind(phone.to_string())
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    PhoneInbox {
        phone,
        db: db.clone(),
        events: EventBus::default(),
        clock: Clock::from_fn(|| 0),
        outbox: Outbox::new().0,
        fetching: Fetching::default(),
        importing: Importing::default(),
    }
}

fn inbound(stanza_id: &str, person: Address, text: &str, at: i64) -> Inbound {
    let what = What::message(Kind::Text);
    Inbound { stanza_id: stanza_id.into(), person, from_handset: false, push_name: "Ada".into(), text: text.into(), what, at }
}

fn unreadable_one(stanza_id: &str) -> Inbound {
    Inbound { what: What::message(Kind::Waiting), ..inbound(stanza_id, by_number(), "", 1) }
}

fn by_number() -> Address {
    Address { number: Some("+6281200000002".into()), lid: None }
}

fn by_lid() -> Address {
    Address { number: None, lid: Some("777".into()) }
}

fn by_both() -> Address {
    Address { number: by_number().number, lid: by_lid().lid }
}

async fn leads(db: &Db) -> Vec<LeadId> {
    let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM leads").fetch_all(db.read()).await.unwrap();
    ids.iter().map(|id| LeadId(Uuid::parse_str(id).unwrap())).collect()
}

async fn texts(db: &Db, lead: LeadId) -> Vec<String> {
    let mut messages = store::before(db, lead, None, 100).await.unwrap();
    messages.reverse();
    messages.into_iter().map(|message| message.text).collect()
}

async fn queue(inbox: &PhoneInbox, lead: LeadId, text: &str, at: i64) -> String {
    let id = MessageId(Uuid::now_v7());
    let stanza_id = format!("3EB0{}", id.0.simple());
    let new = store::NewMessage {
        id,
        lead_id: lead,
        phone_id: inbox.phone,
        ours: true,
        stanza_id: &stanza_id,
        person_id: None,
        sender: "Ana",
        text,
        shape: store::Shape::default(),
        at,
        status: "queued",
    };
    let mut tx = inbox.db.write().await.unwrap();
    assert!(store::insert(&mut tx, &new).await.unwrap().is_some());
    tx.commit().await.unwrap();
    stanza_id
}

/// What the handset tells of a conversation.
fn talk(messages: Vec<Inbound>) -> Talk {
    let messages = messages.into_iter().map(|message| Recalled { message, reached: None }).collect();
    Talk { person: by_number(), name: "Ada".into(), messages }
}

/// Unread messages and since when somebody waits, of the only lead.
async fn need(db: &Db) -> (i64, Option<i64>, bool) {
    let row = sqlx::query("SELECT unread, waiting_since, done_at FROM leads").fetch_one(db.read()).await.unwrap();
    (row.get("unread"), row.get("waiting_since"), row.get::<Option<i64>, _>("done_at").is_some())
}

fn refusal(code: &str) -> crate::whatsapp::Refusal {
    crate::whatsapp::Refusal { code: code.to_owned(), no_new_chats: false }
}

/// The handset and the person write at once, for the engine hands over what comes from each by itself.
async fn both_write_at_once(db: Db) {
    let inbox = inbox(&db).await;
    for round in 0..30 {
        let person = || Address { number: Some(format!("+62812000{round:05}")), lid: None };
        let ours = Inbound { from_handset: true, push_name: "Shop".into(), ..inbound("A", person(), "It costs 100", 1) };
        let theirs = inbound("B", person(), "How much?", 1);
        let mut told = inbox.events.subscribe();
        let (one, other) = (inbox.clone(), inbox.clone());
        let one = tokio::spawn(async move { one.commit(&[ours]).await });
        let other = tokio::spawn(async move { other.commit(&[theirs]).await });
        one.await.unwrap().unwrap();
        other.await.unwrap().unwrap();
        let mut last = None;
        while let Ok(event) = told.try_recv() {
            if let DomainEvent::LeadChanged(lead) = &*event {
                last = Some(lead.clone());
            }
        }
        let last = last.unwrap();
        let stored = crate::leads::intake::one(&mut db.write().await.unwrap(), last.id).await.unwrap();
        assert_eq!(last, stored, "in round {round}");
        assert_eq!(last.name, "Ada");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_writes_at_once_with_our_handset_is_told_of_last_as_they_are_on_sqlite() {
    both_write_at_once(testing::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_writes_at_once_with_our_handset_is_told_of_last_as_they_are_on_postgres() {
    both_write_at_once(testing::postgres().await).await;
}

on_both_databases! {
    async fn a_message_that_comes_by_itself_after_the_handset_has_told_of_it_is_new(db: Db) {
        let inbox = PhoneInbox { clock: Clock::from_fn(|| 10_000), ..inbox(&db).await };
        inbox.recall(&[talk(vec![inbound("A", by_number(), "Hello", 1_000)])], None).await.unwrap();
        assert_eq!(need(&db).await, (0, None, true), "it is old");
        for _ in 0..2 {
            inbox.commit(&[inbound("A", by_number(), "Hello", 1_000)]).await.unwrap();
            let (unread, waiting, is_done) = need(&db).await;
            assert_eq!((unread, waiting.is_some(), is_done), (1, true, false), "somebody waits, once");
        }
        assert_eq!(texts(&db, leads(&db).await[0]).await, ["Hello"]);
    }

    async fn what_is_told_of_a_message_that_came_just_now_is_what_is_read_later(db: Db) {
        let inbox = inbox(&db).await;
        let mut events = inbox.events.subscribe();
        let text = |id: &str| inbound(id, by_number(), "Hello", 1_000);
        let reaction = Inbound { what: What::Reaction(Target { ours: false, stanza_id: "C".into() }), text: "👍".into(), ..text("D") };
        let place = What::Message { kind: Kind::Location, place: Some("1,2".into()), reply: None, file: None };
        let batch = [text("A"), Inbound { from_handset: true, ..text("B") }, reaction, text("C"), Inbound { what: place, ..text("E") }];
        inbox.commit(&batch).await.unwrap();
        let mut told = Vec::new();
        while told.len() < 4 {
            if let DomainEvent::MessageAdded(message) = &*events.recv().await.unwrap() {
                assert_eq!(store::one(&db, message.id).await.unwrap().as_ref(), Some(message));
                told.push((message.their_reaction.clone(), message.place.clone()));
            }
        }
        assert_eq!(told[2].0, "👍", "what was said of it before it came is known");
        assert_eq!(told[3].1.as_deref(), Some("1,2"));
    }

    async fn nobody_waits_any_more_whom_the_handset_turns_out_to_have_answered(db: Db) {
        let inbox = PhoneInbox { clock: Clock::from_fn(|| 10_000), ..inbox(&db).await };
        inbox.commit(&[inbound("A", by_number(), "Hello", 1_000)]).await.unwrap();
        let earlier = Inbound { from_handset: true, ..inbound("B", by_number(), "Of before", 500) };
        inbox.recall(&[talk(vec![earlier])], None).await.unwrap();
        assert!(need(&db).await.1.is_some(), "that was no answer to it");
        let answer = Inbound { from_handset: true, ..inbound("C", by_number(), "Hello, Ada", 5_000) };
        inbox.recall(&[talk(vec![answer])], None).await.unwrap();
        let (unread, waiting, is_done) = need(&db).await;
        assert_eq!((unread, waiting, is_done), (1, None, false), "a lead that was known is not done by that");
        assert_eq!(texts(&db, leads(&db).await[0]).await, ["Of before", "Hello", "Hello, Ada"]);
    }
    async fn a_batch_that_comes_again_is_stored_once(db: Db) {
        let inbox = inbox(&db).await;
        let batch = [inbound("A", by_number(), "one", 1), inbound("B", by_number(), "two", 2)];
        inbox.commit(&batch).await.unwrap();
        inbox.commit(&batch).await.unwrap();
        let lead = leads(&db).await[0];
        assert_eq!(texts(&db, lead).await, ["one", "two"]);
        let unread: i64 = sqlx::query_scalar("SELECT unread FROM leads").fetch_one(db.read()).await.unwrap();
        assert_eq!(unread, 2, "what came twice is counted once");
    }

    async fn the_same_id_of_another_person_or_phone_is_another_message(db: Db) {
        let (one, two) = (inbox(&db).await, inbox(&db).await);
        one.commit(&[inbound("A", by_number(), "Ada's", 1), inbound("A", by_lid(), "Bob's", 2)]).await.unwrap();
        two.commit(&[inbound("A", by_number(), "by the other phone", 3)]).await.unwrap();
        let stored: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM messages").fetch_one(db.read()).await.unwrap();
        assert_eq!(stored, 3);
    }

    async fn when_two_leads_turn_out_to_be_one_their_threads_become_one_without_doubles(db: Db) {
        let inbox = inbox(&db).await;
        inbox.commit(&[inbound("A", by_number(), "by number", 1), inbound("X", by_number(), "came twice", 2)]).await.unwrap();
        inbox.commit(&[inbound("B", by_lid(), "by lid", 3), inbound("X", by_lid(), "came twice", 2)]).await.unwrap();
        assert_eq!(leads(&db).await.len(), 2);
        inbox.commit(&[inbound("C", by_both(), "known now", 4)]).await.unwrap();
        let left = leads(&db).await;
        assert_eq!(left.len(), 1);
        assert_eq!(texts(&db, left[0]).await, ["by number", "came twice", "by lid", "known now"]);
    }

    async fn a_batch_that_fails_leaves_nothing_behind(db: Db) {
        let inbox = inbox(&db).await;
        let orphan = PhoneInbox { phone: PhoneId(Uuid::now_v7()), ..inbox };
        orphan.commit(&[inbound("A", by_number(), "of no phone", 1)]).await.expect_err("there is no such phone");
        assert!(leads(&db).await.is_empty());
    }

    async fn a_lead_tells_how_far_our_newest_message_got_and_nothing_of_theirs(db: Db) {
        let inbox = inbox(&db).await;
        inbox.commit(&[Inbound { from_handset: true, ..inbound("A", by_number(), "It costs 100", 1) }]).await.unwrap();
        let lead = leads(&db).await[0];
        let reach = async || crate::leads::intake::one(&mut db.write().await.unwrap(), lead).await.unwrap().last_message_reach;
        assert_eq!(reach().await, Some(Reach::Sent));
        for (kind, got) in [(ReceiptKind::Delivered, Reach::Delivered), (ReceiptKind::Read, Reach::Read)] {
            inbox.receipt(&["A".into()], kind).await.unwrap();
            assert_eq!(reach().await, Some(got));
        }
        inbox.commit(&[inbound("B", by_number(), "Too dear", 2_000)]).await.unwrap();
        assert_eq!(reach().await, None);
    }

    async fn ticks_go_forward_only(db: Db) {
        let inbox = inbox(&db).await;
        inbox.commit(&[inbound("A", by_number(), "hello", 1)]).await.unwrap();
        let lead = leads(&db).await[0];
        let id = queue(&inbox, lead, "answer", 2).await;
        let ids = [id.clone()];
        inbox.receipt(&ids, ReceiptKind::Read).await.unwrap();
        inbox.receipt(&ids, ReceiptKind::Delivered).await.unwrap();
        inbox.acked(&id, None).await.unwrap();
        inbox.acked(&id, Some(&refusal("463"))).await.unwrap();
        let newest = &store::before(&db, lead, None, 1).await.unwrap()[0];
        assert_eq!(newest.status, MessageStatus::Read, "the receipt proves the steps before it");
    }

    async fn a_refusal_is_kept_with_its_reason_and_the_message_can_be_queued_again(db: Db) {
        let inbox = inbox(&db).await;
        inbox.commit(&[inbound("A", by_number(), "hello", 1)]).await.unwrap();
        let lead = leads(&db).await[0];
        let id = queue(&inbox, lead, "answer", 2).await;
        inbox.acked(&id, Some(&refusal("463"))).await.unwrap();
        let failed = store::before(&db, lead, None, 1).await.unwrap().remove(0);
        assert!(matches!(&failed.status, MessageStatus::Failed(why) if why.contains("only after they have written")), "{:?}", failed.status);
        assert!(store::queued(&db, inbox.phone, None, 10).await.unwrap().is_empty());
        let mut tx = db.write().await.unwrap();
        let queued = store::requeue(&mut tx, failed.id).await.unwrap().map(|message| message.status);
        tx.commit().await.unwrap();
        assert_eq!(queued, Some(MessageStatus::Queued));
        assert_eq!(store::queued(&db, inbox.phone, None, 10).await.unwrap().len(), 1);
    }

    async fn what_a_device_could_not_open_is_due_until_the_server_has_it_again(db: Db) {
        let inbox = inbox(&db).await;
        inbox.commit(&[inbound("A", by_number(), "hello", 1)]).await.unwrap();
        let lead = leads(&db).await[0];
        let id = queue(&inbox, lead, "answer", 2).await;
        let asked = |stanza_id: &str| RetryRequest { stanza_id: stanza_id.into(), asked_by: "777:3@lid".into(), recipient: None, count: 1 };
        inbox.asked_again(&asked(&id)).await.unwrap();
        inbox.asked_again(&asked(&id)).await.unwrap();
        inbox.asked_again(&asked("A")).await.unwrap();
        let due = async |now| retry_requests::due(&db, inbox.phone, now).await.unwrap();
        assert!(due(4_999).await.is_empty(), "the library gives it again first");
        let waiting = due(5_000).await;
        assert_eq!(waiting.len(), 1, "one for each message of ours, however often it was asked for");
        assert_eq!((waiting[0].draft.text.as_str(), &waiting[0].request), ("answer", &asked(&id)));
        retry_requests::given(&db, inbox.phone, &waiting[0].request, 6_000).await.unwrap();
        assert!(due(60_000).await.is_empty(), "WhatsApp's server is given time to confirm");
        retry_requests::hasten(&db, inbox.phone, 7_000).await.unwrap();
        assert_eq!(due(12_000).await.len(), 1, "another connection knows nothing of it");
        inbox.acked(&id, None).await.unwrap();
        assert_eq!(retry_requests::waiting(&db, inbox.phone).await.unwrap(), 0);
    }

    async fn one_confirmation_answers_one_of_the_devices_that_asked(db: Db) {
        let inbox = inbox(&db).await;
        inbox.commit(&[inbound("A", by_number(), "hello", 1)]).await.unwrap();
        let id = queue(&inbox, leads(&db).await[0], "answer", 2).await;
        for device in ["777@lid", "777:3@lid"] {
            let asked = RetryRequest { stanza_id: id.clone(), asked_by: device.into(), recipient: None, count: 1 };
            inbox.asked_again(&asked).await.unwrap();
        }
        for left in [1, 0] {
            inbox.acked(&id, None).await.unwrap();
            assert_eq!(retry_requests::waiting(&db, inbox.phone).await.unwrap(), left);
        }
    }

    async fn what_cannot_be_read_counts_until_it_is_there_or_nobody_would_look_for_it(db: Db) {
        let inbox = inbox(&db).await;
        let unreadable = async || store::unreadable(&db, inbox.phone).await.unwrap();
        inbox.undecryptable(&unreadable_one("A")).await.unwrap();
        inbox.undecryptable(&unreadable_one("B")).await.unwrap();
        assert_eq!(unreadable().await, 2);
        inbox.commit(&[inbound("A", by_number(), "healed", 1)]).await.unwrap();
        inbox.undecryptable(&unreadable_one("A")).await.unwrap();
        assert_eq!(unreadable().await, 1, "what is there already is not missing, whichever is heard of first");
        inbox.readable(&["B".into(), "C".into()]).await.unwrap();
        assert_eq!(unreadable().await, 0);
        inbox.undecryptable(&unreadable_one("old")).await.unwrap();
        let later = PhoneInbox { clock: Clock::from_fn(|| 15 * 86_400_000), ..inbox.clone() };
        later.undecryptable(&unreadable_one("new")).await.unwrap();
        assert_eq!(unreadable().await, 1, "nobody gives the old one again");
    }

    async fn words_about_a_message_make_the_same_of_it_in_any_order(db: Db) {
        let of = |ours| Target { stanza_id: "M".into(), ours };
        let about = |stanza_id: &str, what, text: &str, at| Inbound { what, ..inbound(stanza_id, by_number(), text, at) };
        let said = [
            inbound("M", by_number(), "frist", 1_000),
            about("E1", What::Edit(of(false)), "first", 2_000),
            about("E2", What::Edit(of(false)), "First", 3_000),
            about("R1", What::Reaction(of(false)), "👍", 2_500),
            about("R2", What::Reaction(of(false)), "", 2_600),
            Inbound { from_handset: true, ..about("R3", What::Reaction(of(false)), "🙏", 2_700) },
        ];
        for start in 0..said.len() {
            for step in [1, 5] {
                let inbox = inbox(&db).await;
                for nth in 0..said.len() {
                    let one = said[(start + nth * step) % said.len()].clone();
                    inbox.commit(std::slice::from_ref(&one)).await.unwrap();
                    inbox.commit(&[one]).await.unwrap();
                }
                let lead = leads(&db).await[0];
                let thread = store::before(&db, lead, None, 100).await.unwrap();
                let mut of_phone = thread.into_iter().filter(|message| message.phone_id == inbox.phone);
                let message = of_phone.next().unwrap();
                assert!(of_phone.next().is_none(), "one message");
                let seen = (message.text.as_str(), message.is_edited, message.their_reaction.as_str(), message.our_reaction.as_str());
                assert_eq!(seen, ("First", true, "", "🙏"), "from {start} by {step}");
                let first: String = sqlx::query_scalar("SELECT first_text FROM messages WHERE phone_id = $1")
                    .bind(inbox.phone.to_string())
                    .fetch_one(db.read())
                    .await
                    .unwrap();
                assert_eq!(first, "frist", "what was written first is kept");
            }
        }
        let unread: i64 = sqlx::query_scalar("SELECT unread FROM leads").fetch_one(db.read()).await.unwrap();
        assert_eq!(unread, 12, "only the messages count");
    }

    async fn of_what_its_writer_took_back_nothing_is_kept(db: Db) {
        let of = || Target { stanza_id: "M".into(), ours: false };
        let about = |stanza_id: &str, what, text: &str| Inbound { what, ..inbound(stanza_id, by_number(), text, 2) };
        let inbox = inbox(&db).await;
        let reply = Reply { to: of(), kind: Kind::Text, text: "secret 1".into() };
        let replying = What::Message { kind: Kind::Text, place: None, reply: Some(reply), file: None };
        inbox.commit(&[inbound("M", by_number(), "secret 1", 1)]).await.unwrap();
        inbox.commit(&[about("Q", replying, "why?"), about("E", What::Edit(of()), "secret 2")]).await.unwrap();
        inbox.commit(&[about("D", What::Delete(of()), "")]).await.unwrap();
        inbox.commit(&[about("E2", What::Edit(of()), "secret 3")]).await.unwrap();
        for table in ["messages", "message_amendments"] {
            for column in if table == "messages" { vec!["text", "first_text", "quoted_text"] } else { vec!["text"] } {
                let sql = format!("SELECT COUNT(*) FROM {table} WHERE {column} LIKE '%secret%'");
                let kept: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(db.read()).await.unwrap();
                assert_eq!(kept, 0, "{table}.{column}");
            }
        }
        assert_eq!(texts(&db, leads(&db).await[0]).await, ["", "why?"]);
    }

    async fn what_cannot_be_read_has_a_place_that_is_filled_or_given_up(db: Db) {
        let inbox = inbox(&db).await;
        inbox.undecryptable(&unreadable_one("A")).await.unwrap();
        inbox.undecryptable(&unreadable_one("A")).await.unwrap();
        let lead = leads(&db).await[0];
        let kinds = async || store::before(&db, lead, None, 9).await.unwrap().into_iter().map(|one| one.kind).collect::<Vec<_>>();
        assert_eq!(kinds().await, [model::Kind::Waiting]);
        assert!(!inbox.is_stored("A").await.unwrap(), "or WhatsApp would be told that it is here");
        inbox.commit(&[inbound("A", by_number(), "healed", 1)]).await.unwrap();
        assert_eq!(kinds().await, [model::Kind::Text]);
        let row = sqlx::query("SELECT unread, last_message FROM leads").fetch_one(db.read()).await.unwrap();
        assert_eq!((row.get::<i64, _>("unread"), row.get::<String, _>("last_message").as_str()), (1, "healed"));
        inbox.undecryptable(&unreadable_one("B")).await.unwrap();
        inbox.readable(&["B".into()]).await.unwrap();
        assert_eq!(kinds().await, [model::Kind::Text], "it was no message to a person");
        let row = sqlx::query("SELECT unread, last_message FROM leads").fetch_one(db.read()).await.unwrap();
        assert_eq!((row.get::<i64, _>("unread"), row.get::<String, _>("last_message").as_str()), (1, "healed"));
        inbox.undecryptable(&Inbound { person: by_lid(), ..unreadable_one("C") }).await.unwrap();
        inbox.commit(&[inbound("C", by_number(), "known by its number", 2)]).await.unwrap();
        inbox.commit(&[inbound("D", by_both(), "and by both", 3)]).await.unwrap();
        assert_eq!(texts(&db, leads(&db).await[0]).await, ["healed", "known by its number", "and by both"]);
    }

    async fn a_request_that_is_never_confirmed_is_given_up(db: Db) {
        let inbox = inbox(&db).await;
        inbox.commit(&[inbound("A", by_number(), "hello", 1)]).await.unwrap();
        let id = queue(&inbox, leads(&db).await[0], "answer", 2).await;
        let asked = RetryRequest { stanza_id: id, asked_by: "777@lid".into(), recipient: None, count: 1 };
        inbox.asked_again(&asked).await.unwrap();
        let mut times = 0;
        while let [waiting] = retry_requests::due(&db, inbox.phone, i64::MAX).await.unwrap().as_slice() {
            retry_requests::given(&db, inbox.phone, &waiting.request, 0).await.unwrap();
            times += 1;
        }
        assert_eq!(times, 12);
    }

    async fn a_message_that_was_given_up_is_shown_as_delivered_once_it_is(db: Db) {
        let inbox = inbox(&db).await;
        inbox.commit(&[inbound("A", by_number(), "hello", 1)]).await.unwrap();
        let lead = leads(&db).await[0];
        let id = queue(&inbox, lead, "answer", 2).await;
        inbox.acked(&id, Some(&refusal("479"))).await.unwrap();
        inbox.receipt(&[id], ReceiptKind::Delivered).await.unwrap();
        assert_eq!(store::before(&db, lead, None, 1).await.unwrap()[0].status, MessageStatus::Delivered);
    }

    async fn twenty_at_once_of_a_new_person_make_one_lead_and_lose_none(db: Db) {
        let (one, two) = (inbox(&db).await, inbox(&db).await);
        let mut tasks = tokio::task::JoinSet::new();
        for nth in 0..20 {
            let inbox = if nth % 2 == 0 { one.clone() } else { two.clone() };
            let person = match nth % 3 {
                0 => by_number(),
                1 => by_lid(),
                _ => by_both(),
            };
            tasks.spawn(async move { inbox.commit(&[inbound(&format!("S{nth}"), person, "at once", nth)]).await });
        }
        for result in tasks.join_all().await {
            result.unwrap();
        }
        one.commit(&[inbound("last", by_both(), "last", 99)]).await.unwrap();
        let left = leads(&db).await;
        assert_eq!(left.len(), 1);
        assert_eq!(texts(&db, left[0]).await.len(), 21);
        let unread: i64 = sqlx::query_scalar("SELECT unread FROM leads").fetch_one(db.read()).await.unwrap();
        assert_eq!(unread, 21);
    }

    async fn the_queue_is_read_in_the_order_of_writing_and_in_chunks(db: Db) {
        let inbox = inbox(&db).await;
        inbox.commit(&[inbound("A", by_number(), "hello", 1)]).await.unwrap();
        let lead = leads(&db).await[0];
        for (text, at) in [("third", 30), ("first", 10), ("second", 20)] {
            queue(&inbox, lead, text, at).await;
        }
        let (mut order, mut after) = (Vec::new(), None);
        loop {
            let chunk = store::queued(&db, inbox.phone, after.as_ref(), 2).await.unwrap();
            let Some(last) = chunk.last() else { break };
            after = Some(last.cursor());
            order.extend(chunk.into_iter().map(|message| message.draft.text));
        }
        assert_eq!(order, ["first", "second", "third"]);
    }

    async fn a_reply_within_the_same_second_stands_below_what_it_replies_to(db: Db) {
        let inbox = inbox(&db).await;
        inbox.commit(&[inbound("A", by_number(), "question", 1_000)]).await.unwrap();
        let lead = leads(&db).await[0];
        queue(&inbox, lead, "answer", 1_500).await;
        let later = PhoneInbox { clock: Clock::from_fn(|| 1_700), ..inbox };
        later.commit(&[inbound("B", by_number(), "thanks", 1_000)]).await.unwrap();
        assert_eq!(texts(&db, lead).await, ["question", "answer", "thanks"]);
    }

    async fn foreign_characters_come_back_as_they_went_in(db: Db) {
        let inbox = inbox(&db).await;
        let text = "Ünïcödé 你好 🇮🇩 ' \" \\ %_ \u{202e}rtl\u{202c}\nline";
        inbox.commit(&[inbound("A", by_number(), text, 1)]).await.unwrap();
        assert_eq!(texts(&db, leads(&db).await[0]).await, [text]);
    }

    async fn only_what_whatsapp_took_is_the_last_message_out(db: Db) {
        let inbox = inbox(&db).await;
        inbox.commit(&[inbound("A", by_number(), "Hello", 1_000)]).await.unwrap();
        let lead = leads(&db).await[0];
        let sent = queue(&inbox, lead, "first", 2_000).await;
        queue(&inbox, lead, "second", 3_000).await;
        assert_eq!(store::traffic(&db, inbox.phone, 0).await.unwrap().last_out, None);
        inbox.acked(&sent, None).await.unwrap();
        assert_eq!(store::traffic(&db, inbox.phone, 0).await.unwrap().last_out, Some(2_000));
    }

    async fn a_message_that_is_held_back_says_why_once_and_no_longer_than_that(db: Db) {
        let inbox = inbox(&db).await;
        inbox.commit(&[inbound("A", by_number(), "Hello", 1_000)]).await.unwrap();
        let lead = leads(&db).await[0];
        queue(&inbox, lead, "first", 2_000).await;
        let id = store::queued(&db, inbox.phone, None, 10).await.unwrap()[0].id;
        let hold = async |why| {
            let mut tx = db.write().await.unwrap();
            let changed = store::hold(&mut tx, id, why).await.unwrap().map(|message| message.status);
            tx.commit().await.unwrap();
            changed
        };
        assert_eq!(hold(Some("Not now.")).await, Some(MessageStatus::Held("Not now.".into())));
        assert_eq!(hold(Some("Not now.")).await, None);
        assert_eq!(store::queued(&db, inbox.phone, None, 10).await.unwrap()[0].held.as_deref(), Some("Not now."), "it still waits");
        assert_eq!(hold(None).await, Some(MessageStatus::Queued));
    }
}
