//! Reports as text and data. Output types are their own: nothing internal is serialised.

mod place;
pub mod state;
