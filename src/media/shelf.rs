//! Where files are kept: a folder, each file named by its id.
use super::model::FileId;
use anyhow::{Context, Result};
use bytes::Bytes;
use futures_util::StreamExt;
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

type Coming = Arc<Mutex<HashSet<FileId>>>;

/// A file that is coming in, piece by piece. It is on the shelf when it has ended well, whole, and not before.
pub(super) struct Incoming {
    id: FileId,
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
    pub(super) async fn begin(&self, id: FileId) -> Result<Option<Incoming>> {
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

    /// Writes a file.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub async fn put(&self, id: FileId, bytes: Vec<u8>) -> Result<()> {
        self.open()?.put(&name(id), Bytes::from(bytes).into()).await.context("cannot write the file")?;
        Ok(())
    }

    /// Reads a file.
    ///
    /// # Errors
    /// See [`object_store::Error`].
    pub async fn get(&self, id: FileId, options: GetOptions) -> Result<GetResult, object_store::Error> {
        let shelf = self.open().map_err(|error| object_store::Error::Generic { store: "media", source: error.into() })?;
        shelf.get_opts(&name(id), options).await
    }

    /// Puts the same file under another id, too; it takes no more room where the disk can call one file by two names.
    pub(super) async fn copy(&self, from: FileId, to: FileId) -> Result<()> {
        // The store would leave its own second name behind where the file has both already.
        self.remove(to).await?;
        match self.open()?.copy(&name(from), &name(to)).await {
            Ok(()) => Ok(()),
            Err(error @ object_store::Error::NotFound { .. }) => Err(error.into()),
            // Not every disk can, and no file can have more than some thousands of names.
            Err(_) => self.write_anew(from, to).await,
        }
    }

    async fn write_anew(&self, from: FileId, to: FileId) -> Result<()> {
        let mut pieces = self.get(from, GetOptions::default()).await?.into_stream();
        let mut incoming = self.begin(to).await?.context("the copy is being written already")?;
        while let Some(piece) = pieces.next().await {
            match piece {
                Ok(piece) => incoming.write(piece).await?,
                Err(error) => {
                    incoming.give_up().await;
                    return Err(error.into());
                }
            }
        }
        incoming.finish().await
    }

    /// Removes a file; one that is not there is as good as removed.
    ///
    /// # Errors
    /// When the disk does not let it go.
    pub async fn remove(&self, id: FileId) -> Result<()> {
        match self.open()?.delete(&name(id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

fn name(id: FileId) -> Path {
    Path::from(id.0.to_string())
}
