//! Where the expressions of a tree stand.

use std::{
    ops::{Deref, DerefMut},
    sync::OnceLock,
};

use super::pack;
use crate::source::TextRange;

/// The range of each expression. Those of a library are packed, and unpacked when the first is asked for: most files are
/// evaluated without anybody asking.
#[derive(Clone, Debug)]
pub struct Ranges {
    unpacked: OnceLock<Vec<TextRange>>,
    packed: Box<[u8]>,
    count: usize,
}

impl Ranges {
    /// None yet, with room for so many.
    pub(super) fn with_capacity(capacity: usize) -> Self {
        let unpacked = OnceLock::from(Vec::with_capacity(capacity));
        Self { unpacked, packed: Box::default(), count: 0 }
    }

    /// So many, packed.
    pub(super) fn packed(packed: &[u8], count: usize) -> Self {
        Self { unpacked: OnceLock::new(), packed: packed.into(), count }
    }

    /// Packs them until one is asked for, in a third of the memory.
    pub fn pack(&mut self) {
        let mut packed = Vec::with_capacity(self.all().len() * 3);
        pack::pack_ranges(self.all(), &mut packed);
        *self = Self::packed(&packed, self.all().len());
    }

    /// Adds the range of one more expression.
    pub fn push(&mut self, range: TextRange) {
        self.all_mut().push(range);
    }

    /// Gives back memory that was held for more.
    pub(super) fn shrink_to_fit(&mut self) {
        self.all_mut().shrink_to_fit();
    }

    #[inline]
    fn all_mut(&mut self) -> &mut Vec<TextRange> {
        self.all();
        self.unpacked.get_mut().expect("they were unpacked")
    }

    #[inline]
    fn all(&self) -> &[TextRange] {
        self.unpacked.get_or_init(|| pack::unpack_ranges(&self.packed, self.count))
    }
}

impl Deref for Ranges {
    type Target = [TextRange];

    fn deref(&self) -> &[TextRange] {
        self.all()
    }
}

impl DerefMut for Ranges {
    fn deref_mut(&mut self) -> &mut [TextRange] {
        self.all_mut()
    }
}

impl PartialEq for Ranges {
    fn eq(&self, other: &Self) -> bool {
        self.all() == other.all()
    }
}
