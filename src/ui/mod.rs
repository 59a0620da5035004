//! The design system: one file, one component. It knows no room; rooms hand it words, icons and values.
#[cfg(feature = "hydrate")]
pub mod browser;
#[cfg(not(feature = "hydrate"))]
#[path = "browser_ssr.rs"]
pub mod browser;
#[cfg(feature = "hydrate")]
mod browser_dates;
#[cfg(feature = "hydrate")]
pub mod browser_files;
#[cfg(not(feature = "hydrate"))]
#[path = "browser_files_ssr.rs"]
pub mod browser_files;
#[cfg(feature = "hydrate")]
mod browser_thumbnail;
mod button;
mod clock;
mod day_time;
mod dialog;
mod effect;
mod empty_state;
mod entries;
mod error_view;
mod field;
mod form_error;
mod handlers;
mod icon;
mod keys;
mod live_indicator;
mod notices;
mod page_header;
mod part;
mod picked;
mod qr_code;
mod reading;
mod rows;
mod skeleton;
mod status_chip;
mod theme_switch;
mod tick;
mod time;
mod title;
mod toast;
mod unread_badge;

pub use button::{Button, EARLY_PRESS_SCRIPT, Look};
pub use clock::{Clock, provide_clock};
pub use day_time::{field_of_minute, minute_of_field};
pub use dialog::Dialog;
pub use effect::{effect, on_change};
pub use empty_state::EmptyState;
pub use entries::{Entry, entries};
pub use error_view::ErrorView;
pub use field::{Field, PasswordField};
pub use form_error::FormError;
pub use handlers::{pressed, sent, ticked, typed};
pub use icon::{Glyph, Icon};
pub use keys::{alt_letter, lone_key};
pub use live_indicator::{LiveIndicator, LiveSign};
pub use notices::NoticesSwitch;
pub use page_header::PageHeader;
pub use part::{PartView, part};
pub use picked::{Claims, NoMicrophone, Picked};
pub use qr_code::QrCode;
pub use reading::{Reading, awaited};
pub use rows::{Row, Rows};
pub use skeleton::Skeleton;
pub use status_chip::{StatusChip, Tone};
pub use theme_switch::{THEME_SCRIPT, ThemeSwitch};
pub use tick::tick;
pub use time::{DayLine, Time, TimeStyle, moment};
pub use title::title;
pub use toast::{ToastRegion, Toasts, provide_toasts};
pub use unread_badge::UnreadBadge;
