//! One Leadwire works on a database at a time.
use crate::support::{Office, execute, listening, output, program};
use leadwire::db::{Db, Instance, InstanceLock, testing};
use std::time::Duration;

#[tokio::test]
async fn a_second_server_on_one_database_refuses_and_a_killed_one_leaves_no_lock() {
    for url in [testing::sqlite_url(), testing::postgres_url().await] {
        let office = Office::open().await;
        let first = listening(&url, office.simulator.addr()).await;
        let second = output(program(&["serve"], &url, office.simulator.addr())).await;
        assert_eq!(second.status.code(), Some(1));
        let said = String::from_utf8_lossy(&second.stderr);
        assert!(said.contains("Another Leadwire") && said.contains("Stop the other one"), "{said}");
        assert!(said.contains(&format!("process {}", first.0.id())), "{said}");
        drop(first);
        let next = listening(&url, office.simulator.addr()).await;
        let Instance::Somebody(Some(holder)) = InstanceLock::holder(&url).await.unwrap() else { panic!("somebody has the lock") };
        assert_eq!(holder.pid, next.0.id());
    }
}

#[tokio::test]
async fn a_postgres_connection_that_is_cut_gives_the_lock_back_at_once_and_it_is_taken_anew() {
    let url = testing::postgres_url().await;
    let mut lock = InstanceLock::take(&url, Duration::ZERO).await.unwrap();
    let db = Db::open(&url).await.unwrap();
    // Somebody takes the lock while ours is cut: we must hear of it.
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' \
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    execute(&db, cut).await;
    let _taker = InstanceLock::take(&url, Duration::from_secs(5)).await.unwrap();
    let sentence = tokio::time::timeout(Duration::from_secs(20), lock.lost()).await.expect("the loss is noticed");
    assert!(sentence.contains("Another Leadwire"), "{sentence}");
}
