//! From a project on disk to evaluated configurations: flakes and inputs, hosts, the module system.
//!
//! Values of the evaluator never leave this layer: what is asked for is read into plain [`facts`].

pub mod embedded;
pub mod facts;
mod flake;
mod graph;
mod inputs;
mod lock;
mod query;
