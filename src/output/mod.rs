//! Layer `output`.
