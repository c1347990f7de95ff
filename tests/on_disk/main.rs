//! Commands that read and write what is on a disk, on trees that the tests make: `roots` and `migrate`.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod btrfs;
mod killed;
mod migrate;
mod namespace;
mod roots;
mod script;
mod support;
