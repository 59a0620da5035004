//! Our own icons, drawn on a grid of 24 with one line weight.
use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// A list of people.
    Leads,
    /// A handset.
    Phone,
    /// A square code.
    Code,
    /// Two links of a chain.
    Link,
    /// A broken chain.
    Unlink,
    /// A pencil.
    Pencil,
    /// A cross.
    Close,
    /// An arrow to the left.
    Back,
    /// A plus.
    Plus,
    /// A tick.
    Tick,
    /// Two ticks.
    Ticks,
    /// A clock.
    Clock,
    /// A sign of warning.
    Alert,
    /// A round arrow.
    Again,
    /// A paper plane.
    Send,
    /// An eye.
    Eye,
    /// A door with an arrow out.
    Leave,
    /// A sun.
    Sun,
    /// A moon.
    Moon,
    /// A disc, half of it filled.
    Half,
    /// Speech bubbles.
    Talk,
    /// A dot in a ring.
    Dot,
    /// Three dots going round.
    Work,
    /// An arrow up.
    Up,
    /// An arrow down onto a line.
    Down,
    /// A sun above the horizon.
    Day,
    /// A paper clip.
    Clip,
    /// A microphone.
    Microphone,
    /// A face that smiles.
    Smile,
    /// Dots one after another, along a line.
    Steps,
    /// Rows and columns.
    Table,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::Clip => "M19.5 11.6l-7.6 7.6a4.7 4.7 0 0 1-6.7-6.7l8-8a3.2 3.2 0 0 1 4.5 4.5l-8 8a1.6 1.6 0 0 1-2.3-2.3l7.3-7.3",
            Self::Microphone => {
                "M12 3.4a2.8 2.8 0 0 0-2.8 2.8v5.4a2.8 2.8 0 0 0 5.6 0V6.2A2.8 2.8 0 0 0 12 3.4ZM6.4 11.4a5.6 5.6 0 0 0 11.2 0M12 17v3.6M9 20.6h6"
            }
            Self::Smile => "M12 3.6a8.4 8.4 0 1 0 0 16.8 8.4 8.4 0 0 0 0-16.8ZM8.4 14a4.2 4.2 0 0 0 7.2 0M9.2 9.4v.6M14.8 9.4v.6",
            Self::Steps => {
                "M6 4.6a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4ZM6 16a1.7 1.7 0 1 0 0 3.4A1.7 1.7 0 0 0 6 16ZM6 8v8M11 6.3h9M11 12h9M11 17.7h9"
            }
            Self::Table => "M4 5.2h16v13.6H4ZM4 9.8h16M4 14.2h16M9.6 5.2v13.6",
            Self::Day => "M4 18h16M7 18a5 5 0 0 1 10 0M12 6v3M5 10l2 2M19 10l-2 2M8 22h8",
            Self::Leads => {
                "M9 11.2a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8ZM2.8 19.6c.3-3.3 2.8-5.4 6.2-5.4s5.9 2.1 6.2 5.4M15.6 4.7a3.4 3.4 0 0 1 0 6.2M17.4 14.5c2.2.7 3.6 2.6 3.8 5.1"
            }
            Self::Phone => {
                "M8.2 2.8h7.6c1 0 1.7.7 1.7 1.7v15c0 1-.7 1.7-1.7 1.7H8.2c-1 0-1.7-.7-1.7-1.7v-15c0-1 .7-1.7 1.7-1.7ZM10.8 18.2h2.4"
            }
            Self::Code => "M4 4h6v6H4ZM14 4h6v6h-6ZM4 14h6v6H4ZM14 14h2.5v2.5H14ZM20 14v2M17.5 20H20M14 20h.5M20 19.5v.5",
            Self::Link => "M10 14a4 4 0 0 0 5.8.2l3-3a4 4 0 0 0-5.7-5.7l-1.4 1.4M14 10a4 4 0 0 0-5.8-.2l-3 3a4 4 0 0 0 5.7 5.7l1.4-1.4",
            Self::Unlink => "M15.2 14.8l3.6-3.6a4 4 0 0 0-5.7-5.7l-1.7 1.7M8.8 9.2l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.7-1.7M4 4l16 16",
            Self::Pencil => "M4.5 19.5l.9-4L15.8 5.1a1.8 1.8 0 0 1 2.6 0l.5.5a1.8 1.8 0 0 1 0 2.6L8.5 18.6ZM14 7l3 3",
            Self::Close => "M6.2 6.2l11.6 11.6M17.8 6.2 6.2 17.8",
            Self::Back => "M14.5 5.5 8 12l6.5 6.5",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Tick => "M5 12.8l4.3 4.3L19 7.4",
            Self::Ticks => "M2.5 12.8l4.3 4.3 9.4-9.7M11.6 16.2l.9.9L22 7.4",
            Self::Clock => "M12 3.6a8.4 8.4 0 1 0 0 16.8 8.4 8.4 0 0 0 0-16.8ZM12 7.6V12l2.8 2",
            Self::Alert => "M12 4.2 2.9 19.8h18.2L12 4.2ZM12 10v4.6M12 17.1v.2",
            Self::Again => "M19.6 12a7.6 7.6 0 1 1-2.3-5.4l2 2M19.6 4.2v4.5h-4.5",
            Self::Send => "M3.8 11.6 20.2 4l-5 16.2-3.6-6.6-7.8-2ZM11.6 13.6 20.2 4",
            Self::Eye => {
                "M2.6 12S6 5.8 12 5.8 21.4 12 21.4 12 18 18.2 12 18.2 2.6 12 2.6 12ZM12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6Z"
            }
            Self::Leave => "M13.5 4H6.2C5.5 4 5 4.5 5 5.2v13.6c0 .7.5 1.2 1.2 1.2h7.3M10 12h10M16.5 8.2 20.3 12l-3.8 3.8",
            Self::Sun => {
                "M12 8.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6ZM12 2.8v2M12 19.2v2M2.8 12h2M19.2 12h2M5.5 5.5l1.4 1.4M17.1 17.1l1.4 1.4M5.5 18.5l1.4-1.4M17.1 6.9l1.4-1.4"
            }
            Self::Moon => "M20 14.2A8.2 8.2 0 0 1 9.8 4a8.2 8.2 0 1 0 10.2 10.2Z",
            Self::Half => "M12 3.6a8.4 8.4 0 1 0 0 16.8V3.6ZM12 3.6a8.4 8.4 0 0 1 0 16.8M12 8h7M12 12h8.2M12 16h7",
            Self::Talk => {
                "M4 4.8h12.4c.6 0 1 .4 1 1v7.4c0 .6-.4 1-1 1H9.2l-3.6 3v-3H4c-.6 0-1-.4-1-1V5.8c0-.6.4-1 1-1ZM20 9.4c.6 0 1 .4 1 1v7.2c0 .6-.4 1-1 1h-1v2.6l-3.2-2.6h-4.6"
            }
            Self::Dot => "M12 4.4a7.6 7.6 0 1 0 0 15.2 7.6 7.6 0 0 0 0-15.2ZM12 10.6a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8Z",
            Self::Work => "M12 3.6v4M12 16.4v4M3.6 12h4M16.4 12h4M6.1 6.1l2.8 2.8M15.1 15.1l2.8 2.8M6.1 17.9l2.8-2.8M15.1 8.9l2.8-2.8",
            Self::Down => "M12 4v11M6.5 10l5.5 5.5 5.5-5.5M5 20h14",
            Self::Up => "M12 19V5.5M6 11.2l6-6 6 6",
        }
    }
}

/// An icon. Decoration only: words beside it, or the label of its button, say what it means.
#[component]
pub fn Icon(
    /// What it shows.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=glyph.path()></path>
        </svg>
    }
}
