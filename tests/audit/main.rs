//! `persist-lint audit` on real mounts, in a namespace of its own, and on trees that are hostile.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod bad_input;
mod choices;
mod interrupted;
mod live;
mod mounts;
#[path = "../on_disk/namespace.rs"]
mod namespace;
mod support;
