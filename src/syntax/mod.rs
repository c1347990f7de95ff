//! Nix text to trees: parsing, and resolving names.
//!
//! [`parse`] never fails: what is not Nix becomes [`ir::Expr::Hole`] and a [`SyntaxError`]. It reads the grammar of
//! Nix itself (`lexer.l`, `parser.y`) and builds the [`ir::Ir`] without a tree in between, because files of a whole
//! nixpkgs pass through it and because the evaluator needs Nix's reading of the text in every corner. A test
//! holds it against `rnix`, whose lossless trees are what [`edit`] works on.

mod error;
mod globals;
pub mod ir;
pub mod edit;
mod lexer;
mod locate;
mod parse;
mod pack;
mod parser;
#[cfg(test)]
mod print;
mod ranges;
mod same;
mod scope;
mod strings;
mod suppression;
mod symbol;
#[cfg(test)]
mod tests;
mod token;

pub use error::SyntaxError;
pub use locate::locate;
pub use pack::{FORMAT, Fingerprint, Unpacked, checksum, pack, unpack};
pub use parse::{Parsed, parse, parse_with_scope};
pub use ranges::Ranges;
pub use same::{Text, same_where_seen};
pub use strings::Strings;
pub use suppression::{Malformed, Suppression, suppressions};
pub use symbol::Sym;
