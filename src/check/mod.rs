//! A run: from what the user asks for to a report.

mod baseline;
mod cache;
pub mod config;
mod disk;
mod fingerprint;
mod judge;
mod hosts;
pub mod knowledge;
mod memory;
mod nix;
mod prefetch;
mod repair;
mod requested;
mod run;
mod session;
mod similar;
mod suppress;
mod within;
mod write;

use crate::diagnostic::Diagnostic;

pub use baseline::{
    Baseline, DEFAULT_BASELINE, Finding, Update, add_to_baseline, baseline_of, update_baseline,
};
pub use cache::{Cache, CacheChoice};
pub use config::Config;
pub use disk::Disk;
pub use fingerprint::fingerprint;
pub use hosts::Evaluator;
pub use repair::{Change, Repair, repair, write_changes};
pub use requested::{directory, make_directory, write_output, written_path};
pub use run::{
    Error, Progress, Report, Request, SYNTAX, holds_project, nix_file, real_path, repository, run,
    run_until, run_with, syntax_errors,
};
pub use session::{Follow, Session};
pub use similar::similar;
pub use within::{configuration_around, flake_around};
pub use write::write_atomically;

/// Whether a diagnostic is no rule's finding, but says that something could not be checked.
#[must_use]
pub fn is_about_input(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.rule, SYNTAX | "evaluation" | config::CONFIGURATION)
}
