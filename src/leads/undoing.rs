//! What takes a decision back.
use super::model::{Lead, Plan};

impl Plan {
    /// What makes a lead again what it was; nothing when this changes nothing of it.
    pub fn undo(&self, before: &Lead) -> Option<Self> {
        let undo = match self {
            Self::FollowUp { .. } | Self::NoFollowUp => match before.due_at {
                Some(due_at) => Self::FollowUp { due_at, note: before.due_note.clone() },
                None => Self::NoFollowUp,
            },
            Self::Done => Self::Reopen,
            Self::Reopen => Self::Done,
            Self::Give(_) | Self::Release => before.owner.map_or(Self::Release, Self::Give),
            Self::MoveTo { .. } => Self::MoveTo { stage: before.stage, reason: before.lost_reason.clone() },
            Self::Tag(tag) => Self::Untag(tag.clone()),
            Self::Untag(tag) => Self::Tag(tag.clone()),
            Self::Call(_) if before.name == before.own_name => Self::Call(String::new()),
            Self::Call(_) => Self::Call(before.name.clone()),
            Self::Source(_) => Self::Source(before.source.clone()),
            Self::Worth(_) => Self::Worth(before.worth.unwrap_or_default()),
        };
        let mut after = before.clone();
        self.foresee(&mut after);
        (after != *before).then_some(undo)
    }
}

#[cfg(test)]
mod tests {
    use super::{Lead, Plan};
    use crate::{
        leads::{LeadId, StageId},
        team::PersonId,
    };
    use uuid::Uuid;

    fn lead() -> Lead {
        Lead {
            id: LeadId(Uuid::from_u128(1)),
            name: "Ada".into(),
            own_name: "ada 🌸".into(),
            number: None,
            last_message: String::new(),
            last_message_is_ours: false,
            last_message_at: 0,
            last_message_reach: None,
            unread: 0,
            owner: Some(PersonId(Uuid::from_u128(2))),
            waiting_since: None,
            due_at: Some(5),
            due_note: "Call".into(),
            is_done: false,
            stage: StageId(Uuid::from_u128(3)),
            lost_reason: "Too dear".into(),
            tags: vec!["big".into(), "vip".into()],
            source: "Fair".into(),
            worth: Some(7),
            goes_on: false,
        }
    }

    #[test]
    fn what_is_undone_is_as_it_was_and_what_changes_nothing_needs_no_undo() {
        let before = lead();
        for plan in [
            Plan::FollowUp { due_at: 9, note: String::new() },
            Plan::NoFollowUp,
            Plan::Done,
            Plan::Give(PersonId(Uuid::from_u128(9))),
            Plan::Release,
            Plan::MoveTo { stage: StageId(Uuid::from_u128(9)), reason: String::new() },
            Plan::Tag("new".into()),
            Plan::Untag("big".into()),
            Plan::Call(String::new()),
            Plan::Source(String::new()),
            Plan::Worth(0),
        ] {
            let undo = plan.undo(&before).unwrap();
            let mut lead = before.clone();
            plan.foresee(&mut lead);
            assert_ne!(lead, before, "{plan:?}");
            undo.foresee(&mut lead);
            assert_eq!(lead, before, "{plan:?}");
            assert_eq!(undo.undo(&before), None, "{plan:?}");
        }
    }
}
