//! One finding in a module that several hosts share is one finding.

use std::collections::HashMap;

use crate::{
    diagnostic::{Diagnostic, Label, Proposal, Severity},
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
        // Hosts can differ in what is around the finding.
        for label in &mut new.labels {
            label.hosts.clone_from(&new.hosts);
        }
        match places.get(&key) {
            Some(&at) => {
                let old = &mut merged[at];
                old.hosts.append(&mut new.hosts);
                old.more_paths.append(&mut new.more_paths);
                join(&mut old.proposal, new.proposal);
                for mut label in new.labels {
                    let same =
                        |old: &&mut Label| old.span == label.span && old.message == label.message;
                    match old.labels.iter_mut().find(same) {
                        Some(old) => old.hosts.append(&mut label.hosts),
                        None => old.labels.push(label),
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
        diagnostic.more_paths.sort();
        diagnostic.more_paths.dedup();
        for label in &mut diagnostic.labels {
            label.hosts.sort();
            label.hosts.dedup();
            if label.hosts == diagnostic.hosts {
                label.hosts.clear();
            }
        }
    }
    merged
}

/// What several hosts need is done for all of them; where one of them cannot be helped, nothing is proposed.
fn join(old: &mut Option<Proposal>, new: Option<Proposal>) {
    match (old.as_mut(), new) {
        (Some(old), Some(new)) => {
            for intent in new.intents {
                if !old.intents.iter_mut().any(|old| old.unite(&intent)) {
                    old.intents.push(intent);
                }
            }
        }
        _ => *old = None,
    }
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

    #[test]
    fn what_holds_for_some_hosts_says_for_which() {
        let file = crate::source::Files::new().add(std::path::Path::new("a.nix"), "");
        let span = Span::new(file, crate::source::TextRange::new(0, 0));
        let of = |host: &str, label: &str| Diagnostic {
            hosts: vec![host.to_owned()],
            ..Diagnostic::new("duplicate-entry", Severity::Error, "a")
                .label(span, label)
                .label(span, "common")
        };
        let merged = merge(vec![of("web", "x"), of("db", "y"), of("mail", "y")]);
        let labels: Vec<_> = merged[0]
            .labels
            .iter()
            .map(|label| (label.message.as_str(), label.hosts.join(" ")))
            .collect();
        let expected = [("x", "web"), ("common", ""), ("y", "db mail")];
        assert_eq!(labels, expected.map(|(text, hosts)| (text, hosts.to_owned())));
    }
}
