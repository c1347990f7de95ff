//! A run: from what the user asks for to a report.

mod disk;

pub use disk::Disk;
