//! POSIX extended regular expressions, as `builtins.match` and `builtins.split` understand them.
//!
//! Nix uses `std::regex` of libstdc++, and so its dialect is the standard here: bytes and not characters, no escapes
//! of ordinary characters, `\` literal inside brackets, `.` matches a newline too, `^` and `$` only match at the ends
//! of the text. An expression is translated to one of the `regex` crate, which prefers the same submatches when the
//! whole text has to match. Searching for the longest match at a place is different as soon as there is an
//! alternative; then [`longest`] finds the ends.
//!
//! Exact: what is valid (but for rare names in `[[.name.]]`), what matches, where matches start and end. Submatches
//! can differ from Nix's where a repeated part can itself be empty, as in `(a*)*`, and where `^` or `$` stands in
//! one of several alternatives of `split`.

mod longest;
mod node;
mod parse;

use std::{cell::RefCell, ops::Range, rc::Rc};

use regex::bytes::{Captures, Regex, RegexBuilder};
use rustc_hash::FxHashMap;

use longest::Program;

/// A compiled expression.
pub(super) struct Ere {
    /// Matches a whole text.
    whole: Regex,
    /// Finds where a match starts, and its end too unless `longest` is there.
    search: Regex,
    /// Finds the end of a match when there are alternatives.
    longest: Option<Program>,
    /// How many submatches there are.
    groups: usize,
    /// How many states there are, at most.
    states: usize,
}

/// Where the submatches are; `None` for those that took no part.
pub(super) type Groups = Vec<Option<Range<usize>>>;

/// Expressions one thread keeps compiled.
const CACHE: usize = 512;

/// States of an expression whose repetitions are written out; the same bound as libstdc++'s.
const STATES: usize = 100_000;

/// What became of expressions, by their text.
type Compiled = FxHashMap<Box<str>, Result<Rc<Ere>, &'static str>>;

/// States times bytes that one search may take.
const WORK: usize = 1 << 29;

thread_local! {
    static COMPILED: RefCell<Compiled> = RefCell::default();
}

impl Ere {
    /// The compiled expression, or what is wrong with it.
    pub(super) fn cached(pattern: &str) -> Result<Rc<Self>, &'static str> {
        if let Some(known) = COMPILED.with_borrow(|cache| cache.get(pattern).cloned()) {
            return known;
        }
        let compiled = Self::new(pattern).map(Rc::new);
        COMPILED.with_borrow_mut(|cache| {
            if cache.len() >= CACHE {
                cache.clear();
            }
            cache.insert(pattern.into(), compiled.clone());
        });
        compiled
    }

    fn new(pattern: &str) -> Result<Self, &'static str> {
        let parsed = parse::parse(pattern.as_bytes())?;
        let states = parsed.node.states();
        if states > STATES {
            return Err("it needs too much memory");
        }
        let mut text = String::new();
        parsed.node.translate(&mut text);
        let build = |text: &str| {
            RegexBuilder::new(text)
                .unicode(false)
                .dot_matches_new_line(true)
                .size_limit(1 << 26)
                .dfa_size_limit(1 << 24)
                .nest_limit(10_000)
                .build()
                .map_err(|_| "it needs too much memory")
        };
        Ok(Self {
            whole: build(&format!("\\A(?:{text})\\z"))?,
            search: build(&text)?,
            longest: parsed.alternatives.then(|| Program::new(&parsed.node)),
            groups: parsed.groups,
            states,
        })
    }

    /// Whether a search of the text takes unreasonably long: a hostile program could ask for hours.
    pub(super) fn is_too_slow(&self, text: &str) -> bool {
        // Each state carries where its submatches are, which for a few costs nothing beside the step itself.
        let carried = 1 + self.groups / 16;
        self.states.saturating_mul(text.len()).saturating_mul(carried) > WORK
    }

    /// The submatches when the whole text matches.
    pub(super) fn matches(&self, text: &str) -> Option<Groups> {
        let text = text.as_bytes();
        if self.groups == 0 {
            return self.whole.is_match(text).then(Vec::new);
        }
        Some(groups(&self.whole.captures(text)?))
    }

    /// All matches from left to right, each with its submatches.
    pub(super) fn split(&self, text: &str) -> Vec<(Range<usize>, Groups)> {
        let bytes = text.as_bytes();
        let mut found = Vec::new();
        let Some(first) = self.search.find(bytes) else { return found };
        // The alternative's longest end at every place, worked out once for all.
        let ends = self.longest.as_ref().map(|program| program.ends(bytes, first.start()));
        let mut start = first.start();
        while start <= bytes.len() {
            let (range, submatches) = match &ends {
                None => {
                    let Some(captures) = self.search.captures_at(bytes, start) else { break };
                    let whole = captures.get(0).expect("group 0 is the match");
                    (whole.range(), groups(&captures))
                }
                Some(ends) => {
                    let place = (start..=bytes.len())
                        .find_map(|at| ends[at - first.start()].map(|end| at..end));
                    let Some(range) = place else { break };
                    // The same alternatives again, now that it is known how far they have to reach.
                    let part = &bytes[..range.end];
                    let submatches = self.submatches(part, range.start);
                    (range, submatches)
                }
            };
            start = if range.is_empty() { range.end + 1 } else { range.end };
            found.push((range, submatches));
        }
        found
    }

    fn submatches(&self, text: &[u8], start: usize) -> Groups {
        if self.groups == 0 {
            return Vec::new();
        }
        // `^` holds at 0 only, where the part starts at 0 too; `$` holds at its end at least.
        let Some(captures) = self.whole.captures(&text[start..]) else {
            return vec![None; self.groups];
        };
        let mut groups = groups(&captures);
        for range in groups.iter_mut().flatten() {
            *range = range.start + start..range.end + start;
        }
        groups
    }
}

fn groups(captures: &Captures<'_>) -> Groups {
    captures.iter().skip(1).map(|group| group.map(|group| group.range())).collect()
}

#[cfg(test)]
mod tests {
    use super::Ere;

    fn whole(pattern: &str, text: &str) -> Option<Vec<Option<String>>> {
        let groups = Ere::new(pattern).expect("valid").matches(text)?;
        Some(groups.into_iter().map(|range| range.map(|range| text[range].to_owned())).collect())
    }

    fn spans(pattern: &str, text: &str) -> Vec<String> {
        let found = Ere::new(pattern).expect("valid").split(text);
        found.into_iter().map(|(range, _)| text[range].to_owned()).collect()
    }

    #[test]
    fn matches_whole_texts() {
        assert_eq!(whole("a|ab", "ab"), Some(vec![]));
        assert_eq!(whole("(a|ab)(c|bcd)(d*)", "abcd").map(|groups| groups.len()), Some(3));
        assert_eq!(whole("[\\]+", "\\\\"), Some(vec![]));
        assert_eq!(whole("a.b", "a\nb"), Some(vec![]));
        assert_eq!(whole(".", "é"), None);
        assert_eq!(whole("([[:alpha:]_-]+)=(.*)", "a-b=1"), {
            Some(vec![Some("a-b".to_owned()), Some("1".to_owned())])
        });
    }

    #[test]
    fn finds_the_longest() {
        assert_eq!(spans("a|ab|abc", "xabcab"), ["abc", "ab"]);
        assert_eq!(spans("(a|ab)(c|bcd)?", "abcd"), ["abcd"]);
        assert_eq!(spans("x*", "axb"), ["", "x", "", ""]);
        assert_eq!(spans("^a|b", "aab"), ["a", "b"]);
    }

    #[test]
    fn hours_of_searching_are_refused() {
        let is_too_slow =
            |pattern: &str, text: &str| Ere::new(pattern).expect("valid").is_too_slow(text);
        let text = "a".repeat(5000);
        assert!(is_too_slow(&"(a?)".repeat(5000), &text));
        assert!(!is_too_slow(&"(a?)".repeat(10), &text.repeat(1000)));
    }

    #[test]
    fn rejects_what_nix_rejects() {
        for pattern in
            ["(", ")", "*a", "a**b{", "[a", "[z-a]", "\\}", "\\d", "a{2,1}", "a{,2}", "[[:x:]]"]
        {
            assert!(Ere::new(pattern).is_err(), "{pattern}");
        }
    }
}
