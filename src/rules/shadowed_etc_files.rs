//! See `lints/shadowed-etc-files.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Proposal, Safety, Severity},
    model::{Boot, Certainty, EntryKind, Host, HostKey, How, PersistenceEntry, Step, path},
};

pub(super) static RULE: Rule = Rule {
    id: "shadowed-etc-files",
    summary: "a persisted directory hides files that NixOS puts into `/etc`",
    doc: include_str!("../../lints/shadowed-etc-files.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// The files of clients of ssh, which every NixOS has (nixos/modules/programs/ssh.nix).
const CLIENT: [&str; 2] = ["/etc/ssh/ssh_config", "/etc/ssh/ssh_known_hosts"];

/// How many of the hidden files are named.
const SHOWN: usize = 3;

fn check(host: &Host, sink: &mut Sink) {
    let candidate = |entry: &&PersistenceEntry| {
        entry.kind == EntryKind::Directory
            && entry.how == How::Bind
            && path::is_below(&entry.path, "/etc")
    };
    for entry in lost::entries(host).filter(candidate) {
        let after = host.entry_step(entry).map(|step| Boot::of(host).before(Step::Etc, step));
        let hidden = hidden(host, entry);
        if after != Some(Certainty::Yes) || hidden.is_empty() {
            continue;
        }
        let path = &entry.path;
        // Which files these are differs between hosts, but not the mistake.
        let names: Vec<_> = hidden.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
        let more = hidden.len().saturating_sub(SHOWN);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let sshd = hidden.iter().any(|name| name == "/etc/ssh/sshd_config");
        let effect = if sshd { ", and sshd does not start" } else { "" };
        // ssh does without what NixOS says by itself.
        let is_client = hidden.iter().all(|name| CLIENT.contains(&name.as_str()));
        let is_mild = is_client && host.settings.ssh_client.is_none();
        let severity = if is_mild { Severity::Info } else { RULE.severity };
        let keys = usual_keys(host, entry);
        let help = if has_no_key(host, entry) {
            "remove the entry: `services.openssh.hostKeys` are elsewhere".to_owned()
        } else if let Some(keys) = keys.filter(|_| sshd) {
            let keys = keys.join(" ");
            format!(
                "keep the host keys in the storage instead: `services.openssh.hostKeys = [ {keys} ];`"
            )
        } else if path == "/etc/ssh" && sshd {
            let storage = &entry.root;
            format!(
                "keep the host keys in the storage instead: `services.openssh.hostKeys = [ {{ type = \"ed25519\"; \
                 path = \"{storage}/etc/ssh/ssh_host_ed25519_key\"; }} ];`"
            )
        } else {
            let made = if path == "/etc/NetworkManager" {
                ": `/etc/NetworkManager/system-connections`"
            } else {
                ""
            };
            format!("persist only the files or directories in it that are made at run time{made}")
        };
        let client = host.settings.ssh_client.filter(|_| is_client);
        let diagnostic = sink
            .diagnostic_at(
                severity,
                format!("`{path}` hides files that NixOS puts there, such as `{}`", hidden[0]),
            )
            .at(entry.span)
            .label(client, "goes into one of them")
            .reason(format!(
                "NixOS links {}{more} while the system is activated, and the bind then covers them with what is in the \
                 storage: on a new installation, or when one is added and activated by a reboot, they are missing{effect}",
                names.join(", ")
            ))
            .help(help)
            .propose(proposal(host, entry))
            .path(path.clone());
        sink.report(diagnostic);
    }
}

/// Whether it is the directory of sshd, and all host keys are certainly somewhere else.
fn has_no_key(host: &Host, entry: &PersistenceEntry) -> bool {
    let keys = &host.settings.host_keys;
    entry.path == "/etc/ssh"
        && keys.is_complete()
        && !keys.iter().any(|key| path::is_below(&key.path, &entry.path))
}

/// The host keys are named where they are already: in the storage. Of NetworkManager's directory, only the one for
/// connections is written at run time.
fn proposal(host: &Host, entry: &PersistenceEntry) -> Option<Proposal> {
    if entry.path == "/etc/NetworkManager" {
        let (new, mode) = ("/etc/NetworkManager/system-connections", [("mode", "\"0700\"")]);
        return proposals::renamed(entry, new, &mode, Safety::Unsafe);
    }
    if has_no_key(host, entry) {
        return proposals::removal(entry, Safety::Unsafe);
    }
    let keys = usual_keys(host, entry)?;
    let enable = host.services.get("openssh").filter(|enabled| enabled.is(&true));
    let storage = &entry.root;
    let value = format!("[\n  {}\n]", keys.join("\n  "));
    let option = ["services", "openssh", "hostKeys"];
    let mut whole = proposals::option_of(host, enable?.span(), &option, &value, Safety::Unsafe)?;
    whole.title = format!("name the host keys in `{storage}`, and do not persist `/etc/ssh`");
    whole.intents.extend(proposals::removal(entry, Safety::Unsafe)?.intents);
    Some(whole)
}

/// The host keys that NixOS makes by itself in the directory, as Nix, where the storage has them.
fn usual_keys(host: &Host, entry: &PersistenceEntry) -> Option<Vec<String>> {
    let keys = &host.settings.host_keys;
    let is_usual = keys.is_complete() && keys.iter().all(|key| key.span.is_none());
    if entry.path != "/etc/ssh" || !is_usual || keys.items.is_empty() {
        return None;
    }
    let key = |key: &HostKey| {
        let bits = if key.kind.as_deref() == Some("rsa") { " bits = 4096;" } else { "" };
        let kind = key.kind.as_deref()?;
        Some(format!("{{ type = {kind:?};{bits} path = \"{}{}\"; }}", entry.root, key.path))
    };
    keys.iter().map(key).collect()
}

/// The files of the configuration that are at the entry or below it.
fn hidden(host: &Host, entry: &PersistenceEntry) -> Vec<String> {
    let covered = |path: &str| path::is_at_or_below(path, &entry.path);
    let mut hidden: Vec<String> = host
        .etc
        .iter()
        .filter(|file| !file.may && covered(&file.path))
        .map(|file| file.path.clone())
        .collect();
    // Without nixpkgs its own files are not known, but these are certain.
    let sshd = "/etc/ssh/sshd_config";
    let of_client = CLIENT.map(|file| (file, true));
    let others = [
        (sshd, host.services.get("openssh").is_some_and(|enabled| enabled.is(&true))),
        (
            "/etc/NetworkManager/NetworkManager.conf",
            host.state.iter().any(|state| state.owner == "networking.networkmanager"),
        ),
    ];
    for (file, is_there) in others.into_iter().chain(of_client) {
        if is_there && covered(file) && !hidden.iter().any(|path| path == file) {
            hidden.push(file.to_owned());
        }
    }
    hidden.sort_by_key(|path| (path != sshd, path.clone()));
    hidden
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn paths(directories: Value, more: Value) -> Vec<String> {
        let mut config = json!({
            "services": { "openssh": { "enable": true } },
            "environment": {
                "etc": { "NetworkManager/NetworkManager.conf": { "text": "" }, "cups": { "source": "/nix/store/x" } },
                "persistence": { "/persist": { "directories": directories } },
            },
        });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).into_iter().filter_map(|found| found.path).collect()
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn late_binds_hide_links() {
        let no = || json!({});
        assert_eq!(paths(json!(["/etc/ssh"]), no()), ["/etc/ssh"]);
        assert_eq!(
            paths(json!(["/etc/NetworkManager", "/etc/cups"]), no()),
            ["/etc/NetworkManager", "/etc/cups"]
        );
        assert_eq!(
            paths(json!(["/etc/NetworkManager/system-connections", "/etc/nixos"]), no()),
            NONE
        );
        let early = json!({ "fileSystems": { "/etc/ssh": {
            "device": "/persist/etc/ssh", "fsType": "none", "options": ["bind"], "neededForBoot": true } } });
        assert_eq!(paths(json!(["/etc/ssh"]), early), NONE);
        assert_eq!(paths(json!(["/etc"]), no()), NONE, "the initrd binds it");
    }

    #[test]
    fn clients_of_ssh_have_files_as_well() {
        let severity = |more: Value| {
            let mut config = json!({ "environment": { "persistence": { "/persist": { "directories": ["/etc/ssh"] } } } });
            merge(&mut config, more);
            RULE.check(&ephemeral(config)).iter().map(|found| found.severity).collect::<Vec<_>>()
        };
        assert_eq!(severity(json!({})), [Severity::Info]);
        let known =
            json!({ "programs": { "ssh": { "knownHosts": { "a": { "publicKey": "x" } } } } });
        assert_eq!(severity(known), [Severity::Warning]);
        assert_eq!(
            severity(json!({ "services": { "openssh": { "enable": true } } })),
            [Severity::Warning]
        );
    }

    #[test]
    fn keys_that_are_elsewhere_need_no_directory() {
        let help = |key: &str| {
            let config = json!({
                "services": { "openssh": { "enable": true, "hostKeys": [{ "type": "rsa", "path": key }] } },
                "environment": { "persistence": { "/persist": { "directories": ["/etc/ssh"] } } },
            });
            RULE.check(&ephemeral(config)).into_iter().find_map(|found| found.help)
        };
        assert!(help("/persist/key").is_some_and(|help| help.starts_with("remove the entry")));
        assert!(help("/etc/ssh/key").is_some_and(|help| help.starts_with("keep the host keys")));
    }

    #[test]
    fn preservation_can_be_early() {
        let preserved = |early: Value| {
            json!({ "preservation": { "enable": true, "preserveAt": { "/persist": { "directories": [
                { "directory": "/etc/ssh", "inInitrd": early } ] } } } })
        };
        assert_eq!(paths(json!([]), preserved(json!(false))), ["/etc/ssh"]);
        assert_eq!(paths(json!([]), preserved(json!(true))), NONE);
        assert_eq!(paths(json!([]), preserved(json!({ "?": "x" }))), NONE);
    }
}
