//! See `lints/stale-storage.md`.

use super::{Fixable, Rule, Sink};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "stale-storage",
    summary: "a storage of this machine holds what no entry leads to",
    doc: include_str!("../../lints/stale-storage.md"),
    severity: Severity::Info,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for stale in host.seen.iter().flat_map(|seen| &seen.stale) {
        let root = host.roots.iter().find(|root| root.path == stale.storage);
        let diagnostic = sink
            .diagnostic(format!("`{}` is kept, and no entry leads to it", stale.path))
            .at(root.and_then(|root| root.span))
            .reason(
                "it takes room and is backed up, but nothing on this machine looks there"
                    .to_owned(),
            )
            .help(format!(
                "look whether somebody needs it, then remove it or give `{}` an entry",
                stale.path
            ))
            .path(stale.path.clone());
        sink.report(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Seen, SeenStale, testing::ephemeral};

    #[test]
    fn only_what_was_seen() {
        let mut host = ephemeral(
            json!({ "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } } }),
        );
        assert_eq!(RULE.check(&host), []);
        let stale = SeenStale { storage: "/persist".to_owned(), path: "/persist/old".to_owned() };
        host.seen = Some(Seen { stale: vec![stale], ..Seen::default() });
        let found = RULE.check(&host);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "`/persist/old` is kept, and no entry leads to it");
        assert!(found[0].span.is_some());
    }
}
