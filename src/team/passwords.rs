//! Passwords: Argon2id on blocking threads, as many at once as there are cores.
use crate::error::{AppError, unexpected};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;

/// Parameters of the OWASP cheat sheet: memory in KiB, passes, lanes.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// The shortest password that is taken, in characters.
pub const SHORTEST: usize = 12;
/// The longest, in bytes, so that nobody can make us hash a novel.
pub const LONGEST: usize = 1024;

/// A hash of no password, so that an unknown address takes as long as a wrong password.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hasher().ok()?.hash_password(b"nobody").ok().map(|hash| hash.to_string()));

/// Hashes and verifies; cheap to clone.
#[derive(Clone, Debug)]
pub struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(2, Into::into))))
    }
}

impl Passwords {
    /// Hashes a new password.
    ///
    /// # Errors
    /// A field error of `password` when it is too short or too long.
    pub async fn hash(&self, password: String) -> Result<String, AppError> {
        if password.chars().count() < SHORTEST {
            return Err(AppError::field("password", format!("A password has at least {SHORTEST} characters.")));
        }
        if password.len() > LONGEST {
            return Err(AppError::field("password", format!("A password has at most {LONGEST} characters.")));
        }
        self.work(move || {
            let hash = hasher()?.hash_password(password.as_bytes()).map_err(|error| unexpected(&error))?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password is the one of the hash; without a hash it takes as long and answers no.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, AppError> {
        if password.len() > LONGEST {
            return Ok(false);
        }
        self.work(move || {
            let known = hash.is_some();
            let Some(hash) = hash.or_else(|| NOBODY.clone()) else { return Ok(false) };
            let parsed = PasswordHash::new(&hash).map_err(|error| unexpected(&error))?;
            Ok(hasher()?.verify_password(password.as_bytes(), &parsed).is_ok() && known)
        })
        .await
    }

    async fn work<T: Send + 'static>(&self, job: impl FnOnce() -> Result<T, AppError> + Send + 'static) -> Result<T, AppError> {
        let _turn = self.0.acquire().await.map_err(|error| unexpected(&error))?;
        tokio::task::spawn_blocking(job).await.map_err(|error| unexpected(&error))?
    }
}

fn hasher() -> Result<Argon2<'static>, AppError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| unexpected(&error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}
