//! See `lints/generated-target.md`.

use super::{Fixable, Rule, Sink, lost, proposals, unwritable_machine_id};
use crate::{
    diagnostic::{Safety, Severity},
    model::{EntryKind, EtcFile, Host, PersistenceEntry, Source, path},
};

pub(super) static RULE: Rule = Rule {
    id: "generated-target",
    summary: "a file is persisted that NixOS writes itself",
    doc: include_str!("../../lints/generated-target.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// What every machine makes while it is activated.
const OF_NIXOS: [&str; 7] = [
    "/bin",
    "/etc/NIXOS",
    "/etc/fstab",
    "/etc/hosts",
    "/etc/os-release",
    "/etc/static",
    "/usr/bin",
];

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host) {
        let target = &entry.path;
        let declared = declared(entry, host);
        if declared.is_none() && !OF_NIXOS.contains(&target.as_str()) {
            continue;
        }
        let diagnostic = sink
            .diagnostic(format!("`{target}` is persisted, but NixOS makes it at every boot"))
            .at(entry.span)
            .label(declared.and_then(|file| file.span), "defined here")
            .reason(
                "the path is taken when the entry is set up, which fails, or an old version hides \
                the new one",
            )
            .help("remove the entry")
            .propose(proposals::removal(entry, Safety::Safe))
            .path(target.clone());
        sink.report(diagnostic);
    }
}

/// The file of the configuration at the path of an entry. In an overlay it may be there to be mounted over.
fn declared<'h>(entry: &PersistenceEntry, host: &'h Host) -> Option<&'h EtcFile> {
    let plain = host.settings.etc_overlay.is(&false) && entry.kind == EntryKind::File;
    let file = host.etc.iter().find(|file| plain && !file.may && file.path == entry.path)?;
    // That of the machine id is the matter of a rule of its own, where the link is what has to go.
    let is_other_matter =
        unwritable_machine_id::link(host).is_some_and(|(link, _)| link.path == file.path);
    (!is_other_matter && !leads_there(file, entry)).then_some(file)
}

/// Whether it may be a link to the very file of the entry, which impermanence then leaves alone (its `mount-file.bash`).
fn leads_there(file: &EtcFile, entry: &PersistenceEntry) -> bool {
    let leads = |source: &str| path::normalize(source) == entry.storage;
    entry.source == Source::Impermanence
        && file.is_link()
        && file.source.as_deref().map_or(!file.in_store, leads)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn count(file: &str, etc: Value, more: Value) -> usize {
        let mut config = json!({ "environment": {
            "etc": { file: etc },
            "persistence": { "/persist": { "files": [format!("/etc/{file}")] } },
        } });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).len()
    }

    #[test]
    fn a_link_to_the_file_of_the_entry() {
        let to = |source: &str| json!({ "source": source });
        let plain = || json!({});
        assert_eq!(count("app/key", to("/persist/etc/app/key"), plain()), 0);
        assert_eq!(count("app/key", to("/persist/app/key"), plain()), 1);
        let copy = json!({ "source": "/persist/etc/app/key", "mode": "0600" });
        assert_eq!(count("app/key", copy, plain()), 1);
        // preservation mounts, which a link is no place for.
        let preserved = json!({
            "environment": { "persistence": null },
            "preservation": { "enable": true, "preserveAt": { "/persist": { "files": ["/etc/app/key"] } } },
        });
        assert_eq!(count("app/key", to("/persist/etc/app/key"), preserved), 1);
    }

    #[test]
    fn the_link_of_the_machine_id_is_what_has_to_go() {
        assert_eq!(count("machine-id", json!({ "source": "/persist/id" }), json!({})), 0);
        assert_eq!(count("machine-id", json!({ "text": "0123" }), json!({})), 1);
    }
}
