//! Templates, on both databases.
use super::{
    model::{Template, TemplateId, Wording},
    store,
};
use crate::{
    clock::Clock,
    on_both_databases,
    team::{
        PersonId, Role, Team,
        people::{self, NewPerson},
    },
};
use uuid::Uuid;

async fn hire(db: &crate::db::Db, email: &str) -> PersonId {
    let new = NewPerson { name: "Ana".into(), email: email.into(), password: "long enough to be one".to_owned().into(), role: Role::Agent };
    people::add(db, &Clock::from_fn(|| 1), &Team::default(), new).await.unwrap().id
}

fn template(owner: Option<PersonId>, shortcut: &str) -> Template {
    let wording = Wording::parse("Prices", shortcut, "Hi {{first_name|there}}", false).unwrap();
    Template { id: TemplateId(Uuid::now_v7()), owner, wording, file: None }
}

async fn put(db: &crate::db::Db, template: &Template) -> bool {
    let mut tx = db.write().await.unwrap();
    let done = store::put(&mut tx, template, 1).await.unwrap();
    if done {
        tx.commit().await.unwrap();
    }
    done
}

on_both_databases! {
    async fn everybody_sees_the_teams_and_their_own(db: Db) {
        let (ana, ben) = (hire(&db, "ana@example.com").await, hire(&db, "ben@example.com").await);
        let (teams, anas, bens) = (template(None, "b"), template(Some(ana), "a"), template(Some(ben), "c"));
        for one in [&teams, &anas, &bens] {
            assert!(put(&db, one).await);
        }
        assert_eq!(store::of(&db, ana).await.unwrap(), [anas, teams.clone()]);
        assert_eq!(store::of(&db, ben).await.unwrap(), [teams, bens]);
    }

    async fn a_shortcut_is_taken_once_by_each_owner(db: Db) {
        let ana = hire(&db, "ana@example.com").await;
        let teams = template(None, "price");
        assert!(put(&db, &teams).await);
        assert!(put(&db, &teams).await, "the same again is the same");
        assert!(put(&db, &template(Some(ana), "price")).await, "her own beside the team's");
        assert!(!put(&db, &template(None, "PRICE")).await);
        assert!(!put(&db, &template(Some(ana), "/price")).await);
        let mut tx = db.write().await.unwrap();
        assert!(store::is_taken(&mut tx, &template(None, "price")).await.unwrap());
        assert!(!store::is_taken(&mut tx, &teams).await.unwrap());
        assert_eq!(store::count(&mut tx, None).await.unwrap(), 1);
    }
}
