//! Options about what keeps a machine going: how it boots, is updated, cleaned and looked after.

use super::fact::Fact;

/// Options that rules about small matters ask for. What only nixpkgs decides is not known without it.
#[derive(Clone, Debug, Default)]
pub struct Upkeep {
    /// `boot.loader.systemd-boot.enable`
    pub systemd_boot: Fact<bool>,
    /// `boot.lanzaboote.enable`
    pub lanzaboote: Fact<bool>,
    /// `boot.loader.generic-extlinux-compatible.enable`: a small board.
    pub extlinux: Fact<bool>,
    /// `services.timesyncd.enable`
    pub timesyncd: Fact<bool>,
    /// `services.cloud-init.enable`
    pub cloud_init: Fact<bool>,
    /// `services.gvfs.enable`: file managers show mounts.
    pub gvfs: Fact<bool>,
    /// `services.fstrim.enable`
    pub fstrim: Fact<bool>,
    /// `systemd.coredump.enable`
    pub coredumps: Fact<bool>,
    /// `systemd.coredump.settings.Coredump.Storage`
    pub coredump_storage: Fact<Option<String>>,
    /// `users.manageLingering`
    pub manages_lingering: Fact<bool>,
    /// `security.sudo.enable`
    pub sudo: Fact<bool>,
    /// `security.sudo.wheelNeedsPassword`
    pub sudo_asks: Fact<bool>,
    /// `security.sudo.extraConfig`
    pub sudo_config: Fact<Option<String>>,
    /// `nix.channel.enable`
    pub channels: Fact<bool>,
    /// `system.autoUpgrade.enable`
    pub upgrades: Fact<bool>,
    /// `system.autoUpgrade.flake`
    pub upgrade_flake: Fact<Option<String>>,
    /// `programs.fuse.userAllowOther`
    pub fuse_for_others: Fact<bool>,
    /// `programs.nh.flake`
    pub nh_flake: Fact<Option<String>>,
}
