//! Builds with the feature `simulator`: what a test can neither wait for nor do itself. Nothing of it is in a release.
use std::{
    pin::Pin,
    sync::{Arc, Weak},
    time::Duration,
};
use wacore::{
    runtime::{AbortHandle, Runtime},
    types::events::{Event, EventHandler},
};
use whatsapp_rust::{
    Client, TokioRuntime,
    passkey::{Assertion, build_webauthn_assertion_json},
};

/// What the library (0.7.0) waits for while it links: the life of the first code, and of each that follows; so long it waits for a
/// connection and a handshake, too.
const OF_A_LINK: [Duration; 2] = [Duration::from_secs(60), Duration::from_secs(20)];

/// The library's runtime; the waits of a link are divided.
pub(super) fn runtime(hurry: u32) -> impl Runtime {
    Hurried(hurry)
}

struct Hurried(u32);

impl Runtime for Hurried {
    fn spawn(&self, future: Pin<Box<dyn Future<Output = ()> + Send + 'static>>) -> AbortHandle {
        TokioRuntime.spawn(future)
    }

    fn spawn_detached(&self, future: Pin<Box<dyn Future<Output = ()> + Send + 'static>>) {
        TokioRuntime.spawn_detached(future);
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        TokioRuntime.sleep(if OF_A_LINK.contains(&duration) { duration / self.0 } else { duration })
    }

    fn spawn_blocking(&self, work: Box<dyn FnOnce() + Send + 'static>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        TokioRuntime.spawn_blocking(work)
    }

    fn yield_now(&self) -> Option<Pin<Box<dyn Future<Output = ()> + Send>>> {
        TokioRuntime.yield_now()
    }
}

/// Plays the person who gives the passkey on a page of WhatsApp's, where the simulator marks its question so. What follows, the
/// comparison of the codes, is then the same as with the real one.
pub(super) fn give_passkeys(client: &Arc<Client>) {
    client.subscribe_handler(Arc::new(Giver(Arc::downgrade(client)))).detach();
}

struct Giver(Weak<Client>);

impl EventHandler for Giver {
    fn handle_event(&self, event: Arc<Event>) {
        let Event::PairPasskeyRequest(asked) = &*event else { return };
        let is_marked = serde_json::from_str::<serde_json::Value>(&asked.request_options_json)
            .is_ok_and(|options| options.pointer("/extensions/simulated") == Some(&serde_json::Value::Bool(true)));
        let Some(client) = self.0.upgrade().filter(|_| is_marked) else { return };
        tokio::spawn(async move {
            let assertion_json = build_webauthn_assertion_json(b"credential", b"client data", b"authenticator data", b"signature", None);
            let assertion = Assertion { assertion_json, credential_id: b"credential".to_vec() };
            if let Err(error) = client.send_passkey_response(assertion).await {
                tracing::warn!("The simulated passkey was not taken: {error}");
            }
        });
    }
}
