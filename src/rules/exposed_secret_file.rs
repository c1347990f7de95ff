//! See `lints/exposed-secret-file.md`.

use super::{Fixable, Rule, Sink, lost, permissions, proposals};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host, How, PersistenceEntry, Source, path},
};

pub(super) static RULE: Rule = Rule {
    id: "exposed-secret-file",
    summary: "preservation opens a secret file to everybody at every boot",
    doc: include_str!("../../lints/exposed-secret-file.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host) {
        let bound = entry.source == Source::Preservation
            && entry.kind == EntryKind::File
            && entry.how == How::Bind;
        let Some(mode) = entry.mode.some().filter(|_| bound) else { continue };
        let open = permissions::bits(mode).is_some_and(|bits| bits & 0o044 != 0);
        let Some(severity) = severity(entry, host).filter(|_| open) else { continue };
        let file = &entry.path;
        let diagnostic = sink
            .diagnostic_at(
                severity,
                format!("`{file}` gets mode {mode}, which lets everybody read it"),
            )
            .at(entry.mode.span().or(entry.span))
            .reason(
                "preservation sets the mode at every boot, in the storage too; ssh and others \
                refuse a key that is not private",
            )
            .help("write `mode = \"0600\";` in the entry")
            .propose(proposals::attributes(entry, &[("mode", "\"0600\"")]))
            .path(file.clone());
        sink.report(diagnostic);
    }
}

/// How bad it is when everybody can read the file. The host keys of sshd are the matter of another rule.
fn severity(entry: &PersistenceEntry, host: &Host) -> Option<Severity> {
    let of_sshd = host.settings.host_keys.iter().any(|key| key.path == entry.path);
    let name = entry.path.rsplit('/').next()?;
    if of_sshd || name.ends_with(".pub") || name.starts_with("ssh_host_") {
        return None;
    }
    let in_ssh = path::parent(&entry.path).ends_with("/.ssh");
    if in_ssh && name.starts_with("id_") {
        return Some(Severity::Error);
    }
    let key = ["_key", ".key", ".pem", ".age"].iter().any(|end| name.ends_with(end));
    let passwords = [".netrc", ".authinfo", ".pgpass", "shadow", "gshadow"].contains(&name);
    // A home is closed; what is outside of homes is not.
    let in_home = host.users.iter().any(|user| {
        user.normal.is(&true)
            && user
                .home
                .some()
                .is_some_and(|home| path::is_below(&entry.path, &path::normalize(home)))
    });
    match (key || passwords || name.ends_with(".kdbx"), in_home || entry.for_user.is_some()) {
        (true, false) => Some(Severity::Error),
        (true, true) => Some(Severity::Warning),
        _ => None,
    }
}
