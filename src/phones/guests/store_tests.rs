//! Links for guests, on both databases. The time is handed in.
use super::store::{self, End};
use crate::{
    error::AppError,
    on_both_databases,
    phones::{PhoneName, store as phones},
};

const HOUR: i64 = 3_600_000;

on_both_databases! {
    async fn a_link_stands_until_its_end_and_not_a_moment_longer(db: Db) {
        let phone = phones::insert(&db, &PhoneName::parse("Sales").unwrap(), 1).await.unwrap();
        store::insert(&db, phone, "one", "Ana", 10, 100).await.unwrap();
        let pass = store::by_digest(&db, "one", 99).await.unwrap().unwrap();
        assert_eq!((pass.phone, &*pass.phone_name, &*pass.sent_by, pass.expires_at, pass.is_opened), (phone, "Sales", "Ana", 100, false));
        assert_eq!(store::of_phone(&db, phone, 99).await.unwrap(), Some(pass));
        assert_eq!(store::by_digest(&db, "one", 100).await.unwrap(), None);
        assert_eq!(store::of_phone(&db, phone, 100).await.unwrap(), None);
        assert_eq!(store::by_digest(&db, "two", 50).await.unwrap(), None);
    }

    async fn a_new_link_ends_the_one_before_and_a_removed_phone_has_none(db: Db) {
        let phone = phones::insert(&db, &PhoneName::parse("Sales").unwrap(), 1).await.unwrap();
        store::insert(&db, phone, "one", "Ana", 10, 100).await.unwrap();
        store::insert(&db, phone, "two", "Budi", 20, 200).await.unwrap();
        assert_eq!(store::by_digest(&db, "one", 30).await.unwrap(), None);
        assert!(store::by_digest(&db, "two", 30).await.unwrap().is_some());
        phones::remove(&db, phone, 40).await.unwrap();
        assert_eq!(store::by_digest(&db, "two", 50).await.unwrap(), None);
        let refused = store::insert(&db, phone, "three", "Ana", 60, 600).await;
        assert!(matches!(refused, Err(AppError::NotFound(_))), "{refused:?}");
    }

    async fn a_link_is_opened_once_and_ends_once(db: Db) {
        let phone = phones::insert(&db, &PhoneName::parse("Sales").unwrap(), 1).await.unwrap();
        for (digest, how) in [("one", End::Used), ("two", End::Revoked)] {
            store::insert(&db, phone, digest, "Ana", 10, 100).await.unwrap();
            assert!(store::open(&db, digest, 20).await.unwrap());
            assert!(!store::open(&db, digest, 21).await.unwrap(), "only the first time is news");
            assert!(store::by_digest(&db, digest, 22).await.unwrap().unwrap().is_opened);
            assert!(store::end(&db, digest, how, 30).await.unwrap());
            assert!(!store::end(&db, digest, how, 31).await.unwrap());
            assert_eq!(store::by_digest(&db, digest, 32).await.unwrap(), None);
        }
    }

    async fn ten_links_an_hour_are_enough_for_one_phone(db: Db) {
        let phone = phones::insert(&db, &PhoneName::parse("Sales").unwrap(), 1).await.unwrap();
        for made in 0..10 {
            store::insert(&db, phone, &made.to_string(), "Ana", 1000 * made, HOUR * 24).await.unwrap();
        }
        let refused = store::insert(&db, phone, "more", "Ana", 10_000, HOUR * 24).await;
        assert_eq!(refused, Err(AppError::TooManyAttempts { retry_after_s: 3590 }));
        assert!(store::by_digest(&db, "9", 10_000).await.unwrap().is_some(), "the last one goes on");
        store::insert(&db, phone, "later", "Ana", HOUR, HOUR * 24).await.unwrap();
        let other = phones::insert(&db, &PhoneName::parse("Support").unwrap(), 1).await.unwrap();
        store::insert(&db, other, "other", "Ana", 10_000, HOUR * 24).await.unwrap();
    }
}
