use super::{Db, Writing, testing};
use crate::on_both_databases;
use futures_util::FutureExt;
use std::{
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::{Barrier, Notify};

async fn table(db: &Db) {
    let mut tx = db.write().await.unwrap();
    sqlx::query("CREATE TABLE lines (line BIGINT PRIMARY KEY)").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn insert(tx: &mut Writing, line: i64) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO lines (line) VALUES ($1)").bind(line).execute(&mut **tx).await.map(drop)
}

async fn write(db: &Db, line: i64) -> Result<(), sqlx::Error> {
    let work = |mut tx: Writing| async move {
        let written = insert(&mut tx, line).await;
        (tx, written)
    };
    db.write_together(work).await?
}

async fn lines(db: &Db) -> Vec<i64> {
    sqlx::query_scalar("SELECT line FROM lines ORDER BY line").fetch_all(db.read()).await.unwrap()
}

/// Counts in one row, alone and together with others, and tells each number.
async fn count(db: &Db, times: i64) -> Vec<i64> {
    table(db).await;
    write(db, 0).await.unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let counters: Vec<_> = (0..times)
        .map(|turn| {
            let (db, told) = (db.clone(), told.clone());
            tokio::spawn(async move {
                let up = |mut tx: Writing| async move {
                    let up = sqlx::query_scalar::<_, i64>("UPDATE lines SET line = line + 1 RETURNING line");
                    let number = up.fetch_one(&mut *tx).await;
                    (tx, number)
                };
                let tell = move |number| told.lock().unwrap().push(number);
                if turn % 2 == 0 {
                    return db.write_together_and_tell(up, tell).await.unwrap().unwrap();
                }
                let (tx, number) = up(db.write().await.unwrap()).await;
                db.commit_and_tell(tx, move || tell(number.unwrap())).await.unwrap();
            })
        })
        .collect();
    for counter in counters {
        counter.await.unwrap();
    }
    Arc::into_inner(told).unwrap().into_inner().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_told_comes_in_the_order_in_which_it_was_written_on_sqlite() {
    assert_eq!(count(&testing::sqlite().await, 400).await, (1..=400).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_told_comes_in_the_order_in_which_it_was_written_on_postgres() {
    assert_eq!(count(&testing::postgres().await, 400).await, (1..=400).collect::<Vec<_>>());
}

/// On SQLite alone, where a commit waits for the disk and everybody else for it.
#[tokio::test]
async fn whoever_comes_before_a_commit_goes_along() {
    let db = testing::sqlite().await;
    table(&db).await;
    let (writing, go_on) = (Notify::new(), Notify::new());
    let first = db.write_together(|mut tx: Writing| {
        let (writing, go_on) = (&writing, &go_on);
        async move {
            let written = insert(&mut tx, 1).await;
            writing.notify_one();
            go_on.notified().await;
            (tx, written)
        }
    });
    let others = async {
        writing.notified().await;
        let mut others: Vec<_> = (2..20).map(|line| Box::pin(write(&db, line))).collect();
        for other in &mut others {
            assert!(other.as_mut().now_or_never().is_none(), "the first one still writes");
        }
        go_on.notify_one();
        futures_util::future::try_join_all(others).await
    };
    let first = async {
        first.await.unwrap().unwrap();
        lines(&db).await
    };
    let (seen, others) = tokio::join!(first, others);
    others.unwrap();
    assert_eq!(seen, (1..20).collect::<Vec<_>>(), "when the first is durable, all of them are");
}

on_both_databases! {
    async fn what_is_written_at_the_same_moment_is_there_when_each_returns(db: Db) {
        table(&db).await;
        let start = Arc::new(Barrier::new(200));
        let writers: Vec<_> = (0..200)
            .map(|line| {
                let (db, start) = (db.clone(), start.clone());
                tokio::spawn(async move {
                    start.wait().await;
                    write(&db, line).await.unwrap();
                    assert!(lines(&db).await.contains(&line), "another connection sees it");
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(lines(&db).await, (0..200).collect::<Vec<_>>());
    }

    async fn one_that_fails_takes_nobody_along(db: Db) {
        table(&db).await;
        write(&db, 7).await.unwrap();
        let all = futures_util::future::join_all((0..20).map(|line| write(&db, line))).await;
        let failed: Vec<_> = all.iter().enumerate().filter(|(_, ended)| ended.is_err()).map(|(line, _)| line).collect();
        assert_eq!(failed, [7], "it is there already");
        assert_eq!(lines(&db).await, (0..20).collect::<Vec<_>>());
    }

    async fn of_one_that_fails_nothing_is_told_and_of_the_others_each_once(db: Db) {
        table(&db).await;
        write(&db, 7).await.unwrap();
        let told = Arc::new(Mutex::new(Vec::new()));
        let all = (0..20).map(|line| {
            let told = told.clone();
            let work = move |mut tx: Writing| async move {
                let written = insert(&mut tx, line).await.map(|()| line);
                (tx, written)
            };
            db.write_together_and_tell(work, move |line| told.lock().unwrap().push(line))
        });
        futures_util::future::join_all(all).await;
        let mut told = told.lock().unwrap().clone();
        told.sort_unstable();
        assert_eq!(told, (0..20).filter(|line| *line != 7).collect::<Vec<_>>());
    }

    async fn what_is_committed_is_told_also_when_nobody_waits_for_it_any_more(db: Db) {
        table(&db).await;
        let (told, tell) = tokio::sync::oneshot::channel();
        let mut tx = db.write().await.unwrap();
        insert(&mut tx, 1).await.unwrap();
        assert!(db.commit_and_tell(tx, || told.send(()).unwrap()).now_or_never().is_none(), "it has only begun");
        tell.await.unwrap();
        assert_eq!(lines(&db).await, [1]);
    }

    async fn of_one_that_is_dropped_on_its_way_nothing_is_written_and_the_others_are(db: Db) {
        table(&db).await;
        let (reached, tries) = (Notify::new(), AtomicUsize::new(0));
        let stuck = db.write_together(|mut tx: Writing| {
            tries.fetch_add(1, Ordering::Relaxed);
            let reached = &reached;
            async move {
                insert(&mut tx, 1).await.unwrap();
                reached.notify_one();
                std::future::pending::<()>().await;
                (tx, Ok::<_, sqlx::Error>(()))
            }
        });
        {
            let mut stuck = pin!(stuck);
            tokio::select! {
                _ = &mut stuck => panic!("it never ends"),
                () = reached.notified() => {}
            }
        }
        futures_util::future::try_join_all((2..10).map(|line| write(&db, line))).await.unwrap();
        assert_eq!(lines(&db).await, (2..10).collect::<Vec<_>>());
        assert_eq!(tries.load(Ordering::Relaxed), 1);
    }

    async fn a_member_that_is_dropped_takes_back_those_before_it_and_they_write_again(db: Db) {
        table(&db).await;
        // The lock of another writer keeps all of them in line, in this order.
        let holder = db.write().await.unwrap();
        let reached = Arc::new(Notify::new());
        let first = tokio::spawn({
            let db = db.clone();
            async move { write(&db, 1).await }
        });
        tokio::task::yield_now().await;
        let dropped = tokio::spawn({
            let (db, reached) = (db.clone(), reached.clone());
            async move {
                db.write_together(|mut tx: Writing| {
                    let reached = reached.clone();
                    async move {
                        insert(&mut tx, 2).await.unwrap();
                        reached.notify_one();
                        std::future::pending::<()>().await;
                        (tx, Ok::<_, sqlx::Error>(()))
                    }
                })
                .await
            }
        });
        tokio::task::yield_now().await;
        drop(holder);
        reached.notified().await;
        dropped.abort();
        first.await.unwrap().unwrap();
        write(&db, 3).await.unwrap();
        assert_eq!(lines(&db).await, [1, 3]);
    }
}
