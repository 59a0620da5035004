//! The server's twin of `tab.rs`: a page that is being rendered has no socket.
use super::client::Live;
use crate::ui::Toasts;

/// Does nothing.
pub fn keep_connected(_live: Live, _toasts: Toasts) {}
