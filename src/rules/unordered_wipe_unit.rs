//! See `lints/unordered-wipe-unit.md`.

use super::{Fixable, Rule, Sink, proposals};
use crate::{
    diagnostic::{Intent, Proposal, Safety, Severity},
    model::{Certainty, Host, InitrdUnit, Mode, Mount, Script, WipeRunner, WipeTarget},
};

pub(super) static RULE: Rule = Rule {
    id: "unordered-wipe-unit",
    summary: "nothing makes the unit that wipes the root run at the right time",
    doc: include_str!("../../lints/unordered-wipe-unit.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// What comes before the root is mounted, so that what is before it is as well.
const BEFORE_ROOT: [&str; 5] = [
    "sysroot.mount",
    "local-fs-pre.target",
    "initrd-root-device.target",
    "systemd-fsck-root.service",
    "systemd-repart.service",
];

/// Targets of the second stage, which the initrd does not reach.
const NOT_IN_INITRD: [&str; 4] =
    ["multi-user.target", "graphical.target", "default.target", "network-online.target"];

/// What a unit can come after without a device being there. The last two are on with the default dependencies.
const NO_DEVICE: [&str; 6] = [
    "local-fs-pre.target",
    "systemd-hibernate-resume.service",
    "systemd-udevd.service",
    "systemd-modules-load.service",
    "sysinit.target",
    "basic.target",
];

/// Programs that wait for a device or make one.
const WAIT: [&str; 9] = [
    "udevadm",
    "sleep",
    "zpool",
    "vgchange",
    "lvm",
    "cryptsetup",
    "mdadm",
    "bcachefs",
    "systemctl",
];

struct Fault {
    severity: Severity,
    message: String,
    reason: &'static str,
    help: String,
    proposal: Option<Proposal>,
}

fn check(host: &Host, sink: &mut Sink) {
    if !host.initrd.systemd.is(&true) {
        return;
    }
    let mut told: Vec<&str> = Vec::new();
    for wipe in host.wipes.iter().filter(|wipe| wipe.certainty == Certainty::Yes) {
        let WipeRunner::Unit(name) = &wipe.by else { continue };
        // What empties the mounted root comes after it, and what is mounted later has time.
        let early = |mount: &Mount| {
            mount.ephemeral.certainty == Certainty::Yes
                && mount.ephemeral.span == wipe.span
                && mount.in_initrd() == Certainty::Yes
        };
        let in_time = matches!(wipe.target, WipeTarget::Path(_)) || !host.mounts.iter().any(early);
        if told.contains(&name.as_str()) || in_time {
            continue;
        }
        told.push(name);
        let Some(unit) = host.initrd.units.iter().find(|unit| unit.name == *name) else { continue };
        let faults = [
            not_before_root(host, unit),
            not_started(host, unit),
            not_waited_for(unit),
            no_device(host, unit),
        ];
        let Some(fault) = faults.into_iter().flatten().next() else { continue };
        let diagnostic = sink
            .diagnostic_at(fault.severity, fault.message)
            .at(unit.span)
            .reason(fault.reason)
            .help(fault.help)
            .propose(fault.proposal);
        sink.report(diagnostic);
    }
}

/// Whether another unit of the initrd names this one.
fn is_named(host: &Host, unit: &InitrdUnit, by: impl Fn(&InitrdUnit) -> Vec<&String>) -> bool {
    let name = format!("{}.service", unit.name);
    host.initrd.units.iter().any(|other| by(other).iter().any(|named| **named == name))
}

fn not_before_root(host: &Host, unit: &InitrdUnit) -> Option<Fault> {
    let ordered = unit.before.iter().any(|name| BEFORE_ROOT.contains(&name.as_str()));
    let known = unit.before.is_complete() && host.initrd.units.is_complete();
    if !known || ordered || is_named(host, unit, |other| other.after.iter().collect()) {
        return None;
    }
    Some(Fault {
        severity: Severity::Error,
        message: format!("`{}.service` is not ordered before the root is mounted", unit.name),
        reason: "systemd starts both at the same time: the root is wiped while it is mounted or after, or not at all",
        help: "add `before = [ \"sysroot.mount\" ];`".to_owned(),
        proposal: listed(unit, "before", "sysroot.mount"),
    })
}

fn not_started(host: &Host, unit: &InitrdUnit) -> Option<Fault> {
    let started = unit.wanted_by.iter().any(|name| !NOT_IN_INITRD.contains(&name.as_str()));
    let known = unit.wanted_by.is_complete() && host.initrd.units.is_complete();
    if !known || started || is_named(host, unit, |other| other.requires.iter().collect()) {
        return None;
    }
    Some(Fault {
        severity: RULE.severity,
        message: format!(
            "nothing in the initrd starts `{}.service`, so nothing is wiped",
            unit.name
        ),
        reason: "a unit runs when another wants it, and no unit of the initrd wants this one",
        help: "add `wantedBy = [ \"initrd.target\" ];`".to_owned(),
        proposal: listed(unit, "wantedBy", "initrd.target"),
    })
}

fn not_waited_for(unit: &InitrdUnit) -> Option<Fault> {
    let kind = unit.kind.known()?.as_deref().unwrap_or("simple");
    matches!(kind, "simple" | "exec" | "idle").then(|| Fault {
        severity: RULE.severity,
        message: format!("filesystems are mounted while `{}.service` still wipes them", unit.name),
        reason: "without `Type = \"oneshot\"` systemd goes on as soon as the script has begun, and `before` does not wait for its end",
        help: "add `serviceConfig.Type = \"oneshot\";`".to_owned(),
        proposal: unit.span.map(|name| Proposal {
            title: format!("let `{}.service` end before what comes after it", unit.name),
            safety: Safety::Safe,
            intents: vec![Intent::SetAttribute {
                name,
                or: Vec::new(),
                option: vec!["services".to_owned(), unit.name.clone()],
                path: vec!["serviceConfig".to_owned(), "Type".to_owned()],
                value: "\"oneshot\"".to_owned(),
            }],
        }),
    })
}

fn no_device(host: &Host, unit: &InitrdUnit) -> Option<Fault> {
    let after: Vec<&String> = unit.after.iter().chain(&unit.requires).collect();
    if !unit.after.is_complete() || !unit.requires.is_complete() {
        return None;
    }
    if let Some(fault) = wrong_name(host, unit, &after) {
        return Some(fault);
    }
    let text = unit.text.known()?;
    let waits = Script::read(text).programs().iter().any(|name| WAIT.contains(name));
    let loops = ["while ", "until "].iter().any(|word| text.contains(word));
    let ordered = after.iter().any(|name| !NO_DEVICE.contains(&name.as_str()));
    if ordered || waits || loops || !unit.default_dependencies.is(&false) {
        return None;
    }
    Some(Fault {
        severity: RULE.severity,
        message: format!("`{}.service` does not wait for the device it works on", unit.name),
        reason: "it starts as early as it can, often before the kernel has found the disk or it is unlocked, and then fails",
        help: "name the device in `requires` and `after`: `dev-disk-by\\\\x2dlabel-….device`, \
            `systemd-cryptsetup@….service`, `zfs-import-….service`"
            .to_owned(),
        proposal: None,
    })
}

/// One more name in a list of a unit.
fn listed(unit: &InitrdUnit, list: &str, name: &str) -> Option<Proposal> {
    let title = format!("add `{name}` to `{list}` of `{}.service`", unit.name);
    proposals::strings(
        title,
        unit.span,
        &["services", &unit.name],
        &[list],
        None,
        Some(name),
        Safety::Safe,
    )
}

/// Names of what waits for a device that nothing here has. systemd takes no offence at them.
fn wrong_name(host: &Host, unit: &InitrdUnit, after: &[&String]) -> Option<Fault> {
    let fault = |name: &str, is: String| Fault {
        severity: RULE.severity,
        message: format!("`{}.service` waits for `{name}`, which there is not", unit.name),
        reason: "systemd ignores an order between a unit and one that does not exist, so the disk may not be there yet",
        help: is,
        proposal: None,
    };
    if after.iter().any(|name| name.ends_with(".device")) {
        return None;
    }
    let luks: Vec<_> =
        after.iter().filter_map(|name| instance(name, "systemd-cryptsetup@")).collect();
    let devices = &host.initrd.luks;
    let known = devices.is_complete() && host.mode.is_some_and(Mode::has_nixpkgs);
    let escaped: Vec<String> = devices.iter().map(|name| escape(name)).collect();
    if known && !luks.is_empty() && !luks.iter().any(|name| escaped.iter().any(|own| own == name)) {
        let names: Vec<_> = escaped
            .iter()
            .map(|name| format!("`systemd-cryptsetup@{}.service`", name.replace('\\', "\\\\")))
            .collect();
        let is = match names.as_slice() {
            [] => "no device is opened in the initrd: remove it, and name the device that is wiped"
                .to_owned(),
            names => format!("what is opened in the initrd is {}", names.join(", ")),
        };
        return Some(fault(&format!("systemd-cryptsetup@{}.service", luks[0]), is));
    }
    let imports: Vec<_> = after.iter().filter_map(|name| instance(name, "zfs-import-")).collect();
    let pools: Vec<&str> = host
        .wipes
        .iter()
        .filter(|wipe| wipe.by == WipeRunner::Unit(unit.name.clone()))
        .filter_map(|wipe| {
            if let WipeTarget::Dataset(name) = &wipe.target { name.split('/').next() } else { None }
        })
        .collect();
    if let ([import, ..], [pool, ..]) = (imports.as_slice(), pools.as_slice())
        && !imports.iter().any(|import| pools.contains(import))
        && luks.is_empty()
    {
        return Some(Fault {
            message: format!(
                "`{}.service` waits for the pool `{import}`, and rolls back one of `{pool}`",
                unit.name
            ),
            ..fault("", format!("name `zfs-import-{pool}.service`"))
        });
    }
    None
}

fn instance<'n>(unit: &'n str, prefix: &str) -> Option<&'n str> {
    unit.strip_prefix(prefix)?.strip_suffix(".service")
}

/// As systemd writes a name into the name of a unit.
pub(super) fn escape(name: &str) -> String {
    let mut escaped = String::new();
    for (at, byte) in name.bytes().enumerate() {
        match byte {
            b'/' => escaped.push('-'),
            b'.' if at > 0 => escaped.push('.'),
            b':' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => escaped.push(byte as char),
            _ => escaped.push_str(&format!("\\x{byte:02x}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        model::testing::{host, merge},
        rules::tests::never_more_by_less_knowledge,
    };

    fn config(unit: Value, more: Value) -> Value {
        let mut wipe = json!({
            "script": "mount /dev/sda1 /m\nbtrfs subvolume delete -R /m/@",
            "wantedBy": ["initrd.target"],
            "before": ["sysroot.mount"],
            "after": ["dev-sda1.device"],
            "unitConfig": { "DefaultDependencies": "no" },
            "serviceConfig": { "Type": "oneshot" },
        });
        merge(&mut wipe, unit);
        let mut config = json!({
            "fileSystems": { "/": { "device": "/dev/sda1", "fsType": "btrfs", "options": ["subvol=@"] } },
            "boot": { "initrd": { "systemd": { "enable": true, "services": { "wipe": wipe } } } },
        });
        merge(&mut config, more);
        config
    }

    fn found(unit: Value, more: Value) -> Vec<Severity> {
        RULE.check(&host(config(unit, more))).iter().map(|found| found.severity).collect()
    }

    const NONE: [Severity; 0] = [];

    #[test]
    fn order_and_start() {
        assert_eq!(found(json!({}), json!({})), NONE);
        assert_eq!(found(json!({ "before": [] }), json!({})), [Severity::Error]);
        assert_eq!(
            found(json!({ "before": ["initrd-root-fs.target"] }), json!({})),
            [Severity::Error]
        );
        assert_eq!(found(json!({ "before": ["local-fs-pre.target"] }), json!({})), NONE);
        assert_eq!(found(json!({ "before": [{ "?": "x" }] }), json!({})), NONE);
        assert_eq!(found(json!({ "wantedBy": [] }), json!({})), [Severity::Warning]);
        assert_eq!(
            found(json!({ "wantedBy": ["multi-user.target"] }), json!({})),
            [Severity::Warning]
        );
        assert_eq!(
            found(json!({ "wantedBy": [], "requiredBy": ["initrd.target"] }), json!({})),
            NONE
        );
        assert_eq!(
            found(json!({ "serviceConfig": { "Type": null } }), json!({})),
            [Severity::Warning]
        );
        assert_eq!(found(json!({ "serviceConfig": { "Type": { "?": "x" } } }), json!({})), NONE);
        let other = json!({ "boot": { "initrd": { "systemd": { "services": { "next": {
            "after": ["wipe.service"], "wants": ["wipe.service"] } } } } } });
        assert_eq!(found(json!({ "before": [], "wantedBy": [] }), other), NONE);
    }

    #[test]
    fn devices() {
        let early = || json!({ "after": ["local-fs-pre.target"] });
        assert_eq!(found(early(), json!({})), [Severity::Warning]);
        assert_eq!(found(json!({ "after": [], "requires": ["dev-sda1.device"] }), json!({})), NONE);
        assert_eq!(found(json!({ "after": ["initrd-root-device.target"] }), json!({})), NONE);
        let mut default = early();
        merge(&mut default, json!({ "unitConfig": { "DefaultDependencies": true } }));
        assert_eq!(found(default, json!({})), NONE);
        let mut waits = early();
        merge(
            &mut waits,
            json!({ "script": "udevadm settle\nmount /dev/sda1 /m\nbtrfs subvolume delete -R /m/@" }),
        );
        assert_eq!(found(waits, json!({})), NONE);
    }

    #[test]
    fn names_of_devices() {
        let luks = |name: &str| json!({ "after": [format!("systemd-cryptsetup@{name}.service")] });
        let opened =
            || json!({ "boot": { "initrd": { "luks": { "devices": { "crypt-root": {} } } } } });
        assert_eq!(found(luks("crypt\\x2droot"), opened()), NONE);
        assert_eq!(found(luks("cryptroot"), opened()), [Severity::Warning]);
        assert_eq!(
            found(luks("crypt-root"), opened()),
            [Severity::Warning],
            "it has another name when escaped"
        );
        let unknown = json!({ "boot": { "initrd": { "luks": { "devices": { "?": "x" } } } } });
        assert_eq!(found(luks("cryptroot"), unknown), NONE);
        let pool = |name: &str| {
            let unit = json!({ "script": "zfs rollback -r tank/root@blank", "after": [format!("zfs-import-{name}.service")] });
            let root = json!({ "device": "tank/root", "fsType": "zfs" });
            found(unit, json!({ "fileSystems": { "/": root } }))
        };
        assert_eq!(pool("tank"), NONE);
        assert_eq!(pool("rpool"), [Severity::Warning]);
    }

    #[test]
    fn silent_about_what_is_unknown() {
        never_more_by_less_knowledge(&config(json!({ "before": [] }), json!({})));
        never_more_by_less_knowledge(&config(json!({ "after": [] }), json!({})));
    }
}
