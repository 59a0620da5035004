//! The way to WhatsApp and the version of its web app.
use super::{check_machine::ClockFacts, model::Finding, step::Step};
use crate::{
    clock::Clock,
    whatsapp::{
        Destination,
        probe::{self, Probe, ProbeStep, Probed},
    },
};
use std::time::Duration;

/// Takes the way; answers what was found and how far our clock is ahead of the server's.
pub(super) async fn way(destination: &Destination, clock: &Clock) -> (Vec<Finding>, ClockFacts) {
    let Probe { steps, server_time } = probe::probe(destination).await;
    let against_server = server_time.map(|(seconds, heard)| {
        let since = i64::try_from(heard.elapsed().as_millis()).unwrap_or(0);
        // Its time has no fractions: in the middle of that second, we are wrong by half of one at most.
        clock.now_ms() - since - (seconds * 1000 + 500)
    });
    let name = destination.name();
    let findings = steps.into_iter().map(|(step, took, probed)| finding(step, took, probed, &name)).collect();
    (findings, ClockFacts { against_server, since_start: None })
}

/// The version that sessions claim to be.
pub(super) async fn version(destination: &Destination) -> Finding {
    told_version(Step::begin("Web version"), probe::web_version(destination).await)
}

fn told_version(step: Step, version: anyhow::Result<Option<String>>) -> Finding {
    match version {
        Ok(Some(version)) => step.good(format!("WhatsApp Web is at version {version}, which Leadwire's phones say they are.")),
        Ok(None) => step.skipped("This build talks to the simulator, which takes every version."),
        Err(error) => step.warning(
            format!("The version of WhatsApp Web could not be found out ({error:#}). Phones use the one that came with Leadwire."),
            "Look at the steps before. If they are good and phones do not connect, update Leadwire.",
        ),
    }
}

fn finding(step: ProbeStep, took: Duration, probed: Probed, server: &str) -> Finding {
    let (name, passed, failed, advice) = told(step);
    let finding = Step::timed(name, took);
    match probed {
        Probed::Passed(detail) if detail.is_empty() => finding.good(format!("{passed}.")),
        Probed::Passed(detail) => finding.good(format!("{passed}: {detail}.")),
        Probed::NotNeeded => finding.skipped("The simulator is spoken to without it."),
        Probed::Late => finding.bad(format!("{server} {failed}: no answer within {} s.", took.as_secs()), advice),
        Probed::Status(status) => finding.bad(format!("{server} {failed}: it answered with the HTTP status {status}."), of_status(status)),
        Probed::Failed(cause) => finding.bad(format!("{server} {failed}: {cause}."), advice),
        Probed::NotReached(before) => finding.skipped(format!("Not tried, as the step \"{}\" failed.", told(before).0)),
    }
}

/// The step's name, what it says when it went well, when not, and what to do then.
fn told(step: ProbeStep) -> (&'static str, &'static str, &'static str, &'static str) {
    match step {
        ProbeStep::Address => (
            "Address",
            "The server's address was found",
            "could not be looked up",
            "Check this machine's internet connection and its name server (/etc/resolv.conf).",
        ),
        ProbeStep::Tcp => {
            ("TCP", "Connected", "could not be reached", "Check that a firewall lets this machine out to this address and port.")
        }
        ProbeStep::Tls => (
            "TLS",
            "The connection is encrypted and the server's certificate is right",
            "could not be spoken to securely",
            "Check this machine's clock, and whether a proxy or a filter in your network opens encrypted connections; exempt this address.",
        ),
        ProbeStep::WebSocket => (
            "WebSocket",
            "The server speaks WebSocket",
            "did not open a WebSocket",
            "Check whether a proxy or a filter in your network blocks WebSockets; exempt this address.",
        ),
        ProbeStep::Handshake => (
            "Handshake",
            "The server answered in WhatsApp's own encryption",
            "did not finish the handshake",
            "Something between here and WhatsApp may change the connection: look at proxies and filters. Else update Leadwire.",
        ),
    }
}

fn of_status(status: u16) -> &'static str {
    match status {
        500.. => "WhatsApp, or a proxy on the way, has trouble. Wait some minutes; phones connect again by themselves.",
        429 => "Too many connections from this address. Wait an hour; phones connect again by themselves.",
        _ => "A proxy or a filter in your network may refuse it; exempt this address. Else update Leadwire.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::model::Outcome;

    /// What is found on the way to a server with a name and encryption.
    async fn on_the_way_to(host: &str, port: u16) -> Vec<Finding> {
        way(&Destination::secure(host, port), &Clock::system()).await.0
    }

    fn outcomes(findings: &[Finding]) -> Vec<Outcome> {
        findings.iter().map(|finding| finding.outcome).collect()
    }

    #[tokio::test]
    async fn an_address_that_cannot_be_looked_up_is_told_with_its_name_and_what_to_check() {
        let findings = on_the_way_to("nobody.invalid", 443).await;
        let [bad, skipped] = [Outcome::Bad, Outcome::Skipped];
        assert_eq!(outcomes(&findings), [bad, skipped, skipped, skipped, skipped], "{findings:?}");
        assert!(findings[0].words.contains("nobody.invalid") && findings[0].words.contains("could not be looked up"), "{findings:?}");
        assert!(findings[0].advice.as_ref().unwrap().contains("/etc/resolv.conf"), "{findings:?}");
        assert!(findings[4].words.contains("\"Address\""), "it says why it was not tried: {findings:?}");
    }

    #[tokio::test]
    async fn a_server_that_cannot_be_spoken_to_securely_is_told_at_tls() {
        let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = plain.local_addr().unwrap().port();
        let answers = tokio::spawn(async move {
            let (mut stream, _) = plain.accept().await.unwrap();
            tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        });
        let findings = on_the_way_to("127.0.0.1", port).await;
        answers.await.unwrap();
        let [good, bad, skipped] = [Outcome::Good, Outcome::Bad, Outcome::Skipped];
        assert_eq!(outcomes(&findings), [good, good, bad, skipped, skipped], "{findings:?}");
        assert!(findings[2].words.contains("could not be spoken to securely"), "{findings:?}");
        assert!(findings[2].advice.as_ref().unwrap().contains("clock"), "{findings:?}");
    }

    #[test]
    fn a_version_that_could_not_be_found_out_is_told_and_breaks_nothing() {
        let of = |version| told_version(Step::begin("Web version"), version);
        let unknown = of(Err(anyhow::anyhow!("no version in the answer")));
        assert!(unknown.outcome == Outcome::Warning && unknown.words.contains("no version in the answer"), "{unknown:?}");
        assert!(unknown.advice.is_some());
        let known = of(Ok(Some("2.3000.1".into())));
        assert!(known.outcome == Outcome::Good && known.words.contains("2.3000.1"), "{known:?}");
    }
}
