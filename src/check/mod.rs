//! A run: from what the user asks for to a report.

mod disk;
mod run;

pub use disk::Disk;
pub use run::{
    Error, Progress, Report, Request, nix_file, repository, run, run_with, syntax_errors,
};
