//! The machine: its clock and the disk of the data folder.
use super::{
    model::Finding,
    step::{Step, length},
};
use std::{
    fs::File,
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    time::Duration,
};

/// WhatsApp takes some minutes; certificates and the order of messages suffer earlier.
const CLOCK_MAY_DIFFER_MS: i64 = 30_000;
const LITTLE_SPACE: u64 = 1 << 30;
const NO_SPACE: u64 = 100 << 20;
/// A disk that takes longer than this for one small file is not well.
const DISK_DEADLINE: Duration = Duration::from_secs(5);
const SYNCHRONISE: &str = "Turn on time synchronisation on this machine, for example with: timedatectl set-ntp true";

/// What is known of the clock, milliseconds; ahead is positive.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ClockFacts {
    /// Against the server that we connect to.
    pub(super) against_server: Option<i64>,
    /// Against the time that has passed since the start.
    pub(super) since_start: Option<i64>,
}

pub(super) fn clock(facts: ClockFacts) -> Finding {
    let step = Step::begin("Clock");
    let off = |ms: &i64| ms.abs() > CLOCK_MAY_DIFFER_MS;
    if let Some(ms) = facts.against_server.filter(off) {
        let side = if ms > 0 { "ahead of" } else { "behind" };
        return step.warning(format!("This machine's clock is {} {side} the server's.", length(ms)), SYNCHRONISE);
    }
    if let Some(ms) = facts.since_start.filter(off) {
        let way = if ms > 0 { "forward" } else { "back" };
        let words = format!("This machine's clock was moved {way} by {} since Leadwire started, or the machine slept.", length(ms));
        return step.warning(words, SYNCHRONISE);
    }
    match facts.against_server {
        Some(ms) => step.good(format!("The clock agrees with the server's to {} s.", ms.abs() / 1000 + 1)),
        None => step.skipped("There is no time to compare with: the server was not reached, or did not tell its time."),
    }
}

/// Space in the folder, and whether it can really be written.
pub(super) async fn disk(folder: PathBuf) -> Vec<Finding> {
    if !folder.exists() {
        let words = format!("The data folder {} is not there (yet). Leadwire makes it when it needs it.", folder.display());
        return vec![Step::begin("Disk space").skipped(words.clone()), Step::begin("Disk writing").skipped(words)];
    }
    let (space, writing) = (Step::begin("Disk space"), Step::begin("Disk writing"));
    let looking = tokio::task::spawn_blocking(move || [space_in(&folder), writing_in(&folder)]);
    match tokio::time::timeout(DISK_DEADLINE, looking).await {
        Ok(Ok(findings)) => findings.into(),
        _ => {
            let words = format!("The disk of the data folder did not answer within {} s.", DISK_DEADLINE.as_secs());
            vec![
                space.skipped("The disk did not answer."),
                writing.bad(words, "Look at the machine's disk: its log, its load, a network disk that is away."),
            ]
        }
    }
}

fn space_in(folder: &Path) -> Finding {
    let step = Step::begin("Disk space");
    match rustix::fs::statvfs(folder) {
        Ok(disk) if disk.f_blocks > 0 => space(step, disk.f_bavail.saturating_mul(disk.f_frsize), folder),
        Ok(_) => step.skipped(format!("{} does not say how much space it has.", folder.display())),
        Err(error) => step.warning(
            format!("The space in {} could not be found out: {}.", folder.display(), io::Error::from(error)),
            "Look whether Leadwire may read this folder.",
        ),
    }
}

fn space(step: Step, free: u64, folder: &Path) -> Finding {
    let words = format!("{} free in {}.", size(free), folder.display());
    match free {
        ..NO_SPACE => step.bad(words, "Make space now: without it, Leadwire can keep neither messages nor keys."),
        NO_SPACE..LITTLE_SPACE => step.warning(words, "Make space soon."),
        _ => step.good(words),
    }
}

fn size(bytes: u64) -> String {
    if bytes >= LITTLE_SPACE { format!("{:.1} GiB", bytes as f64 / LITTLE_SPACE as f64) } else { format!("{} MiB", bytes >> 20) }
}

/// Writes, syncs and deletes a small file: rights, quotas and full disks all show there.
fn writing_in(folder: &Path) -> Finding {
    let step = Step::begin("Disk writing");
    let path = folder.join(format!(".leadwire-doctor-{}", std::process::id()));
    let written = File::create(&path).and_then(|mut file| {
        file.write_all(&[0; 4096])?;
        file.sync_all()
    });
    let removed = std::fs::remove_file(&path);
    match written.and(removed) {
        Ok(()) => step.good("A small file was written, made durable and deleted."),
        Err(error) => step.bad(format!("Nothing can be written in {}: {error}.", folder.display()), advice(error.kind(), folder)),
    }
}

fn advice(kind: ErrorKind, folder: &Path) -> String {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "Make space on this disk.".to_owned(),
        ErrorKind::ReadOnlyFilesystem => {
            "The disk is mounted read-only: mount it writable, and look in the machine's log for disk errors.".to_owned()
        }
        _ => format!("Give the user that Leadwire runs as the right to write in {}.", folder.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::model::Outcome;

    fn outcome(against_server: Option<i64>, since_start: Option<i64>) -> Outcome {
        clock(ClockFacts { against_server, since_start }).outcome
    }

    #[test]
    fn a_clock_that_is_off_by_more_than_half_a_minute_is_told() {
        assert_eq!(outcome(Some(29_000), Some(-29_000)), Outcome::Good);
        assert_eq!(outcome(Some(-31_000), None), Outcome::Warning);
        assert_eq!(outcome(Some(0), Some(3_600_000)), Outcome::Warning);
        assert_eq!(outcome(None, Some(0)), Outcome::Skipped);
        let behind = clock(ClockFacts { against_server: Some(-600_000), since_start: None });
        assert!(behind.words.contains("10 min behind"), "{}", behind.words);
    }

    #[test]
    fn little_space_is_a_warning_and_none_is_bad() {
        let of = |free| space(Step::begin("Disk space"), free, Path::new("/data")).outcome;
        assert_eq!([of(5 << 30), of(LITTLE_SPACE - 1), of(NO_SPACE - 1)], [Outcome::Good, Outcome::Warning, Outcome::Bad]);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_told() {
        // Nobody, not even root, can make a file there.
        let findings = disk("/proc".into()).await;
        assert_eq!(findings[1].outcome, Outcome::Bad, "{findings:?}");
        assert!(findings[1].words.contains("/proc"), "{findings:?}");
    }

    #[tokio::test]
    async fn a_folder_that_can_be_written_is_left_as_it_was() {
        let folder = std::env::temp_dir().join(format!("leadwire-doctor-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        let findings = disk(folder.clone()).await;
        assert_eq!(findings[1].outcome, Outcome::Good, "{findings:?}");
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
    }
}
