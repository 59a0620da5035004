//! What a guest sees of a link: the state and the code of this phone, and no word about the team's other phones or people.
use crate::phones::model::{Cause, LinkProgress, Phone};

/// Causes whose words name nothing but the handset and WhatsApp. Every other one is reworded.
const PLAIN_CAUSES: [&str; 11] = [
    "codes_spent",
    "not_watched",
    "link_too_long",
    "restarted",
    "no_code",
    "link_refused",
    "try_linking_later",
    "handset_too_old",
    "signature_mismatch",
    "passkey_asked",
    "passkey_failed",
];

/// The progress of a link without what is the team's alone.
pub fn seen_by_guest(progress: &LinkProgress) -> LinkProgress {
    let Phone { id, name, state, since, cause, .. } = &progress.phone;
    // Who asked for the code is the team's matter, and no trouble of the guest's.
    let cause = cause.as_ref().filter(|cause| cause.code != "link_begun").map(reworded);
    let phone = Phone {
        id: *id,
        name: name.clone(),
        number: None,
        state: *state,
        since: *since,
        cause,
        restricted_until: None,
        sending_paused: false,
        history: None,
    };
    LinkProgress { phone, ..progress.clone() }
}

fn reworded(cause: &Cause) -> Cause {
    let (sentence, next_step) = match cause.code.as_str() {
        code if PLAIN_CAUSES.contains(&code) => return cause.clone(),
        "wrong_number" | "linked_already" => (
            "The handset that scanned does not belong to this link.",
            "Ask the person who sent it. If the handset lists a new device under Settings, Linked devices, remove it.",
        ),
        _ => ("The link is not made.", "Try again, or ask the person who sent it."),
    };
    Cause { code: cause.code.clone(), sentence: sentence.into(), next_step: Some(next_step.into()), until: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phones::{PhoneId, PhoneState, reason::Reason};

    #[test]
    fn a_guest_reads_no_number_and_no_name_of_another_phone_or_colleague() {
        let secrets = || "Secret".to_owned();
        let reasons = [
            Reason::WrongNumber("+62 812".into(), "+62 813".into(), false),
            Reason::LinkedAlready("+62 812".into(), secrets(), true),
            Reason::Paused(secrets()),
            Reason::Unlinked(secrets(), false),
            Reason::OwnTrouble(secrets()),
            Reason::NoConnection(Some(secrets())),
            Reason::ScanFailed(secrets()),
            Reason::LinkBegun(secrets()),
            Reason::LinkCancelled(secrets()),
        ];
        for reason in reasons {
            let phone = Phone {
                id: PhoneId(uuid::Uuid::nil()),
                name: "Sales".into(),
                number: Some("+62 813".into()),
                state: PhoneState::Failed,
                since: 0,
                cause: Some(reason.to_cause()),
                restricted_until: Some(5),
                sending_paused: true,
                history: Some(secrets()),
            };
            let seen = seen_by_guest(&LinkProgress { phone, code: None, by_number: None, passkey_code: None });
            let all = format!("{seen:?}");
            assert!(!all.contains("Secret") && !all.contains("+62"), "{all}");
            assert_eq!((seen.phone.restricted_until, seen.phone.sending_paused, seen.phone.history), (None, false, None));
        }
    }
}
