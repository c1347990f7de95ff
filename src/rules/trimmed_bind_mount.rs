//! See `lints/trimmed-bind-mount.md`.

use super::{Fixable, Rule, Sink};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "trimmed-bind-mount",
    summary: "a bind mount makes its filesystem be trimmed twice",
    doc: include_str!("../../lints/trimmed-bind-mount.md"),
    severity: Severity::Info,
    opt_in: true,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    if !host.upkeep.fstrim.is(&true) {
        return;
    }
    for mount in host.mounts.iter().filter(|mount| !mount.may && mount.is_bind()) {
        let Some(source) = mount.bind_source() else { continue };
        let has = |name: &str| {
            mount.options.known().is_some_and(|options| options.iter().any(|option| option == name))
        };
        let on_memory = host.mount_over(source).is_none_or(|over| over.is_memory());
        let unclear = mount.options.known().is_none() || host.mounts.missing_for(source).is_some();
        if unclear || has("X-fstrim.notrim") || on_memory || mount.span.is_none() {
            continue;
        }
        let point = &mount.path;
        let diagnostic = sink
            .diagnostic(format!("`{point}` is a bind mount that `fstrim` takes for a filesystem"))
            .at(mount.span)
            .reason(format!(
                "the filesystem of `{source}` is trimmed once more for each bind in `/etc/fstab`"
            ))
            .help("add `\"X-fstrim.notrim\"` to its options")
            .path(point.clone());
        sink.report(diagnostic);
    }
}
