//! See `lints/late-decryption-key.md`.

use super::{
    Fixable, Rule, Sink,
    decryption::{self, Decryption, KeyState},
    proposals,
};
use crate::{
    diagnostic::{Proposal, Safety, Severity},
    model::{Arrival, Certainty, DecryptionKey, Host, Source, Step, Way},
};

pub(super) static RULE: Rule = Rule {
    id: "late-decryption-key",
    summary: "secrets are decrypted before their key is there",
    doc: include_str!("../../lints/late-decryption-key.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    // The keys of a tool are one matter, though it may decrypt at two steps: the first is the worse one.
    let mut told: Vec<&str> = Vec::new();
    for decryption in decryption::of_system(host) {
        if told.contains(&decryption.tool) {
            continue;
        }
        let Some((key, arrival)) = late_key(host, &decryption) else { continue };
        told.push(decryption.tool);
        let path = &key.path;
        let way = arrival.way;
        let what = way.map_or_else(|| "it".to_owned(), |way| format!("`{}`", way.path()));
        let count = decryption.secrets.len();
        let secrets = if count == 1 { "1 secret".to_owned() } else { format!("{count} secrets") };
        let consequence = if decryption.for_users {
            format!("{secrets} for users cannot be decrypted at boot, and nobody has a password")
        } else {
            format!("{secrets} cannot be decrypted at boot")
        };
        let diagnostic = sink
            .diagnostic(format!("{} decrypts before its key `{path}` is there", decryption.tool))
            .at(key.span.or_else(|| way.and_then(Way::span)).or(decryption.secrets[0].span))
            .label(
                way.and_then(Way::span).filter(|span| Some(*span) != key.span),
                format!("{what} is set up here"),
            )
            .reason(format!(
                "{}, but {what} {}, so {consequence}",
                when(&decryption),
                set_up(&arrival)
            ))
            .help(help(host, key))
            .propose(proposal(host, key, &decryption))
            .path(path.clone());
        sink.report(diagnostic);
    }
}

/// The first of the keys that come too late, when no other can take its place.
fn late_key<'h>(
    host: &'h Host,
    decryption: &Decryption<'h>,
) -> Option<(&'h DecryptionKey, Arrival<'h>)> {
    let mut late = None;
    for key in decryption.keys {
        match decryption::state(host, key, decryption.step) {
            KeyState::Good | KeyState::Unknown => return None,
            KeyState::Late(arrival) => {
                late.get_or_insert((key, arrival));
            }
            KeyState::Lost(_) => {}
        }
    }
    late
}

fn when(decryption: &Decryption<'_>) -> String {
    let tool = decryption.tool;
    match decryption.step {
        Step::SecretsForUsers => format!("{tool} decrypts secrets for users before users are made"),
        Step::Agenix => {
            format!("{tool} decrypts before or right after users are made, and waits for no mount")
        }
        _ => format!("{tool} decrypts while the system is activated"),
    }
}

fn set_up(arrival: &Arrival<'_>) -> &'static str {
    match (arrival.step, arrival.way) {
        (Some(Step::PersistFiles), _) => "is set up by a later script of the activation",
        (Some(Step::Tmpfiles), _) => {
            "is a link that systemd-tmpfiles makes in the second stage of the boot"
        }
        (Some(Step::Services), _) => "is mounted when the user logs in",
        (Some(Step::Etc), _) => "is a link that the activation makes later",
        (_, Some(Way::Entry(entry))) if entry.source == Source::Preservation => {
            "is bound by preservation in the second stage of the boot"
        }
        _ => "is mounted in the second stage of the boot",
    }
}

/// The file under its other name, which is there earlier; or the filesystem earlier.
fn proposal(host: &Host, key: &DecryptionKey, decryption: &Decryption<'_>) -> Option<Proposal> {
    let kept = host.kept(&key.path);
    if kept.physical == key.path || host.early(&kept.physical) != Certainty::Yes {
        let mount =
            host.mount_over(&kept.physical).filter(|mount| mount.needed_for_boot.is(&false))?;
        return proposals::needed_for_boot(&mount.path, mount.span, key.span);
    }
    // By default, keys are those of the host.
    let of_host = || host.settings.host_keys.iter().find(|own| own.path == key.path)?.span;
    if let Some(at) = key.span.or_else(of_host) {
        return proposals::path(Some(at), &key.path, &kept.physical, Safety::Safe);
    }
    let option: Vec<&str> = key.option.split('.').collect();
    proposals::option_of(
        host,
        decryption.secrets[0].span,
        &option,
        &value(key, &kept.physical),
        Safety::Unsafe,
    )
}

/// The option's new value, as Nix.
fn value(key: &DecryptionKey, file: &str) -> String {
    match key.option {
        "sops.age.keyFile" | "sops.gnupg.home" => format!("{file:?}"),
        _ => format!("[ {file:?} ]"),
    }
}

fn help(host: &Host, key: &DecryptionKey) -> String {
    let kept = host.kept(&key.path);
    if kept.physical != key.path && host.early(&kept.physical) == Certainty::Yes {
        return format!(
            "name the file where it really is: `{} = {};`",
            key.option,
            value(key, &kept.physical)
        );
    }
    let mount = host.mount_over(&kept.physical).map_or("/persist", |mount| mount.path.as_str());
    format!(
        "keep the key on a filesystem that the initrd mounts, or add \
        `fileSystems.{mount:?}.neededForBoot = true;`"
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn found(more: Value) -> Vec<String> {
        let mut config = json!({ "environment": { "persistence": { "/persist": {
            "directories": ["/etc/ssh"], "files": ["/var/lib/key"] } } } });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).into_iter().map(|found| found.message).collect()
    }

    fn sops(for_users: bool, keys: Value) -> Value {
        json!({ "sops": { "secrets": { "a": { "path": "/run/secrets/a", "neededForUsers": for_users } },
            "age": { "sshKeyPaths": keys } } })
    }

    fn agenix(keys: Value) -> Value {
        json!({ "age": { "secrets": { "a": { "path": "/run/agenix/a" } }, "identityPaths": keys } })
    }

    fn with(mut config: Value, more: Value) -> Value {
        merge(&mut config, more);
        config
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn a_key_in_a_directory_of_impermanence_is_late() {
        let late = "sops-nix decrypts before its key `/etc/ssh/k` is there";
        assert_eq!(found(sops(false, json!(["/etc/ssh/k"]))), [late]);
        assert_eq!(found(sops(true, json!(["/etc/ssh/k"]))), [late]);
        assert_eq!(
            found(agenix(json!(["/etc/ssh/k"]))),
            ["agenix decrypts before its key `/etc/ssh/k` is there"]
        );
        assert_eq!(found(sops(false, json!(["/persist/etc/ssh/k"]))), NONE);
        assert_eq!(
            found(sops(false, json!(["/etc/ssh/k", "/persist/k"]))),
            NONE,
            "one key is enough"
        );
        assert_eq!(found(sops(false, json!(["/etc/ssh/k", { "?": "x" }]))), NONE);
    }

    #[test]
    fn a_file_of_impermanence_is_there_for_ordinary_secrets_of_sops() {
        let key = || json!(["/var/lib/key"]);
        assert_eq!(found(sops(false, key())), NONE);
        assert_eq!(found(sops(true, key())).len(), 1);
        assert_eq!(found(agenix(key())).len(), 1);
    }

    #[test]
    fn units_decrypt_after_the_mounts() {
        let userborn = || json!({ "services": { "userborn": { "enable": true } } });
        let key = || json!(["/etc/ssh/k"]);
        assert_eq!(found(with(sops(false, key()), userborn())), NONE);
        assert_eq!(
            found(with(sops(true, key()), userborn())),
            NONE,
            "its unit asks for the mounts of its keys"
        );
        assert_eq!(found(with(agenix(key()), userborn())).len(), 1, "this one does not");
        let unit = json!({ "sops": { "useSystemdActivation": true } });
        assert_eq!(found(with(sops(false, key()), unit)), NONE);
        let unknown = json!({ "services": { "userborn": { "enable": { "?": "x" } } } });
        assert_eq!(found(with(sops(false, key()), unknown)), NONE);
    }

    #[test]
    fn a_late_filesystem_on_a_machine_that_is_not_wiped() {
        let config = with(
            agenix(json!(["/home/ann/.ssh/id"])),
            json!({ "fileSystems": {
            "/": { "device": "/dev/sda1", "fsType": "ext4" }, "/home": { "device": "/dev/sda2", "fsType": "ext4" } } }),
        );
        assert_eq!(found(config).len(), 1);
    }
}
