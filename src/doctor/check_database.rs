//! The database: that it can be read and written, fits this program, and belongs to one Leadwire only.
use super::{model::Finding, step::Step};
use crate::db::{Db, Instance, InstanceLock, Schema, Trouble, sqlite_file};
use std::time::Duration;
use tokio::time::timeout;

/// Whoever waits longer than this for the database gives up.
const DEADLINE: Duration = Duration::from_secs(5);

/// What the steps about phones need to know.
#[derive(Debug)]
pub(super) struct Books {
    /// The database, when it can be read and its schema is this program's.
    pub(super) readable: Option<Db>,
    /// Who works on it; none when that could not be found out.
    pub(super) instance: Option<Instance>,
}

/// Looks at the database; opens it first, as it is, when the server's own is not given.
pub(super) async fn database(url: &str, given: Option<Db>) -> (Vec<Finding>, Books) {
    let step = Step::begin("Database");
    let opened = match given {
        Some(db) => Ok(db),
        None => timeout(DEADLINE, Db::open_as_it_is(url)).await.unwrap_or(Err(Trouble::Unreachable)),
    };
    let (mut findings, mut books) = match opened {
        Ok(db) => opened_database(step, db, url).await,
        Err(trouble) => {
            let words = format!("{} cannot be used: {trouble}.", name(url));
            let why = "The database cannot be used.";
            let findings = vec![
                step.bad(words, advice(&trouble, url)),
                Step::begin("Database writing").skipped(why),
                Step::begin("Migrations").skipped(why),
            ];
            (findings, Books { readable: None, instance: None })
        }
    };
    let (finding, instance) = instance(url).await;
    findings.push(finding);
    books.instance = instance;
    (findings, books)
}

async fn opened_database(step: Step, db: Db, url: &str) -> (Vec<Finding>, Books) {
    let reading = reading(step, &db, url).await;
    let step = Step::begin("Migrations");
    let schema = match timeout(DEADLINE, db.schema()).await {
        Ok(Ok(schema)) => Ok(schema),
        Ok(Err(error)) => Err(Trouble::of(&error)),
        Err(_) => Err(Trouble::Locked),
    };
    let migrations = migrations(step, &schema, url);
    let writing = writing(&db, &schema, url).await;
    let readable = matches!(schema, Ok(Schema::Current(_))).then_some(db);
    (vec![reading, writing, migrations], Books { readable, instance: None })
}

async fn reading(step: Step, db: &Db, url: &str) -> Finding {
    let read = timeout(DEADLINE, async {
        db.ping().await?;
        db.damage().await
    });
    match read.await {
        Ok(Ok(None)) => step.good(format!("{} can be read.", name(url))),
        Ok(Ok(Some(damage))) => step.bad(format!("{} is damaged: {damage}.", name(url)), advice(&Trouble::Damaged, url)),
        Ok(Err(error)) => {
            let trouble = Trouble::of(&error);
            step.bad(format!("{} cannot be read: {trouble}.", name(url)), advice(&trouble, url))
        }
        Err(_) => step.bad(
            format!("{} did not answer within {} s.", name(url), DEADLINE.as_secs()),
            "Look at the load of the machine and of its disk. If it stays so, restart the database, then Leadwire.",
        ),
    }
}

async fn writing(db: &Db, schema: &Result<Schema, Trouble>, url: &str) -> Finding {
    let step = Step::begin("Database writing");
    if matches!(schema, Ok(Schema::Empty) | Err(_)) {
        return step.skipped("There is nothing in it that could be written for a trial.");
    }
    let trouble = match timeout(DEADLINE, db.try_to_write()).await {
        Ok(Ok(())) => return step.good("A change was written and taken back."),
        Ok(Err(error)) => Trouble::of(&error),
        Err(_) => Trouble::Locked,
    };
    step.bad(format!("{} takes no changes: {trouble}.", name(url)), advice(&trouble, url))
}

fn migrations(step: Step, schema: &Result<Schema, Trouble>, url: &str) -> Finding {
    const UPDATE: &str = "Start the Leadwire that used this database last, or a newer one; or restore the backup from before the update.";
    match schema {
        Ok(Schema::Current(applied)) => step.good(format!("The database fits this program ({applied} migrations).")),
        Ok(Schema::Empty) => step.warning(
            "Nothing was ever stored in this database.",
            "Start Leadwire, which sets it up. If there should be data, check LEADWIRE_DATA_DIR and LEADWIRE_DATABASE_URL.",
        ),
        Ok(Schema::Behind(missing)) => step.warning(
            format!("{missing} migrations of this program are not applied yet."),
            "Back the database up, then start this Leadwire, which applies them.",
        ),
        Ok(Schema::Newer(unknown)) => {
            step.bad(format!("A newer Leadwire has changed this database: {unknown} of its migrations are unknown here."), UPDATE)
        }
        Ok(Schema::Different(version)) => {
            step.bad(format!("The database was changed by another Leadwire than this one (migration {version})."), UPDATE)
        }
        Err(trouble) => step.bad(format!("The migrations could not be read: {trouble}."), advice(trouble, url)),
    }
}

async fn instance(url: &str) -> (Finding, Option<Instance>) {
    let step = Step::begin("Single process");
    let found = match timeout(DEADLINE, InstanceLock::holder(url)).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) if sqlite_file(url).is_some() => {
            let advice = "Look whether this user may read the files beside the database.";
            return (step.warning(format!("It could not be found out who works on the database: {error:#}."), advice), None);
        }
        _ => return (step.skipped("The database could not be asked who works on it."), None),
    };
    let finding = match &found {
        Instance::Nobody => step.warning("No Leadwire runs on this database.", "Start it: leadwire serve"),
        Instance::Somebody(Some(holder)) => step.good(format!("One Leadwire works on this database: {}.", holder.words())),
        Instance::Somebody(None) => step.good("One Leadwire works on this database; which one, it does not say."),
    };
    (finding, Some(found))
}

/// Never the URL of a server, which may hold a password.
fn name(url: &str) -> String {
    sqlite_file(url).map_or_else(|| "The Postgres database".to_owned(), |path| format!("The database {path}"))
}

fn advice(trouble: &Trouble, url: &str) -> &'static str {
    let is_file = sqlite_file(url).is_some();
    match trouble {
        Trouble::Missing if is_file => {
            "At first this is as it should be: start Leadwire, which makes it. Else check LEADWIRE_DATA_DIR and LEADWIRE_DATABASE_URL."
        }
        Trouble::Missing => "Create the database on the server, or correct its name in LEADWIRE_DATABASE_URL.",
        Trouble::Locked => {
            "Find the program that keeps it: a backup, a database browser, a stuck transaction. End it; Leadwire then goes on."
        }
        Trouble::Damaged => {
            "Stop Leadwire, keep a copy of the damaged files, and restore the last backup. Then look for the cause: disk, memory."
        }
        Trouble::ReadOnly => "Give the user that Leadwire runs as the right to write it, and look whether the disk is mounted read-only.",
        Trouble::Full => "Make space on the disk of the database.",
        Trouble::Disk => "Look at the disk of the database: its health, its space, its limits for one file.",
        Trouble::Refused if is_file => "Give the user that Leadwire runs as the right to read and write it and its folder.",
        Trouble::Refused => "Correct the user and the password in LEADWIRE_DATABASE_URL, or the server's rules (pg_hba.conf).",
        Trouble::Unreachable => "Start the database server, and check host and port in LEADWIRE_DATABASE_URL.",
        Trouble::Other(_) => "Look into Leadwire's log and the database's.",
    }
}
