//! How WhatsApp addresses a person: by number, or by LID, an opaque id that hides the number.
use wacore_binary::Jid;

/// The two addresses of one person, at least one of them known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The number in E.164, such as `+6281200000001`.
    pub number: Option<String>,
    /// The LID's digits.
    pub lid: Option<String>,
}

impl Address {
    /// Merges what several addresses of one person say; other kinds of address are ignored.
    pub(super) fn of<'a>(addresses: impl IntoIterator<Item = &'a Jid>) -> Self {
        let mut found = Self::default();
        for jid in addresses {
            if jid.is_pn() {
                found.number.get_or_insert_with(|| format!("+{}", jid.user_base()));
            } else if jid.is_lid() {
                found.lid.get_or_insert_with(|| jid.user_base().to_owned());
            }
        }
        found
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.number.is_none() && self.lid.is_none()
    }

    /// How WhatsApp names the conversation: by the LID once it has given one.
    pub(super) fn to_chat_jid(&self) -> Option<Jid> {
        self.lid.as_deref().map(Jid::lid).or_else(|| self.to_jid())
    }

    /// Where to send: the number when known, as the library maps it to the LID itself.
    pub(super) fn to_jid(&self) -> Option<Jid> {
        match (&self.number, &self.lid) {
            (Some(number), _) => Some(Jid::pn(number.trim_start_matches('+'))),
            (None, Some(lid)) => Some(Jid::lid(lid.as_str())),
            (None, None) => None,
        }
    }
}
