//! How a session ended, from what WhatsApp's server said last.
//!
//! The codes are those of `<failure reason>` (instead of a login) and `<stream:error code>` (at any time), as WhatsApp Web
//! understands them; the library's `ConnectFailureReason` and `handle_stream_error` (0.7.0) name the same ones.
use std::time::Duration;
use wacore_binary::NodeRef;

/// How one connection ended. Whether and when another one follows is for the caller to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Every code ran out.
    CodesSpent,
    /// WhatsApp asks to connect again at once (515); normal right after a scan.
    Restart,
    /// The connection broke or was closed; the detail.
    Lost(String),
    /// It never came to be; the failed step was reported before.
    NotMade,
    /// WhatsApp is not available for now (500, 501, 503).
    Unavailable(u16),
    /// Too many connections or messages (429).
    RateLimited,
    /// The link is over: removed on the handset, or ended by WhatsApp (401, 406, 516, `device_removed`); the code, where one was said.
    LoggedOut(Option<u16>),
    /// Another program logged in with the same keys (409 or 440, `replaced`); the code, where one was said.
    Replaced(Option<u16>),
    /// The account is restricted for a time (402).
    Banned {
        /// WhatsApp's reason, where it is a known one.
        why: Option<&'static str>,
        /// How long from now, when it was said.
        lasts: Option<Duration>,
    },
    /// The account is locked until a person acts on the handset (403).
    Locked,
    /// WhatsApp takes only newer versions (405).
    Outdated,
    /// Refused with a code that means nothing better, or with none.
    Refused(Option<u16>),
    /// Our own storage did not take what was received, so the connection was given up; WhatsApp delivers again.
    NotStored,
    /// The stop was ours.
    Stopped,
}

/// The end that `<failure>` announces; it comes in place of a login.
pub(super) fn of_failure(node: &NodeRef<'_>) -> Ending {
    let number = |name: &str| node.get_attr(name).and_then(|value| value.as_str().parse::<u64>().ok());
    let Some(code) = number("reason").and_then(|code| u16::try_from(code).ok()) else { return Ending::Refused(None) };
    match code {
        401 | 406 | 516 => Ending::LoggedOut(Some(code)),
        402 => Ending::Banned { why: number("code").and_then(why_banned), lasts: number("expire").map(Duration::from_secs) },
        403 => Ending::Locked,
        405 => Ending::Outdated,
        429 => Ending::RateLimited,
        440 => Ending::Replaced(Some(code)),
        500 | 501 | 503 => Ending::Unavailable(code),
        515 => Ending::Restart,
        other => Ending::Refused(Some(other)),
    }
}

/// The end that `<stream:error>` announces. None when it only complains about one stanza and the connection may go on.
pub(super) fn of_stream_error(node: &NodeRef<'_>) -> Option<Ending> {
    if let Some(conflict) = node.get_optional_child("conflict") {
        let is_replaced = conflict.get_attr("type").is_some_and(|kind| kind.as_str() == "replaced");
        return Some(if is_replaced { Ending::Replaced(None) } else { Ending::LoggedOut(None) });
    }
    let Some(code) = node.get_attr("code").and_then(|code| code.as_str().parse::<u16>().ok()) else {
        return node.get_optional_child("ack").is_none().then(|| Ending::Lost("WhatsApp ended it without a reason".into()));
    };
    Some(match code {
        401 | 406 | 516 => Ending::LoggedOut(Some(code)),
        402 => Ending::Banned { why: None, lasts: None },
        403 => Ending::Locked,
        405 => Ending::Outdated,
        409 | 440 => Ending::Replaced(Some(code)),
        429 => Ending::RateLimited,
        500 | 501 | 503 => Ending::Unavailable(code),
        515 => Ending::Restart,
        other => Ending::Lost(format!("WhatsApp ended it with code {other}")),
    })
}

/// WhatsApp's reasons for a restriction, as its `code` gives them.
fn why_banned(code: u64) -> Option<&'static str> {
    Some(match code {
        101 => "too many messages went to people who do not have this number among their contacts",
        102 => "too many people blocked this number",
        103 => "too many groups were made with people who do not have this number among their contacts",
        104 => "the same message was sent too often",
        106 => "too many messages went to a broadcast list",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wacore_binary::{Node, builder::NodeBuilder};

    fn failure(code: &str) -> Ending {
        of_failure(&NodeBuilder::new("failure").attr("reason", code).build().as_node_ref())
    }

    fn stream_error(node: &Node) -> Option<Ending> {
        of_stream_error(&node.as_node_ref())
    }

    #[test]
    fn a_failure_without_a_usable_code_is_a_refusal_and_never_a_loop() {
        assert_eq!(of_failure(&NodeBuilder::new("failure").build().as_node_ref()), Ending::Refused(None));
        assert_eq!(failure("soon"), Ending::Refused(None));
        assert_eq!(failure("599"), Ending::Refused(Some(599)));
    }

    #[test]
    fn a_ban_tells_why_and_for_how_long() {
        let ban = NodeBuilder::new("failure").attr("reason", "402").attr("code", "101").attr("expire", "3600").build();
        let Ending::Banned { why, lasts } = of_failure(&ban.as_node_ref()) else { panic!("not a ban") };
        assert!(why.unwrap().contains("too many messages"));
        assert_eq!(lasts, Some(Duration::from_secs(3600)));
    }

    #[test]
    fn a_complaint_about_one_stanza_ends_nothing() {
        let complaint = NodeBuilder::new("stream:error").children([NodeBuilder::new("ack").attr("class", "receipt").build()]).build();
        assert_eq!(stream_error(&complaint), None);
    }

    #[test]
    fn who_took_the_place_decides_between_replaced_and_logged_out() {
        let conflict =
            |kind: &str| NodeBuilder::new("stream:error").children([NodeBuilder::new("conflict").attr("type", kind).build()]).build();
        assert_eq!(stream_error(&conflict("replaced")), Some(Ending::Replaced(None)));
        assert_eq!(stream_error(&conflict("device_removed")), Some(Ending::LoggedOut(None)));
    }
}
