//! See `lints/visible-bind-mounts.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{Host, How, Source},
};

pub(super) static RULE: Rule = Rule {
    id: "visible-bind-mounts",
    summary: "file managers show every persisted directory as a drive",
    doc: include_str!("../../lints/visible-bind-mounts.md"),
    severity: Severity::Info,
    opt_in: true,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

/// Fewer are not worth a word.
const MANY: usize = 5;

fn check(host: &Host, sink: &mut Sink) {
    if !host.upkeep.gvfs.is(&true) {
        return;
    }
    for root in host.roots.iter().filter(|root| root.source == Source::Impermanence) {
        let binds =
            lost::entries(host).filter(|entry| entry.root == root.path && entry.how == How::Bind);
        let count = binds.count();
        if !root.hides_mounts.is(&false) || count < MANY {
            continue;
        }
        let (storage, name) = (&root.path, &root.name);
        let diagnostic = sink
            .diagnostic(format!("the {count} binds of `{storage}` are shown as drives"))
            .at(root.span)
            .reason("GVfs takes each for a volume, and file managers list it")
            .help(format!("add `environment.persistence.{name:?}.hideMounts = true;`"))
            .path(root.path.clone());
        sink.report(diagnostic);
    }
}
