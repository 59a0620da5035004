//! Finding messages, on both databases.
use super::store::{FoundMessage, with_words};
use crate::{
    conversations::{
        belonging,
        model::MessageId,
        store::{self, NewMessage, Shape},
    },
    db::{Db, testing},
    leads::{
        LeadId,
        intake::{begin, find_or_create, forget},
        search::{Beginnings, Query},
    },
    on_both_databases,
    phones::PhoneId,
    whatsapp::Address,
};
use uuid::Uuid;

const PHONE: PhoneId = PhoneId(Uuid::nil());

async fn phone(db: &Db) {
    let mut tx = db.write().await.unwrap();
    sqlx::query("INSERT INTO phones (id, name, state, since, created_at) VALUES ($1, 'Sales', 'connected', 1, 1)")
        .bind(PHONE.to_string())
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn lead(db: &Db, number: Option<&str>, lid: Option<&str>) -> LeadId {
    let address = Address { number: number.map(str::to_owned), lid: lid.map(str::to_owned) };
    let mut tx = begin(db).await.unwrap();
    let found = find_or_create(&mut tx, &address, "Ada", 1).await.unwrap();
    if let Some(merged) = found.merged {
        belonging::move_to_lead(&mut tx, merged, found.lead().id).await.unwrap();
        forget(&mut tx, merged).await.unwrap();
    }
    tx.commit().await.unwrap();
    found.lead().id
}

async fn said(db: &Db, lead: LeadId, stanza_id: &str, text: &str) {
    let new = NewMessage {
        id: MessageId(Uuid::now_v7()),
        lead_id: lead,
        phone_id: PHONE,
        ours: false,
        stanza_id,
        person_id: None,
        sender: "Ada",
        text,
        shape: Shape::default(),
        at: 1,
        status: "received",
    };
    let mut tx = begin(db).await.unwrap();
    store::insert(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
}

async fn found(db: &Db, typed: &str) -> Vec<FoundMessage> {
    let words = Query::parse(typed).for_index(db.dialect(), Beginnings::Last);
    with_words(db, &words, i64::MAX, 10).await.unwrap()
}

async fn texts(db: &Db, typed: &str) -> Vec<String> {
    found(db, typed).await.into_iter().map(|message| message.text).collect()
}

on_both_databases! {
    async fn messages_are_found_by_their_words_the_newest_first(db: Db) {
        phone(&db).await;
        let ada = lead(&db, Some("+6281200000002"), None).await;
        let all = [
            "Is the blue bicycle (no. 4711) still there? See https://shop.example/bikes/blue-one",
            "Nach Österreich: ja!",
            "दुनिया नमस्ते",
            "你好吗",
            "Blue is sold",
        ];
        for (at, text) in all.iter().enumerate() {
            said(&db, ada, &at.to_string(), text).await;
        }
        assert_eq!(texts(&db, "blue").await, [all[4], all[0]]);
        for typed in ["BLUE bic", "4711", "bikes", "shop.example", "blue-one", "bicycle blue"] {
            assert_eq!(texts(&db, typed).await, [all[0]], "{typed}");
        }
        assert_eq!(texts(&db, "osterr").await, [all[1]]);
        assert_eq!(texts(&db, "नमस्").await, [all[2]]);
        assert_eq!(texts(&db, "你好").await, [all[3]]);
        // Only the last word may go on, and a single letter is no beginning.
        assert_eq!(texts(&db, "blu sold").await, [""; 0]);
        assert_eq!(texts(&db, "b").await, [""; 0]);
        let newest = found(&db, "blue").await.remove(0);
        let words = Query::parse("blue").for_index(db.dialect(), Beginnings::Last);
        let earlier = with_words(&db, &words, newest.search_key, 10).await.unwrap();
        assert_eq!(earlier.iter().map(|message| message.text.as_str()).collect::<Vec<_>>(), [all[0]]);
    }

    async fn what_is_found_follows_the_merge_of_two_leads(db: Db) {
        phone(&db).await;
        let by_number = lead(&db, Some("+6281200000002"), None).await;
        said(&db, by_number, "A", "the lamp").await;
        let by_lid = lead(&db, None, Some("5@lid")).await;
        // The same message, and one of its own.
        said(&db, by_lid, "A", "the lamp").await;
        said(&db, by_lid, "B", "another lamp").await;
        assert_eq!(found(&db, "lamp").await.len(), 3);
        let one = lead(&db, Some("+6281200000002"), Some("5@lid")).await;
        let lamps = found(&db, "lamp").await;
        assert_eq!(lamps.iter().map(|message| message.text.as_str()).collect::<Vec<_>>(), ["another lamp", "the lamp"]);
        assert!(lamps.iter().all(|message| message.lead_id == one));
    }

    async fn what_is_found_follows_edits_and_deletions(db: Db) {
        phone(&db).await;
        let ada = lead(&db, Some("+6281200000002"), None).await;
        said(&db, ada, "A", "the lamp").await;
        for (text, word, other) in [("the chair", "chair", "lamp"), ("", "", "chair")] {
            let mut tx = begin(&db).await.unwrap();
            sqlx::query("UPDATE messages SET text = $1").bind(text).execute(&mut *tx).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(texts(&db, other).await, [""; 0]);
            assert!(word.is_empty() || texts(&db, word).await == [text]);
        }
    }

    async fn whatever_is_typed_and_whatever_is_said_is_no_error(db: Db) {
        phone(&db).await;
        let ada = lead(&db, Some("+6281200000002"), None).await;
        let long = format!("{} {}", "word ".repeat(13_000), "é".repeat(3000));
        for (at, text) in [long.as_str(), "😊🦀", "\u{202e}مرحبا", "", "' \" \\ :* & | ! <-> ( )", "Ⓐ𞤀x ﷽ ß İ"].iter().enumerate() {
            said(&db, ada, &at.to_string(), text).await;
        }
        let long = "x ".repeat(5000);
        let hostile = [
            "\"", "'", "''", "a\"b*", "a' OR '1'='1", "a:*", "a & b | !c", "NEAR(a b)", "AND", "OR NOT", "a AND", "text: a", "^a", "{a}", "-a",
            "a\\", "\\", "*", "a*b*", "%", "_", "a%", "\u{202e}مرحبا", "😊", "Ⓐ𞤀x", "ﷺ ﷽", "e\u{301}\u{302}\u{303}", "İ", "$1", "1e5", "0x1F",
            "-1.5e-7", "a@b.example", "/etc/passwd", "\u{0}a\u{0}", "ｆｕｌｌ", "\u{e000}\u{fffd}", long.as_str(),
        ];
        for typed in hostile {
            let query = Query::parse(typed);
            for beginnings in [Beginnings::Every, Beginnings::Last] {
                let words = query.for_index(db.dialect(), beginnings);
                if !query.is_empty() {
                    with_words(&db, &words, i64::MAX, 10).await.unwrap();
                }
            }
            if !query.is_empty() {
                crate::leads::search::find(&db, &query).await.unwrap();
            }
        }
        assert_eq!(texts(&db, "مرحبا").await.len(), 1);
        assert_eq!(texts(&db, "word").await.len(), 1);
    }
}

/// On Postgres alone, which goes another way for what is frequent.
#[tokio::test]
async fn a_word_of_very_many_messages_is_found_the_newest_first_and_page_by_page() {
    let db = testing::postgres().await;
    phone(&db).await;
    let ada = lead(&db, Some("+6281200000002"), None).await;
    let mut tx = db.write().await.unwrap();
    let many = "INSERT INTO messages (id, lead_id, phone_id, ours, stanza_id, sender, text, at, status) \
         SELECT '01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'), $1, $2, 0, 'S' || n, 'Ada', \
         'Is it there? ' || n || CASE WHEN n % 2000 = 0 THEN ' rarely' WHEN n % 150 = 0 THEN ' often' ELSE '' END, 1, 'received' FROM generate_series(1, 6000) n";
    sqlx::query(many).bind(ada.to_string()).bind(PHONE.to_string()).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let first = found(&db, "there").await;
    let ends = |messages: &[FoundMessage]| (messages[0].text.clone(), messages[9].text.clone());
    assert_eq!(ends(&first), ("Is it there? 6000 rarely".into(), "Is it there? 5991".into()));
    let next = with_words(&db, &Query::parse("there").for_index(db.dialect(), Beginnings::Last), first[9].search_key, 10).await.unwrap();
    assert_eq!(ends(&next), ("Is it there? 5990".into(), "Is it there? 5981".into()));
    let often: Vec<_> =
        (1..=40).rev().map(|turn| turn * 150).filter(|n| n % 2000 != 0).map(|n| format!("Is it there? {n} often")).collect();
    assert_eq!(texts(&db, "often").await, often[..10], "it takes more than one look");
    assert_eq!(texts(&db, "rarely").await, ["Is it there? 6000 rarely", "Is it there? 4000 rarely", "Is it there? 2000 rarely"]);
}
