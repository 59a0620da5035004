//! The health card of a phone: what is known of it, in words, with a warning where a person should act.
use super::model::{Fact, PhoneOverview};
use crate::{
    conversations::traffic,
    error::AppError,
    phones::{
        PhoneId, PhoneState,
        guests::{self, GuestPass},
        listing as phones,
    },
    state::AppState,
};

const DAY_MS: i64 = 86_400_000;
/// WhatsApp unlinks a device whose handset was not seen for 14 days; people need a weekend to react.
const WARN_AFTER_DAYS: i64 = 12;

/// Everything about one phone.
///
/// # Errors
/// `NotFound`.
pub async fn details(app: &AppState, id: PhoneId) -> Result<PhoneOverview, AppError> {
    let seen = phones::sightings(app, id).await?;
    let phone = phones::one(app, id).await?;
    let traffic = traffic::of_phone(app, id).await?;
    let now = app.clock.now_ms();
    let mut facts = vec![
        moment("Last message in", traffic.last_in),
        moment("Last message out", traffic.last_out),
        Fact {
            warning: (phone.state == PhoneState::Connected && seen.saver_is_halted)
                .then(|| "Its keys cannot be saved right now. Look at the disk and the database, or ask the doctor.".into()),
            ..moment("Last contact with WhatsApp", seen.heard_at)
        },
        handset(seen.handset_seen_at, now, phone.state.keeps_link()),
        count("Waiting to be sent", traffic.queued, (phone.sending_paused).then_some("Sending is paused here.")),
        count("Messages that cannot be read yet", traffic.unreadable, None),
        restriction(phone.restricted_until, now),
        text("History from before the link", phone.history.clone().unwrap_or_else(|| "None".into())),
        text("Messages in 24 hours", format!("{} in, {} out", traffic.day_in, traffic.day_out)),
    ];
    facts.extend(guests::of_phone(app, id).await?.map(guest_link));
    Ok(PhoneOverview { phone, facts, timeline: phones::timeline(app, id).await? })
}

fn handset(seen_at: Option<i64>, now: i64, is_linked: bool) -> Fact {
    let days = seen_at.map_or(0, |seen_at| (now - seen_at) / DAY_MS);
    let warning = (is_linked && days >= WARN_AFTER_DAYS)
        .then(|| format!("Not seen for {days} days. Open WhatsApp on the handset: after 14 days WhatsApp unlinks this phone."));
    Fact { warning, ..moment("Handset last seen", seen_at) }
}

fn guest_link(pass: GuestPass) -> Fact {
    let opened = if pass.is_opened { "opened" } else { "not opened yet" };
    let text = format!("Sent by {}, {opened}. Works until", pass.sent_by);
    Fact { at: Some(pass.expires_at), text, ..moment("Link for its owner", None) }
}

fn restriction(until: Option<i64>, now: i64) -> Fact {
    match until {
        None => text("New chats", "Allowed".into()),
        Some(until) => Fact {
            label: "New chats".into(),
            text: if until == 0 { "Not allowed for now".into() } else { "Not allowed until".into() },
            at: (until > now).then_some(until),
            warning: Some(
                "WhatsApp restricts this number. Messages to people who have not written yet wait; do not try from elsewhere.".into(),
            ),
        },
    }
}

fn moment(label: &str, at: Option<i64>) -> Fact {
    let text = if at.is_none() { "Not yet".into() } else { String::new() };
    Fact { label: label.into(), text, at, warning: None }
}

fn count(label: &str, count: i64, warning: Option<&str>) -> Fact {
    Fact { warning: warning.map(Into::into), ..text(label, count.to_string()) }
}

fn text(label: &str, text: String) -> Fact {
    Fact { label: label.into(), text, at: None, warning: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handset_that_was_away_for_twelve_days_is_warned_about_and_one_day_less_is_not() {
        let now = 100 * DAY_MS;
        assert_eq!(handset(Some(now - 11 * DAY_MS), now, true).warning, None);
        assert!(handset(Some(now - 12 * DAY_MS), now, true).warning.unwrap().contains("12 days"));
        assert_eq!(handset(Some(now - 12 * DAY_MS), now, false).warning, None, "nothing is linked that could be lost");
        assert_eq!(handset(None, now, true).warning, None);
    }
}
