//! What a client wants once the handshake has named it: to be linked, or to log in.

use super::companion::Attention;
use super::connect::ConnectionId;
use super::fault::Refused;
use super::view::ConnectionState;
use super::{Addressing, Command, Moment, Registration, When, World};
use crate::clock::now_secs;
use crate::connects::ConnectKind;
use crate::handshake::Pattern;
use crate::number::{DeviceAddress, Number};
use crate::signal::PublicBytes;
use buffa::Message as _;
use wacore_binary::{Node, builder::NodeBuilder};
use waproto::whatsapp::ClientPayload;

/// `<failure reason>` for a device that the handset has removed, or never had.
const LOGGED_OUT: u16 = 401;
/// `<failure reason>` for a client that is too old.
const OUTDATED: u16 = 405;

impl World {
    /// Reads the `ClientPayload` and answers with refs, `<success>` or `<failure>`.
    pub(crate) fn greet(&mut self, at: ConnectionId, pattern: Pattern, client_static: PublicBytes, payload: &[u8]) -> anyhow::Result<()> {
        if let Some(connection) = self.connection_mut(at) {
            connection.pattern = Some(pattern);
        }
        let mut payload = ClientPayload::decode_from_slice(payload)?;
        let version = claimed_version(&payload);
        if let Some(data) = payload.device_pairing_data.take() {
            let registration = Registration::read(client_static, &data)?;
            self.door.record(ConnectKind::Pairing, None);
            let outdated = self.faults.outdated(None, version).then(|| Refused::because(OUTDATED));
            if let Some(refused) = outdated.or_else(|| self.faults.pairing_failure()) {
                self.dismiss(at, failure(&refused));
                return Ok(());
            }
            self.offer_refs(at, registration);
            return Ok(());
        }
        let number = payload.username.and_then(|user| Number::parse(&user.to_string()));
        let device = payload.device.and_then(|device| u16::try_from(device).ok());
        match number.zip(device) {
            Some((number, device)) => self.log_in(at, DeviceAddress::companion(&number, device), client_static, version),
            None => self.dismiss(at, failure(&Refused::because(LOGGED_OUT))),
        }
        Ok(())
    }

    fn log_in(&mut self, at: ConnectionId, address: DeviceAddress, client_static: PublicBytes, version: [u32; 3]) {
        if let Some(refused) = self.login_refusal(&address, client_static, version) {
            self.door.record(ConnectKind::LoginRefused, Some(&address.number));
            return self.dismiss(at, failure(&refused));
        }
        let error = self.faults.stream_error(Some(&address.number), Moment::Login, |_| true);
        if let Some(error) = error.as_ref().filter(|error| error.when == When::BeforeSuccess) {
            self.door.record(ConnectKind::LoginRefused, Some(&address.number));
            return self.end_stream(at, error);
        }
        self.door.record(ConnectKind::Login, Some(&address.number));
        let before = self.companion_mut(&address).and_then(|companion| {
            companion.queue.away();
            companion.attention = Attention::default();
            companion.connection.replace(at)
        });
        if let Some(before) = before {
            if self.is_live(before) {
                self.door.record(ConnectKind::Displaced, Some(&address.number));
            }
            self.dismiss(before, super::publish::conflict("replaced", None));
        }
        if let Some((delay, until)) = self.faults.delay(Some(&address.number)) {
            self.command_all(Some(&address.number), || Command::Delay(delay, until));
        }
        if let Some(wait) = self.faults.slow_login(&address.number) {
            self.command(at, Command::Freeze(Some(wait)));
        }
        self.send(at, self.success(&address));
        if let Some(connection) = self.connection_mut(at) {
            connection.state = ConnectionState::LoggedIn;
            connection.device = Some(address);
        }
        if let Some(error) = &error {
            self.end_stream(at, error);
        }
        self.touch();
    }

    fn login_refusal(&mut self, address: &DeviceAddress, client_static: PublicBytes, version: [u32; 3]) -> Option<Refused> {
        if self.faults.outdated(Some(&address.number), version) {
            return Some(Refused::because(OUTDATED));
        }
        self.faults.login_failure(&address.number).or_else(|| {
            let known = self.companion(address).is_some_and(|companion| companion.noise_key == client_static);
            (!known).then(|| Refused::because(LOGGED_OUT))
        })
    }

    fn success(&self, address: &DeviceAddress) -> Node {
        NodeBuilder::new("success")
            .attr("t", now_secs().to_string())
            .attr("lid", self.jid(address, Addressing::Lid))
            .attr("props", "27")
            .attr("abprops", "1")
            .attr("location", "sim")
            .build()
    }
}

/// The version that a client says it has; zeros when it does not say.
fn claimed_version(payload: &ClientPayload) -> [u32; 3] {
    let version = payload.user_agent.as_option().and_then(|agent| agent.app_version.as_option());
    version.map_or([0; 3], |version| [version.primary, version.secondary, version.tertiary].map(Option::unwrap_or_default))
}

fn failure(refused: &Refused) -> Node {
    let node = NodeBuilder::new("failure").attr("location", "sim");
    let node = match refused.reason {
        Some(reason) => node.attr("reason", reason.to_string()),
        None => node,
    };
    refused.extra.iter().fold(node, |node, (name, value)| node.attr(name, value.clone())).build()
}
