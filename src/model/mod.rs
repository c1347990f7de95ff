//! Layer `model`.
