//! Where two texts differ.

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

use crate::{source::TextRange, syntax::edit::TextEdit};

/// The small edits that make one text of another: the lines that changed, without what is equal at their beginning and end.
#[must_use]
pub fn differences(old: &str, new: &str) -> Vec<TextEdit> {
    let (before, after) = (Lines::of(old), Lines::of(new));
    let ops = capture_diff_slices(Algorithm::Myers, &before.lines, &after.lines);
    let changed = ops.iter().filter(|op| op.tag() != DiffTag::Equal);
    changed
        .map(|op: &DiffOp| {
            let (from, to) = (before.range(op.old_range()), after.range(op.new_range()));
            let (gone, come) = (&old[from.clone()], &new[to]);
            let same = |(left, right): &(char, char)| left == right;
            let common: usize =
                gone.chars().zip(come.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
            let (gone, come) = (&gone[common..], &come[common..]);
            let tail = gone.chars().rev().zip(come.chars().rev()).take_while(same);
            let tail: usize = tail.map(|(c, _)| c.len_utf8()).sum();
            let start = from.start + common;
            let range = TextRange::new(offset(start), offset(start + gone.len() - tail));
            TextEdit { range, replacement: come[..come.len() - tail].to_owned() }
        })
        .collect()
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The lines of a text, each with its line break, and where they begin.
struct Lines<'t> {
    lines: Vec<&'t str>,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let ends = lines.iter().scan(0, |at, line| {
            *at += line.len();
            Some(*at)
        });
        let starts = std::iter::once(0).chain(ends).collect();
        Self { lines, starts }
    }

    fn range(&self, lines: std::ops::Range<usize>) -> std::ops::Range<usize> {
        self.starts[lines.start]..self.starts[lines.end]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

    use super::*;
    use crate::syntax::edit::apply;

    fn of(old: &str, new: &str) -> Vec<(u32, u32, String)> {
        let edits = differences(old, new).into_iter();
        edits.map(|edit| (edit.range.start, edit.range.end, edit.replacement)).collect()
    }

    #[test]
    fn only_what_changed() {
        assert_eq!(of("a\nb\n", "a\nb\n"), []);
        assert_eq!(of("a\nb\n", "a\nx\nb\n"), [(2, 2, "x\n".to_owned())]);
        assert_eq!(of("x = [ a ];", "x = [ a b ];"), [(8, 8, "b ".to_owned())]);
        let far = ("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n");
        assert_eq!(of(far.0, far.1), [(2, 3, "B".to_owned()), (8, 8, "e\n".to_owned())]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn they_make_the_new_text(old in "[a-cäß\r\n]{0,24}", new in "[a-cäß\r\n]{0,24}") {
            let edits = differences(&old, &new);
            prop_assert_eq!(apply(&old, &edits), Some(new));
            prop_assert!(edits.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
        }
    }
}
