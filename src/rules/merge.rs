//! One finding in a module that several hosts share is one finding.

use std::collections::HashMap;

use crate::{
    diagnostic::{Diagnostic, Severity},
    source::Span,
};

/// Joins diagnostics of the same rule, place and message; their hosts are united and sorted. The order of the first of
/// each stays. Without a place, a diagnostic is about its hosts as a whole, and is joined all the same.
#[must_use]
pub fn merge(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::new();
    let mut places: HashMap<(&'static str, Severity, Option<Span>, String), usize> = HashMap::new();
    for mut new in diagnostics {
        let key = (new.rule, new.severity, new.span, new.message.clone());
        match places.get(&key) {
            Some(&at) => {
                let old = &mut merged[at];
                old.hosts.append(&mut new.hosts);
                // Hosts can differ in what is around the finding.
                for label in new.labels {
                    if !old.labels.contains(&label) {
                        old.labels.push(label);
                    }
                }
            }
            None => {
                places.insert(key, merged.len());
                merged.push(new);
            }
        }
    }
    for diagnostic in &mut merged {
        diagnostic.hosts.sort();
        diagnostic.hosts.dedup();
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_of_one_finding_are_united() {
        let of = |host: &str, message: &str| Diagnostic {
            hosts: vec![host.to_owned()],
            ..Diagnostic::new("duplicate-entry", Severity::Error, message)
        };
        let merged = merge(vec![of("web", "a"), of("db", "b"), of("db", "a"), of("web", "a")]);
        let rows: Vec<_> =
            merged.iter().map(|found| (found.message.as_str(), found.hosts.join(" "))).collect();
        assert_eq!(rows, [("a", "db web".to_owned()), ("b", "db".to_owned())]);
    }
}
