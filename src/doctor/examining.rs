//! The examination: every step, those that need not wait for each other at once.
use super::{
    check_database::{self, Books},
    check_machine, check_phones, check_whatsapp,
    model::Report,
    step::Step,
    vitals::{self, Vitals},
};
use crate::{
    clock::Clock,
    config::Config,
    db::{Db, Instance, sqlite_file},
    phones::PhoneId,
    whatsapp::Destination,
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

/// What the running server hands in of itself.
pub(super) struct Inside {
    pub(super) db: Db,
    pub(super) vitals: HashMap<PhoneId, Vitals>,
    /// How far the clock has left the time that passed since the start, milliseconds.
    pub(super) clock_moved: i64,
}

/// Examines from outside, beside a Leadwire that may run or not. Nothing is changed: no migration, no new file that stays.
pub async fn examine_from_outside(config: &Config, clock: &Clock) -> Report {
    examine(config, clock, None).await
}

/// Examines. Takes 30 s at most, whatever is broken.
pub(super) async fn examine(config: &Config, clock: &Clock, inside: Option<Inside>) -> Report {
    let at = clock.now_ms();
    let url = config.database_url();
    let (db, vitals, since_start) = match inside {
        Some(Inside { db, vitals, clock_moved }) => (Some(db), Some(vitals), Some(clock_moved)),
        None => (None, None, None),
    };
    let destination = Destination::of(config);
    let is_outside = db.is_none();
    let books = async {
        let (mut findings, books) = check_database::database(&url, db).await;
        findings.extend(about_phones(config, clock, &books, vitals).await);
        if let (true, Some(db)) = (is_outside, books.readable) {
            db.close().await;
        }
        findings
    };
    let (disk, books, (way, facts), version) = tokio::join!(
        check_machine::disk(data_folder(config, &url)),
        books,
        check_whatsapp::way(&destination, clock),
        check_whatsapp::version(&destination)
    );
    let clock = check_machine::clock(check_machine::ClockFacts { since_start, ..facts });
    let (of_phones, of_books): (Vec<_>, Vec<_>) = books.into_iter().partition(|finding| finding.phone.is_some());
    let steps = [vec![clock], disk, of_books, way, vec![version], of_phones].concat();
    Report { at, steps }
}

async fn about_phones(config: &Config, clock: &Clock, books: &Books, vitals: Option<HashMap<PhoneId, Vitals>>) -> Vec<super::Finding> {
    let Some(db) = &books.readable else {
        return vec![Step::begin("Phones").skipped("Not tried: the database cannot be used by this program.")];
    };
    let vitals = match (vitals, &books.instance) {
        (Some(vitals), _) => Some(vitals),
        (None, Some(Instance::Nobody)) => None,
        (None, instance) => {
            let told = match instance {
                Some(Instance::Somebody(Some(holder))) => holder.listen,
                _ => None,
            };
            vitals::ask(told.unwrap_or(config.listen)).await
        }
    };
    let around = check_phones::Around { db, clock, instance: books.instance.as_ref(), vitals: vitals.as_ref() };
    check_phones::phones(around).await
}

/// Where the data really is: the folder of the database's file, else the one that is configured.
fn data_folder(config: &Config, url: &str) -> PathBuf {
    let beside = sqlite_file(url).and_then(|path| Path::new(path).parent()).filter(|folder| !folder.as_os_str().is_empty());
    match beside {
        Some(folder) => folder.to_owned(),
        None if sqlite_file(url).is_some() => PathBuf::from("."),
        None => config.data_dir.clone(),
    }
}
