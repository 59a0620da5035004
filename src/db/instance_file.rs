//! The lock beside a database file. The file stays when the lock is gone: what counts is the operating system's lock on it.
use anyhow::{Context, Result};
use std::{
    fs::{File, TryLockError},
    io::{self, ErrorKind, Seek, Write},
    path::{Path, PathBuf},
};

/// Takes the lock; none when another process has it.
pub(super) fn take(database: &str) -> Result<Option<File>> {
    let path = path(database);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make the data folder {}", folder.display()))?;
    }
    let file = File::options().read(true).write(true).create(true).truncate(false).open(&path);
    let file = file.with_context(|| format!("cannot open the lock file {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
    }
}

/// Writes down who has it. Whoever reads at this very moment knows that somebody has the lock, but not who.
pub(super) fn write_down(mut file: &File, holder: &str) -> Result<()> {
    let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{holder}"));
    written.context("cannot write the lock file")
}

/// What its holder wrote down; none when nobody has it.
pub(super) fn said(database: &str) -> Result<Option<String>> {
    let path = path(database);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("cannot open the lock file {}", path.display())),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(io::read_to_string(file).unwrap_or_default())),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot look at the lock of {}", path.display())),
    }
}

fn path(database: &str) -> PathBuf {
    Path::new(database).with_added_extension("lock")
}
