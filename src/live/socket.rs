//! One socket: hears commands, passes changes that this person may see, dies with their sign-in.
use super::{
    fanout::{Beginning, Passed},
    guest_socket,
    model::{Change, DEAD_AFTER_MS, LiveCommand, LiveMessage},
    presence::Seat,
};
use crate::{
    error::AppError,
    leads::LeadId,
    phones::{LinkWatch, Phone, PhoneId, listing},
    state::AppState,
    team::{Actor, Permission, PersonId, door},
};
use futures_channel::mpsc;
use futures_util::{SinkExt, StreamExt};
use leptos::prelude::expect_context;
use server_fn::BoxedStream;
use std::{collections::HashMap, net::IpAddr, time::Duration};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::Instant,
};
use uuid::Uuid;

/// Messages that may wait for a slow tab; then it is cut off and comes back with a replay or a resync.
const WAITING: usize = 256;
/// Links that one tab may watch at once.
const WATCHES: usize = 16;
/// A tab greets at once, or it is none of ours.
const HELLO_DEADLINE: Duration = Duration::from_secs(10);
/// How long a slow tab may take for one message.
const SEND_DEADLINE: Duration = Duration::from_secs(10);
/// How often the sign-in is looked up again, so that one that expired ends its sockets.
pub(super) const RECHECK: Duration = Duration::from_secs(60);

pub(super) type Commands = BoxedStream<LiveCommand, AppError>;

struct Socket {
    app: AppState,
    actor: Actor,
    session: String,
    out: Out,
    watches: HashMap<PhoneId, LinkWatch>,
    tab: Uuid,
    /// The lead that the tab shows.
    lead: Option<LeadId>,
    heard: Instant,
    seq: u64,
    /// The tab still has to hear which phones do not work.
    owes_broken_phones: bool,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.app.fanout.sit(self.tab, None);
        self.app.listening.attend(self.tab, None);
    }
}

/// The socket is over.
pub(super) struct Over;

pub(super) type Out = mpsc::Sender<Result<LiveMessage, AppError>>;

pub(super) async fn serve(commands: Commands) -> Result<BoxedStream<LiveMessage, AppError>, AppError> {
    let app = expect_context::<AppState>();
    // The sign-in is read here and not kept: tower-sessions' own handle would hold what the upgrade saw.
    let (asking, address) = (door::asking(&app).await?, door::address(&app));
    let (out, stream) = mpsc::channel(WAITING);
    tokio::spawn(greet(app, asking, address, commands, out));
    Ok(BoxedStream::from(stream))
}

/// The first words say who comes: a person's tab or a guest's. A stranger is told to sign in and nothing else.
async fn greet(app: AppState, asking: Option<(Actor, String)>, address: Option<IpAddr>, mut commands: Commands, mut out: Out) {
    let greeting = tokio::time::timeout(HELLO_DEADLINE, commands.next()).await;
    match (greeting, asking) {
        (Ok(Some(Ok(LiveCommand::Guest { token }))), _) => guest_socket::serve(app, &token, address, commands, out).await,
        (Ok(Some(Ok(LiveCommand::Hello { run, seq }))), Some((actor, session))) => {
            let (watches, tab, heard) = (HashMap::new(), Uuid::now_v7(), Instant::now());
            let socket = Socket { app, actor, session, out, watches, tab, lead: None, heard, seq: 0, owes_broken_phones: false };
            socket.run(run.as_deref(), seq, commands).await;
        }
        (Ok(Some(Ok(_))), None) => drop(say(&mut out, LiveMessage::SignedOut).await),
        // A page of another version: which version this is, is all that it needs to hear.
        (Ok(Some(Err(_))), _) => {
            let run = app.fanout.begin(None, 0).run;
            drop(say(&mut out, LiveMessage::Resync { run, seq: 0 }).await);
        }
        _ => {}
    }
}

/// Says something to the tab; a tab that takes too long is gone.
pub(super) async fn say(out: &mut Out, message: LiveMessage) -> Result<(), Over> {
    match tokio::time::timeout(SEND_DEADLINE, out.send(Ok(message))).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(Over),
    }
}

impl Socket {
    async fn run(mut self, run: Option<&str>, seq: u64, mut commands: Commands) {
        let Ok(mut passed) = self.begin(run, seq).await else { return };
        let mut recheck = tokio::time::interval_at(Instant::now() + RECHECK, RECHECK);
        loop {
            let dead = self.heard + Duration::from_millis(DEAD_AFTER_MS.into());
            let going_on = tokio::select! {
                command = commands.next() => match command {
                    Some(Ok(command)) => self.obey(command).await,
                    _ => Err(Over),
                },
                news = passed.recv() => match news {
                    Ok(news) => self.pass(news).await,
                    Err(RecvError::Lagged(_)) => self.resync(&mut passed).await,
                    Err(RecvError::Closed) => Err(Over),
                },
                _ = recheck.tick() => self.recheck().await,
                () = tokio::time::sleep_until(dead) => Err(Over),
            };
            if going_on.is_err() {
                return;
            }
        }
    }

    async fn begin(&mut self, run: Option<&str>, seq: u64) -> Result<Receiver<Passed>, Over> {
        let Beginning { run: this_run, seq: newest, missed, passed } = self.app.fanout.begin(run, seq);
        // After subscribing: a sign-in that ended before is seen here, one that ends later is passed on.
        self.recheck().await?;
        match missed {
            Some(missed) => {
                self.seq = seq;
                self.send(LiveMessage::Welcome { run: this_run, seq: newest }).await?;
                for numbered in missed {
                    self.pass(Passed::Change(numbered)).await?;
                }
            }
            None if run.is_none() => self.send(LiveMessage::Welcome { run: this_run, seq: newest }).await?,
            None => self.send(LiveMessage::Resync { run: this_run, seq: newest }).await?,
        }
        self.seq = newest;
        self.tell_of_broken_phones().await?;
        Ok(passed)
    }

    async fn tell_of_broken_phones(&mut self) -> Result<(), Over> {
        if !self.actor.may(Permission::ManagePhones) {
            return Ok(());
        }
        // A database that is away is no reason to end the socket, nor to say that all is well: it is asked again at the next ping.
        let Ok(mut phones) = listing::all(&self.app).await else {
            self.owes_broken_phones = true;
            return Ok(());
        };
        self.owes_broken_phones = false;
        let now = self.app.clock.now_ms();
        phones.retain(|phone| phone.is_broken_at(now));
        self.send(LiveMessage::BrokenPhones(phones)).await
    }

    /// Which phones do not work depends on the time too, and whether so much has passed is told by this clock, not by the browser's.
    async fn tell_when_away_for_long(&mut self, phone: &Phone) -> Result<(), Over> {
        let is_so = self.actor.may(Permission::ManagePhones) && !phone.is_broken() && phone.is_broken_at(self.app.clock.now_ms());
        if is_so { self.send(LiveMessage::AwayForLong(phone.clone())).await } else { Ok(()) }
    }

    async fn resync(&mut self, passed: &mut Receiver<Passed>) -> Result<(), Over> {
        let Beginning { run, seq, passed: fresh, .. } = self.app.fanout.begin(None, 0);
        *passed = fresh;
        self.seq = seq;
        // The end of the sign-in may have been among what was lost.
        self.recheck().await?;
        self.send(LiveMessage::Resync { run, seq }).await?;
        // Progress of links is not replayed either: the newest goes again.
        let watched: Vec<_> = self.watches.keys().copied().collect();
        for phone in watched {
            self.watch(phone).await?;
        }
        match self.lead {
            Some(lead) => self.tell_who_attends(lead).await,
            None => Ok(()),
        }
    }

    async fn pass(&mut self, news: Passed) -> Result<(), Over> {
        match news {
            Passed::Change(numbered) if numbered.seq > self.seq => {
                if numbered.seq > self.seq + 1 {
                    // The fan-out skipped a number: something was lost before it got here.
                    let run = self.app.fanout.begin(None, 0).run;
                    self.seq = numbered.seq;
                    self.recheck().await?;
                    return self.send(LiveMessage::Resync { run, seq: numbered.seq }).await;
                }
                self.seq = numbered.seq;
                if !self.actor.may(numbered.needs) || is_somebody_elses(&numbered.change, self.actor.id) {
                    return Ok(());
                }
                self.send(LiveMessage::Changed { seq: numbered.seq, change: numbered.change.clone() }).await?;
                match &numbered.change {
                    Change::Phone(phone) => self.tell_when_away_for_long(phone).await,
                    _ => Ok(()),
                }
            }
            Passed::Link(progress) if self.watches.contains_key(&progress.phone.id) => {
                self.send(LiveMessage::Link((*progress).clone())).await
            }
            Passed::Attendance(lead) if self.lead == Some(lead) => self.tell_who_attends(lead).await,
            Passed::SessionEnded(person, session) if person == self.actor.id && session.as_ref().is_none_or(|it| *it == self.session) => {
                self.send(LiveMessage::SignedOut).await?;
                Err(Over)
            }
            _ => Ok(()),
        }
    }

    async fn obey(&mut self, command: LiveCommand) -> Result<(), Over> {
        self.heard = Instant::now();
        match command {
            LiveCommand::Hello { .. } | LiveCommand::Guest { .. } => Err(Over),
            LiveCommand::Ping => {
                if self.owes_broken_phones {
                    self.tell_of_broken_phones().await?;
                }
                self.send(LiveMessage::Pong).await
            }
            LiveCommand::WatchLink { phone } => self.watch(phone).await,
            LiveCommand::UnwatchLink { phone } => {
                self.watches.remove(&phone);
                Ok(())
            }
            LiveCommand::Attend { lead, is_writing } => {
                self.attend(lead, is_writing);
                Ok(())
            }
        }
    }

    /// Who else is there is told to everybody who is, to this tab too.
    fn attend(&mut self, lead: Option<LeadId>, is_writing: bool) {
        self.lead = lead.filter(|_| self.actor.may(Permission::SeeLeads));
        let seat = self.lead.map(|lead| Seat { lead, person: self.actor.id, name: self.actor.name.clone(), is_writing });
        self.app.fanout.sit(self.tab, seat);
        self.app.listening.attend(self.tab, self.lead);
    }

    async fn tell_who_attends(&mut self, lead: LeadId) -> Result<(), Over> {
        let others = self.app.fanout.others_at(lead, self.actor.id);
        let typing = self.app.fanout.typing(lead);
        self.send(LiveMessage::Attendance { lead, others, typing }).await
    }

    async fn watch(&mut self, phone: PhoneId) -> Result<(), Over> {
        if !self.actor.may(Permission::ManagePhones) {
            return self.send(LiveMessage::Refused { message: AppError::NotAllowed.to_string() }).await;
        }
        if self.watches.len() >= WATCHES && !self.watches.contains_key(&phone) {
            return self.send(LiveMessage::Refused { message: "This tab watches too many links. Close some dialogs.".into() }).await;
        }
        match self.app.phones.watch(phone).await {
            Ok((watch, progress)) => {
                self.watches.insert(phone, watch);
                self.send(LiveMessage::Link(progress)).await
            }
            Err(error) => self.send(LiveMessage::Refused { message: error.to_string() }).await,
        }
    }

    /// The sign-in may have expired, or the person's role changed, without an event.
    async fn recheck(&mut self) -> Result<(), Over> {
        match door::still_signed_in(&self.app, &self.session, self.actor.id).await {
            Ok(Some(actor)) => {
                if !actor.may(Permission::ManagePhones) {
                    self.watches.clear();
                }
                self.actor = actor;
                Ok(())
            }
            Ok(None) => {
                self.send(LiveMessage::SignedOut).await?;
                Err(Over)
            }
            // The database is away: that is no reason to sign anybody out.
            Err(_) => Ok(()),
        }
    }

    async fn send(&mut self, message: LiveMessage) -> Result<(), Over> {
        say(&mut self.out, message).await
    }
}

/// Imports are shown to whoever sent the file in.
fn is_somebody_elses(change: &Change, me: PersonId) -> bool {
    matches!(change, Change::Import(import) if import.by != me)
}
