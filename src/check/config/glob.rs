//! Patterns for hosts, files and paths.

use globset::{GlobBuilder, GlobMatcher};

/// A pattern; `*` stays within a part of a path, `**` does not. The error is one phrase.
pub(super) fn compile(text: &str) -> Result<GlobMatcher, String> {
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    let glob = GlobBuilder::new(text).literal_separator(true).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| error.kind().to_string())
}

/// Some patterns. None at all stand for everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Globs(Option<Vec<GlobMatcher>>);

impl Globs {
    /// Of patterns that were validated.
    pub(super) fn new(patterns: Option<Vec<String>>) -> Self {
        Self(
            patterns
                .map(|patterns| patterns.iter().filter_map(|text| compile(text).ok()).collect()),
        )
    }

    /// The patterns, as they were written.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(|matcher| matcher.glob().glob())
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|globs| globs.iter().any(|glob| glob.is_match(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_slashes() {
        let globs = |texts: &[&str]| {
            Globs::new(Some(texts.iter().map(|text| (*text).to_owned()).collect()))
        };
        assert!(globs(&["web-*"]).matches("web-1"));
        assert!(!globs(&["modules/*"]).matches("modules/a/b.nix"));
        assert!(globs(&["modules/**"]).matches("modules/a/b.nix"));
        assert!(globs(&["/var/lib/{a,b}"]).matches("/var/lib/b"));
        assert!(!globs(&[]).matches("a"));
        assert!(Globs::default().matches("a"));
        assert!(compile("a[").is_err());
    }
}
