//! What every request passes, in order, and the health of the process.
mod call_errors;
mod finishing;
mod headers;
mod health;
mod origin;
mod paths;

pub use call_errors::error_statuses;
pub use finishing::finish_calls;
pub use headers::security_headers;
pub use health::health_routes;
pub use origin::{AllowedOrigin, require_origin};
pub use paths::path_for_log;
