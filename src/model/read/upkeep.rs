//! See [`Upkeep`].

use super::View;
use crate::model::Upkeep;

pub(super) fn read(config: View<'_>) -> Upkeep {
    let boot = config.get("boot");
    let services = config.get("services");
    let coredump = config.at(&["systemd", "coredump"]);
    let sudo = config.at(&["security", "sudo"]);
    let upgrade = config.at(&["system", "autoUpgrade"]);
    Upkeep {
        systemd_boot: boot.at(&["loader", "systemd-boot", "enable"]).bool(None),
        lanzaboote: boot.at(&["lanzaboote", "enable"]).bool(false),
        extlinux: boot.at(&["loader", "generic-extlinux-compatible", "enable"]).bool(None),
        timesyncd: services.at(&["timesyncd", "enable"]).bool(None),
        cloud_init: services.at(&["cloud-init", "enable"]).bool(false),
        gvfs: services.at(&["gvfs", "enable"]).bool(None),
        fstrim: services.at(&["fstrim", "enable"]).bool(None),
        coredumps: coredump.get("enable").bool(true),
        coredump_storage: coredump.at(&["settings", "Coredump", "Storage"]).string(),
        manages_lingering: config.at(&["users", "manageLingering"]).bool(None),
        sudo: sudo.get("enable").bool(true),
        sudo_asks: sudo.get("wheelNeedsPassword").bool(true),
        sudo_config: sudo.get("extraConfig").string_or(Some("")),
        channels: config.at(&["nix", "channel", "enable"]).bool(true),
        upgrades: upgrade.get("enable").bool(false),
        upgrade_flake: upgrade.get("flake").string(),
        fuse_for_others: config.at(&["programs", "fuse", "userAllowOther"]).bool(false),
        nh_flake: config.at(&["programs", "nh", "flake"]).string(),
    }
}
