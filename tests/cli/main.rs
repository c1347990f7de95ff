//! The command line as a user meets it: texts, exit statuses, and input that is wrong. No test needs nixpkgs.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod bad_input;
mod baseline;
mod check;
mod commands;
mod config;
mod fix;
mod formats;
mod habits;
mod own_state;
mod parts;
mod places;
mod support;
mod suppressions;
