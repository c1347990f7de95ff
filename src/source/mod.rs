//! Source text: which files were read, and where in them something stands.
//!
//! [`Files`] maps paths to ids and texts, [`Span`] names a range of bytes in a file, [`LineIndex`] turns byte
//! offsets into lines and columns. Nothing here knows Nix.

mod files;
mod line_index;
mod moved;
mod span;

pub use files::{FileId, Files};
pub use line_index::{ColumnUnit, LineColumn, LineIndex};
pub use moved::Moved;
pub use span::{Span, TextRange};
