//! The lead of an address and what messages do to it, on both databases.
use super::{
    filter::LeadFilter,
    intake::{Author, Found, Touch, begin, find_or_create, forget, touch},
    model::{FollowUpEnd, Lead, LeadEvent, LeadId, Need, SILENT_AFTER_MS},
    store::{self, StoredLead},
};
use crate::{
    clock::Clock,
    db::Db,
    on_both_databases,
    team::{PersonId, Role, Team, people},
    whatsapp::Address,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use uuid::Uuid;

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

async fn touched(db: &Db, id: LeadId, text: &str, at: i64, is_ours: bool) -> Lead {
    touched_by(db, id, text, at, if is_ours { Author::Handset } else { Author::Them }).await
}

async fn touched_by(db: &Db, id: LeadId, text: &str, at: i64, by: Author) -> Lead {
    let mut tx = begin(db).await.unwrap();
    let lead = touch(&mut tx, id, &Touch { text, at, by }, at).await.unwrap();
    tx.commit().await.unwrap();
    lead
}

async fn wrote(db: &Db, id: LeadId, colleague: PersonId, at: i64) -> Lead {
    touched_by(db, id, "x", at, Author::Colleague(colleague)).await
}

async fn changed(db: &Db, id: LeadId, change: impl FnOnce(&mut StoredLead)) {
    let mut tx = begin(db).await.unwrap();
    let mut stored = store::one_in(&mut tx, id).await.unwrap();
    change(&mut stored);
    store::save(&mut tx, &stored, 1).await.unwrap();
    tx.commit().await.unwrap();
}

async fn planned(db: &Db, id: LeadId, at: i64, due_at: i64) {
    changed(db, id, |stored| {
        stored.planned_at = Some(at);
        stored.lead.due_at = Some(due_at);
    })
    .await;
}

async fn colleague(db: &Db) -> PersonId {
    let new = people::NewPerson {
        name: "A colleague".into(),
        email: format!("{}@example.com", Uuid::now_v7()),
        password: "correct horse battery".to_owned().into(),
        role: Role::Agent,
    };
    people::add(db, &Clock::system(), &Team::default(), new).await.unwrap().id
}

on_both_databases! {
    async fn the_same_number_is_the_same_lead(db: Db) {
        let person = address(Some("+6281200000002"), None);
        let first = found(&db, &person, "Ada").await.into_lead();
        let again = found(&db, &person, "").await.into_lead();
        assert_eq!((again.id, again.name.as_str()), (first.id, "Ada"));
        assert_eq!(again.number.as_deref(), Some("+62 812-0000-0002"));
    }

    async fn a_lead_known_by_lid_learns_its_number(db: Db) {
        let hidden = found(&db, &address(None, Some("777")), "Ada").await.into_lead();
        assert_eq!(hidden.number, None);
        let known = found(&db, &address(Some("+6281200000002"), Some("777")), "").await.into_lead();
        assert_eq!(known.id, hidden.id);
        assert_eq!(known.number.as_deref(), Some("+62 812-0000-0002"));
    }

    async fn two_leads_that_are_one_person_become_one(db: Db) {
        let by_number = found(&db, &address(Some("+6281200000002"), None), "Ada").await.into_lead();
        let by_lid = found(&db, &address(None, Some("777")), "Ada").await.into_lead();
        touched(&db, by_lid.id, "unread", 5, false).await;
        let both = found(&db, &address(Some("+6281200000002"), Some("777")), "").await;
        assert_eq!((both.lead().id, both.merged), (by_number.id, Some(by_lid.id)));
        assert_eq!(both.lead().unread, 1, "what was unread stays unread");
        let left = store::page(&db, &LeadFilter::default(), None, 10).await.unwrap();
        assert_eq!(left.len(), 1);
    }

    async fn two_leads_that_contradict_each_other_stay_two(db: Db) {
        let by_number = found(&db, &address(Some("+6281200000002"), Some("111")), "Ada").await.into_lead();
        let by_lid = found(&db, &address(Some("+6281200000003"), Some("777")), "Bob").await.into_lead();
        let both = found(&db, &address(Some("+6281200000002"), Some("777")), "").await;
        assert_eq!((both.lead().id, both.merged), (by_lid.id, None), "the LID decides");
        let left = store::page(&db, &LeadFilter::default(), None, 10).await.unwrap();
        assert_eq!(left.len(), 2);
        assert!(left.iter().any(|lead| lead.id == by_number.id && lead.number == by_number.number));
    }

    async fn an_unknown_address_finds_nobody_elses_lead(db: Db) {
        let no_lid = found(&db, &address(Some("+6281200000002"), None), "Ada").await.into_lead();
        let other = found(&db, &address(Some("+6281200000003"), None), "Bob").await.into_lead();
        assert_ne!(no_lid.id, other.id);
    }

    async fn the_newest_message_is_shown_and_an_older_one_that_comes_late_is_not(db: Db) {
        let lead = found(&db, &address(Some("+6281200000002"), None), "Ada").await.into_lead();
        touched(&db, lead.id, "newer", 20, false).await;
        let now = touched(&db, lead.id, "older", 10, false).await;
        assert_eq!((now.last_message.as_str(), now.last_message_at, now.unread), ("newer", 20, 2));
        let answered = touched(&db, lead.id, "answer", 30, true).await;
        assert_eq!((answered.last_message_is_ours, answered.unread), (true, 0));
    }

    async fn whoever_answers_on_the_handset_has_read_there_what_came_before(db: Db) {
        let lead = found(&db, &address(Some("+6281200000002"), None), "Ada").await.into_lead();
        touched(&db, lead.id, "two chairs?", 20, false).await;
        let late = touched_by(&db, lead.id, "an answer of before", 10, Author::Handset).await;
        assert_eq!(late.unread, 1, "it says nothing of what came after it");
        let answered = touched_by(&db, lead.id, "yes", 30, Author::Handset).await;
        assert_eq!(answered.unread, 0);
    }

    async fn pages_of_leads_follow_each_other_without_gap_or_repeat(db: Db) {
        for nth in 0..7 {
            let lead = found(&db, &address(Some(&format!("+62812000000{nth:02}")), None), "").await.into_lead();
            // Three share one time, so that the id must decide.
            touched(&db, lead.id, "x", if nth < 3 { 100 } else { 100 + nth }, false).await;
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = store::page(&db, &LeadFilter::default(), after.as_ref(), 2).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(store::Cursor { at: last.last_message_at, id: last.id.to_string() });
            seen.extend(page.iter().map(|lead| lead.id.to_string()));
        }
        let mut unique = seen.clone();
        unique.sort();
        unique.dedup();
        assert_eq!((seen.len(), unique.len()), (7, 7));
    }

    async fn whoever_writes_waits_until_somebody_answers(db: Db) {
        let lead = found(&db, &address(Some("+6281200000002"), None), "Ada").await.into_lead();
        assert_eq!(lead.waiting_since, None);
        assert_eq!(touched(&db, lead.id, "Hello", 1_000, false).await.waiting_since, Some(1_000));
        assert_eq!(touched(&db, lead.id, "Hello?", 9_000, false).await.waiting_since, Some(1_000), "since the first of them");
        assert_eq!(touched(&db, lead.id, "Hi", 10_000, true).await.waiting_since, None);
        assert_eq!(touched(&db, lead.id, "came late", 8_000, false).await.waiting_since, None, "written before the answer");
        assert_eq!(touched(&db, lead.id, "Thanks", 11_000, false).await.waiting_since, Some(11_000));
        assert_eq!(touched(&db, lead.id, "came late", 9_500, true).await.waiting_since, Some(11_000), "our answer to what was before");
    }

    async fn what_was_planned_ends_when_they_write_and_when_a_colleague_writes_on_the_handset(db: Db) {
        let lead = found(&db, &address(Some("+6281200000002"), None), "Ada").await.into_lead();
        touched(&db, lead.id, "Bye", 1_000, true).await;
        planned(&db, lead.id, 5_000, 90_000).await;
        assert_eq!(touched(&db, lead.id, "came late", 3_000, false).await.due_at, Some(90_000), "it was written before the plan");
        assert_eq!(touched(&db, lead.id, "One more question", 6_000, false).await.due_at, None);
        planned(&db, lead.id, 7_000, 90_000).await;
        let answered = touched(&db, lead.id, "Sure", 8_000, true).await;
        assert_eq!((answered.due_at, answered.waiting_since), (None, None));
        let history: Vec<_> = store::changes(&db, lead.id, 10).await.unwrap().into_iter().map(|change| change.what).collect();
        let ended = LeadEvent::FollowUpEnded;
        assert_eq!(history, [ended(FollowUpEnd::OnHandset), ended(FollowUpEnd::TheyWrote)]);
    }

    async fn the_first_colleague_to_answer_gets_the_lead_and_a_follow_up_for_later_stays(db: Db) {
        let [ada, bo] = [colleague(&db).await, colleague(&db).await];
        let lead = found(&db, &address(Some("+6281200000002"), None), "Ada").await.into_lead();
        touched(&db, lead.id, "Hello", 1_000, false).await;
        planned(&db, lead.id, 2_000, 90_000).await;
        let answered = wrote(&db, lead.id, ada, 3_000).await;
        assert_eq!((answered.owner, answered.due_at), (Some(ada), Some(90_000)));
        let answered = wrote(&db, lead.id, bo, 95_000).await;
        assert_eq!((answered.owner, answered.due_at), (Some(ada), None), "what was due is done with the message");
        let claimed = store::changes(&db, lead.id, 10).await.unwrap().pop().unwrap();
        assert_eq!((claimed.what, claimed.by), (LeadEvent::Claimed, Some(ada)));
    }

    async fn what_was_done_is_open_again_when_they_write(db: Db) {
        let lead = found(&db, &address(Some("+6281200000002"), None), "Ada").await.into_lead();
        touched(&db, lead.id, "Hello", 1_000, false).await;
        planned(&db, lead.id, 2_000, 90_000).await;
        changed(&db, lead.id, |stored| stored.done_at = Some(3_000)).await;
        let again = touched(&db, lead.id, "One more thing", 4_000, false).await;
        assert_eq!((again.is_done, again.waiting_since, again.due_at), (false, Some(4_000), None));
    }

    async fn what_is_planned_for_two_leads_that_become_one_is_not_lost(db: Db) {
        let ada = colleague(&db).await;
        let by_number = found(&db, &address(Some("+6281200000002"), None), "Ada").await.into_lead();
        let by_lid = found(&db, &address(None, Some("777")), "Ada").await.into_lead();
        planned(&db, by_number.id, 1_000, 90_000).await;
        planned(&db, by_lid.id, 1_000, 80_000).await;
        changed(&db, by_number.id, |stored| stored.done_at = Some(1_000)).await;
        wrote(&db, by_lid.id, ada, 2_000).await;
        touched(&db, by_lid.id, "Hello", 1_999, false).await;
        let both = found(&db, &address(Some("+6281200000002"), Some("777")), "").await.into_lead();
        assert_eq!((both.due_at, both.owner, both.is_done, both.waiting_since), (Some(80_000), Some(ada), false, None));
        let history: Vec<_> = store::changes(&db, both.id, 10).await.unwrap().into_iter().map(|change| change.what).collect();
        assert_eq!(history, [LeadEvent::Claimed, LeadEvent::Absorbed("Ada".into())], "the history moves along");
    }

    async fn every_lead_is_in_the_list_of_what_it_needs_and_in_no_other(db: Db) {
        const DAY: i64 = 86_400_000;
        let (now, day_ends) = (100 * DAY, 100 * DAY + DAY / 2);
        let mine = colleague(&db).await;
        let others = colleague(&db).await;
        let mut random = StdRng::seed_from_u64(7);
        for nth in 0..200 {
            let lead = found(&db, &address(Some(&format!("+62812000{nth:05}")), None), "").await.into_lead();
            let mut time = |days: i64, chance| random.random_bool(chance).then(|| now + random.random_range(-days * DAY..=days * DAY));
            let (waiting, due, done, said) = (time(4, 0.4), time(2, 0.4), time(2, 0.2), time(12, 1.0));
            let (is_ours, owner) = (random.random_bool(0.5), [None, Some(mine), Some(others)][nth % 3]);
            changed(&db, lead.id, |stored| {
                stored.lead.waiting_since = waiting;
                stored.lead.due_at = due;
                stored.done_at = done;
                stored.lead.last_message_at = said.unwrap().min(now);
                stored.lead.last_message_is_ours = is_ours;
                stored.lead.owner = owner;
            })
            .await;
        }
        let at = store::Moment { now, day_ends, silent_before: now - SILENT_AFTER_MS };
        let all = store::page(&db, &LeadFilter::default(), None, 1_000).await.unwrap();
        for owner in [None, Some(mine)] {
            for need in Need::ALL {
                let listed = store::in_need(&db, need, owner, at, 1_000).await.unwrap();
                let mut listed: Vec<_> = listed.into_iter().map(|lead| lead.id.0).collect();
                let is_shown = |lead: &&Lead| owner.is_none() || lead.owner.is_none() || lead.owner == owner;
                let in_need = |lead: &&Lead| lead.need(now, day_ends) == Some(need);
                let mut wanted: Vec<_> = all.iter().filter(is_shown).filter(in_need).map(|lead| lead.id.0).collect();
                assert!(wanted.len() > 3, "{need:?} is put to the test");
                listed.sort();
                wanted.sort();
                assert_eq!(listed, wanted, "{need:?}");
            }
        }
    }

    async fn reading_a_lead_clears_its_unread_once(db: Db) {
        let lead = found(&db, &address(Some("+6281200000002"), None), "Ada").await.into_lead();
        touched(&db, lead.id, "x", 1, false).await;
        let mut tx = begin(&db).await.unwrap();
        assert_eq!(store::clear_unread(&mut tx, lead.id).await.unwrap(), 1);
        assert_eq!(store::clear_unread(&mut tx, lead.id).await.unwrap(), 0, "nothing changed, so nobody is told");
    }
}
