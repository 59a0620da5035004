//! The phones, one by one: where each stands, whether its keys can be read, how its session is.
use super::{
    model::Finding,
    step::{Step, length},
    vitals::Vitals,
};
use crate::{
    clock::Clock,
    db::{Db, Instance},
    phones::{Phone, PhoneId, PhoneState, listing},
    whatsapp::storage::{self, KeyStore},
};
use std::{collections::HashMap, time::Duration};
use tokio::time::timeout;

/// Reading the keys of one phone; a database that was just well answers in far less.
const DEADLINE: Duration = Duration::from_secs(3);
/// WhatsApp is asked for a sign of life about twice a minute.
const SILENCE_MS: u64 = 90_000;

const LINK_AGAIN: &str = "Unlink the phone on the page Phones, then link it again; leads and history stay.";

/// What the steps know beside the phones themselves.
pub(super) struct Around<'a> {
    pub(super) db: &'a Db,
    pub(super) clock: &'a Clock,
    pub(super) instance: Option<&'a Instance>,
    /// None when the running server could not be asked.
    pub(super) vitals: Option<&'a HashMap<PhoneId, Vitals>>,
}

/// Every phone.
pub(super) async fn phones(around: Around<'_>) -> Vec<Finding> {
    let step = Step::begin("Phones");
    let phones = match timeout(DEADLINE, listing::stored(around.db)).await {
        Ok(Ok(phones)) => phones,
        _ => return vec![step.bad("The phones could not be read from the database.", "Look at the steps about the database.")],
    };
    if phones.is_empty() {
        return vec![step.good("No phone yet: link one on the page Phones.")];
    }
    let mut findings = Vec::new();
    let mut answers = true;
    for phone in &phones {
        findings.push(state(phone, &around));
        if phone.state.keeps_link() {
            // One that does not answer is enough: a thousand phones would keep everybody waiting.
            let keys = if answers { keys(phone, around.db).await } else { None };
            answers = keys.is_some();
            let unread = || Step::of_phone("Keys", &phone.name).skipped("Not tried, as the database does not answer.");
            findings.push(keys.unwrap_or_else(unread));
            if phone.state.is_active() {
                findings.push(session(phone, &around));
            }
        }
    }
    findings
}

fn state(phone: &Phone, around: &Around<'_>) -> Finding {
    let step = Step::of_phone("State", &phone.name);
    let since = length(around.clock.now_ms() - phone.since);
    if phone.state.is_active() && around.instance == Some(&Instance::Nobody) {
        return step.good(format!("Linked. It connects when Leadwire runs; what is stored is {since} old."));
    }
    let cause = phone.cause.as_ref();
    let told = cause.map(|cause| format!(" {}", cause.sentence)).unwrap_or_default();
    let advice = cause.and_then(|cause| cause.next_step.clone());
    let words = format!("{}, for {since}.{told}", phone.state.label().trim_end_matches('…'));
    match phone.state {
        PhoneState::New => step.good("Not linked yet: link it on the page Phones."),
        PhoneState::Paused => step.good(words),
        state if state.is_broken() => {
            step.bad(words, advice.unwrap_or_else(|| "Link it again on the page Phones; leads and history stay.".into()))
        }
        PhoneState::Reconnecting => step.warning(words, "It connects again by itself once the steps towards WhatsApp are good."),
        PhoneState::CodeExpired => step.warning(words, "Show a new code on the page Phones and scan it."),
        PhoneState::PasskeyRequired => step.warning(words, "WhatsApp waits for a passkey: see the page Phones."),
        _ => step.good(words),
    }
}

/// None when the database did not answer in time.
async fn keys(phone: &Phone, db: &Db) -> Option<Finding> {
    let step = Step::of_phone("Keys", &phone.name);
    let reading = async {
        let Some(keyring) = storage::keyring_of_phone(db, &phone.id.to_string()).await? else { return Ok(None) };
        KeyStore::new(db.clone(), keyring).is_linked().await.map(Some)
    };
    let read: Result<_, _> = timeout(DEADLINE, reading).await.ok()?;
    Some(match read {
        Ok(Some(true)) => step.good("The keys can be read and belong to a handset."),
        Ok(Some(false)) => step.bad("The keys belong to no handset, so this phone cannot log in.", LINK_AGAIN),
        Ok(None) => step.bad("The keys of this phone are missing, so it cannot log in.", LINK_AGAIN),
        // The cause may quote what was read.
        Err(_) => step.bad(
            "The keys of this phone cannot be read: they are damaged, or a newer Leadwire wrote them.",
            "Start the newest Leadwire that used this database, or restore the last backup. If neither helps, unlink the phone and link \
             it again; leads and history stay.",
        ),
    })
}

fn session(phone: &Phone, around: &Around<'_>) -> Finding {
    let step = Step::of_phone("Session", &phone.name);
    let Some(vitals) = around.vitals else { return step.skipped("The running Leadwire did not answer.") };
    let Some(vitals) = vitals.get(&phone.id) else { return step.skipped("The running Leadwire says nothing of this phone's session.") };
    if vitals.saver_halted {
        return step
            .bad("Changed keys are no longer written down: after the next stop this phone could not go on.", "Restart Leadwire now.");
    }
    let heard = vitals.last_frame_ms_ago.map(|ms| length(i64::try_from(ms).unwrap_or(i64::MAX)));
    match (vitals.connected, vitals.last_frame_ms_ago, heard) {
        (true, Some(ms), Some(heard)) if ms <= SILENCE_MS => step.good(format!("Logged in; WhatsApp was last heard {heard} ago.")),
        (true, _, Some(heard)) => step.warning(
            format!("Logged in, but WhatsApp was last heard {heard} ago."),
            "Leadwire connects anew by itself. If that does not help within some minutes, restart it.",
        ),
        (true, ..) => step.good("Logged in; nothing was heard since."),
        (false, ..) => step.warning("Not logged in right now.", "It connects by itself once the steps towards WhatsApp are good."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{db::testing, doctor::model::Outcome};
    use uuid::Uuid;

    async fn session_with(vitals: Option<Vitals>) -> Finding {
        let phone = Phone {
            id: PhoneId(Uuid::now_v7()),
            name: "Sales".into(),
            number: None,
            state: PhoneState::Connected,
            since: 0,
            cause: None,
            restricted_until: None,
            sending_paused: false,
            history: None,
        };
        let all = vitals.map(|vitals| HashMap::from([(phone.id, vitals)]));
        let db = testing::sqlite().await;
        session(&phone, &Around { db: &db, clock: &Clock::system(), instance: None, vitals: all.as_ref() })
    }

    #[tokio::test]
    async fn what_only_the_running_server_knows_is_told_in_words() {
        let well = Vitals { last_frame_ms_ago: Some(3_000), saver_halted: false, connected: true };
        assert_eq!(session_with(Some(well)).await.outcome, Outcome::Good);
        let silent = session_with(Some(Vitals { last_frame_ms_ago: Some(600_000), ..well })).await;
        assert!(silent.outcome == Outcome::Warning && silent.words.contains("10 min"), "{silent:?}");
        let halted = session_with(Some(Vitals { saver_halted: true, ..well })).await;
        assert!(halted.outcome == Outcome::Bad && halted.advice.as_deref() == Some("Restart Leadwire now."), "{halted:?}");
        assert_eq!(session_with(Some(Vitals { connected: false, ..well })).await.outcome, Outcome::Warning);
        let unasked = session_with(None).await;
        assert!(unasked.outcome == Outcome::Skipped && unasked.words.contains("did not answer"), "{unasked:?}");
    }
}
