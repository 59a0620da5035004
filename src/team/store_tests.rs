//! People and sign-ins, on both databases.
use super::{
    Team,
    model::Role,
    people::{self, NewPerson},
    sessions::SignIns,
};
use crate::{clock::Clock, error::AppError, on_both_databases};
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
};

fn person(email: &str, password: &str) -> NewPerson {
    NewPerson { name: "Ana".into(), email: email.into(), password: password.to_owned().into(), role: Role::Agent }
}

fn record(expires_at_s: i64) -> Record {
    let expiry_date = time::OffsetDateTime::from_unix_timestamp(expires_at_s).unwrap();
    Record { id: Id(42), data: [("person".to_owned(), "x".into())].into(), expiry_date }
}

on_both_databases! {
    async fn an_address_is_taken_once_however_it_is_written(db: Db) {
        let (clock, team) = (Clock::from_fn(|| 1), Team::default());
        people::add(&db, &clock, &team, person("Ana@Example.com", "long enough to be one")).await.unwrap();
        let again = people::add(&db, &clock, &team, person(" ana@example.COM ", "long enough to be one")).await;
        assert!(again.unwrap_err().of_field("email").is_some());
    }

    async fn a_short_password_is_refused(db: Db) {
        let (clock, team) = (Clock::from_fn(|| 1), Team::default());
        let refused = people::add(&db, &clock, &team, person("ana@example.com", "elevenchars")).await.unwrap_err();
        assert!(refused.of_field("password").unwrap().contains("12"));
        assert!(people::nobody_yet(&db).await.unwrap());
    }

    async fn there_is_one_first_owner(db: Db) {
        let (clock, team) = (Clock::from_fn(|| 1), Team::default());
        people::add_owner(&db, &clock, &team, person("ana@example.com", "long enough to be one")).await.unwrap();
        let second = people::add_owner(&db, &clock, &team, person("eve@example.com", "long enough to be one")).await;
        assert!(matches!(second, Err(AppError::Conflict(_))));
    }

    async fn a_sign_in_is_found_until_it_expires_and_never_by_its_cookie_in_the_table(db: Db) {
        let store = SignIns::new(db.clone(), Clock::from_fn(|| 1_000_000));
        let mut stands = record(1_001);
        store.create(&mut stands).await.unwrap();
        assert_eq!(store.load(&stands.id).await.unwrap().unwrap().data, stands.data);
        let kept: String = sqlx::query_scalar("SELECT id FROM sessions").fetch_one(db.read()).await.unwrap();
        assert!(!stands.id.to_string().contains(&kept) && kept.len() == 64, "a digest");
        let late = SignIns::new(db.clone(), Clock::from_fn(|| 1_001_000));
        assert_eq!(late.load(&stands.id).await.unwrap(), None);
        assert_eq!(late.delete_expired().await.unwrap(), 1);
    }

    async fn two_sign_ins_never_share_an_id(db: Db) {
        let store = SignIns::new(db.clone(), Clock::from_fn(|| 0));
        let (mut one, mut two) = (record(10), record(10));
        store.create(&mut one).await.unwrap();
        store.create(&mut two).await.unwrap();
        assert_ne!(one.id, two.id);
    }

    async fn saving_late_does_not_bring_a_signed_out_sign_in_back(db: Db) {
        let store = SignIns::new(db.clone(), Clock::from_fn(|| 0));
        let mut gone = record(10);
        store.create(&mut gone).await.unwrap();
        store.delete(&gone.id).await.unwrap();
        store.save(&gone).await.unwrap();
        assert_eq!(store.load(&gone.id).await.unwrap(), None);
    }
}
