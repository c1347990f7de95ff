//! Trees as bytes, to be kept from one run to the next.
//!
//! Numbers take as many bytes as they need. The name of an expression is written as the distance to the one written before,
//! names stand once in a table of the file. The texts of names and strings are there, that of the file is not: a
//! [`Fingerprint`] says whether a text is the one the tree was made of. Whether the bytes are whole is for the
//! keeper to know; what cannot be read is refused.

mod read;
#[cfg(test)]
mod tests;
mod write;

use std::hash::Hasher as _;

use rustc_hash::FxHasher;

pub use read::unpack;
pub(super) use read::unpack_ranges;
pub use write::pack;
pub(super) use write::pack_ranges;

use super::ir::{Ir, Op};

/// Changes with the tree and the way it is written.
pub const FORMAT: u32 = 2;

/// A tree that was kept.
#[derive(Debug)]
pub struct Unpacked {
    /// The tree.
    pub ir: Ir,
    /// The text it was made of.
    pub text: Fingerprint,
}

/// Tells one text from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Its bytes.
    pub length: u32,
    hash: u64,
}

impl Fingerprint {
    /// That of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self { length: text.len() as u32, hash: checksum(text.as_bytes()) }
    }
}

/// A number that changes with the bytes. The same in every run of one program.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

/// The operators, each at the number it is written as.
const OPS: [Op; 15] = [
    Op::And,
    Op::Or,
    Op::Implies,
    Op::Equal,
    Op::NotEqual,
    Op::Less,
    Op::LessEqual,
    Op::Greater,
    Op::GreaterEqual,
    Op::Add,
    Op::Sub,
    Op::Mul,
    Op::Div,
    Op::Concat,
    Op::Update,
];

/// What an expression begins with.
mod tag {
    pub(super) const HOLE: u8 = 0;
    pub(super) const NAME: u8 = 1;
    pub(super) const INT: u8 = 2;
    pub(super) const FLOAT: u8 = 3;
    pub(super) const STR: u8 = 4;
    pub(super) const INTERPOLATED: u8 = 5;
    pub(super) const PATH: u8 = 6;
    pub(super) const INTERPOLATED_PATH: u8 = 7;
    pub(super) const SEARCH_PATH: u8 = 8;
    pub(super) const LOCAL: u8 = 9;
    pub(super) const DYNAMIC: u8 = 10;
    pub(super) const GLOBAL: u8 = 11;
    pub(super) const UNDEFINED: u8 = 12;
    pub(super) const LIST: u8 = 13;
    pub(super) const ATTRS: u8 = 14;
    pub(super) const LET: u8 = 15;
    pub(super) const WITH: u8 = 16;
    pub(super) const IF: u8 = 17;
    pub(super) const ASSERT: u8 = 18;
    pub(super) const LAMBDA: u8 = 19;
    pub(super) const CALL: u8 = 20;
    pub(super) const SELECT: u8 = 21;
    pub(super) const HAS_ATTR: u8 = 22;
    pub(super) const NOT: u8 = 23;
    pub(super) const NEGATE: u8 = 24;
    pub(super) const CUR_POS: u8 = 25;
    /// The operators follow.
    pub(super) const BINARY: u8 = 26;
}
