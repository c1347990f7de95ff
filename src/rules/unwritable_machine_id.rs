//! See `lints/unwritable-machine-id.md`.

use super::{
    Fixable, Rule, Sink,
    advice::{self, NewEntry},
    lost, proposals,
};
use crate::{
    diagnostic::{Intent, Proposal, Safety, Severity},
    model::{Certainty, EntryKind, EtcFile, Host, How, PersistenceEntry, Release, Source, path},
    source::Span,
};

pub(super) static RULE: Rule = Rule {
    id: "unwritable-machine-id",
    summary: "the machine id is set up where systemd cannot read or write it",
    doc: include_str!("../../lints/unwritable-machine-id.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

const FILE: &str = "/etc/machine-id";
const COMMIT: &str = "systemd-machine-id-commit";

fn check(host: &Host, sink: &mut Sink) {
    linked(host, sink);
    let is_file = |entry: &&PersistenceEntry| {
        entry.source == Source::Preservation && entry.path == FILE && entry.kind == EntryKind::File
    };
    for entry in lost::entries(host).filter(is_file) {
        let wiped =
            host.mount_over(FILE).is_some_and(|mount| mount.ephemeral.certainty == Certainty::Yes);
        match entry.in_initrd {
            Certainty::No if wiped => late(entry, sink),
            Certainty::Yes if entry.how == How::Bind && commit_fails(host) => {
                committed(entry, sink)
            }
            _ => {}
        }
    }
}

/// The link of `environment.etc`, when it leads out of the Nix store, and where to.
pub(super) fn link(host: &Host) -> Option<(&EtcFile, &str)> {
    let link = host.etc.iter().find(|file| file.path == FILE && file.is_link() && !file.may)?;
    let outside =
        |source: &&str| source.starts_with('/') && !path::in_store(&path::normalize(source));
    Some((link, link.source.as_deref().filter(outside)?))
}

/// `environment.etc` links it through `/etc/static`.
fn linked(host: &Host, sink: &mut Sink) {
    let Some((link, source)) = link(host) else { return };
    let entry = host.entries.iter().find(|entry| entry.path == FILE && entry.source != Source::Etc);
    let (help, proposal) = match entry {
        Some(entry) => (
            format!("remove the link: the entry of `{}` keeps the file", entry.root),
            beside_entry(entry, link.span, source),
        ),
        None => (
            format!("remove the link, and {}", NewEntry::file(FILE).early().help(host)),
            as_entry(host, link.span, source),
        ),
    };
    let diagnostic = sink
        .diagnostic_at(
            Severity::Warning,
            format!("`{FILE}` is a link of `environment.etc` to `{source}`"),
        )
        .at(link.span)
        .reason(
            "systemd does not write through such links: when the file they lead to is not there \
            or not filled, the machine has another id at every boot, or none, and since NixOS \
            26.05 D-Bus then does not start",
        )
        .help(help)
        .propose(proposal)
        .path(FILE);
    sink.report(diagnostic);
}

/// An entry in the place of the link, where the id is at the place in the storage that an entry has it at.
fn as_entry(host: &Host, name: Option<Span>, source: &str) -> Option<Proposal> {
    let root = advice::root(host)
        .filter(|root| path::normalize(source) == path::join(&root.path, FILE))?;
    let mut proposal = NewEntry::file(FILE).early().proposal(host, &[], name)?;
    proposal.intents.push(removal(name?));
    Some(Proposal { title: format!("persist `{FILE}` at `{}` instead", root.path), ..proposal })
}

/// The entry that is there without the link, which leads to the same file.
fn beside_entry(entry: &PersistenceEntry, name: Option<Span>, source: &str) -> Option<Proposal> {
    let is_same = !entry.may && path::normalize(source) == entry.storage;
    let intents = vec![removal(name.filter(|_| is_same)?)];
    let title = format!("leave `{FILE}` to its entry");
    Some(Proposal { title, safety: Safety::Unsafe, intents })
}

fn removal(name: Span) -> Intent {
    let option = ["environment", "etc", "machine-id"].map(str::to_owned).to_vec();
    Intent::RemoveAttribute { name, option }
}

fn late(entry: &PersistenceEntry, sink: &mut Sink) {
    let diagnostic = sink
        .diagnostic(format!("`{FILE}` is persisted, but set up after systemd has read it"))
        .at(entry.span)
        .reason(
            "systemd reads the id when it starts, and preservation binds the file later: every \
            boot begins with a new id, which the kept one then hides",
        )
        .help("`{ file = \"/etc/machine-id\"; inInitrd = true; }`")
        .propose(proposals::attributes(entry, &[("inInitrd", "true")]))
        .path(FILE);
    sink.report(diagnostic);
}

/// Whether the unit that writes a new id to the disk would run and fail. NixOS sets other conditions for an immutable `/etc`.
fn commit_fails(host: &Host) -> bool {
    let settings = &host.settings;
    let immutable = settings.etc_overlay.is(&true) && !settings.etc_mutable.is(&true);
    let suppressed = &settings.suppressed_units;
    let named = |name: &String| name.strip_suffix(".service") == Some(COMMIT);
    host.versions.nixos.is_some_and(|release| release >= Release::COMMITS_MACHINE_ID)
        && settings.etc_overlay.known().is_some()
        && !immutable
        && suppressed.is_complete()
        && !suppressed.iter().any(named)
        && host.units.is_complete()
        && !host.units.iter().any(|unit| unit.name == COMMIT)
}

fn committed(entry: &PersistenceEntry, sink: &mut Sink) {
    let diagnostic = sink
        .diagnostic_at(
            Severity::Warning,
            format!("`{COMMIT}.service` fails, because `{FILE}` is a bind mount"),
        )
        .at(entry.span)
        .reason(
            "the unit wants to replace a file in memory by one on disk, and refuses a bind of a \
            file that is on disk already",
        )
        .help(format!("`systemd.suppressedSystemUnits = [ \"{COMMIT}.service\" ];`"))
        .propose(proposals::option(
            entry.span,
            &["systemd", "suppressedSystemUnits"],
            &format!("[ \"{COMMIT}.service\" ]"),
            Safety::Unsafe,
        ))
        .path(FILE);
    sink.report(diagnostic);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn found(more: Value) -> Vec<Severity> {
        let mut config =
            json!({ "preservation": { "enable": true }, "systemd": { "services": {} } });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).iter().map(|found| found.severity).collect()
    }

    const NONE: [Severity; 0] = [];

    #[test]
    fn links_of_the_configuration() {
        let etc = |file: Value| json!({ "environment": { "etc": { "machine-id": file } } });
        assert_eq!(found(etc(json!({ "source": "/persist/machine-id" }))), [Severity::Warning]);
        assert_eq!(
            found(etc(json!({ "source": "/persist/machine-id", "mode": "symlink" }))),
            [Severity::Warning]
        );
        assert_eq!(found(etc(json!({ "source": "/nix/store/x", "mode": "symlink" }))), NONE);
        assert_eq!(found(etc(json!({ "text": "0123" }))), NONE);
        assert_eq!(found(etc(json!({ "source": { "?": "x" } }))), NONE);
        let path = json!({ "source": { "./": "/persist/machine-id" } });
        assert_eq!(found(etc(path)), NONE, "a path of Nix is copied to the store");
    }

    fn preserved(entry: Value, more: Value) -> Vec<Severity> {
        let mut config =
            json!({ "preservation": { "preserveAt": { "/persist": { "files": [entry] } } } });
        merge(&mut config, more);
        found(config)
    }

    #[test]
    fn preservation_binds_late_unless_told() {
        let no = || json!({});
        let early = || json!({ "file": FILE, "inInitrd": true });
        assert_eq!(preserved(json!(FILE), no()), [Severity::Error]);
        assert_eq!(preserved(json!({ "file": FILE, "inInitrd": { "?": "x" } }), no()), NONE);
        assert_eq!(preserved(early(), no()), [Severity::Warning], "the unit fails");
        let unit = format!("{COMMIT}.service");
        assert_eq!(
            preserved(early(), json!({ "systemd": { "suppressedSystemUnits": [unit] } })),
            NONE
        );
        assert_eq!(preserved(early(), json!({ "systemd": { "services": { COMMIT: {} } } })), NONE);
        assert_eq!(preserved(early(), json!({ "systemd": { "services": { "?": "x" } } })), NONE);
        let immutable =
            json!({ "system": { "etc": { "overlay": { "enable": true, "mutable": false } } } });
        assert_eq!(preserved(early(), immutable), NONE);
        assert_eq!(
            preserved(json!({ "file": FILE, "inInitrd": true, "how": "symlink" }), no()),
            NONE
        );
        let lasting =
            json!({ "fileSystems": { "/": { "device": "/dev/sda1", "fsType": "ext4" } } });
        assert_eq!(preserved(json!(FILE), lasting), NONE);
    }
}
