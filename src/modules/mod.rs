//! Layer `modules`.
