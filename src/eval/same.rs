//! Whether two symbolic store paths stand for one: Nix gives derivations of equal attributes one path, here each has its own.

use super::{Evaluator, Pos, Result, Str, Value};

const DIR: &str = "/nix/store/";
/// The letters of a hash, and the dash behind it.
const HASH: usize = 33;

/// What a symbolic path was made of.
#[derive(Clone, Copy)]
pub struct Made<'a> {
    /// The derivation's attributes.
    pub attrs: Value<'a>,
    /// Its number.
    pub number: u32,
}

impl<'a> Evaluator<'a> {
    /// Whether two texts of equal length are equal when derivations of equal attributes are: they differ only in hashes of
    /// store paths, and whatever those paths are outputs of is made of equal attributes.
    ///
    /// # Errors
    /// Whatever forcing the attributes gives; unknown when they do not decide it.
    pub(super) fn same_store_paths(
        &self,
        left: &Str<'a>,
        right: &Str<'a>,
        at: Pos,
    ) -> Result<'a, bool> {
        if left.context.is_empty() || right.context.is_empty() {
            return Ok(false);
        }
        let Some(pairs) = differing_paths(left.text, right.text) else { return Ok(false) };
        for (left, right) in pairs {
            let (Some(left), Some(right)) = (self.store.made(left), self.store.made(right)) else {
                return Ok(false);
            };
            if !self.same_derivation(left, right, at)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn same_derivation(&self, left: Made<'a>, right: Made<'a>, at: Pos) -> Result<'a, bool> {
        let pair = (left.number.min(right.number), left.number.max(right.number));
        if pair.0 == pair.1 {
            return Ok(true);
        }
        if let Some(known) = self.store.compared(pair) {
            return Ok(known);
        }
        let same = self.nested(at, || self.same_or_equal(left.attrs, right.attrs, at))?;
        self.store.compare(pair, same);
        Ok(same)
    }
}

/// The store paths in which two texts differ, when they differ in nothing but hashes.
fn differing_paths<'t>(left: &'t str, right: &'t str) -> Option<Vec<(&'t str, &'t str)>> {
    let mut pairs = Vec::new();
    let mut done = 0;
    for (at, _) in left.match_indices(DIR) {
        let name = at + DIR.len() + HASH;
        let (Some(before), Some(other)) = (left.get(done..at), right.get(done..at)) else {
            return None;
        };
        let rest = left.get(name..)?;
        if before != other || !right.get(at..)?.starts_with(DIR) {
            return None;
        }
        let length = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
        done = name;
        let (one, two) = (left.get(at..name + length)?, right.get(at..name + length)?);
        if one != two {
            pairs.push((one, two));
        }
    }
    (left.get(done..) == right.get(done..) && !pairs.is_empty()).then_some(pairs)
}

/// The characters of a store path's name.
fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "+-._?=".contains(c)
}

#[cfg(test)]
mod tests {
    use super::differing_paths;

    #[test]
    fn only_hashes_may_differ() {
        let (a, b) = ("a".repeat(32), "b".repeat(32));
        let text = |one: &str, two: &str| format!("x /nix/store/{one}-n-1/bin:/nix/store/{two}-m");
        let (left, right) = (text(&a, &a), text(&a, &b));
        let one = format!("/nix/store/{a}-m");
        let two = format!("/nix/store/{b}-m");
        assert_eq!(differing_paths(&left, &right), Some(vec![(one.as_str(), two.as_str())]));
        assert_eq!(differing_paths(&left, &left), None);
        assert_eq!(differing_paths(&left, &right.replace("x ", "y ")), None);
        assert_eq!(differing_paths(&left, &right.replace("-m", "-k")), None);
        assert_eq!(differing_paths("/nix/store/short", "/nix/store/shirt"), None);
    }
}
