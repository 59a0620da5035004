//! Where the files of messages are kept: a folder, one file for each message, named by its id.
use super::model::MessageId;
use anyhow::{Context, Result};
use bytes::Bytes;
use object_store::{GetOptions, GetResult, ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path};
use std::path::PathBuf;

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Shelf(PathBuf);

impl Shelf {
    /// Files in this folder, which is made when the first one comes.
    pub fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    fn open(&self) -> Result<LocalFileSystem> {
        std::fs::create_dir_all(&self.0).with_context(|| format!("cannot make the folder {}", self.0.display()))?;
        Ok(LocalFileSystem::new_with_prefix(&self.0)?)
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
