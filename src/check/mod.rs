//! Layer `check`.
