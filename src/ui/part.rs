//! A part of a page whose code comes after the page is alive, so that the page itself stays small to fetch.
//!
//! A room makes one by a function of its own that is split off, all of them into one file, as every file more cuts what pages share
//! into smaller and dearer pieces: `#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]`. `app/lazy.rs` fetches
//! that file as soon as the page is alive.
use super::ErrorView;
use crate::error::AppError;
use leptos::{prelude::*, reactive::computed::ScopedFuture, task::spawn_local, wasm_split::SplitLoaderError};
use std::{
    future::poll_fn,
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::Poll,
};

type Made = Result<AnyView, SplitLoaderError>;

/// The view of a part, once its code is here.
pub type PartView = Pin<Box<dyn Future<Output = Made>>>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Awaited,
    Here,
    Missing,
}

/// Shows a part as soon as its code is here, and the fallback until then; the server always shows the fallback. Code that cannot
/// be had says so and can be asked for again. `make` is called in the browser only, under the owner of the part.
pub fn part(fallback: impl Fn() -> AnyView + Send + 'static, make: impl Fn() -> PartView + Send + Sync + 'static) -> AnyView {
    boxed(Box::new(fallback), Arc::new(make))
}

/// Goes on making as long as the page is there: what is made for one that was left reads what is gone with it, and panics.
async fn unless_left(making: impl Future<Output = Made>, is_left: impl Fn() -> bool) -> Option<Made> {
    let mut making = pin!(making);
    poll_fn(|context| if is_left() { Poll::Ready(None) } else { making.as_mut().poll(context).map(Some) }).await
}

fn boxed(fallback: Box<dyn Fn() -> AnyView + Send>, make: Arc<dyn Fn() -> PartView + Send + Sync>) -> AnyView {
    let stage = RwSignal::new(Stage::Awaited);
    let made = Arc::new(Mutex::new(None::<AnyView>));
    let keep = made.clone();
    let begin = Callback::new(move |()| {
        stage.set(Stage::Awaited);
        let (making, keep) = (ScopedFuture::new_untracked(make()), keep.clone());
        spawn_local(async move {
            let next = match unless_left(making, move || stage.is_disposed()).await {
                Some(Ok(view)) => {
                    *keep.lock().unwrap_or_else(PoisonError::into_inner) = Some(view);
                    Stage::Here
                }
                Some(Err(_)) => Stage::Missing,
                None => return,
            };
            stage.try_set(next);
        });
    });
    super::effect(move || begin.run(()));
    let shown = move || match stage.get() {
        Stage::Awaited => fallback(),
        Stage::Here => made.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_else(|| ().into_any()),
        Stage::Missing => view! { <ErrorView error=AppError::Unreachable on_retry=begin/> }.into_any(),
    };
    view! { {move || shown()} }.into_any()
}
