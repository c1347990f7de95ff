//! Tests of the whole of `syntax`: text in, printed tree out.

mod resilience;
mod trees;
