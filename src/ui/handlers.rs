//! Handlers of events as one type a kind: what listens is compiled anew for every type of handler.
use leptos::{ev, prelude::*};

/// Called when the element is pressed.
pub fn pressed(mut call: impl FnMut() + Send + 'static) -> Box<dyn FnMut(ev::MouseEvent) + Send> {
    Box::new(move |_| call())
}

/// Called with what the field holds now, whenever something is typed.
pub fn typed(mut call: impl FnMut(String) + Send + 'static) -> Box<dyn FnMut(ev::Event) + Send> {
    Box::new(move |event| call(event_target_value(&event)))
}

/// Called with whether the box is ticked now, whenever that changes.
pub fn ticked(mut call: impl FnMut(bool) + Send + 'static) -> Box<dyn FnMut(ev::Event) + Send> {
    Box::new(move |event| call(event_target_checked(&event)))
}

/// Called when the form is sent.
pub fn sent(call: impl FnMut(ev::SubmitEvent) + Send + 'static) -> Box<dyn FnMut(ev::SubmitEvent) + Send> {
    Box::new(call)
}
