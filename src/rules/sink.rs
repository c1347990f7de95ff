//! Where a rule reports.

use super::Rule;
use crate::{
    diagnostic::{Diagnostic, Severity},
    model::Host,
};

/// Collects what one rule finds on one host.
pub struct Sink {
    rule: &'static Rule,
    host: String,
    found: Vec<Diagnostic>,
}

impl Sink {
    pub(super) fn new(rule: &'static Rule, host: &Host) -> Self {
        Self { rule, host: host.name.clone(), found: Vec::new() }
    }

    /// Begins a diagnostic at the severity of the rule.
    #[must_use]
    pub fn diagnostic(&self, message: impl Into<String>) -> Diagnostic {
        self.diagnostic_at(self.rule.severity, message)
    }

    /// Begins a diagnostic at another severity.
    #[must_use]
    pub fn diagnostic_at(&self, severity: Severity, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.rule.id, severity, message)
    }

    /// Reports it.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.found.push(Diagnostic { hosts: vec![self.host.clone()], ..diagnostic });
    }

    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }
}
