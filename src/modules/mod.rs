//! From a project on disk to evaluated configurations: flakes and inputs, hosts, the module system.
//!
//! Values of the evaluator never leave this layer: what is asked for is read into plain [`facts`].

pub mod defaults;
mod declarations;
mod definitions;
pub mod embedded;
pub mod facts;
mod flake;
mod graph;
pub mod guards;
mod hosts;
mod ignored;
mod imports;
mod inputs;
mod lock;
mod main_programs;
pub mod nix;
mod option_names;
mod own_homes;
mod primops;
pub mod probe;
mod provenance;
mod query;
mod removed;
mod report;
mod root;
mod undeclared;
mod scripts;
mod wrapped;

pub use hosts::{Entry, Listing, ModeChoice, Project};
pub use inputs::Overrides;
