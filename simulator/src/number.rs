//! Phone numbers and the addresses of the devices behind them.

use serde::{Deserialize, Serialize};
use std::fmt;
use wacore_libsignal::protocol::ProtocolAddress;

/// A phone number: 5 to 15 digits (E.164), without `+`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number(String);

impl Number {
    /// Reads a number with or without a leading `+`. Answers `None` when it is not 5 to 15 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches('+');
        let fits = (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| Self(digits.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Number {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a number has 5 to 15 digits")
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Shows the last two digits only, so that a log never holds a full number.
impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "…{}", &self.0[self.0.len() - 2..])
    }
}

/// One device of an account: 0 is the handset, 1 and above are its companions.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct DeviceAddress {
    pub number: Number,
    pub device: u16,
}

impl DeviceAddress {
    pub(crate) fn handset(number: &Number) -> Self {
        Self { number: number.clone(), device: 0 }
    }

    pub(crate) fn companion(number: &Number, device: u16) -> Self {
        Self { number: number.clone(), device }
    }

    /// The key under which Signal sessions with this device are kept. It is the same whether the
    /// device was addressed by phone number or by LID, as both name one device.
    pub(crate) fn signal(&self) -> ProtocolAddress {
        ProtocolAddress::new(self.number.as_str(), u32::from(self.device).into())
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn a_number_is_read_with_or_without_a_plus() {
        assert_eq!(Number::parse("+6281200000001"), Number::parse("6281200000001"));
        assert!(Number::parse("+6281200000001").is_some());
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in ["", "+", "1234", "1234567890123456", "62 812", "abcdef"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_log_never_shows_a_full_number() {
        let number = Number::parse("6281200000001").unwrap();
        assert_eq!(format!("{number:?}"), "…01");
    }
}
