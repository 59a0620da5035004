//! The board: the same leads as the list, a column for each open stage. A part of the page.
mod board_view;
mod card_view;
mod column_view;
mod moving;

pub use board_view::board;
