//! The states of a phone as a table: what may follow what. The supervisor moves only along it.
use super::model::PhoneState::{
    self, Banned, CodeExpired, Connected, Failed, Locked, LoggedOut, New, Outdated, PasskeyRequired, Paused, Reconnecting, Replaced,
    Securing, Starting, Syncing, WaitingForScan,
};

/// Something that moves a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// A person asked for a code, or a spent round is followed by another.
    Begun,
    /// Keys that WhatsApp accepted are there and a session is being opened with them.
    Resumed,
    /// A code is there.
    CodeCame,
    /// No scan in time, or nobody looks any more.
    CodesEnded,
    /// WhatsApp asks for a passkey.
    PasskeyAsked,
    /// The handset scanned and the keys are exchanged.
    Scanned,
    /// WhatsApp's server confirmed the login.
    LoggedIn,
    /// The start-up exchange is done.
    Ready,
    /// The connection ended unasked.
    Lost,
    /// A person disconnected it.
    Paused,
    /// The link was ended by the handset or by WhatsApp.
    LoggedOut,
    /// Another program took the connection over.
    Replaced,
    /// WhatsApp restricts the number for a time.
    Banned,
    /// WhatsApp locked the account.
    Locked,
    /// WhatsApp wants a newer version.
    Outdated,
    /// It cannot go on.
    Failed,
    /// A person unlinked it here.
    Unlinked,
}

impl Input {
    /// Every input.
    #[cfg(test)]
    pub const ALL: [Self; 17] = [
        Self::Begun,
        Self::Resumed,
        Self::CodeCame,
        Self::CodesEnded,
        Self::PasskeyAsked,
        Self::Scanned,
        Self::LoggedIn,
        Self::Ready,
        Self::Lost,
        Self::Paused,
        Self::LoggedOut,
        Self::Replaced,
        Self::Banned,
        Self::Locked,
        Self::Outdated,
        Self::Failed,
        Self::Unlinked,
    ];
}

/// The state that follows; none when the input means nothing in this state and is ignored.
pub fn next(state: PhoneState, input: Input) -> Option<PhoneState> {
    match (state, input) {
        (_, Input::Unlinked) => Some(New),
        (_, Input::Failed) => Some(Failed),
        (Securing | Syncing | Connected | Reconnecting, Input::Begun) => None,
        (_, Input::Begun) => Some(Starting),
        // A program that was killed right after the scan has keys that work, whatever state it had time to store.
        (New | CodeExpired, Input::Resumed) => None,
        (_, Input::Resumed) => Some(Reconnecting),
        (Starting | WaitingForScan, Input::CodeCame) => Some(WaitingForScan),
        (Starting | WaitingForScan | PasskeyRequired, Input::CodesEnded) => Some(CodeExpired),
        (Starting | WaitingForScan, Input::PasskeyAsked) => Some(PasskeyRequired),
        // The library waits for the handset's signature after it told of the passkey's comparison code.
        (Starting | WaitingForScan | PasskeyRequired, Input::Scanned) => Some(Securing),
        (Securing | Reconnecting, Input::LoggedIn) => Some(Syncing),
        (Syncing, Input::Ready) => Some(Connected),
        // The codes of a lost connection are dead; new ones follow on the next.
        (Starting | WaitingForScan | PasskeyRequired, Input::Lost) => Some(Starting),
        // Between the scan and the login WhatsApp itself ends the connection (515): that is no loss.
        (Securing, Input::Lost) => Some(Securing),
        (Syncing | Connected | Reconnecting, Input::Lost) => Some(Reconnecting),
        (state, Input::Paused) if state.keeps_link() => Some(Paused),
        (Securing | Syncing | Connected | Reconnecting, Input::LoggedOut) => Some(LoggedOut),
        (Securing | Syncing | Connected | Reconnecting, Input::Replaced) => Some(Replaced),
        (Securing | Syncing | Connected | Reconnecting, Input::Banned) => Some(Banned),
        (Securing | Syncing | Connected | Reconnecting, Input::Locked) => Some(Locked),
        // WhatsApp refuses an old version before it knows whose connection it is.
        (Starting | WaitingForScan | Securing | Syncing | Connected | Reconnecting, Input::Outdated) => Some(Outdated),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connected_is_reached_only_after_the_server_confirmed_the_login() {
        let before_connected: Vec<_> = PhoneState::ALL
            .into_iter()
            .flat_map(|state| Input::ALL.map(|input| (state, input)))
            .filter(|(s, i)| next(*s, *i) == Some(Connected))
            .collect();
        assert_eq!(before_connected, [(Syncing, Input::Ready)]);
        let before_syncing: Vec<_> = PhoneState::ALL
            .into_iter()
            .flat_map(|state| Input::ALL.map(|input| (state, input)))
            .filter(|(s, i)| next(*s, *i) == Some(Syncing))
            .collect();
        assert_eq!(before_syncing, [(Securing, Input::LoggedIn), (Reconnecting, Input::LoggedIn)]);
    }

    #[test]
    fn an_expired_code_is_never_a_reconnect() {
        for state in PhoneState::ALL {
            assert_ne!(next(state, Input::CodesEnded), Some(Reconnecting));
            if state.is_linking() {
                assert_ne!(next(state, Input::Lost), Some(Reconnecting));
            }
        }
    }

    #[test]
    fn every_state_can_be_left_towards_a_link() {
        for state in PhoneState::ALL {
            let unlinked = next(state, Input::Unlinked);
            assert_eq!(unlinked.and_then(|state| next(state, Input::Begun)), Some(Starting), "{state:?}");
        }
    }
}
