//! Nix text to trees: parsing, and lowering to the evaluator's own representation.
//!
//! [`parse`] never fails: what is not Nix becomes [`ir::Expr::Hole`] and a [`SyntaxError`]. This layer is the only
//! user of `rnix` and `rowan`.

pub mod ir;
mod symbol;

pub use symbol::Sym;
