//! See `lints/entry-under-immutable-etc.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host, Mode, PersistenceEntry, Release, path},
};

pub(super) static RULE: Rule = Rule {
    id: "entry-under-immutable-etc",
    summary: "a path in an immutable `/etc` has nothing to be mounted on",
    doc: include_str!("../../lints/entry-under-immutable-etc.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let settings = &host.settings;
    let immutable = settings.etc_overlay.is(&true) && settings.etc_mutable.is(&false);
    if !immutable || !host.etc.is_complete() || host.etc.iter().any(|file| file.may) {
        return;
    }
    for entry in lost::entries(host)
        .filter(|entry| path::is_below(&entry.path, "/etc") && !has_place(host, entry))
    {
        let path = &entry.path;
        let name = path.trim_start_matches("/etc/");
        let place = match entry.kind {
            EntryKind::File => {
                format!("environment.etc.{name:?} = {{ text = \"\"; mode = \"0444\"; }};")
            }
            EntryKind::Directory => format!("environment.etc.\"{name}/.keep\".text = \"\";"),
        };
        let diagnostic = sink
            .diagnostic(format!("`{path}` cannot be made in an immutable `/etc`"))
            .at(entry.span)
            .label(settings.etc_mutable.span(), "`/etc` is made immutable here")
            .reason(
                "what is in `/etc` comes from the configuration alone, and there is nothing at \
                this path to mount on",
            )
            .help(format!(
                "use it where it is stored, `{}`, or make a place for it: `{place}`",
                entry.storage
            ))
            .path(path.clone());
        sink.report(diagnostic);
    }
}

/// Whether the configuration may put something at the path.
fn has_place(host: &Host, entry: &PersistenceEntry) -> bool {
    let path = &entry.path;
    // NixOS makes an empty one.
    if path == "/etc/machine-id" {
        return host.versions.nixos.is_none_or(|release| release >= Release::SYSTEMD_INITRD);
    }
    match entry.kind {
        EntryKind::File => host.etc.iter().any(|file| file.path == *path),
        // Without nixpkgs it is not known which directories its modules make.
        EntryKind::Directory if !host.mode.is_some_and(Mode::has_nixpkgs) => true,
        EntryKind::Directory => host.etc.iter().any(|file| path::is_at_or_below(&file.path, path)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn paths(more: Value) -> Vec<String> {
        let mut config = json!({
            "system": { "etc": { "overlay": { "enable": true, "mutable": false } } },
            "environment": {
                "etc": { "NetworkManager/NetworkManager.conf": { "text": "" }, "there": { "text": "" } },
                "persistence": { "/persist": {
                    "directories": ["/etc/NetworkManager", "/etc/secrets", "/srv"],
                    "files": ["/etc/machine-id", "/etc/there", "/etc/key"],
                } },
            },
        });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).into_iter().filter_map(|found| found.path).collect()
    }

    #[test]
    fn a_place_is_needed() {
        assert_eq!(paths(json!({})), ["/etc/secrets", "/etc/key"]);
        let overlay = |overlay: Value| json!({ "system": { "etc": { "overlay": overlay } } });
        assert_eq!(paths(overlay(json!({ "mutable": true }))), [] as [&str; 0]);
        assert_eq!(paths(overlay(json!({ "enable": false }))), [] as [&str; 0]);
        assert_eq!(paths(overlay(json!({ "mutable": { "?": "x" } }))), [] as [&str; 0]);
        assert_eq!(paths(json!({ "environment": { "etc": { "…": true } } })), [] as [&str; 0]);
    }
}
