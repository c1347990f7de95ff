//! What is known, and what is not.

use std::sync::Arc;

use crate::source::Span;

/// A value, or why it is not known.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact<T> {
    /// The value and what made it so.
    Known(T, Provenance),
    /// Why it is not known.
    Unknown(Doubt),
}

/// Why something is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubt {
    /// One phrase: "input `secrets` is not on disk".
    pub reason: Arc<str>,
    /// Where the project says what cannot be known.
    pub span: Option<Span>,
}

/// The reason where nothing was lost: neither the configuration nor the shipped knowledge speaks of the matter.
const UNSAID: &str = "nothing says so";

impl Doubt {
    /// Nothing speaks of the matter.
    #[must_use]
    pub fn unsaid() -> Self {
        UNSAID.into()
    }

    /// Whether something was to be known, so that the reason is worth telling.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        *self.reason != *UNSAID
    }

    /// The same, with a place unless it has one.
    #[must_use]
    pub fn at(self, span: Option<Span>) -> Self {
        Self { span: self.span.or(span), ..self }
    }
}

impl From<Arc<str>> for Doubt {
    fn from(reason: Arc<str>) -> Self {
        Self { reason, span: None }
    }
}

impl From<&str> for Doubt {
    fn from(reason: &str) -> Self {
        Arc::<str>::from(reason).into()
    }
}

impl From<String> for Doubt {
    fn from(reason: String) -> Self {
        Arc::<str>::from(reason).into()
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Where it was written. `None` for a default.
    pub span: Option<Span>,
}

impl<T> Default for Fact<T> {
    fn default() -> Self {
        Self::unknown("not evaluated")
    }
}

impl<T> Fact<T> {
    /// A value that nothing in the project says: a default.
    pub const fn of_default(value: T) -> Self {
        Self::Known(value, Provenance { span: None })
    }

    /// A value that is not known.
    pub fn unknown(why: impl Into<Doubt>) -> Self {
        Self::Unknown(why.into())
    }

    /// Why it is not known.
    pub const fn doubt(&self) -> Option<&Doubt> {
        match self {
            Self::Known(..) => None,
            Self::Unknown(doubt) => Some(doubt),
        }
    }

    /// The value, when known.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value, _) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// Where the value was written, when that is known.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Known(_, provenance) => provenance.span,
            Self::Unknown(_) => None,
        }
    }

    /// The value changed, its provenance kept.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Known(value, provenance) => Fact::Known(change(value), provenance),
            Self::Unknown(doubt) => Fact::Unknown(doubt),
        }
    }
}

impl<T: PartialEq> Fact<T> {
    /// Whether the value is known and this one.
    pub fn is(&self, value: &T) -> bool {
        self.known() == Some(value)
    }
}

impl<T> Fact<Option<T>> {
    /// The value, when it is known and not null.
    pub fn some(&self) -> Option<&T> {
        self.known().and_then(Option::as_ref)
    }
}

/// A three-valued answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Certainly so.
    Yes,
    /// Certainly not.
    No,
    /// Not known. Counts as harmless.
    Unknown,
}

impl Certainty {
    /// The word used in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// Something of a set that could not be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// Why.
    pub reason: Arc<str>,
    /// Where it stands.
    pub span: Option<Span>,
    /// The directory everything missing is below; `None` when it can be anywhere.
    pub below: Option<String>,
    /// Whether nothing is seen of it: there may only be more than is known.
    pub unseen: bool,
}

/// Several things of a kind. Without `missing` parts these are all there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Set<T> {
    /// The known ones.
    pub items: Vec<T>,
    /// What could not be read. When not empty, nothing's absence is certain.
    pub missing: Vec<Missing>,
}

impl Missing {
    /// Why something is not known that it may concern.
    #[must_use]
    pub fn doubt(&self) -> Doubt {
        Doubt { reason: Arc::clone(&self.reason), span: self.span }
    }
}

impl<T> Default for Set<T> {
    /// Nothing known, not even that it is empty.
    fn default() -> Self {
        Self {
            items: Vec::new(),
            missing: vec![Missing {
                reason: "not evaluated".into(),
                span: None,
                below: None,
                unseen: true,
            }],
        }
    }
}

impl<T> Set<T> {
    /// A set of which everything is known.
    #[must_use]
    pub const fn complete(items: Vec<T>) -> Self {
        Self { items, missing: Vec::new() }
    }

    /// Whether these are all.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// Notes a part that could not be read.
    pub fn lacks(&mut self, reason: impl Into<Arc<str>>, span: Option<Span>) {
        self.add_missing(Missing { reason: reason.into(), span, below: None, unseen: false });
    }

    /// Notes a part that could not be read, of which it is known where it is.
    pub fn lacks_at(&mut self, reason: impl Into<Arc<str>>, span: Option<Span>, at: Option<&str>) {
        let below = at.map(super::path::normalize);
        self.add_missing(Missing { reason: reason.into(), span, below, unseen: false });
    }

    /// Notes that there may be more, of which nothing is seen.
    pub fn may_have_more(&mut self, reason: impl Into<Arc<str>>, span: Option<Span>) {
        self.add_missing(Missing { reason: reason.into(), span, below: None, unseen: true });
    }

    /// Takes over what another set lacks, of which all is below a directory. What says itself where it is, is there.
    pub fn lacks_below<U>(&mut self, other: Set<U>, below: Option<&str>) {
        for missing in other.missing {
            let below = missing.below.or_else(|| below.map(str::to_owned));
            self.add_missing(Missing { below, ..missing });
        }
    }

    fn add_missing(&mut self, missing: Missing) {
        if !self.missing.contains(&missing) {
            self.missing.push(missing);
        }
    }

    /// The first missing part that can concern a path.
    #[must_use]
    pub fn missing_for(&self, path: &str) -> Option<&Missing> {
        let concerns = |missing: &&Missing| {
            let at = |below| {
                super::path::is_at_or_below(path, below) || super::path::is_at_or_below(below, path)
            };
            missing.below.as_deref().is_none_or(at)
        };
        self.missing.iter().find(concerns)
    }

    /// Iterates over the known ones.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }
}

impl<'a, T> IntoIterator for &'a Set<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}
