//! Finding leads, on both databases.
use super::{Query, find, names};
use crate::{
    db::{Db, testing},
    leads::intake::{Author, Touch, begin, find_or_create, forget, touch},
    leads::{Lead, LeadId},
    on_both_databases,
    whatsapp::Address,
};

async fn lead(db: &Db, name: &str, number: Option<&str>, lid: Option<&str>, at: i64) -> LeadId {
    let address = Address { number: number.map(str::to_owned), lid: lid.map(str::to_owned) };
    let mut tx = begin(db).await.unwrap();
    let found = find_or_create(&mut tx, &address, name, 1).await.unwrap();
    if let Some(merged) = found.merged {
        forget(&mut tx, merged).await.unwrap();
    }
    touch(&mut tx, found.lead().id, &Touch { text: "x", at, by: Author::Them }, at).await.unwrap();
    tx.commit().await.unwrap();
    found.lead().id
}

async fn found(db: &Db, typed: &str) -> Vec<String> {
    let (leads, _) = find(db, &Query::parse(typed)).await.unwrap();
    leads.into_iter().map(|Lead { name, .. }| name).collect()
}

/// On Postgres alone, which looks at those added last first.
#[tokio::test]
async fn a_name_is_found_however_many_were_added_since() {
    let db = testing::postgres().await;
    lead(&db, "Ada Rare", Some("+6281200000002"), None, 1).await;
    let mut tx = begin(&db).await.unwrap();
    let many = "INSERT INTO leads (id, name, last_message, last_message_is_ours, last_message_at, unread, created_at, stage_id, tags, due_note) \
         SELECT '01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'), CASE WHEN n % 100 = 0 THEN 'Ada Often' ELSE 'Budi' END, 'x', 0, n + 1, \
         0, 1, stage_id, '', '' FROM leads, generate_series(1, 3000) n";
    sqlx::query(many).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(&db, "rare").await, ["Ada Rare"]);
    assert_eq!(found(&db, "ada o").await, ["Ada Often"; 20], "as many as are shown");
    assert_eq!(super::all(&db, &Query::parse("ada")).await.unwrap().len(), 31);
    assert_eq!(super::all(&db, &Query::parse("budi")).await.unwrap().len(), 200, "as many as are looked at");
}

on_both_databases! {
    async fn a_number_is_found_in_any_way_of_writing_it(db: Db) {
        lead(&db, "Budi", Some("+6281200000002"), None, 1).await;
        lead(&db, "Ana", Some("+5511987654321"), None, 2).await;
        lead(&db, "Bob", Some("+15551234567"), None, 3).await;
        lead(&db, "Aoife", Some("+353851234567"), None, 4).await;
        lead(&db, "Hidden", None, Some("123@lid"), 5).await;
        for typed in ["+62 812-0000-0002", "0062812", "62 812", "0812 0000 0002", "(0812) 0000", "812 0000", "0002", "00000002"] {
            assert_eq!(found(&db, typed).await, ["Budi"], "{typed}");
        }
        assert_eq!(found(&db, "(555) 123").await, ["Bob"]);
        assert_eq!(found(&db, "085 123").await, ["Aoife"]);
        assert_eq!(found(&db, "1234567").await, ["Aoife", "Bob"], "the most recently active first");
        assert_eq!(found(&db, "+812").await, [""; 0]);
        assert_eq!(found(&db, "9999").await, [""; 0]);
    }

    async fn a_name_is_found_by_the_beginnings_of_its_words(db: Db) {
        lead(&db, "Jürgen Groß-Meier", Some("+4915112345678"), None, 1).await;
        lead(&db, "МОСКВА Ольга", Some("+79261234567"), None, 2).await;
        lead(&db, "नमस्ते कुमार", Some("+919812345678"), None, 3).await;
        lead(&db, "李小龙 Bruce", Some("+8613800138000"), None, 4).await;
        for typed in ["jurg", "JÜRGEN", "meier jürgen", "gross-m", "groß"] {
            // ß stays what it is, as in the index.
            let wanted: &[&str] = if typed == "gross-m" { &[] } else { &["Jürgen Groß-Meier"] };
            assert_eq!(found(&db, typed).await, wanted, "{typed}");
        }
        assert_eq!(found(&db, "моск").await, ["МОСКВА Ольга"]);
        assert_eq!(found(&db, "नमस्").await, ["नमस्ते कुमार"]);
        assert_eq!(found(&db, "李小").await, ["李小龙 Bruce"]);
        assert_eq!(found(&db, "b").await, ["李小龙 Bruce"]);
    }

    async fn what_is_found_follows_names_merges_and_ends(db: Db) {
        let first = lead(&db, "Ada", Some("+6281200000002"), None, 1).await;
        assert_eq!(lead(&db, "Countess", Some("+6281200000002"), None, 2).await, first);
        assert_eq!(found(&db, "ada").await, [""; 0]);
        assert_eq!(found(&db, "countess").await, ["Countess"]);
        let mut tx = begin(&db).await.unwrap();
        sqlx::query("UPDATE leads SET called = 'Our Best Customer'").execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        for typed in ["best", "countess cust"] {
            assert_eq!(found(&db, typed).await, ["Our Best Customer"], "{typed}");
        }
        let mut tx = begin(&db).await.unwrap();
        sqlx::query("UPDATE leads SET called = ''").execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(found(&db, "best").await, [""; 0]);
        lead(&db, "Lovelace", None, Some("5@lid"), 3).await;
        assert_eq!(found(&db, "lovelace").await, ["Lovelace"]);
        // The message that shows that both are one person.
        lead(&db, "Ada Lovelace", Some("+6281200000002"), Some("5@lid"), 4).await;
        assert_eq!(found(&db, "lovelace").await, ["Ada Lovelace"]);
        assert_eq!(found(&db, "countess").await, [""; 0]);
        assert_eq!(found(&db, "0002").await, ["Ada Lovelace"]);
        assert_eq!(names(&db, &[first]).await.unwrap().get(&first).map(String::as_str), Some("Ada Lovelace"));
    }

    async fn a_name_that_everybody_has_fills_one_page(db: Db) {
        for person in 0..25 {
            lead(&db, &format!("Customer {person}"), Some(&format!("+62812000001{person:02}")), None, person).await;
        }
        let (leads, has_more) = find(&db, &Query::parse("cust")).await.unwrap();
        assert_eq!((leads.len(), has_more, leads[0].name.as_str()), (20, true, "Customer 24"));
        let (leads, has_more) = find(&db, &Query::parse("customer 2")).await.unwrap();
        assert_eq!((leads.len(), has_more), (6, false));
    }
}
