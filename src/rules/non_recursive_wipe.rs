//! See `lints/non-recursive-wipe.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::{Intent, Proposal, Safety, Severity},
    model::{Backing, Certainty, Host, Script, WipeRunner, WipeTarget},
};

pub(super) static RULE: Rule = Rule {
    id: "non-recursive-wipe",
    summary: "the root is deleted without the subvolumes in it, which btrfs refuses",
    doc: include_str!("../../lints/non-recursive-wipe.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// systemd makes these as subvolumes where the root is one (tmpfiles.d/portables.conf, systemd-nspawn.conf).
const NESTED: [&str; 2] = ["/var/lib/portables", "/var/lib/machines"];

fn check(host: &Host, sink: &mut Sink) {
    let Some(root) = host.mount("/").filter(|root| root.ephemeral.certainty == Certainty::Yes)
    else {
        return;
    };
    let Some(own) = root.subvolume() else { return };
    let on_root = |path: &&&str| {
        let kept = host.kept(path);
        kept.through.is_empty()
            && kept.certainty == Certainty::No
            && matches!(kept.backing, Backing::Mount(mount) if mount.path == "/")
    };
    let Some(nested) = NESTED.iter().find(on_root) else { return };
    let mut told: Vec<&WipeRunner> = Vec::new();
    for wipe in host.wipes.iter().filter(|wipe| wipe.certainty == Certainty::Yes) {
        let text = match &wipe.by {
            WipeRunner::Hook(hook) => {
                host.initrd.hooks.iter().find(|own| own.option == *hook).map(|own| &own.text)
            }
            WipeRunner::Unit(unit) => {
                host.initrd.units.iter().find(|own| own.name == *unit).map(|own| &own.text)
            }
            WipeRunner::Stop(_) | WipeRunner::Shutdown(_) => None,
        };
        let deletes = wipe.command == "a `btrfs subvolume delete`"
            && matches!(&wipe.target, WipeTarget::Subvolume { name, .. } if name == own);
        let Some(text) = text.and_then(|text| text.known()).filter(|_| deletes) else { continue };
        if told.contains(&&wipe.by) || !Script::read(text).leaves_nested() {
            continue;
        }
        told.push(&wipe.by);
        let diagnostic = sink
            .diagnostic(format!(
                "the subvolume `{own}` is deleted without those in it, such as `{nested}`"
            ))
            .at(wipe.span)
            .reason(format!(
                "systemd makes `{nested}` as a subvolume of its own; btrfs then refuses to delete \
                `{own}`, and the root is not wiped or the machine does not boot"
            ))
            .help("write `btrfs subvolume delete --recursive`")
            .propose(wipe.span.map(|at| Proposal {
                title: "delete the subvolumes in it, too".to_owned(),
                safety: Safety::Unsafe,
                intents: vec![Intent::ReplaceText {
                    at,
                    old: "btrfs subvolume delete ".to_owned(),
                    new: "btrfs subvolume delete --recursive ".to_owned(),
                    unless: vec!["-R".to_owned(), "--recursive".to_owned()],
                }],
            }))
            .path("/");
        sink.report(lost::label_wiped(diagnostic, root));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        model::testing::{host, merge},
        rules::tests::never_more_by_less_knowledge,
    };

    fn config(script: &str, more: Value) -> Value {
        let mut config = json!({
            "fileSystems": {
                "/": { "device": "/dev/sda1", "fsType": "btrfs", "options": ["subvol=@"] },
                "/nix": { "device": "/dev/sda1", "fsType": "btrfs", "options": ["subvol=@nix"] },
            },
            "boot": { "initrd": { "systemd": { "enable": true, "services": { "wipe": {
                "script": format!("mount /dev/sda1 /m\n{script}"), "before": ["sysroot.mount"] } } } } },
        });
        merge(&mut config, more);
        config
    }

    fn count(script: &str, more: Value) -> usize {
        RULE.check(&host(config(script, more))).len()
    }

    #[test]
    fn subvolumes_in_the_root() {
        let no = || json!({});
        assert_eq!(count("btrfs subvolume delete /m/@", no()), 1);
        assert_eq!(count("btrfs subvolume delete -R /m/@", no()), 0);
        assert_eq!(count("mv /m/@ /m/old/1; btrfs subvolume delete /m/old/2", no()), 0);
        let list = "btrfs subvolume list -o /m/@ | cut -f9 -d' ' | while read s; do btrfs \
            subvolume delete /m/$s; done";
        assert_eq!(count(&format!("{list}; btrfs subvolume delete /m/@"), no()), 0);
        let var = json!({ "fileSystems": { "/var": { "device": "/dev/sda1", "fsType": "btrfs", "options": ["subvol=@var"] } } });
        assert_eq!(count("btrfs subvolume delete /m/@", var), 0);
        never_more_by_less_knowledge(&config("btrfs subvolume delete /m/@", no()));
    }
}
