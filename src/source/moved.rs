//! One change of a text, and where places of the old text are in the new one.

use super::TextRange;

/// What makes one text of another: a range is replaced, everything around it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Where they begin to differ, in bytes.
    start: u32,
    /// Where they begin to agree again in the old text.
    old_end: u32,
    /// The same place in the new text.
    new_end: u32,
}

impl Moved {
    /// The smallest change that makes `new` of `old`.
    #[must_use]
    pub fn between(old: &str, new: &str) -> Self {
        let (old, new) = (old.as_bytes(), new.as_bytes());
        let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let rest = old[start..].iter().rev().zip(new[start..].iter().rev());
        let same = rest.take_while(|(a, b)| a == b).count();
        Self {
            start: start as u32,
            old_end: (old.len() - same) as u32,
            new_end: (new.len() - same) as u32,
        }
    }

    /// Where a range is in the new text. `None` when it begins or ends inside of what was replaced; one that holds all
    /// of it grows or shrinks. What is inserted where a range begins or ends is outside of it.
    #[must_use]
    pub fn range(self, range: TextRange) -> Option<TextRange> {
        let start = match range.start {
            at if at >= self.old_end => at - self.old_end + self.new_end,
            at if at <= self.start => at,
            _ => return None,
        };
        let end = match range.end {
            _ if range.end == range.start => start,
            at if at <= self.start => at,
            at if at >= self.old_end => at - self.old_end + self.new_end,
            _ => return None,
        };
        Some(TextRange::new(start, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_around_a_change_moves_with_it() {
        let moved = Moved::between("a = true; b = 1;", "a = false; b = 1;");
        let range = |start, end| moved.range(TextRange::new(start, end));
        assert_eq!(range(0, 1), Some(TextRange::new(0, 1)), "before");
        assert_eq!(range(10, 11), Some(TextRange::new(11, 12)), "after");
        assert_eq!(range(4, 8), Some(TextRange::new(4, 9)), "around");
        assert_eq!(range(5, 8), None, "inside");
    }

    #[test]
    fn what_is_inserted_beside_a_range_is_outside() {
        let moved = Moved::between("ab", "a b");
        assert_eq!(moved.range(TextRange::new(0, 1)), Some(TextRange::new(0, 1)));
        assert_eq!(moved.range(TextRange::new(1, 2)), Some(TextRange::new(2, 3)));
        assert_eq!(moved.range(TextRange::new(0, 2)), Some(TextRange::new(0, 3)));
        assert_eq!(moved.range(TextRange::new(1, 1)), Some(TextRange::new(2, 2)));
        assert_eq!(
            Moved::between("same", "same").range(TextRange::new(1, 3)),
            Some(TextRange::new(1, 3))
        );
    }
}
