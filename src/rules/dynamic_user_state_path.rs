//! See `lints/dynamic-user-state-path.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{DirectoryKind, EntryKind, Host, How, Unit},
};

pub(super) static RULE: Rule = Rule {
    id: "dynamic-user-state-path",
    summary: "an entry is where systemd makes a link for a service with a dynamic user",
    doc: include_str!("../../lints/dynamic-user-state-path.md"),
    severity: Severity::Error,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host).filter(|entry| entry.kind == EntryKind::Directory && entry.how == How::Bind) {
        let Some((base, name)) = [DirectoryKind::State, DirectoryKind::Cache, DirectoryKind::Logs]
            .into_iter()
            .find_map(|kind| Some((kind, entry.path.strip_prefix(kind.base())?.strip_prefix('/')?)))
        else {
            continue;
        };
        let of_unit = |unit: &&Unit| {
            let first = |directory: &str| directory.split('/').next() == Some(name);
            unit.enable.is(&true)
                && unit.dynamic_user.is(&true)
                && unit.directories.iter().any(|directory| directory.kind == base && first(&directory.name))
        };
        let Some(unit) = host.units.iter().find(of_unit) else { continue };
        let private = format!("{}/private", base.base());
        let whole = |path: &str| host.entries.iter().any(|entry| entry.path == path);
        if whole(base.base()) || whole(&private) {
            continue;
        }
        let path = &entry.path;
        let diagnostic = sink
            .diagnostic(format!("`{path}` has to be a link that systemd makes, but it is a mount point"))
            .at(entry.span)
            .label(unit.span, format!("`{}.service` has a dynamic user", unit.name))
            .reason(format!(
                "`{}.service` has `DynamicUser`, so systemd keeps its {} in `{private}/{name}` and links to it; \
                 it cannot replace a mount point, and the service fails to start",
                unit.name,
                base.setting()
            ))
            .help(format!("persist `{{ directory = \"{private}/{name}\"; mode = \"0700\"; }}` instead"))
            .path(path.clone());
        sink.report(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

    fn count(directories: Value, dynamic: Value) -> usize {
        let config = json!({
            "systemd": { "services": { "ntfy-sh": { "enable": true, "serviceConfig": {
                "StateDirectory": "ntfy-sh", "DynamicUser": dynamic } } } },
            "environment": { "persistence": { "/persist": { "directories": directories } } },
        });
        RULE.check(&ephemeral(config)).len()
    }

    #[test]
    fn the_link_cannot_be_a_mount_point() {
        assert_eq!(count(json!(["/var/lib/ntfy-sh"]), json!(true)), 1);
        assert_eq!(count(json!(["/var/lib/private/ntfy-sh"]), json!(true)), 0);
        assert_eq!(count(json!(["/var/lib/ntfy-sh", "/var/lib/private"]), json!(true)), 0);
        assert_eq!(count(json!(["/var/lib"]), json!(true)), 0);
        assert_eq!(count(json!(["/var/lib/ntfy-sh"]), json!(false)), 0);
        assert_eq!(count(json!(["/var/lib/ntfy-sh"]), json!({ "?": "x" })), 0);
        assert_eq!(count(json!(["/var/cache/ntfy-sh"]), json!(true)), 0);
    }
}
