//! Builds for the real WhatsApp: nothing is rehearsed.
use std::sync::Arc;
use whatsapp_rust::{Client, TokioRuntime};

/// The library's runtime as it is.
pub(super) fn runtime(_: u32) -> TokioRuntime {
    TokioRuntime
}

/// Nobody but a page of WhatsApp's gives passkeys.
pub(super) fn give_passkeys(_: &Arc<Client>) {}
