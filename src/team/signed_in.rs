//! Who is signed in, as every page inside the frame may know it.
use super::{
    model::{Actor, Permission, Welcome},
    server_fns::welcome,
};
use crate::{
    error::AppError,
    ui::{Reading, awaited},
};
use leptos::prelude::*;

/// The question who is signed in: asked once a page load, by the frame.
#[derive(Clone, Copy)]
pub struct Asked(Reading<Welcome>);

/// Asks who is signed in; pages inside the current owner can then wait for it.
pub fn ask_who_is_signed_in() -> Asked {
    let asked = Asked(Reading::of(welcome));
    provide_context(asked);
    asked
}

impl Asked {
    /// The answer.
    pub async fn answer(self) -> Result<Welcome, AppError> {
        self.0.answer().await
    }

    /// Asks again, after an outage.
    pub fn again(self) {
        self.0.again();
    }
}

/// The person in front of this page and how the installation runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub actor: Actor,
    /// Whether the simulated handset is on.
    pub demo: bool,
}

impl SignedIn {
    /// Waits for the frame's answer and makes it known inside the current owner.
    ///
    /// Pages await this inside a `Suspend`. The frame itself must not: whatever is rendered inside one is made several times
    /// on the server, and a `Resource` that is made several times gives the browser other answers than it asked for.
    pub async fn known() {
        if let Some(asked) = use_context::<Asked>()
            && let Ok(Welcome { actor: Some(actor), demo, .. }) = asked.answer().await
        {
            provide_context(Self { actor, demo });
        }
    }

    /// The person in front of this page; nobody before [`Self::known`].
    pub fn here() -> Option<Self> {
        use_context()
    }

    /// Whether the person in front of this page may. Only hides what the server would refuse anyway.
    pub fn may(permission: Permission) -> bool {
        Self::here().is_some_and(|here| here.actor.may(permission))
    }
}

/// Shows its children to those who may.
#[component]
pub fn IfMay(
    /// Do what.
    permission: Permission,
    /// What the others do not see.
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    awaited(
        || ().into_any(),
        move || async move {
            SignedIn::known().await;
            SignedIn::may(permission).then(|| children.with_value(|children| children())).into_any()
        },
    )
}
