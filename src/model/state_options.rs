//! Options that decide whether lost state matters.

use super::fact::{Fact, Set};
use crate::source::Span;

/// What rules about state ask for beside the state itself.
#[derive(Clone, Debug, Default)]
pub struct StateOptions {
    /// Timers that make up for runs that were missed, which they know from `/var/lib/systemd/timers`.
    pub persistent_timers: Vec<Timer>,
    /// Whether NetworkManager gets connections from the configuration.
    pub declared_connections: bool,
    /// Whether printers are declared.
    pub declared_printers: bool,
    /// `services.usbguard.rules`, when they are in the configuration.
    pub usbguard_rules: Fact<Option<String>>,
    /// The servers certificates are asked from.
    pub acme_servers: Vec<String>,
    /// Where `security.acme.certs` was written.
    pub acme_span: Option<Span>,
    /// What jobs of restic and borg copy to another place.
    pub backed_up: Vec<String>,
    /// `services.journald.upload.enable`
    pub journal_upload: Fact<bool>,
    /// Engines of OCI containers that are declared, where all that these are given are directories of the machine.
    pub given_directories: Vec<&'static str>,
    /// Rules of tmpfiles for a directory `private`: path and mode.
    pub private_modes: Vec<(String, Option<String>)>,
    /// What may give a directory `private` its mode unseen: scripts of the activation with such a name, rules that are not known.
    pub private_unclear: Set<()>,
    /// Entries of what is switched off: the path, and the option that is off.
    pub orphans: Vec<(String, String)>,
    /// Files that their programs replace by renamed copies.
    pub replaced: Vec<ReplacedFile>,
    /// Entries in a directory `private` whose parents are made with mode 0700.
    pub private_parents: Vec<String>,
}

/// A file that its program replaces by a renamed copy.
#[derive(Clone, Debug)]
pub struct ReplacedFile {
    /// Its path, in which a component `*` stands for any one.
    pub pattern: String,
    /// Which record of [`replaced_files`](super::knowledge::Knowledge::replaced_files) speaks of it.
    pub record: usize,
}

impl ReplacedFile {
    /// Whether it is at a path.
    #[must_use]
    pub fn is_at(&self, path: &str) -> bool {
        let (mut expected, mut given) = (self.pattern.split('/'), path.split('/'));
        loop {
            match (expected.next(), given.next()) {
                (None, None) => return true,
                (Some("*"), Some(component)) if !component.is_empty() => {}
                (expected, given) if expected == given => {}
                _ => return false,
            }
        }
    }
}

/// A `systemd.timers.<name>` with `Persistent=`.
#[derive(Clone, Debug)]
pub struct Timer {
    /// Its name; without nixpkgs it can be the beginning of the names of several.
    pub name: String,
    /// Where the project defines it. For those of NixOS it is the entry that is missing which several machines share.
    pub span: Option<Span>,
}

/// Options that make NixOS define timers with `Persistent=`: what their names begin with, the switch, and the option that says
/// no to `Persistent=`.
pub(super) const TIMER_SWITCHES: [(&str, &str, Option<&str>); 9] = [
    ("bcachefs-scrub", "services.bcachefs.autoScrub.enable", None),
    ("btrfs-scrub", "services.btrfs.autoScrub.enable", None),
    ("nh-clean", "programs.nh.clean.enable", None),
    ("nix-gc", "nix.gc.automatic", Some("nix.gc.persistent")),
    ("nix-optimise", "nix.optimise.automatic", Some("nix.optimise.persistent")),
    ("nixos-upgrade", "system.autoUpgrade.enable", Some("system.autoUpgrade.persistent")),
    ("podman-prune", "virtualisation.podman.autoPrune.enable", None),
    ("zfs-scrub", "services.zfs.autoScrub.enable", None),
    ("zfs-snapshot", "services.zfs.autoSnapshot.enable", None),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_component_stands_for_one() {
        let is_at = |pattern: &str, path: &str| {
            ReplacedFile { pattern: pattern.to_owned(), record: 0 }.is_at(path)
        };
        assert!(is_at("/etc/cups/*", "/etc/cups/printers.conf"));
        assert!(!is_at("/etc/cups/*", "/etc/cups/ssl/x"));
        assert!(!is_at("/etc/cups/*", "/etc/cups"));
        let prefs = "/home/ann/.mozilla/firefox/*/prefs.js";
        assert!(is_at(prefs, "/home/ann/.mozilla/firefox/a.default/prefs.js"));
        assert!(!is_at(prefs, "/home/ann/.mozilla/firefox/prefs.js"));
    }
}
