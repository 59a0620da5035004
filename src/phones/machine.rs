//! The states of a phone as a table: what may follow what. The supervisor moves only along it.
use super::model::PhoneState::{
    self, CodeExpired, Connected, Failed, LoggedOut, New, Reconnecting, Securing, Starting, Syncing, WaitingForScan,
};

/// Something that moves a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// A person asked for a code, or a spent round is followed by another.
    Begun,
    /// Keys that WhatsApp accepted are there: the program started, or a person asked after a failure.
    Resumed,
    /// A code is there.
    CodeCame,
    /// No scan in time, or nobody looks any more.
    CodesEnded,
    /// The handset scanned and the keys are exchanged.
    Scanned,
    /// WhatsApp's server confirmed the login.
    LoggedIn,
    /// The start-up exchange is done.
    Ready,
    /// The connection ended unasked.
    Lost,
    /// The link was ended by the handset or by WhatsApp.
    LoggedOut,
    /// It cannot go on.
    Failed,
    /// A person unlinked it here.
    Unlinked,
}

impl Input {
    /// Every input.
    #[cfg(test)]
    pub const ALL: [Self; 11] = [
        Self::Begun,
        Self::Resumed,
        Self::CodeCame,
        Self::CodesEnded,
        Self::Scanned,
        Self::LoggedIn,
        Self::Ready,
        Self::Lost,
        Self::LoggedOut,
        Self::Failed,
        Self::Unlinked,
    ];
}

/// The state that follows; none when the input means nothing in this state and is ignored.
pub fn next(state: PhoneState, input: Input) -> Option<PhoneState> {
    match (state, input) {
        (_, Input::Unlinked) => Some(New),
        (_, Input::Failed) => Some(Failed),
        (New | CodeExpired | LoggedOut | Failed | Starting | WaitingForScan, Input::Begun) => Some(Starting),
        // A program that was killed right after the scan has keys that work, whatever state it had time to store.
        (Starting | WaitingForScan | Securing | Syncing | Connected | Reconnecting | Failed, Input::Resumed) => Some(Reconnecting),
        (Starting | WaitingForScan, Input::CodeCame) => Some(WaitingForScan),
        (Starting | WaitingForScan, Input::CodesEnded) => Some(CodeExpired),
        (WaitingForScan, Input::Scanned) => Some(Securing),
        (Securing | Reconnecting, Input::LoggedIn) => Some(Syncing),
        (Syncing, Input::Ready) => Some(Connected),
        // The codes of a lost connection are dead; new ones follow on the next.
        (Starting | WaitingForScan, Input::Lost) => Some(Starting),
        // Between the scan and the login WhatsApp itself ends the connection (515): that is no loss.
        (Syncing | Connected | Reconnecting, Input::Lost) => Some(Reconnecting),
        (Securing | Syncing | Connected | Reconnecting, Input::LoggedOut) => Some(LoggedOut),
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
