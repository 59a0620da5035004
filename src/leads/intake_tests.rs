//! The lead of an address, on both databases.
use super::{
    intake::{Found, Touch, begin, find_or_create, forget, touch},
    model::LeadId,
    store,
};
use crate::{db::Db, on_both_databases, whatsapp::Address};

fn address(number: Option<&str>, lid: Option<&str>) -> Address {
    Address { number: number.map(str::to_owned), lid: lid.map(str::to_owned) }
}

async fn found(db: &Db, person: &Address, name: &str) -> Found {
    let mut tx = begin(db).await.unwrap();
    let found = find_or_create(&mut tx, person, name, 1).await.unwrap();
    if let Some(merged) = found.merged {
        forget(&mut tx, merged).await.unwrap();
    }
    tx.commit().await.unwrap();
    found
}

async fn touched(db: &Db, id: LeadId, text: &str, at: i64, is_ours: bool) -> crate::leads::Lead {
    let mut tx = begin(db).await.unwrap();
    let lead = touch(&mut tx, id, &Touch { text, at, is_ours }, at).await.unwrap();
    tx.commit().await.unwrap();
    lead
}

on_both_databases! {
    async fn the_same_number_is_the_same_lead(db: Db) {
        let person = address(Some("+6281200000002"), None);
        let first = found(&db, &person, "Ada").await.lead;
        let again = found(&db, &person, "").await.lead;
        assert_eq!((again.id, again.name.as_str()), (first.id, "Ada"));
        assert_eq!(again.number.as_deref(), Some("+62 812-0000-0002"));
    }

    async fn a_lead_known_by_lid_learns_its_number(db: Db) {
        let hidden = found(&db, &address(None, Some("777")), "Ada").await.lead;
        assert_eq!(hidden.number, None);
        let known = found(&db, &address(Some("+6281200000002"), Some("777")), "").await.lead;
        assert_eq!(known.id, hidden.id);
        assert_eq!(known.number.as_deref(), Some("+62 812-0000-0002"));
    }

    async fn two_leads_that_are_one_person_become_one(db: Db) {
        let by_number = found(&db, &address(Some("+6281200000002"), None), "Ada").await.lead;
        let by_lid = found(&db, &address(None, Some("777")), "Ada").await.lead;
        touched(&db, by_lid.id, "unread", 5, false).await;
        let both = found(&db, &address(Some("+6281200000002"), Some("777")), "").await;
        assert_eq!((both.lead.id, both.merged), (by_number.id, Some(by_lid.id)));
        assert_eq!(both.lead.unread, 1, "what was unread stays unread");
        let left = store::page(&db, None, 10).await.unwrap();
        assert_eq!(left.len(), 1);
    }

    async fn two_leads_that_contradict_each_other_stay_two(db: Db) {
        let by_number = found(&db, &address(Some("+6281200000002"), Some("111")), "Ada").await.lead;
        let by_lid = found(&db, &address(Some("+6281200000003"), Some("777")), "Bob").await.lead;
        let both = found(&db, &address(Some("+6281200000002"), Some("777")), "").await;
        assert_eq!((both.lead.id, both.merged), (by_lid.id, None), "the LID decides");
        let left = store::page(&db, None, 10).await.unwrap();
        assert_eq!(left.len(), 2);
        assert!(left.iter().any(|lead| lead.id == by_number.id && lead.number == by_number.number));
    }

    async fn an_unknown_address_finds_nobody_elses_lead(db: Db) {
        let no_lid = found(&db, &address(Some("+6281200000002"), None), "Ada").await.lead;
        let other = found(&db, &address(Some("+6281200000003"), None), "Bob").await.lead;
        assert_ne!(no_lid.id, other.id);
    }

    async fn the_newest_message_is_shown_and_an_older_one_that_comes_late_is_not(db: Db) {
        let lead = found(&db, &address(Some("+6281200000002"), None), "Ada").await.lead;
        touched(&db, lead.id, "newer", 20, false).await;
        let now = touched(&db, lead.id, "older", 10, false).await;
        assert_eq!((now.last_message.as_str(), now.last_message_at, now.unread), ("newer", 20, 2));
        let answered = touched(&db, lead.id, "answer", 30, true).await;
        assert_eq!((answered.last_message_is_ours, answered.unread), (true, 2));
    }

    async fn pages_of_leads_follow_each_other_without_gap_or_repeat(db: Db) {
        for nth in 0..7 {
            let lead = found(&db, &address(Some(&format!("+62812000000{nth:02}")), None), "").await.lead;
            // Three share one time, so that the id must decide.
            touched(&db, lead.id, "x", if nth < 3 { 100 } else { 100 + nth }, false).await;
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = store::page(&db, after.as_ref(), 2).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(store::Cursor { at: last.last_message_at, id: last.id.to_string() });
            seen.extend(page.iter().map(|lead| lead.id.to_string()));
        }
        let mut unique = seen.clone();
        unique.sort();
        unique.dedup();
        assert_eq!((seen.len(), unique.len()), (7, 7));
    }

    async fn reading_a_lead_clears_its_unread_once(db: Db) {
        let lead = found(&db, &address(Some("+6281200000002"), None), "Ada").await.lead;
        touched(&db, lead.id, "x", 1, false).await;
        assert!(store::clear_unread(&db, lead.id).await.unwrap());
        assert!(!store::clear_unread(&db, lead.id).await.unwrap(), "nothing changed, so nobody is told");
    }
}
