//! See `lints/unpersisted-unlock-key.md`.

use super::{Fixable, Rule, Sink, lost, storage};
use crate::{
    diagnostic::Severity,
    model::{Host, path},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-unlock-key",
    summary: "a key that goes into the initrd is lost before the next rebuild",
    doc: include_str!("../../lints/unpersisted-unlock-key.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for secret in &host.initrd.secrets {
        let file = &secret.path;
        let Some(mount) = lost::lost(host, file).filter(|_| !lost::is_of_project(host, file))
        else {
            continue;
        };
        let storage = storage::place(host);
        let diagnostic = sink
            .diagnostic(format!("`{file}` goes into the initrd, but is not persisted"))
            .at(secret.span.or(mount.span))
            .reason(format!(
                "{}; it is read whenever a boot entry is written, so after a reboot the next \
                rebuild fails, or makes an initrd without the key",
                lost::because(mount)
            ))
            .help(format!(
                "keep it in the storage and name it there, in `{}`: `{}`",
                secret.option,
                path::join(storage, file)
            ))
            .path(file.clone());
        sink.report(lost::label_wiped(diagnostic, mount));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{model::testing::ephemeral, rules::tests::never_more_by_less_knowledge};

    fn found(initrd: Value) -> Vec<String> {
        let found = RULE.check(&ephemeral(json!({ "boot": { "initrd": initrd } }))).into_iter();
        found.filter_map(|found| found.path).collect()
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn keys_of_the_initrd() {
        assert_eq!(found(json!({ "secrets": { "/key": "/etc/keys/disk" } })), ["/etc/keys/disk"]);
        assert_eq!(found(json!({ "secrets": { "/etc/keys/disk": null } })), ["/etc/keys/disk"]);
        assert_eq!(found(json!({ "secrets": { "/key": "/persist/keys/disk" } })), NONE);
        assert_eq!(found(json!({ "secrets": { "/key": "/nix/store/x-key" } })), NONE);
        assert_eq!(found(json!({ "secrets": { "/key": { "?": "x" } } })), NONE);
        let ssh = |enable: bool| json!({ "network": { "ssh": { "enable": enable, "hostKeys": ["/etc/secrets/key"] } } });
        assert_eq!(found(ssh(true)), ["/etc/secrets/key"]);
        assert_eq!(found(ssh(false)), NONE);
        never_more_by_less_knowledge(&json!({
            "fileSystems": { "/": { "fsType": "tmpfs" }, "/nix": { "device": "/dev/sda1", "fsType": "ext4" } },
            "boot": { "initrd": { "secrets": { "/key": "/etc/keys/disk" } } },
        }));
    }
}
