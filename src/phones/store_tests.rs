//! Phones and their timeline, on both databases.
use super::{
    model::{PhoneName, PhoneState},
    store,
};
use crate::{error::AppError, on_both_databases, phones::PhoneId};

on_both_databases! {
    async fn a_phone_keeps_its_state_cause_and_every_change_before(db: Db) {
        let id = store::insert(&db, &PhoneName::parse("Sales").unwrap(), 10).await.unwrap();
        store::set_state(&db, id, PhoneState::Starting, None, 20).await.unwrap();
        store::set_state(&db, id, PhoneState::Failed, Some("why"), 30).await.unwrap();
        let phone = store::one(&db, id).await.unwrap().phone;
        assert_eq!((phone.state, phone.cause.as_deref(), phone.since), (PhoneState::Failed, Some("why"), 30));
        let changes: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM phone_changes").fetch_one(db.read()).await.unwrap();
        assert_eq!(changes, 2);
    }

    async fn a_number_belongs_to_one_phone_and_is_shown_spaced(db: Db) {
        let one = store::insert(&db, &PhoneName::parse("Sales").unwrap(), 1).await.unwrap();
        let two = store::insert(&db, &PhoneName::parse("Support").unwrap(), 2).await.unwrap();
        store::set_address(&db, one, Some("+6281200000001"), Some("777")).await.unwrap();
        store::set_address(&db, one, None, None).await.unwrap();
        assert_eq!(store::one(&db, one).await.unwrap().phone.number.as_deref(), Some("+62 812-0000-0001"), "what is unknown changes nothing");
        assert_eq!(store::name_of_number(&db, "+6281200000001", two).await.unwrap().as_deref(), Some("Sales"));
        assert_eq!(store::name_of_number(&db, "+6281200000001", one).await.unwrap(), None);
        store::set_address(&db, two, Some("+6281200000001"), None).await.expect_err("the database itself refuses a second owner");
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
