//! What is shown to the user, from the parser, the evaluator or a rule.

mod fix;
mod proposal;

pub use fix::{Edit, Fix, Safety};
pub use proposal::{Entry, Intent, Place, Proposal};

use crate::source::Span;

/// How bad a diagnostic is. Ordered: `Info < Warning < Error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Something will probably be lost or fail.
    Warning,
    /// Data, a boot or a login will be lost.
    Error,
}

impl Severity {
    /// The word used in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// `host a`, `hosts a, b and 3 more`: names of hosts, as many as are to be shown.
#[must_use]
pub fn host_list(names: &[String], shown: usize) -> String {
    let word = if names.len() == 1 { "host" } else { "hosts" };
    // One more is as long as saying so.
    if names.len() <= shown.saturating_add(1) {
        return format!("{word} {}", names.join(", "));
    }
    format!("{word} {} and {} more", names[..shown].join(", "), names.len() - shown)
}

/// A secondary place, with what it has to do with the matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// Lower case, no final dot.
    pub message: String,
    /// The hosts it holds for, sorted; all of the diagnostic when empty.
    pub hosts: Vec<String>,
}

/// One finding, or one error of the user's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's id, or `syntax` and `evaluation` for what is no rule's finding.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong here: lower case, no final dot, paths and names in backticks.
    pub message: String,
    /// Where. `None` when no line of the user's made it true.
    pub span: Option<Span>,
    /// Other places that matter.
    pub labels: Vec<Label>,
    /// Why it matters: the failure that follows, one sentence.
    pub reason: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// The path on the machine it is about.
    pub path: Option<String>,
    /// Other paths that it is about as well.
    pub more_paths: Vec<String>,
    /// Names of the hosts it is true for, sorted.
    pub hosts: Vec<String>,
    /// How it can be repaired, as a rule sees it.
    pub proposal: Option<Proposal>,
    /// How it can be repaired, as edits of the text.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// Takes all its places elsewhere; says whether each had somewhere to go.
    pub fn relocate(&mut self, now: &impl Fn(Span) -> Option<Span>) -> bool {
        let labels = self.labels.iter_mut().map(|label| &mut label.span);
        let edits = self.fix.iter_mut().flat_map(|fix| &mut fix.edits).map(|edit| &mut edit.span);
        let intents = self.proposal.iter_mut().flat_map(|proposal| &mut proposal.intents);
        let proposed = intents.flat_map(Intent::spans_mut);
        let mut spans = self.span.iter_mut().chain(labels).chain(edits).chain(proposed);
        spans.all(|span| {
            now(*span).is_some_and(|new| {
                *span = new;
                true
            })
        })
    }

    /// A diagnostic with a message and nothing else.
    #[must_use]
    pub fn new(rule: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity,
            message: message.into(),
            span: None,
            labels: Vec::new(),
            reason: None,
            help: None,
            path: None,
            more_paths: Vec::new(),
            hosts: Vec::new(),
            proposal: None,
            fix: None,
        }
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.span = span.into();
        self
    }

    /// Adds a secondary place, when there is one.
    #[must_use]
    pub fn label(mut self, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        if let Some(span) = span.into() {
            self.labels.push(Label { span, message: message.into(), hosts: Vec::new() });
        }
        self
    }

    /// Sets the reason.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Sets the help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the path on the machine.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Sets other paths that it is about as well.
    #[must_use]
    pub fn more_paths(mut self, paths: impl IntoIterator<Item = String>) -> Self {
        self.more_paths = paths.into_iter().collect();
        self
    }

    /// Sets what a rule wants changed.
    #[must_use]
    pub fn propose(mut self, proposal: impl Into<Option<Proposal>>) -> Self {
        self.proposal = proposal.into();
        self
    }

    /// Sets the repair.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}
