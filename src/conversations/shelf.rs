//! Where the files of messages are kept: a folder, one file for each message, named by its id.
use super::model::MessageId;
use anyhow::{Context, Result};
use bytes::Bytes;
use object_store::{GetOptions, GetResult, ObjectStore, ObjectStoreExt, WriteMultipart, local::LocalFileSystem, path::Path};
use std::{
    collections::HashSet,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

/// Pieces of one file that wait to be written, of 5 MiB each.
const PIECES: usize = 2;

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Shelf {
    folder: PathBuf,
    /// Files that are coming in.
    coming: Coming,
}

type Coming = Arc<Mutex<HashSet<MessageId>>>;

/// A file that is coming in, piece by piece. It is on the shelf when it has ended well, whole, and not before.
pub(super) struct Incoming {
    id: MessageId,
    coming: Coming,
    writer: Option<WriteMultipart>,
}

impl Incoming {
    pub(super) async fn write(&mut self, bytes: Bytes) -> Result<()> {
        if let Some(writer) = &mut self.writer {
            writer.wait_for_capacity(PIECES).await?;
            writer.put(bytes);
        }
        Ok(())
    }

    pub(super) async fn finish(mut self) -> Result<()> {
        if let Some(writer) = self.writer.take() {
            writer.finish().await.context("cannot write the file")?;
        }
        Ok(())
    }

    pub(super) async fn give_up(mut self) {
        if let Some(writer) = self.writer.take() {
            // What cannot be removed now is swept away at the next start.
            drop(writer.abort().await);
        }
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        self.coming.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

impl Shelf {
    /// Files in this folder, which is made when the first one comes.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, coming: Coming::default() }
    }

    /// Removes the beginnings of files that the program did not get to the end of before it was killed. Only before anything comes in.
    pub fn sweep(&self) {
        let Ok(files) = std::fs::read_dir(&self.folder) else { return };
        // The store marks them so until they are whole.
        for file in files.flatten().filter(|file| file.file_name().to_string_lossy().contains('#')) {
            drop(std::fs::remove_file(file.path()));
        }
    }

    /// Makes room for a file; none when it is coming in already.
    pub(super) async fn begin(&self, id: MessageId) -> Result<Option<Incoming>> {
        if !self.coming.lock().unwrap_or_else(PoisonError::into_inner).insert(id) {
            return Ok(None);
        }
        let mut incoming = Incoming { id, coming: self.coming.clone(), writer: None };
        incoming.writer = Some(WriteMultipart::new(self.open()?.put_multipart(&name(id)).await.context("cannot begin the file")?));
        Ok(Some(incoming))
    }

    fn open(&self) -> Result<LocalFileSystem> {
        std::fs::create_dir_all(&self.folder).with_context(|| format!("cannot make the folder {}", self.folder.display()))?;
        Ok(LocalFileSystem::new_with_prefix(&self.folder)?)
    }

    pub(super) async fn put(&self, id: MessageId, bytes: Vec<u8>) -> Result<()> {
        self.open()?.put(&name(id), Bytes::from(bytes).into()).await.context("cannot write the file")?;
        Ok(())
    }

    pub(super) async fn get(&self, id: MessageId, options: GetOptions) -> Result<GetResult, object_store::Error> {
        let shelf = self.open().map_err(|error| object_store::Error::Generic { store: "media", source: error.into() })?;
        shelf.get_opts(&name(id), options).await
    }

    /// Removes a file; one that is not there is as good as removed.
    pub(super) async fn remove(&self, id: MessageId) -> Result<()> {
        match self.open()?.delete(&name(id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

fn name(id: MessageId) -> Path {
    Path::from(id.0.to_string())
}
