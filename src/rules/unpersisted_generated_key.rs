//! See `lints/unpersisted-generated-key.md`.

use super::{Fixable, Rule, Sink, lost, proposals, storage};
use crate::{
    diagnostic::{Safety, Severity},
    model::{Host, path},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-generated-key",
    summary: "a key that the machine makes itself is another one after every boot",
    doc: include_str!("../../lints/unpersisted-generated-key.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for file in host.secret_files.iter().filter(|file| file.generated.is(&true)) {
        let (option, key) = (&file.option, &file.path);
        let Some(mount) = lost::lost(host, key) else { continue };
        let storage = storage::place(host);
        let diagnostic = sink
            .diagnostic(format!("the key `{key}` is made anew at every boot"))
            .at(file.span)
            .reason(format!(
                "{}, and a machine with another key is a stranger to all of its peers",
                lost::because(mount)
            ))
            .help(format!("keep it in the storage: `{option} = {:?};`", path::join(storage, key)))
            .propose(proposals::in_storage(host, file.span, key, key, Safety::Safe))
            .path(key.clone());
        sink.report(lost::label_wiped(diagnostic, mount));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{model::testing::host, rules::tests::never_more_by_less_knowledge};

    #[test]
    fn keys_of_wireguard() {
        let config = |key: &str, generate: bool| {
            json!({
                "fileSystems": { "/": { "fsType": "tmpfs" }, "/nix": { "device": "/dev/sda1", "fsType": "ext4" } },
                "networking": { "wireguard": { "interfaces": { "w": {
                    "privateKeyFile": key, "generatePrivateKeyFile": generate } } } },
            })
        };
        let count = |key: &str, generate: bool| RULE.check(&host(config(key, generate))).len();
        assert_eq!(count("/etc/wireguard/key", true), 1);
        assert_eq!(count("/etc/wireguard/key", false), 0, "the matter of another rule");
        assert_eq!(count("/nix/keys/w", true), 0);
        never_more_by_less_knowledge(&config("/etc/wireguard/key", true));
    }
}
