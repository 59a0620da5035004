// What each last word of WhatsApp's server comes to, at each moment of a phone's life: 17 codes at 3 moments.
//
// `every_code.rs` plays every line, and `docs/phone-states.md` is written from it. `refused` is `<failure>` in place of an answer,
// `ended` is `<stream:error>`. `because` is the cause that stays, `meanwhile` the one until the phone is fine again by itself.
macro_rules! every_code {
    ($take:ident) => {
        $take! {
            pairing {
                code_401: refused(Some(401)) => Failed because link_refused;
                code_402: refused(Some(402)) => Failed because link_refused;
                code_403: refused(Some(403)) => Failed because link_refused;
                code_405: refused(Some(405)) => Outdated because outdated;
                code_406: refused(Some(406)) => Failed because link_refused;
                code_409: refused(Some(409)) => Failed because link_refused;
                code_411: refused(Some(411)) => Failed because link_refused;
                code_415: refused(Some(415)) => Failed because link_refused;
                code_440: ended(Some(440)) => Failed because link_refused;
                code_500: refused(Some(500)) => WaitingForScan;
                code_501: refused(Some(501)) => WaitingForScan;
                code_503: refused(Some(503)) => WaitingForScan;
                code_515: ended(Some(515)) => WaitingForScan meanwhile code_lost;
                code_516: ended(Some(516)) => Failed because link_refused;
                code_429: refused(Some(429)) => Failed because try_linking_later;
                an_unknown_code: refused(Some(599)) => Failed because link_refused;
                no_code: refused(None) => Failed because link_refused;
            }
            online {
                code_401: ended(Some(401)) => LoggedOut because logged_out;
                code_402: ended(Some(402)) => Banned because banned;
                code_403: ended(Some(403)) => Locked because locked;
                code_405: ended(Some(405)) => Outdated because outdated;
                code_406: ended(Some(406)) => LoggedOut because logged_out;
                code_409: ended(Some(409)) => Replaced because replaced;
                code_411: ended(Some(411)) => Connected meanwhile connection_lost;
                code_415: ended(Some(415)) => Connected meanwhile connection_lost;
                code_440: ended(Some(440)) => Replaced because replaced;
                code_500: ended(Some(500)) => Connected meanwhile unavailable;
                code_501: ended(Some(501)) => Connected meanwhile unavailable;
                code_503: ended(Some(503)) => Connected meanwhile unavailable;
                code_515: ended(Some(515)) => Connected meanwhile asked_to_reconnect;
                code_516: ended(Some(516)) => LoggedOut because logged_out;
                code_429: ended(Some(429)) => Connected meanwhile rate_limited;
                an_unknown_code: ended(Some(599)) => Connected meanwhile connection_lost;
                no_code: ended(None) => Connected meanwhile connection_lost;
            }
            draining {
                code_401: ended(Some(401)) => LoggedOut because logged_out;
                code_402: ended(Some(402)) => Banned because banned;
                code_403: ended(Some(403)) => Locked because locked;
                code_405: ended(Some(405)) => Outdated because outdated;
                code_406: ended(Some(406)) => LoggedOut because logged_out;
                code_409: ended(Some(409)) => Replaced because replaced;
                code_411: ended(Some(411)) => Connected meanwhile connection_lost;
                code_415: ended(Some(415)) => Connected meanwhile connection_lost;
                code_440: ended(Some(440)) => Replaced because replaced;
                code_500: ended(Some(500)) => Connected meanwhile unavailable;
                code_501: ended(Some(501)) => Connected meanwhile unavailable;
                code_503: ended(Some(503)) => Connected meanwhile unavailable;
                code_515: ended(Some(515)) => Connected meanwhile asked_to_reconnect;
                code_516: ended(Some(516)) => LoggedOut because logged_out;
                code_429: ended(Some(429)) => Connected meanwhile rate_limited;
                an_unknown_code: ended(Some(599)) => Connected meanwhile connection_lost;
                no_code: ended(None) => Connected meanwhile connection_lost;
            }
        }
    };
}
