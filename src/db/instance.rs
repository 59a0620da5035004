//! One Leadwire a database: two at once would use the same keys towards WhatsApp and spoil them. The operating system or
//! Postgres holds the lock, so a process that was killed leaves none behind.
use super::{instance_file, instance_server, open::sqlite_file};
use anyhow::{Result, bail};
use std::{fs::File, net::SocketAddr, time::Duration};
use tokio::time::Instant;

/// How soon a lock that was taken is tried again.
const AGAIN: Duration = Duration::from_millis(100);

/// The one Leadwire that works on a database, as it says itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its process on its machine.
    pub pid: u32,
    /// Where it listens, once it does.
    pub listen: Option<SocketAddr>,
    /// The name of its machine.
    pub host: String,
    /// Tells it from an earlier process with the same number.
    start: u32,
}

/// The right to be the one. It ends with the process, however that ends.
#[derive(Debug)]
pub struct InstanceLock {
    holder: Holder,
    held: Held,
}

#[derive(Debug)]
enum Held {
    File(File),
    Server(instance_server::ServerLock),
}

/// Who has the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instance {
    /// Nobody: no Leadwire runs on this database.
    Nobody,
    /// Somebody, who did not say more when nothing is inside.
    Somebody(Option<Holder>),
}

impl InstanceLock {
    /// Takes the lock of the database with this URL. While another one has it, tries again for as long as `patience`: a
    /// predecessor may be stopping.
    ///
    /// # Errors
    /// A sentence that names the other one, or says why the lock cannot be had.
    pub async fn take(url: &str, patience: Duration) -> Result<Self> {
        let holder = Holder::this_process();
        let give_up = Instant::now() + patience;
        loop {
            let taken = match sqlite_file(url) {
                Some(path) => instance_file::take(path)?.map(Held::File),
                None => instance_server::take(url, &holder.to_string()).await?.map(Held::Server),
            };
            if let Some(held) = taken {
                let lock = Self { holder, held };
                lock.write_down()?;
                return Ok(lock);
            }
            if Instant::now() >= give_up {
                bail!(refusal(&Self::holder(url).await?));
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Says where this process listens, for whoever asks who has the lock.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub async fn introduce(&mut self, listen: SocketAddr) -> Result<()> {
        self.holder.listen = Some(listen);
        match &mut self.held {
            Held::File(_) => self.write_down(),
            Held::Server(lock) => lock.introduce(&self.holder.to_string()).await,
        }
    }

    /// Who has the lock of the database with this URL. A file's lock is touched for an instant, which a starting server
    /// sits out.
    ///
    /// # Errors
    /// When the lock cannot be looked at.
    pub async fn holder(url: &str) -> Result<Instance> {
        let said = match sqlite_file(url) {
            Some(path) => instance_file::said(path)?,
            None => instance_server::said(url).await?,
        };
        Ok(said.map_or(Instance::Nobody, |said| Instance::Somebody(Holder::parse(&said))))
    }

    /// Waits until the lock is lost to another Leadwire, and answers the sentence about it. A file's lock is never lost.
    pub async fn lost(&mut self) -> String {
        match &mut self.held {
            Held::File(_) => std::future::pending().await,
            Held::Server(lock) => {
                let taker = lock.lost(&self.holder.to_string()).await;
                refusal(&Instance::Somebody(Holder::parse(&taker)))
            }
        }
    }

    /// Gives the lock back, so that a successor need not wait.
    pub async fn release(self) {
        if let Held::Server(lock) = self.held {
            lock.release().await;
        }
    }

    fn write_down(&self) -> Result<()> {
        match &self.held {
            Held::File(file) => instance_file::write_down(file, &self.holder.to_string()),
            Held::Server(_) => Ok(()),
        }
    }
}

impl Holder {
    /// This process, which does not listen yet.
    fn this_process() -> Self {
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        Self { pid: std::process::id(), listen: None, host, start: rand::random() }
    }

    /// Whether it is the process that asks.
    pub fn is_this_process(&self) -> bool {
        self.pid == std::process::id() && self.host == Self::this_process().host
    }

    /// For people.
    pub fn words(&self) -> String {
        let listening = self.listen.map(|listen| format!(", listening on {listen}")).unwrap_or_default();
        format!("process {} on {}{listening}", self.pid, self.host)
    }

    fn parse(said: &str) -> Option<Self> {
        let mut parts = said.trim().splitn(5, ' ');
        let (name, pid, start, listen, host) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let start = u32::from_str_radix(start, 16).ok()?;
        (name == "leadwire").then_some(Self { pid: pid.parse().ok()?, listen: listen.parse().ok(), host: host.to_owned(), start })
    }
}

/// As it is written down. The machine's name stands last, as Postgres cuts what is longer than 63 bytes.
impl std::fmt::Display for Holder {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let listen = self.listen.map_or_else(|| "-".to_owned(), |listen| listen.to_string());
        write!(out, "leadwire {} {:08x} {listen} {}", self.pid, self.start, self.host)
    }
}

fn refusal(instance: &Instance) -> String {
    let other = match instance {
        Instance::Somebody(Some(holder)) => format!(" ({})", holder.words()),
        _ => String::new(),
    };
    format!(
        "Another Leadwire{other} works on this database already, and two would spoil the phones' keys. \
         Stop the other one, or give this one a database of its own"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    const SOON: Duration = Duration::from_millis(1);

    #[test]
    fn what_a_holder_writes_down_is_read_as_it_was() {
        let mut holder = Holder::this_process();
        assert_eq!(Holder::parse(&holder.to_string()), Some(holder.clone()));
        holder.listen = "127.0.0.1:3000".parse().ok();
        assert_eq!(Holder::parse(&format!("{holder}\n")), Some(holder));
        assert_eq!(Holder::parse("something else"), None);
    }

    async fn only_one_has_it(url: String) {
        assert_eq!(InstanceLock::holder(&url).await.unwrap(), Instance::Nobody);
        let mut first = InstanceLock::take(&url, SOON).await.unwrap();
        first.introduce("127.0.0.1:4711".parse().unwrap()).await.unwrap();
        let refused = InstanceLock::take(&url, SOON).await.unwrap_err().to_string();
        assert!(refused.contains("127.0.0.1:4711") && refused.contains("Stop the other one"), "{refused}");
        let Instance::Somebody(Some(holder)) = InstanceLock::holder(&url).await.unwrap() else { panic!("somebody has it") };
        assert!(holder.is_this_process());
        // A successor waits for its predecessor.
        let (successor, ()) = tokio::join!(InstanceLock::take(&url, Duration::from_secs(20)), first.release());
        drop(successor.unwrap());
    }

    #[tokio::test]
    async fn only_one_has_the_lock_of_a_file() {
        only_one_has_it(testing::sqlite_url()).await;
    }

    #[tokio::test]
    async fn only_one_has_the_lock_on_a_postgres_server() {
        only_one_has_it(testing::postgres_url().await).await;
    }
}
