//! persist-lint: a linter for NixOS machines whose root filesystem is wiped at every boot.
//!
//! The modules in reading order, which is also the order of the layers: each imports only those above it
//! (`tests/architecture.rs` enforces it, ARCHITECTURE.md explains it).

pub mod source;
pub mod diagnostic;
pub mod syntax;
pub mod eval;
pub mod modules;
pub mod model;
pub mod rules;
pub mod fix;
pub mod live;
pub mod check;
pub mod output;
pub mod lsp;
pub mod cli;
