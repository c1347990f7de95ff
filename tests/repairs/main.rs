//! What repairs make of the configurations that come with the project, and what has to hold for all of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cases;
mod patches;
mod property;
mod rewritten;
mod roots;
mod shared;
