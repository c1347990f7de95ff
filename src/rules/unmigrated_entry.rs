//! See `lints/unmigrated-entry.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "unmigrated-entry",
    summary: "an entry will hide the data that this machine has at its path",
    doc: include_str!("../../lints/unmigrated-entry.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let waits =
        |path: &String| host.seen.as_ref().is_some_and(|seen| seen.unmigrated.contains(path));
    for entry in lost::entries(host).filter(|entry| waits(&entry.path)) {
        let (path, storage) = (&entry.path, &entry.storage);
        let diagnostic = sink
            .diagnostic(format!("`{path}` has data, and its storage `{storage}` has none"))
            .at(entry.span)
            .reason("what is mounted there hides the data at the next switch, and the next boot takes it".to_owned())
            .help(format!("before the switch, stop what writes there and run `persist-lint migrate`, or `mkdir -p {0} && cp -a {path} {storage}`", crate::model::path::parent(storage)))
            .path(path.clone());
        sink.report(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Seen, testing::ephemeral};

    #[test]
    fn only_entries_that_were_seen_to_wait() {
        let mut host = ephemeral(
            json!({ "environment": { "persistence": { "/persist": { "directories": ["/srv/a", "/srv/b"] } } } }),
        );
        assert_eq!(RULE.check(&host), []);
        host.seen = Some(Seen { unmigrated: vec!["/srv/a".to_owned()], ..Seen::default() });
        let found = RULE.check(&host);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].message,
            "`/srv/a` has data, and its storage `/persist/srv/a` has none"
        );
        assert!(
            found[0]
                .help
                .as_deref()
                .is_some_and(|help| help.contains("cp -a /srv/a /persist/srv/a"))
        );
    }
}
