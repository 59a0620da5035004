//! A handset scans a code: the first half of a link, up to `pair-success`.

use super::World;
use super::link::LinkResult;
use super::pair_success::Candidate;
use crate::number::Number;
use crate::refusal::Refusal;
use crate::signal::PublicBytes;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::time::Duration;
use tokio::sync::oneshot;

/// Newer clients put the code behind a link that a phone's camera app can open.
const CAMERA_LINK: &str = wacore::companion_reg::NATIVE_CAMERA_DEEP_LINK_PREFIX;

/// The parts of a code's text: ref, Noise key, identity key, ADV secret.
struct QrText<'a> {
    reference: &'a str,
    noise_key: PublicBytes,
    identity: PublicBytes,
    adv_secret: [u8; 32],
}

impl<'a> QrText<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let mut parts = text.strip_prefix(CAMERA_LINK).unwrap_or(text).split(',');
        let reference = parts.next().filter(|reference| !reference.is_empty())?;
        let mut key = || STANDARD.decode(parts.next()?).ok()?.try_into().ok();
        Some(Self { reference, noise_key: key()?, identity: key()?, adv_secret: key()? })
    }
}

impl World {
    /// Checks a code and sends `pair-success` to the client that shows it. The receiver yields once
    /// the client has answered.
    pub(crate) fn scan(&mut self, number: &Number, text: &str) -> Result<oneshot::Receiver<LinkResult>, Refusal> {
        if !self.handset(number)?.online {
            return Err(Refusal::HandsetOffline);
        }
        let code = QrText::parse(text).ok_or(Refusal::MalformedQr)?;
        let at = self.refs.find(code.reference)?;
        let registration = self.connections.get(&at).and_then(|connection| connection.registration.as_ref());
        let registration = registration.ok_or(Refusal::ExpiredRef)?;
        if registration.noise_key != code.noise_key || registration.identity != code.identity {
            return Err(Refusal::WrongKey);
        }
        self.may_link(number)?;
        if let Some((fail, simulated)) = self.faults.passkey(number) {
            self.demand_passkey(at, number, fail, simulated)?;
            return Err(Refusal::PasskeyRequired);
        }
        let vouching = self.scan_ends(at, number)?;
        self.refs.spend(code.reference);
        let (done, result) = oneshot::channel();
        let candidate = Candidate { at, identity: code.identity, adv_secret: code.adv_secret, after: Duration::ZERO };
        self.send_pair_success(number, &candidate, vouching, done)?;
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::QrText;
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    #[test]
    fn the_text_of_a_code_is_read_plain_or_behind_a_link() {
        let key = STANDARD.encode([7; 32]);
        let text = format!("2@abc,{key},{key},{key},1");
        assert_eq!(QrText::parse(&text).unwrap().reference, "2@abc");
        let link = format!("{}{text}", super::CAMERA_LINK);
        assert_eq!(QrText::parse(&link).unwrap().noise_key, [7; 32]);
    }

    #[test]
    fn anything_else_is_malformed() {
        let key = STANDARD.encode([7; 32]);
        for text in ["", "2@abc", "2@abc,x,y,z", ",,,", &format!("2@abc,{key},{key}")] {
            assert!(QrText::parse(text).is_none(), "{text}");
        }
    }
}
