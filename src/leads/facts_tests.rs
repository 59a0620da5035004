//! What is known of leads and how lists are filtered by it, on both databases.
use super::{
    filter::{LeadFilter, LeadState, Whose},
    intake::{Author, Touch, begin, find_or_create, forget, touch},
    model::{Lead, LeadEvent, LeadId},
    notes,
    stages::{self, StageId, StageKind},
    store::{self, Cursor, StoredLead},
    tags,
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

async fn found(db: &Db, number: Option<&str>, lid: Option<&str>, name: &str) -> Lead {
    let mut tx = begin(db).await.unwrap();
    let person = Address { number: number.map(str::to_owned), lid: lid.map(str::to_owned) };
    let found = find_or_create(&mut tx, &person, name, 1).await.unwrap();
    if let Some(merged) = found.merged {
        forget(&mut tx, merged).await.unwrap();
    }
    tx.commit().await.unwrap();
    found.into_lead()
}

async fn changed(db: &Db, id: LeadId, change: impl FnOnce(&mut StoredLead)) -> Lead {
    let mut tx = begin(db).await.unwrap();
    let mut stored = store::one_in(&mut tx, id).await.unwrap();
    change(&mut stored);
    store::save(&mut tx, &stored, 1).await.unwrap();
    tags::replace(&mut tx, &stored.lead).await.unwrap();
    tx.commit().await.unwrap();
    stored.lead
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

async fn noted(db: &Db, lead: LeadId, by: PersonId, at: i64, text: &str) {
    let mut tx = begin(db).await.unwrap();
    let note = notes::Note { id: notes::NoteId(Uuid::now_v7()), at, by, text: text.into() };
    assert!(notes::insert(&mut tx, lead, &note).await.unwrap());
    assert!(!notes::insert(&mut tx, lead, &note).await.unwrap(), "the same again is written once");
    tx.commit().await.unwrap();
}

async fn every_page(db: &Db, filter: &LeadFilter) -> Vec<Lead> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = store::page(db, filter, after.as_ref(), 19).await.unwrap();
        let Some(last) = page.last() else { return seen };
        after = Some(Cursor { at: last.last_message_at, id: last.id.to_string() });
        seen.extend(page);
    }
}

on_both_databases! {
    async fn a_new_lead_begins_at_the_first_open_stage(db: Db) {
        let lead = found(&db, Some("+6281200000002"), None, "Ada").await;
        let stages = stages::all(&db).await.unwrap();
        let names: Vec<_> = stages.iter().map(|stage| stage.name.as_str()).collect();
        assert_eq!(names, ["New", "Contacted", "Interested", "Offer", "Won", "Lost"]);
        assert_eq!((lead.stage, stages[0].kind), (stages[0].id, StageKind::Open));
    }

    async fn every_filter_lists_exactly_the_leads_that_fit_in_the_order_of_the_list(db: Db) {
        let (mine, others) = (colleague(&db).await, colleague(&db).await);
        let stages: Vec<StageId> = stages::all(&db).await.unwrap().into_iter().map(|stage| stage.id).collect();
        let mut random = StdRng::seed_from_u64(7);
        for nth in 0..300 {
            let lead = found(&db, Some(&format!("+62812000{nth:05}")), None, "").await;
            changed(&db, lead.id, |stored| {
                // Some share one time, so that the id must decide.
                stored.lead.last_message_at = random.random_range(0..40);
                stored.lead.owner = [None, Some(mine), Some(others)][random.random_range(0..3)];
                stored.lead.stage = stages[random.random_range(0..3)];
                stored.lead.waiting_since = random.random_bool(0.8).then_some(1);
                stored.lead.due_at = random.random_bool(0.5).then_some(1);
                stored.done_at = random.random_bool(0.4).then_some(1);
                stored.lead.tags = ["big", "vip"].into_iter().filter(|_| random.random_bool(0.7)).map(str::to_owned).collect();
            })
            .await;
        }
        let all = every_page(&db, &LeadFilter::default()).await;
        assert_eq!(all.len(), 300);
        assert!(all.is_sorted_by_key(|lead| (std::cmp::Reverse(lead.last_message_at), std::cmp::Reverse(lead.id.0))));
        for owner in [Whose::Anybodys, Whose::Nobodys, Whose::Of(mine)] {
            for stage in [None, Some(stages[1])] {
                for tag in ["", "vip"] {
                    // Nobody here has messages; those that ask for them are put to the test where messages come and go.
                    for (state, _) in LeadState::ALL.into_iter().filter(|(state, _)| !state.is_of_messages()) {
                        let filter = LeadFilter { stage, owner, tag: tag.into(), state, since: 0 };
                        let wanted: Vec<_> = all.iter().filter(|lead| filter.fits(lead, None) == Some(true)).cloned().collect();
                        assert!(!wanted.is_empty(), "{filter:?} is put to the test");
                        assert_eq!(every_page(&db, &filter).await, wanted, "{filter:?}");
                    }
                }
            }
        }
    }

    async fn a_tag_is_offered_while_a_lead_has_it_and_stands_where_its_lead_stands(db: Db) {
        let lead = found(&db, Some("+6281200000002"), None, "Ada").await;
        let other = found(&db, Some("+6281200000003"), None, "Bo").await;
        changed(&db, lead.id, |stored| stored.lead.tags = vec!["big".into(), "vip".into()]).await;
        changed(&db, other.id, |stored| {
            stored.lead.tags = vec!["vip".into()];
            stored.lead.last_message_at = 5;
        })
        .await;
        assert_eq!(tags::used(&db, 10).await.unwrap(), ["big", "vip"]);
        assert_eq!(tags::used(&db, 1).await.unwrap(), ["big"]);
        let mut tx = begin(&db).await.unwrap();
        touch(&mut tx, lead.id, &Touch { text: "x", at: 9, by: Author::Them }, 9).await.unwrap();
        tx.commit().await.unwrap();
        let listed = every_page(&db, &LeadFilter { tag: "vip".into(), ..LeadFilter::default() }).await;
        assert_eq!(listed.iter().map(|lead| lead.id).collect::<Vec<_>>(), [lead.id, other.id]);
        changed(&db, lead.id, |stored| stored.lead.tags.clear()).await;
        assert_eq!(tags::used(&db, 10).await.unwrap(), ["vip"]);
    }

    async fn what_the_team_calls_a_person_outlives_every_name_they_give_themselves(db: Db) {
        let lead = found(&db, Some("+6281200000002"), None, "ada 🌸").await;
        changed(&db, lead.id, |stored| stored.called = "Ada Lovelace".into()).await;
        let again = found(&db, Some("+6281200000002"), None, "A.").await;
        assert_eq!((again.name.as_str(), again.own_name.as_str()), ("Ada Lovelace", "A."));
        changed(&db, lead.id, |stored| stored.called.clear()).await;
        assert_eq!(store::one(&db, lead.id).await.unwrap().lead.name, "A.");
    }

    async fn what_is_known_of_two_leads_that_become_one_is_not_lost(db: Db) {
        let ada = colleague(&db).await;
        let stages = stages::all(&db).await.unwrap();
        let by_number = found(&db, Some("+6281200000002"), None, "Ada").await;
        let by_lid = found(&db, None, Some("777"), "A.").await;
        changed(&db, by_number.id, |stored| {
            stored.lead.stage = stages[1].id;
            stored.staged_at = Some(5);
            stored.lead.tags = vec!["big".into(), "vip".into()];
            stored.lead.source = "Fair".into();
        })
        .await;
        changed(&db, by_lid.id, |stored| {
            stored.lead.stage = stages[5].id;
            stored.staged_at = Some(6);
            stored.lead.lost_reason = "Too dear".into();
            stored.lead.tags = vec!["old".into(), "vip".into()];
            stored.lead.source = "Website".into();
            stored.lead.worth = Some(9_900);
            stored.called = "Ada Lovelace".into();
        })
        .await;
        noted(&db, by_number.id, ada, 1, "first").await;
        noted(&db, by_lid.id, ada, 2, "second").await;
        let both = found(&db, Some("+6281200000002"), Some("777"), "").await;
        let stored = store::one(&db, both.id).await.unwrap();
        assert_eq!(stored.lead, both);
        assert_eq!((both.stage, both.lost_reason.as_str(), stored.staged_at), (stages[5].id, "Too dear", Some(6)), "chosen last");
        assert_eq!((both.source.as_str(), both.worth, both.name.as_str()), ("Fair", Some(9_900), "Ada Lovelace"));
        assert_eq!(both.tags, ["big", "old", "vip"]);
        assert_eq!(tags::used(&db, 10).await.unwrap(), ["big", "old", "vip"]);
        let notes: Vec<_> = notes::of_lead(&db, both.id, 10).await.unwrap().into_iter().map(|note| note.text).collect();
        assert_eq!(notes, ["second", "first"]);
        let history = store::changes(&db, both.id, 10).await.unwrap();
        assert!(history.iter().any(|change| change.what == LeadEvent::Absorbed("Ada Lovelace".into())));
    }
}
