//! Phones and their timeline, on both databases.
use super::{
    model::{PhoneName, PhoneState},
    reason::Reason,
    store,
};
use crate::{error::AppError, on_both_databases, phones::PhoneId};

on_both_databases! {
    async fn a_phone_says_how_much_is_known_from_before_it_was_linked(db: Db) {
        let id = store::insert(&db, &PhoneName::parse("Sales").unwrap(), 1).await.unwrap();
        let history = async || store::one(&db, id).await.unwrap().phone.history;
        assert_eq!(history().await, None);
        for (messages, people, percent, words) in [
            (0, 0, Some(0), "Loading conversations… 0 % · 0 messages of 0 people"),
            (1_240, 87, Some(40), "Loading conversations… 40 % · 1,240 messages of 87 people"),
            (2_000, 90, None, "Loading conversations… 40 % · 2,000 messages of 90 people"),
            (1, 1, Some(100), "1 message of 1 person"),
        ] {
            store::set_history(&db, id, messages, people, percent).await.unwrap();
            assert_eq!(history().await.as_deref(), Some(words));
        }
    }

    async fn a_phone_keeps_its_state_cause_and_every_change_before(db: Db) {
        let id = store::insert(&db, &PhoneName::parse("Sales").unwrap(), 10).await.unwrap();
        let mut phone = store::one(&db, id).await.unwrap().phone;
        (phone.state, phone.since) = (PhoneState::Starting, 20);
        store::set_state(&db, &phone, 20).await.unwrap();
        let cause = Reason::Banned(Some("too much of it"), Some(99)).to_cause();
        (phone.state, phone.since, phone.cause) = (PhoneState::Banned, 30, Some(cause.clone()));
        store::set_state(&db, &phone, 30).await.unwrap();
        assert_eq!(store::one(&db, id).await.unwrap().phone, phone);
        store::note(&db, id, PhoneState::Banned, "A note.", 40).await.unwrap();
        let timeline = store::timeline(&db, id).await.unwrap();
        let told: Vec<_> = timeline.iter().map(|change| (change.state, change.at)).collect();
        assert_eq!(told, [(PhoneState::Banned, 40), (PhoneState::Banned, 30), (PhoneState::Starting, 20)]);
        assert_eq!(timeline[1].cause, Some(cause), "word, sentence, next step and end are kept");
    }

    async fn a_number_belongs_to_one_phone_and_is_shown_spaced(db: Db) {
        let one = store::insert(&db, &PhoneName::parse("Sales").unwrap(), 1).await.unwrap();
        let two = store::insert(&db, &PhoneName::parse("Support").unwrap(), 2).await.unwrap();
        store::set_address(&db, one, Some("+6281200000001"), Some("777")).await.unwrap();
        store::set_address(&db, one, None, None).await.unwrap();
        assert_eq!(store::one(&db, one).await.unwrap().phone.number.as_deref(), Some("+62 812-0000-0001"), "what is unknown changes nothing");
        let owner = store::of_number(&db, "+6281200000001", two).await.unwrap();
        assert_eq!(owner.map(|owner| owner.phone.name).as_deref(), Some("Sales"));
        assert!(store::of_number(&db, "+6281200000001", one).await.unwrap().is_none());
        store::set_address(&db, two, Some("+6281200000001"), None).await.expect_err("the database itself refuses a second owner");
    }

    async fn a_removed_phone_is_off_the_list_and_its_number_is_free(db: Db) {
        let one = store::insert(&db, &PhoneName::parse("Sales").unwrap(), 1).await.unwrap();
        store::set_address(&db, one, Some("+6281200000001"), Some("777")).await.unwrap();
        store::remove(&db, one, 5).await.unwrap();
        assert!(store::all(&db).await.unwrap().is_empty());
        assert!(matches!(store::one(&db, one).await, Err(AppError::NotFound(_))));
        let two = store::insert(&db, &PhoneName::parse("Sales again").unwrap(), 6).await.unwrap();
        store::set_address(&db, two, Some("+6281200000001"), Some("777")).await.unwrap();
    }

    async fn the_newest_phone_comes_first_and_an_unknown_one_is_not_found(db: Db) {
        for (name, at) in [("Old", 1), ("New", 2)] {
            store::insert(&db, &PhoneName::parse(name).unwrap(), at).await.unwrap();
        }
        let names: Vec<_> = store::all(&db).await.unwrap().into_iter().map(|stored| stored.phone.name).collect();
        assert_eq!(names, ["New", "Old"]);
        let nobodys = store::one(&db, PhoneId(uuid::Uuid::now_v7())).await;
        assert!(matches!(nobodys, Err(AppError::NotFound(_))));
    }
}
