//! What the server said about a form: to the script, or in the address when the form was sent without one.
use crate::{error::AppError, ui::browser};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use server_fn::error::ServerFnUrlError;
use std::pin::Pin;

/// A form and what became of it. Plain, as the framework's own form reads its fields by a second parser.
#[derive(Clone, Copy)]
pub struct FormAnswer {
    /// What is wrong, by whichever way it came.
    pub error: RwSignal<Option<AppError>>,
    /// Whether it is on its way.
    pub busy: RwSignal<bool>,
}

impl FormAnswer {
    /// Of the form that is sent to this address.
    pub fn of(path: &'static str) -> Self {
        let query = use_query_map().get_untracked();
        let ours = query.get_str("__path") == Some(path);
        let error = query.get_str("__err").filter(|_| ours).map(ServerFnUrlError::<AppError>::decode_err);
        Self { error: RwSignal::new(error), busy: RwSignal::new(false) }
    }

    /// Sends the form by script. The call is given the form's fields by name.
    pub fn send<Answer>(self, event: &SubmitEvent, call: impl Fn(&dyn Fn(&str) -> String) -> Answer)
    where
        Answer: Future<Output = Result<(), AppError>> + 'static,
    {
        event.prevent_default();
        if !self.busy.get_untracked() {
            self.busy.set(true);
            self.await_answer(Box::pin(call(&|name| browser::field_of(event, name))));
        }
    }

    fn await_answer(self, answer: Pin<Box<dyn Future<Output = Result<(), AppError>>>>) {
        spawn_local(async move {
            let answer = answer.await;
            self.error.try_set(answer.err());
            self.busy.try_set(false);
        });
    }

    /// The sentence for one field.
    pub fn of_field(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.error.with(|error| error.as_ref()?.of_field(field).map(ToOwned::to_owned)))
    }

    /// The sentence for the form as a whole: whatever none of its fields shows.
    pub fn of_form(self, fields: &'static [&'static str]) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.error.with(|error| {
                let error = error.as_ref()?;
                let shown = fields.iter().any(|field| error.of_field(field).is_some());
                (!shown).then(|| error.to_string())
            })
        })
    }
}
