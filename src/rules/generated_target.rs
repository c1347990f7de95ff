//! See `lints/generated-target.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Safety, Severity},
    model::{EntryKind, Host, PersistenceEntry},
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
fn declared<'h>(entry: &PersistenceEntry, host: &'h Host) -> Option<&'h crate::model::EtcFile> {
    let plain = host.settings.etc_overlay.is(&false) && entry.kind == EntryKind::File;
    host.etc.iter().find(|file| plain && !file.may && file.path == entry.path)
}
