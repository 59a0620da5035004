//! What a view reads from the server before it can be shown.
//!
//! Whatever it holds, a reading comes with the page as text, and a part that waits is a box: the machinery behind either is
//! compiled anew for every type it meets, and would be a third of the wasm.
use crate::{call, error::AppError};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use leptos::{prelude::*, server::codee::string::FromToStringCodec};
use serde::{Serialize, de::DeserializeOwned};
use std::pin::Pin;

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type Ask<T> = Box<dyn Fn() -> Boxed<T> + Send + Sync>;

/// One reading, which can be repeated.
pub struct Reading<T: 'static> {
    text: Resource<String, FromToStringCodec>,
    /// What the browser read itself, which needs no text on the way.
    read: StoredValue<Option<Result<T, AppError>>>,
}

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reading<T> {}

impl<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> Reading<T> {
    /// Begins to read: on the server, or in the browser when the page did not bring the answer along.
    pub fn of<Answer>(fetch: impl Fn() -> Answer + Send + Sync + 'static) -> Self
    where
        Answer: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        let read = StoredValue::new(None);
        let ask = move || -> Boxed<String> {
            let answer = fetch();
            Box::pin(async move {
                let answer = answer.await;
                if is_server() {
                    return call::encode(&answer).map(|bytes| BASE64_STANDARD_NO_PAD.encode(bytes)).unwrap_or_default();
                }
                read.try_set_value(Some(answer));
                String::new()
            })
        };
        Self { text: text(Box::new(ask)), read }
    }

    /// The answer, once it is there. Await it inside [`awaited`].
    pub async fn answer(self) -> Result<T, AppError> {
        let text = self.text.await;
        match self.read.try_get_value().flatten() {
            Some(answer) => answer,
            None => call::decode(BASE64_STANDARD_NO_PAD.decode(text).unwrap_or_default().into())?,
        }
    }

    /// Reads again.
    pub fn again(self) {
        self.text.refetch();
    }
}

/// A part of a view that is shown when what it awaits is there; until then the fallback is.
pub fn awaited<Part>(fallback: fn() -> AnyView, part: impl Fn() -> Part + Send + Sync + 'static) -> AnyView
where
    Part: Future<Output = AnyView> + Send + 'static,
{
    waiting(fallback, Box::new(move || Box::pin(part())))
}

fn text(ask: Ask<String>) -> Resource<String, FromToStringCodec> {
    Resource::new_str(|| (), move |()| ask())
}

fn waiting(fallback: fn() -> AnyView, part: Ask<AnyView>) -> AnyView {
    view! { <Transition fallback=fallback>{move || Suspend::new(part())}</Transition> }.into_any()
}
