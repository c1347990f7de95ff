//! Layer `eval`.
