//! `boot.loader`, `swapDevices` and their like.

use super::View;
use crate::model::{Fact, Hibernation, Loaders, Set, Swap, path};

/// Loaders that write to the EFI system partition or to `/boot`.
const LOADERS: [(&str, &[&str]); 6] = [
    ("boot.loader.systemd-boot", &["loader", "systemd-boot"]),
    ("boot.loader.grub", &["loader", "grub"]),
    ("boot.loader.limine", &["loader", "limine"]),
    ("boot.loader.refind", &["loader", "refind"]),
    ("boot.loader.generic-extlinux-compatible", &["loader", "generic-extlinux-compatible"]),
    ("boot.lanzaboote", &["lanzaboote"]),
];

pub(super) fn read(config: View<'_>) -> Loaders {
    let boot = config.get("boot");
    let mut loaders = Loaders {
        directories: Set::complete(Vec::new()),
        external: boot.at(&["loader", "external", "enable"]).bool(false),
        ..Loaders::default()
    };
    if boot.at(&["kernel", "enable"]).bool(true).is(&false) {
        return loaders;
    }
    for (option, path) in LOADERS {
        let view = boot.at(path);
        if !view.get("enable").bool(false).is(&true) {
            continue;
        }
        // GRUB is on by default, and without a device it is only a module that nobody looked at.
        if option == "boot.loader.grub" {
            let devices = view.get("devices").strings();
            let device = view.get("device").text().is_some_and(|device| !device.is_empty());
            let mirrors = view.get("mirroredBoots");
            let mut paths = Set::<()>::complete(Vec::new());
            for mirror in mirrors.items(&mut paths) {
                add(mirror.get("path"), &mut loaders.directories);
            }
            if devices.items.is_empty() && !device {
                continue;
            }
        }
        loaders.enabled.push((option, view.get("enable").span()));
    }
    let extlinux = |(option, _): &(&str, _)| *option == "boot.loader.generic-extlinux-compatible";
    let grub = |(option, _): &(&str, _)| *option == "boot.loader.grub";
    if loaders.enabled.iter().any(|loader| !extlinux(loader) && !grub(loader)) {
        let esp = boot.at(&["loader", "efi", "efiSysMountPoint"]);
        if esp.is_there() {
            add(esp, &mut loaders.directories);
        } else if !esp.is_unknown() {
            loaders.directories.items.push("/boot".to_owned());
        }
    }
    if loaders.enabled.iter().any(|loader| extlinux(loader) || grub(loader)) {
        loaders.directories.items.push("/boot".to_owned());
    }
    let extended = boot.at(&["loader", "systemd-boot", "xbootldrMountPoint"]);
    if extended.is_set() {
        add(extended, &mut loaders.directories);
    }
    loaders.directories.items.sort();
    loaders.directories.items.dedup();
    loaders
}

fn add(view: View<'_>, directories: &mut Set<String>) {
    match view.text() {
        Some(text) if !view.may => directories.items.push(path::normalize(text)),
        _ => directories.lacks(view.reason(), view.span()),
    }
}

pub(super) fn hibernation(config: View<'_>) -> Hibernation {
    let mut swaps = Set::complete(Vec::new());
    for view in config.get("swapDevices").items(&mut swaps) {
        if view.is_unknown() || view.may {
            swaps.lacks(view.reason(), view.span());
            continue;
        }
        let label = view.get("label");
        let device = match view.get("device") {
            device if !device.is_set() && label.is_set() => {
                label.string().map(|label| label.map(|label| format!("/dev/disk/by-label/{label}")))
            }
            device => device.string(),
        };
        swaps.items.push(Swap {
            device,
            made: match view.get("size").int() {
                Fact::Known(size, provenance) => Fact::Known(size.is_some(), provenance),
                Fact::Unknown(doubt) => Fact::Unknown(doubt),
            },
            random_encryption: view.at(&["randomEncryption", "enable"]).bool(false),
            span: view.span(),
        });
    }
    let resume = config.at(&["boot", "resumeDevice"]).string();
    Hibernation {
        swaps,
        resume_device: resume.map(|device| device.filter(|device| !device.is_empty())),
        zfs_allows: config.at(&["boot", "zfs", "unsafeAllowHibernation"]).bool(false),
        protected: config.at(&["security", "protectKernelImage"]).bool(false),
        allowed: is_allowed(config.get("systemd")),
    }
}

/// What systemd says about hibernation. Releases before 26.05 have the text of its file
/// (nixos/modules/system/boot/systemd.nix).
fn is_allowed(systemd: View<'_>) -> Fact<bool> {
    const KEY: &str = "AllowHibernation";
    let sleep = systemd.get("sleep");
    let allows = |text: String| {
        let setting = |line: &str| {
            let (key, value) = line.split_once('=')?;
            (key.trim() == KEY).then(|| !matches!(value.trim(), "no" | "false" | "off" | "0"))
        };
        text.lines().filter_map(setting).next_back().unwrap_or(true)
    };
    let said = [
        systemd.at(&["targets", "hibernate", "enable"]).bool(true),
        sleep.at(&["settings", "Sleep", KEY]).bool_like(true),
        sleep.get("extraConfig").string().map(|text| allows(text.unwrap_or_default())),
    ];
    let forbids = said.iter().find(|said| said.is(&false));
    let decides = forbids.or_else(|| said.iter().find(|said| said.known().is_none()));
    decides.unwrap_or(&said[0]).clone()
}

/// Users who are logged in without a password.
pub(super) fn automatic_logins(config: View<'_>) -> Fact<Vec<String>> {
    let services = config.get("services");
    let auto = services.at(&["displayManager", "autoLogin"]);
    let mut users = Vec::new();
    let enabled = auto.get("enable").bool(false);
    let mut options = vec![services.at(&["getty", "autologinUser"])];
    if !enabled.is(&false) {
        options.push(auto.get("user"));
    }
    // Its settings are free, so that without nixpkgs one that nobody wrote is not known.
    let greetd = services.get("greetd");
    let session = greetd.at(&["settings", "initial_session", "user"]);
    if session.text().is_some() || greetd.get("enable").bool(false).is(&true) {
        options.push(session);
    }
    for option in options {
        match option.string() {
            Fact::Known(Some(user), _) => users.push(user),
            Fact::Known(None, _) => {}
            Fact::Unknown(doubt) => return Fact::Unknown(doubt),
        }
    }
    Fact::of_default(users)
}
