//! A guest's socket: hears of the link of one phone and of nothing else, and is over with the link that was sent.
use super::{
    fanout::{Beginning, Passed},
    model::{DEAD_AFTER_MS, LiveCommand, LiveMessage},
    socket::{Commands, Out, Over, RECHECK, say},
};
use crate::{
    error::AppError,
    phones::{
        LinkProgress, LinkWatch, PhoneId, PhoneState,
        guests::{self, GuestPass},
    },
    state::AppState,
    team::door,
};
use futures_util::StreamExt;
use std::{net::IpAddr, time::Duration};
use tokio::{sync::broadcast::error::RecvError, time::Instant};

struct GuestSocket {
    app: AppState,
    pass: GuestPass,
    out: Out,
    watch: Option<LinkWatch>,
    heard: Instant,
}

/// Lets the holder of the token in. Everybody else hears the same, whatever is wrong with theirs.
pub(super) async fn serve(app: AppState, token: &str, address: Option<IpAddr>, commands: Commands, mut out: Out) {
    match admit(&app, token, address).await {
        Ok(pass) => GuestSocket { app, pass, out, watch: None, heard: Instant::now() }.run(commands).await,
        Err(AppError::NotFound(_)) => drop(say(&mut out, LiveMessage::SignedOut).await),
        // Too many tries, or the database is away: the tab comes back.
        Err(error) => drop(say(&mut out, LiveMessage::Refused { message: error.to_string() }).await),
    }
}

async fn admit(app: &AppState, token: &str, address: Option<IpAddr>) -> Result<GuestPass, AppError> {
    door::count_guest(app, address)?;
    let pass = guests::admit(app, token).await?;
    guests::opened(app, &pass).await?;
    Ok(pass)
}

impl GuestSocket {
    async fn run(mut self, commands: Commands) {
        // However it ends, the socket closes with it.
        let Err(Over) = self.serve_until_over(commands).await;
    }

    async fn serve_until_over(&mut self, mut commands: Commands) -> Result<std::convert::Infallible, Over> {
        let Beginning { run, mut passed, .. } = self.app.fanout.begin(None, 0);
        // After subscribing: a link that ended before is seen here, one that ends later is passed on.
        self.recheck().await?;
        self.send(LiveMessage::Welcome { run, seq: 0 }).await?;
        let left = u64::try_from(self.pass.expires_at - self.app.clock.now_ms()).unwrap_or(0);
        let expires = Instant::now() + Duration::from_millis(left);
        let mut recheck = tokio::time::interval_at(Instant::now() + RECHECK, RECHECK);
        loop {
            let dead = self.heard + Duration::from_millis(DEAD_AFTER_MS.into());
            tokio::select! {
                command = commands.next() => match command {
                    Some(Ok(command)) => self.obey(command).await?,
                    _ => return Err(Over),
                },
                news = passed.recv() => match news {
                    Ok(news) => self.pass(news).await?,
                    Err(RecvError::Lagged(_)) => self.catch_up().await?,
                    Err(RecvError::Closed) => return Err(Over),
                },
                _ = recheck.tick() => self.recheck().await?,
                () = tokio::time::sleep_until(expires) => self.end().await?,
                () = tokio::time::sleep_until(dead) => return Err(Over),
            }
        }
    }

    async fn obey(&mut self, command: LiveCommand) -> Result<(), Over> {
        self.heard = Instant::now();
        match command {
            LiveCommand::Hello { .. } | LiveCommand::Guest { .. } | LiveCommand::Attend { .. } => Err(Over),
            LiveCommand::Ping => self.send(LiveMessage::Pong).await,
            LiveCommand::WatchLink { phone } => self.watch(phone).await,
            LiveCommand::UnwatchLink { .. } => {
                self.watch = None;
                Ok(())
            }
        }
    }

    async fn watch(&mut self, phone: PhoneId) -> Result<(), Over> {
        if phone != self.pass.phone {
            return self.send(LiveMessage::Refused { message: AppError::NotFound("link".into()).to_string() }).await;
        }
        match self.app.phones.watch(phone).await {
            Ok((watch, progress)) => {
                self.watch = Some(watch);
                self.tell(&progress).await
            }
            Err(error) => self.send(LiveMessage::Refused { message: error.to_string() }).await,
        }
    }

    async fn pass(&mut self, news: Passed) -> Result<(), Over> {
        match news {
            Passed::Link(progress) if self.watch.is_some() && progress.phone.id == self.pass.phone => self.tell(&progress).await,
            Passed::GuestLinkEnded(phone) if phone == self.pass.phone => self.recheck().await,
            _ => Ok(()),
        }
    }

    /// The last thing that a guest hears of is that the phone is connected.
    async fn tell(&mut self, progress: &LinkProgress) -> Result<(), Over> {
        self.send(LiveMessage::Link(guests::seen_by_guest(progress))).await?;
        if progress.phone.state == PhoneState::Connected { self.end().await } else { Ok(()) }
    }

    /// The end of the link may have been among what was lost, and the newest progress too.
    async fn catch_up(&mut self) -> Result<(), Over> {
        self.recheck().await?;
        if self.watch.is_some() { self.watch(self.pass.phone).await } else { Ok(()) }
    }

    async fn recheck(&mut self) -> Result<(), Over> {
        match guests::still_stands(&self.app, &self.pass).await {
            Err(AppError::NotFound(_)) => self.end().await,
            // The database is away: that is no reason to send anybody off.
            Ok(_) | Err(_) => Ok(()),
        }
    }

    async fn end(&mut self) -> Result<(), Over> {
        self.send(LiveMessage::SignedOut).await?;
        Err(Over)
    }

    async fn send(&mut self, message: LiveMessage) -> Result<(), Over> {
        say(&mut self.out, message).await
    }
}
