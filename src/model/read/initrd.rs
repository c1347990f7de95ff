//! `boot.initrd`

use std::borrow::Cow;

use super::{View, programs};
use crate::model::{
    Doubt, Fact, Hook, Initrd, InitrdSecret, InitrdUnit, Provenance, Release, Set, Versions, path,
};
use crate::source::Span;

const HOOKS: [(&str, &[&str]); 7] = [
    ("preLVMCommands", &["preLVMCommands"]),
    ("preDeviceCommands", &["preDeviceCommands"]),
    ("postDeviceCommands", &["postDeviceCommands"]),
    ("postResumeCommands", &["postResumeCommands"]),
    ("postMountCommands", &["postMountCommands"]),
    ("preFailCommands", &["preFailCommands"]),
    ("network.postCommands", &["network", "postCommands"]),
];

pub(super) fn read(config: View<'_>, versions: &Versions) -> Initrd {
    let view = config.at(&["boot", "initrd"]);
    let enable = view.at(&["systemd", "enable"]);
    let scripted = versions.locks_scripted_initrd();
    let default = |release| release >= Release::SYSTEMD_INITRD && !scripted;
    let systemd = match enable.bool(versions.nixos.map(default)) {
        // Another nixpkgs than the locked one was evaluated, whose default this may be.
        on @ Fact::Known(true, _) if scripted && on.span().is_none() => {
            Fact::unknown("the locked nixpkgs has another default")
        }
        known => known,
    };
    let mut hooks = Set::complete(Vec::new());
    for (option, path) in HOOKS {
        let hook = view.at(path);
        if !hook.is_there() {
            if hook.is_unknown() {
                hooks.may_have_more("other modules may set it", None);
            }
            continue;
        }
        match programs::text(hook) {
            Some(text) if text.trim().is_empty() => {}
            Some(text) if !hook.may => {
                let text = Fact::Known(text.into_owned(), Provenance { span: hook.span() });
                hooks.items.push(Hook { option, text, span: hook.name_span() });
            }
            _ => hooks.items.push(Hook {
                option,
                text: Fact::Unknown(programs::doubt(hook)),
                span: hook.name_span(),
            }),
        }
    }

    let mut units = Set::complete(Vec::new());
    for (name, unit) in view.at(&["systemd", "services"]).attrs(&mut units) {
        if !unit.is_attrs() {
            units.lacks(unit.reason(), unit.span());
            continue;
        }
        if unit.get("enable").bool(true).is(&false) {
            continue;
        }
        units.items.push(InitrdUnit {
            name: name.to_owned(),
            text: text(unit),
            before: unit.get("before").strings(),
            wanted_by: both(unit, &["wantedBy", "requiredBy", "upheldBy"]),
            requires: both(unit, &["requires", "bindsTo", "wants"]),
            default_dependencies: unit.at(&["unitConfig", "DefaultDependencies"]).bool_like(true),
            kind: unit.at(&["serviceConfig", "Type"]).string(),
            after: unit.get("after").strings(),
            path: unit.get("path").all_strings(),
            kernel_conditions: unit.at(&["unitConfig", "ConditionKernelCommandLine"]).strings(),
            span: unit.name_span(),
        });
    }
    let mut luks = Set::complete(Vec::new());
    for (name, device) in view.at(&["luks", "devices"]).attrs(&mut luks) {
        luks.items.push(device.get("name").text().unwrap_or(name).to_owned());
    }
    let options = view.get("systemd");
    let mut extra_bin = Set::complete(Vec::new());
    for (name, _) in options.get("extraBin").attrs(&mut extra_bin) {
        extra_bin.items.push(name.to_owned());
    }
    Initrd {
        systemd,
        root: options.get("root").string_or(Some("fstab")),
        hooks,
        units,
        extra_bin,
        packages: options.get("initrdBin").strings(),
        luks,
        secrets: secrets(view),
    }
}

/// Files that go into the initrd: a secret without a value is the file of its name.
fn secrets(view: View<'_>) -> Set<InitrdSecret> {
    let mut found = Set::complete(Vec::new());
    let mut add = |option, text: &str, span| {
        if text.starts_with('/') {
            let path = path::normalize(text);
            found.items.push(InitrdSecret { option, path, span });
        }
    };
    let mut lacks = Set::<()>::complete(Vec::new());
    for (name, secret) in view.get("secrets").attrs(&mut lacks) {
        match secret.text() {
            _ if secret.may => {}
            Some(text) => add("boot.initrd.secrets", text, secret.span()),
            None if !secret.is_set() => add("boot.initrd.secrets", name, secret.name_span()),
            None => {}
        }
    }
    let ssh = view.at(&["network", "ssh"]);
    if ssh.get("enable").bool(false).is(&true) {
        for key in ssh.get("hostKeys").items(&mut lacks).into_iter().filter(|key| !key.may) {
            if let Some(text) = key.text() {
                add("boot.initrd.network.ssh.hostKeys", text, key.span());
            }
        }
    }
    found.lacks_below(lacks, None);
    found
}

/// What several options list together.
fn both(unit: View<'_>, options: &[&str]) -> Set<String> {
    let mut all = Set::complete(Vec::new());
    for option in options {
        let mut one = unit.get(option).strings();
        all.items.append(&mut one.items);
        all.lacks_below(one, None);
    }
    all
}

/// What may run in the initrd, whatever its condition, and where it was written. A text is `None` when it is not known.
pub(super) fn texts(config: View<'_>) -> Vec<(Option<String>, Option<Span>)> {
    let view = config.at(&["boot", "initrd"]);
    let mut lacks = Set::<()>::complete(Vec::new());
    let hooks = HOOKS.iter().map(|(_, path)| view.at(path)).filter(|hook| hook.is_there());
    let mut texts: Vec<_> =
        hooks.map(|hook| (programs::text(hook).map(Cow::into_owned), hook.name_span())).collect();
    for (_, unit) in view.at(&["systemd", "services"]).attrs(&mut lacks) {
        if unit.is_attrs() && !unit.get("enable").bool(true).is(&false) {
            texts.push((commands(unit).ok(), unit.name_span()));
        }
    }
    texts
}

/// What the unit certainly runs.
fn text(unit: View<'_>) -> Fact<String> {
    match commands(unit) {
        Err(doubt) => Fact::Unknown(doubt),
        Ok(_) if unit.may => Fact::Unknown(unit.under_a_condition()),
        Ok(text) => Fact::Known(text, Provenance { span: unit.name_span() }),
    }
}

/// Script and commands of a unit. A program of the store is opaque.
fn commands(unit: View<'_>) -> Result<String, Doubt> {
    let mut text = String::new();
    let mut opaque = None;
    for script in [unit.get("preStart"), unit.get("script")] {
        match programs::text(script) {
            Some(script) => {
                text.push_str(&script);
                text.push('\n');
            }
            None if script.is_set() => opaque = Some(programs::doubt(script)),
            None => {}
        }
    }
    let scripted = !text.trim().is_empty();
    for (setting, script) in [("ExecStartPre", "preStart"), ("ExecStart", "script")] {
        // With `script`, NixOS puts a program made of it into `ExecStart`.
        let is_made = unit.get(script).text().is_some_and(|text| !text.trim().is_empty());
        let view = unit.at(&["serviceConfig", setting]);
        let mut lacks = Set::<()>::complete(Vec::new());
        let one = view.text().is_some() || view.partial().is_some();
        for command in if one { vec![view] } else { view.items(&mut lacks) } {
            let known = match command.text().filter(|_| is_made) {
                Some(program) => Some(program.into()),
                None => programs::text(command),
            };
            text.extend(
                known.as_deref().or(command.partial()).into_iter().flat_map(|known| [known, "\n"]),
            );
            match (known, command.partial()) {
                (Some(program), _)
                    if !scripted && is_program(&program) && !programs::is_script(command) =>
                {
                    let why = Doubt::from("its program is not in the configuration");
                    opaque = Some(why.at(command.span()));
                }
                (Some(_), _) => {}
                // The program is not known, but what it is told is.
                (None, Some(partial)) if is_rollback(partial) => {}
                (None, _) => opaque = Some(programs::doubt(command)),
            }
        }
        if let Some(missing) = lacks.missing.first().filter(|_| view.is_there()) {
            opaque.get_or_insert_with(|| missing.doubt());
        }
    }
    opaque.map_or(Ok(text), Err)
}

/// Whether a command rolls a dataset back, be its program known or not.
fn is_rollback(command: &str) -> bool {
    let mut words = command.split_whitespace().skip(1);
    words.next() == Some("rollback") && words.any(|word| word.contains('@') && !word.contains('«'))
}

/// Whether a command is nothing but a program, so that what it does is in the program.
fn is_program(command: &str) -> bool {
    let mut words = command.trim_start_matches(['-', '@', ':', '+', '!', '|']).split_whitespace();
    let program = words.next().unwrap_or_default();
    let base = program.rsplit('/').next().unwrap_or_default();
    !matches!(
        base,
        "zfs"
            | "btrfs"
            | "bcachefs"
            | "mount"
            | "umount"
            | "rm"
            | "find"
            | "mkdir"
            | "sh"
            | "bash"
            | "lvm"
    ) && !base.starts_with("mkfs")
}
