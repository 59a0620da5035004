//! Which leads a list shows: chosen in the address, asked of the server, and asked again of every lead that changes.
use super::{
    model::{Lead, Reach},
    stages::StageId,
    views::Layout,
};
use crate::{error::AppError, team::PersonId};
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a lead must be to be shown; the default shows all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeadFilter {
    /// At this stage.
    pub stage: Option<StageId>,
    /// Whose.
    pub owner: Whose,
    /// With this tag; with any or none when empty.
    pub tag: String,
    /// How far it is.
    pub state: LeadState,
    /// From when on [`LeadState::Wrote`] and [`LeadState::Sent`] look, Unix milliseconds; of no meaning for the others.
    pub since: i64,
}

/// How far a lead is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadState {
    /// Wherever.
    #[default]
    Any,
    /// Something is left to do.
    Open,
    /// They wait for our answer.
    Waiting,
    /// A follow-up is planned.
    Planned,
    /// Nothing is left to do until they write again.
    Done,
    /// They wrote since a moment.
    Wrote,
    /// WhatsApp took something of ours for them since a moment.
    Sent,
}

impl LeadState {
    /// Each of them with its value in the address.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Any, ""),
        (Self::Open, "open"),
        (Self::Waiting, "answer"),
        (Self::Planned, "planned"),
        (Self::Done, "done"),
        (Self::Wrote, "wrote"),
        (Self::Sent, "sent"),
    ];

    /// Whether the messages of a lead decide, which a lead alone does not tell.
    pub fn is_of_messages(self) -> bool {
        matches!(self, Self::Wrote | Self::Sent)
    }

    /// As an address says it; what is not understood is not asked for.
    pub fn of_value(value: &str) -> Self {
        Self::ALL.into_iter().find(|(_, name)| *name == value).map_or(Self::Any, |(state, _)| state)
    }

    /// Its value in the address.
    pub fn value(self) -> &'static str {
        Self::ALL.into_iter().find(|(state, _)| *state == self).map_or("", |(_, name)| name)
    }
}

/// Whose leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Everybody's and nobody's.
    #[default]
    Anybodys,
    /// Of the person who asks.
    Mine,
    /// Of nobody.
    Nobodys,
    /// Of this person.
    Of(PersonId),
}

/// Names and values of the address.
const STAGE: &str = "stage";
const OWNER: &str = "owner";
const TAG: &str = "tag";
const NEED: &str = "need";
const SINCE: &str = "since";
const MINE: &str = "me";
const NOBODYS: &str = "nobody";

impl LeadFilter {
    /// A day further back is not asked for, milliseconds.
    const LONGEST_AGO_MS: i64 = 31 * 86_400_000;

    /// What an address may say about it.
    pub const NAMES: [&'static str; 5] = [STAGE, OWNER, TAG, NEED, SINCE];

    /// As an address says it; what is not understood is not asked for.
    pub fn of_query(value: &dyn Fn(&str) -> Option<String>) -> Self {
        let id = |text: &str| Uuid::parse_str(text).ok();
        let owner = match value(OWNER).as_deref() {
            Some(MINE) => Whose::Mine,
            Some(NOBODYS) => Whose::Nobodys,
            Some(other) => id(other).map_or(Whose::Anybodys, |id| Whose::Of(PersonId(id))),
            None => Whose::Anybodys,
        };
        let since = value(SINCE).and_then(|since| since.parse().ok());
        // Without the moment nobody knows what is asked for.
        let state = LeadState::of_value(&value(NEED).unwrap_or_default());
        let state = if state.is_of_messages() && since.is_none() { LeadState::Any } else { state };
        Self {
            stage: value(STAGE).and_then(|stage| id(&stage)).map(StageId),
            owner,
            tag: value(TAG).unwrap_or_default(),
            state,
            since: since.filter(|_| state.is_of_messages()).unwrap_or_default(),
        }
    }

    /// Names and values for an address; nothing for what is not asked for.
    pub fn query(&self) -> Vec<(&'static str, String)> {
        let owner = match self.owner {
            Whose::Anybodys => None,
            Whose::Mine => Some(MINE.to_owned()),
            Whose::Nobodys => Some(NOBODYS.to_owned()),
            Whose::Of(person) => Some(person.0.to_string()),
        };
        let parts = [
            (STAGE, self.stage.map(|stage| stage.0.to_string())),
            (OWNER, owner),
            (TAG, Some(self.tag.clone()).filter(|tag| !tag.is_empty())),
            (NEED, Some(self.state.value().to_owned()).filter(|state| !state.is_empty())),
            (SINCE, self.state.is_of_messages().then(|| self.since.to_string())),
        ];
        parts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// Whether it shows all of them.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// The same for everybody who asks: "mine" becomes this person's.
    #[must_use]
    pub fn of(mut self, me: PersonId) -> Self {
        if self.owner == Whose::Mine {
            self.owner = Whose::Of(me);
        }
        self
    }

    /// Whether a lead is shown to this person; nothing when only its messages tell. The twin of the store's conditions.
    pub fn fits(&self, lead: &Lead, me: Option<PersonId>) -> Option<bool> {
        let is_theirs = match self.owner {
            Whose::Anybodys => true,
            Whose::Mine => lead.owner.is_some() && lead.owner == me,
            Whose::Nobodys => lead.owner.is_none(),
            Whose::Of(person) => lead.owner == Some(person),
        };
        let is_at_stage = self.stage.is_none_or(|stage| lead.stage == stage);
        if !is_theirs || !is_at_stage || (!self.tag.is_empty() && !lead.tags.contains(&self.tag)) {
            return Some(false);
        }
        match self.state {
            LeadState::Any => Some(true),
            LeadState::Open => Some(!lead.is_done),
            LeadState::Waiting => Some(lead.waiting_since.is_some() && !lead.is_done),
            LeadState::Planned => Some(lead.due_at.is_some() && !lead.is_done),
            LeadState::Done => Some(lead.is_done),
            LeadState::Wrote | LeadState::Sent if lead.last_message_at < self.since => Some(false),
            // A lead that was added by hand has no message.
            LeadState::Wrote => (!lead.last_message_is_ours && !lead.last_message.is_empty()).then_some(true),
            LeadState::Sent => lead.last_message_reach.is_some_and(Reach::is_sent).then_some(true),
        }
    }

    /// The list of these leads.
    pub fn address(&self, layout: Layout) -> String {
        let mut query: ParamsMap = self.query().into_iter().collect();
        if let Some(value) = layout.value() {
            query.insert(Layout::NAME, value.to_owned());
        }
        format!("/leads{}", query.to_query_string())
    }

    /// Whether it asks for what can be answered at this moment.
    ///
    /// # Errors
    /// A field error of `since` for more than 31 days ago: reading the messages of all leads of years would take long.
    pub fn check(&self, now: i64) -> Result<(), AppError> {
        if self.state.is_of_messages() && self.since < now - Self::LONGEST_AGO_MS {
            return Err(AppError::field("since", "Who wrote, and to whom we wrote, is listed for the last 31 days. Choose another day."));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{LeadFilter, LeadState, PersonId, StageId, Uuid, Whose};

    #[test]
    fn an_address_says_the_filter_and_nonsense_in_it_asks_for_nothing() {
        let person = PersonId(Uuid::from_u128(7));
        for owner in [Whose::Anybodys, Whose::Mine, Whose::Nobodys, Whose::Of(person)] {
            for (state, _) in LeadState::ALL {
                let filter = LeadFilter {
                    stage: Some(StageId(Uuid::from_u128(1))),
                    owner,
                    tag: "vip & co".into(),
                    state,
                    since: if state.is_of_messages() { 1_764_374_400_000 } else { 0 },
                };
                let said = filter.query();
                let again = LeadFilter::of_query(&|name| said.iter().find(|(one, _)| *one == name).map(|(_, value)| value.clone()));
                assert_eq!(again, filter);
            }
        }
        assert_eq!(LeadFilter::default().query(), []);
        assert!(LeadFilter::of_query(&|name| (name != "tag").then(|| "nonsense".to_owned())).is_open());
        assert!(LeadFilter::of_query(&|name| (name == "need").then(|| "wrote".to_owned())).is_open(), "since when?");
        assert!(LeadFilter::of_query(&|name| (name == "since").then(|| "5".to_owned())).is_open());
    }
}
