//! See `lints/dynamic-user-state-path.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Safety, Severity},
    model::{DirectoryKind, EntryKind, Host, How, StatePath, path},
};

pub(super) static RULE: Rule = Rule {
    id: "dynamic-user-state-path",
    summary: "an entry is where systemd makes a link for a service with a dynamic user",
    doc: include_str!("../../lints/dynamic-user-state-path.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host)
        .filter(|entry| entry.kind == EntryKind::Directory && entry.how == How::Bind)
    {
        let Some((base, name)) =
            [DirectoryKind::State, DirectoryKind::Cache, DirectoryKind::Logs].into_iter().find_map(
                |kind| Some((kind, entry.path.strip_prefix(kind.base())?.strip_prefix('/')?)),
            )
        else {
            continue;
        };
        // Where systemd keeps it; a state path is there for a unit of the configuration and for one that is known.
        let private = format!("{}/private", base.base());
        let kept_at = format!("{private}/{name}");
        let of_state = |state: &&StatePath| {
            state.dynamic_user.is(&true) && path::is_at_or_below(&state.path, &kept_at)
        };
        let Some(state) = host.state.iter().find(of_state) else { continue };
        let whole = |path: &str| host.entries.iter().any(|entry| entry.path == path);
        if name.contains('/') || whole(base.base()) || whole(&private) {
            continue;
        }
        let unit = state.unit.as_deref().unwrap_or(&state.owner);
        // Where the unit itself was written, rather than what switched it on.
        let defined = host
            .units
            .iter()
            .find(|unit| state.unit.as_deref() == Some(&format!("{}.service", unit.name)));
        let span = defined.and_then(|unit| unit.span).or(state.span);
        let path = &entry.path;
        let diagnostic = sink
            .diagnostic(format!(
                "`{path}` has to be a link that systemd makes, but it is a mount point"
            ))
            .at(entry.span)
            .label(span, format!("`{unit}` has a dynamic user"))
            .reason(format!(
                "`{unit}` has `DynamicUser`, so systemd keeps its {} in `{kept_at}` and links to \
                it; it cannot replace a mount point, and the service fails to start",
                base.setting()
            ))
            .help(format!("persist `{{ directory = \"{kept_at}\"; mode = \"0700\"; }}` instead"))
            .propose(proposals::renamed(entry, &kept_at, &[("mode", "\"0700\"")], Safety::Unsafe))
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

    #[test]
    fn a_unit_that_is_given_a_user_has_no_link() {
        let count = |service: Value| {
            let config = json!({
                "services": { "ntfy-sh": { "enable": true } },
                "systemd": { "services": { "ntfy-sh": { "enable": true, "serviceConfig": service } } },
                "environment": { "persistence": { "/persist": { "directories": ["/var/lib/ntfy-sh"] } } },
            });
            RULE.check(&ephemeral(config)).len()
        };
        assert_eq!(count(json!({ "DynamicUser": false, "StateDirectory": "" })), 0);
        assert_eq!(count(json!({})), 1, "the unit is in a package, and known");
        assert_eq!(count(json!({ "StateDirectory": "" })), 0, "systemd makes no directory");
        assert_eq!(count(json!({ "StateDirectory": [] })), 0);
        assert_eq!(count(json!({ "StateDirectory": { "?": "x" } })), 0);
    }
}
