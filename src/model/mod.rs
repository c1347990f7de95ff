//! Layer `model`.

pub mod knowledge;
