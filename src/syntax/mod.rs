//! Layer `syntax`.
