//! What the end of a session means: another connection, and when, or the state that tells a person what to do.
use super::{Ward, deadlines};
use crate::{
    phones::{model::PhoneState, reason::Reason},
    whatsapp::{Ending, LinkStep},
};
use std::time::Duration;
use tokio::time::Instant;

impl Ward {
    pub(super) async fn over(&mut self, ending: Ending) {
        let version = self.session.as_ref().map(|running| running.session.version());
        self.end_session().await;
        if ending == Ending::Outdated {
            return self.outdated(version.unwrap_or_default()).await;
        }
        match self.stored.phone.state {
            PhoneState::Starting | PhoneState::WaitingForScan => self.over_before_the_scan(ending).await,
            PhoneState::PasskeyRequired => {
                self.end(&Reason::PasskeyFailed("the connection ended meanwhile".into())).await;
            }
            PhoneState::Securing => self.over_before_the_login(ending).await,
            _ => self.over_when_linked(ending).await,
        }
    }

    async fn over_before_the_scan(&mut self, ending: Ending) {
        match ending {
            Ending::CodesSpent => self.codes_spent().await,
            Ending::RateLimited => self.end(&Reason::TryLinkingLater).await,
            Ending::LoggedOut(code) | Ending::Replaced(code) | Ending::Refused(code) => self.end(&Reason::LinkRefused(code)).await,
            Ending::Banned { .. } => self.end(&Reason::LinkRefused(Some(402))).await,
            Ending::Locked => self.end(&Reason::LinkRefused(Some(403))).await,
            Ending::Unavailable(code) => {
                (self.step, self.step_failure) = (LinkStep::Connection, Some(format!("WhatsApp is not available right now, code {code}")));
                self.ask_for_another_code("WhatsApp is not available right now".into()).await;
            }
            Ending::Lost(why) => self.ask_for_another_code(why).await,
            Ending::Restart => self.ask_for_another_code("WhatsApp asked to connect again".into()).await,
            Ending::NotMade | Ending::NotStored | Ending::Stopped | Ending::Outdated => {
                self.ask_for_another_code("it could not be made".into()).await;
            }
        }
    }

    /// The library would go on showing the codes of the connection that is gone. Within the limits of the same link.
    async fn ask_for_another_code(&mut self, why: String) {
        let had_code = self.stored.phone.state == PhoneState::WaitingForScan;
        let pause = self.next_pause();
        self.deadlines.first_code = self.deadlines.first_code.or(deadlines::within(self.shared.limits.first_code));
        self.deadlines.again = deadlines::within(pause);
        if had_code {
            self.because(&Reason::CodeLost(why)).await;
        }
    }

    async fn over_before_the_login(&mut self, ending: Ending) {
        match ending {
            // Normal after a scan, and once more when the scan's connection was lost with it.
            Ending::Restart | Ending::Lost(_) if self.pacing.may_restart(Instant::now(), &self.shared.limits.pace) => {
                self.open_again().await;
            }
            Ending::Restart
            | Ending::Lost(_)
            | Ending::NotMade
            | Ending::Unavailable(_)
            | Ending::NotStored
            | Ending::Stopped
            | Ending::CodesSpent => {
                // Within the limit of the login; after it the phone counts as linked and keeps trying.
                let pause = self.next_pause();
                self.deadlines.again = deadlines::within(pause);
            }
            other => self.over_when_linked(other).await,
        }
    }

    async fn over_when_linked(&mut self, ending: Ending) {
        let reason = match ending {
            Ending::Restart if self.pacing.may_restart(Instant::now(), &self.shared.limits.pace) => {
                self.because(&Reason::AskedToReconnect).await;
                return self.open_again().await;
            }
            Ending::Restart => Reason::AskedToReconnect,
            Ending::Lost(why) => Reason::ConnectionLost(why),
            Ending::NotMade => Reason::NotReachable(self.step_failure.clone().unwrap_or_else(|| "it could not be made".into())),
            Ending::Unavailable(code) => Reason::Unavailable(code),
            Ending::RateLimited => {
                self.pacing.slow_down();
                Reason::RateLimited
            }
            Ending::NotStored => Reason::NotStored,
            Ending::Stopped | Ending::CodesSpent | Ending::Outdated => Reason::ConnectionLost("it was closed".into()),
            Ending::LoggedOut(_) => return self.end(&Reason::LoggedOut).await,
            Ending::Replaced(_) => return self.end(&Reason::Replaced).await,
            Ending::Locked => return self.end(&Reason::Locked).await,
            Ending::Refused(code) => return self.end(&Reason::Refused(code)).await,
            Ending::Banned { why, lasts } => return self.banned(why, lasts).await,
        };
        self.lost(&reason).await;
    }

    async fn banned(&mut self, why: Option<&'static str>, lasts: Option<Duration>) {
        let until = lasts.map(|lasts| self.shared.clock.now_ms().saturating_add(i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX)));
        self.end(&Reason::Banned(why, until)).await;
        self.wait_for_the_end_of_the_ban();
    }

    /// The login follows when the restriction is over. One whose end WhatsApp did not tell ends when a person says so.
    pub(super) fn wait_for_the_end_of_the_ban(&mut self) {
        let Some(until) = self.stored.phone.cause.as_ref().and_then(|cause| cause.until) else { return };
        let left = u64::try_from(until - self.shared.clock.now_ms()).unwrap_or(0);
        let spread = self.shared.limits.after_ban.mul_f64(rand::random());
        self.deadlines.again = deadlines::within(Duration::from_millis(left).saturating_add(spread));
    }

    /// One look for a newer version serves all phones; with one, the login follows at once, else it is looked for now and then.
    async fn outdated(&mut self, refused: crate::whatsapp::Version) {
        let newest = self.shared.engine.newer_version(refused).await;
        if newest > refused {
            if self.stored.phone.state.is_linking() && self.stored.phone.state != PhoneState::Securing {
                self.deadlines.again = deadlines::within(Duration::ZERO);
                return;
            }
            self.because(&Reason::ConnectionLost("WhatsApp wants a newer version, which is known now".into())).await;
            return self.open_again().await;
        }
        let was_linked = self.stored.phone.state.is_active() || self.stored.phone.state == PhoneState::Securing;
        let pause = self.shared.limits.look_for_version.mul_f64(rand::random_range(0.5..1.0));
        let until = self.shared.clock.now_ms() + i64::try_from(pause.as_millis()).unwrap_or(0);
        self.end(&Reason::Outdated(was_linked.then_some(until))).await;
        if was_linked {
            self.deadlines.again = deadlines::within(pause);
        }
    }
}
