//! See `lints/live-unpersisted.md`.

use super::{Fixable, Rule, Sink, advice};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host},
};

pub(super) static RULE: Rule = Rule {
    id: "live-unpersisted",
    summary: "this machine has files that the next boot takes",
    doc: include_str!("../../lints/live-unpersisted.md"),
    severity: Severity::Info,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let known = |path: &str| host.state.iter().any(|state| state.path == path);
    // What the configuration shows to be lost is the matter of other rules.
    for lost in
        host.seen.iter().flat_map(|seen| &seen.unpersisted).filter(|lost| !known(&lost.path))
    {
        let files =
            if lost.files == 1 { "1 file".to_owned() } else { format!("{} files", lost.files) };
        let of = lost.owner.as_ref().map(|owner| format!(" of `{owner}`")).unwrap_or_default();
        let mut diagnostic = sink
            .diagnostic(format!("`{}` has {files}{of} and is not persisted", lost.path))
            .at(advice::list(host, EntryKind::Directory).map(|(span, _)| span))
            .reason("it is on a filesystem that is wiped at boot, and no entry keeps it".to_owned())
            .path(lost.path.clone());
        if let Some(entry) = &lost.entry {
            diagnostic = diagnostic
                .help(format!("persist it, `{entry}`, or ignore the path in persist-lint.toml"));
        }
        sink.report(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Loss, Seen, SeenLoss, testing::ephemeral};

    #[test]
    fn what_was_seen_and_no_other_rule_tells() {
        let mut host = ephemeral(json!({
            "services": { "forgejo": { "enable": true } },
            "environment": { "persistence": { "/persist": { "directories": ["/var/log"] } } },
        }));
        assert_eq!(RULE.check(&host), []);
        let lost = |path: &str| SeenLoss {
            path: path.to_owned(),
            owner: Some("services.x".to_owned()),
            loss: Some(Loss::Data),
            files: 2,
            entry: Some("a = [ \"b\" ];".to_owned()),
        };
        let unpersisted = vec![lost("/var/lib/x"), lost("/var/lib/forgejo")];
        host.seen = Some(Seen { unpersisted, ..Seen::default() });
        let found = RULE.check(&host);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            found[0].message,
            "`/var/lib/x` has 2 files of `services.x` and is not persisted"
        );
    }
}
