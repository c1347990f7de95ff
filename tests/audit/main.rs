//! `persist-lint audit` on real mounts, in a namespace of its own, and on trees that are hostile.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::print_stderr, reason = "a test that cannot run says so")]

mod bad_input;
mod choices;
mod mounts;
mod support;
