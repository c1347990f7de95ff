//! See `lints/wrong-wipe-target.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::{Diagnostic, Severity},
    model::{Certainty, Host, Mount, Wipe, WipeTarget, path},
};

pub(super) static RULE: Rule = Rule {
    id: "wrong-wipe-target",
    summary: "the initrd wipes something else than the root",
    doc: include_str!("../../lints/wrong-wipe-target.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    // What cannot be followed could wipe the root.
    let followed = host
        .wipes
        .iter()
        .all(|wipe| wipe.certainty == Certainty::Yes && wipe.target != WipeTarget::Unclear);
    let all_known = host.mounts.is_complete()
        && host.initrd.hooks.is_complete()
        && host.initrd.units.is_complete()
        && host.mounts.iter().all(|mount| {
            !mount.may && mount.device.known().is_some() && mount.options.known().is_some()
        });
    let Some(root) = host.mount("/").filter(|_| followed && all_known) else { return };
    if lost::entries(host).next().is_none()
        || root.is_memory()
        || root.ephemeral.certainty == Certainty::Yes
    {
        return;
    }
    let misses: Option<Vec<_>> = host.wipes.iter().map(|wipe| miss(host, root, wipe)).collect();
    let Some(Miss { wipe, message, help }) = misses.and_then(|misses| misses.into_iter().next())
    else {
        return;
    };
    let diagnostic: Diagnostic = sink
        .diagnostic(message)
        .at(wipe.span)
        .label(root.span, "the root is mounted here")
        .reason(format!(
            "{} works on something that is mounted nowhere, and nothing ever wipes `/`",
            wipe.command
        ))
        .help(help)
        .path("/");
    sink.report(diagnostic);
}

struct Miss<'h> {
    wipe: &'h Wipe,
    message: String,
    help: String,
}

/// What a wipe empties instead of the root; `None` when it may be the root, or another filesystem that is mounted.
fn miss<'h>(host: &Host, root: &Mount, wipe: &'h Wipe) -> Option<Miss<'h>> {
    let device = root.device.some()?;
    match &wipe.target {
        WipeTarget::Dataset(dataset) => {
            let mounted = host.mounts.iter().any(|mount| mount.device.some() == Some(dataset));
            let zfs = root.fs_type.some().is_some_and(|fs_type| fs_type == "zfs");
            (zfs && !mounted).then(|| Miss {
                wipe,
                message: format!(
                    "the dataset `{dataset}` is rolled back, but `{device}` is mounted at `/`"
                ),
                help: format!("roll back `{device}`"),
            })
        }
        WipeTarget::Subvolume { device: by, name } => {
            let own = root.subvolume().filter(|own| !own.is_empty())?;
            let other = by.as_deref().filter(|by| {
                path::same_kind_of_device(by, device)
                    && by.starts_with("/dev/disk/")
                    && !path::same_device(by, device)
            });
            if let Some(by) = other.filter(|_| own == name) {
                return Some(Miss {
                    wipe,
                    message: format!(
                        "the subvolume `{name}` of `{by}` is wiped, but `/` is on `{device}`"
                    ),
                    help: format!("mount `{device}` in the script"),
                });
            }
            // Seen from another subvolume than the topmost, a path is shorter or longer.
            let similar = |a: &str, b: &str| {
                a == b || a.ends_with(&format!("/{b}")) || b.ends_with(&format!("/{a}"))
            };
            let mounted = host
                .mounts
                .iter()
                .filter_map(Mount::subvolume)
                .any(|mounted| similar(mounted, name));
            (!mounted).then(|| Miss {
                wipe,
                message: format!("the subvolume `{name}` is wiped, but `{own}` is mounted at `/`"),
                help: format!("wipe `{own}`, or mount `{name}` at `/`"),
            })
        }
        WipeTarget::Tree { .. }
        | WipeTarget::Device(_)
        | WipeTarget::Path(_)
        | WipeTarget::Unclear => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{host, merge};

    fn found(script: &str, more: Value) -> Vec<String> {
        let mut config = json!({
            "fileSystems": {
                "/": { "device": "/dev/disk/by-label/main", "fsType": "btrfs", "options": ["subvol=@"] },
                "/home": { "device": "/dev/disk/by-label/main", "fsType": "btrfs", "options": ["subvol=@home"] },
                "/nix": { "device": "/dev/disk/by-label/nix", "fsType": "ext4" },
            },
            "boot": { "initrd": { "systemd": { "enable": true, "services": { "wipe": {
                "before": ["sysroot.mount"], "script": script } } } } },
            "environment": { "persistence": { "/nix/state": { "directories": ["/srv"] } } },
        });
        merge(&mut config, more);
        RULE.check(&host(config)).into_iter().map(|found| found.message).collect()
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn subvolumes() {
        let no = || json!({});
        let delete = |name: &str| {
            format!(
                "mount /dev/disk/by-label/main /m\nbtrfs subvolume delete /m/{name}\nbtrfs \
                subvolume create /m/{name}"
            )
        };
        assert_eq!(
            found(&delete("root"), no()),
            ["the subvolume `root` is wiped, but `@` is mounted at `/`"]
        );
        assert_eq!(found(&delete("@"), no()), NONE);
        assert_eq!(found(&delete("@home"), no()), NONE, "homes can be wiped on purpose");
        assert_eq!(found(&delete("x/@"), no()), NONE);
        assert_eq!(found(&delete("$name"), no()), NONE);
        assert_eq!(found("", no()), NONE);
        let nothing =
            json!({ "environment": { "persistence": { "/nix/state": { "directories": [] } } } });
        assert_eq!(found(&delete("root"), nothing), NONE);
        let unknown = json!({ "fileSystems": { "/": { "options": { "?": "x" } } } });
        assert_eq!(found(&delete("root"), unknown), NONE);
        let other = delete("@").replace("main", "other");
        assert_eq!(found(&other, no()).len(), 1, "another device");
    }

    #[test]
    fn datasets() {
        let root = json!({ "fileSystems": { "/": { "device": "rpool/root", "fsType": "zfs" },
            "/var": { "device": "rpool/var", "fsType": "zfs" } } });
        let message = "the dataset `rpool/local/root` is rolled back, but `rpool/root` is mounted \
            at `/`";
        assert_eq!(found("zfs rollback -r rpool/local/root@blank", root.clone()), [message]);
        assert_eq!(found("zfs rollback -r rpool/root@blank", root.clone()), NONE);
        assert_eq!(found("zfs rollback -r rpool/var@blank", root.clone()), NONE, "it is mounted");
        assert_eq!(found("zfs rollback -r rpool/x@b; zfs rollback -r rpool/root@b", root), NONE);
    }
}
