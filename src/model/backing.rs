//! Where a path really is, through mounts, binds and links, and so whether it is kept over a boot.

use super::{
    Certainty, Doubt, EtcFile, HomeFile, HomeTarget, Host, Mount, PersistenceEntry, Source, path,
};

/// What holds the data of a path.
#[derive(Clone, Debug)]
pub enum Backing<'h> {
    /// A filesystem; [`Mount::ephemeral`] says whether it lasts.
    Mount(&'h Mount),
    /// A filesystem every machine makes anew at boot: `/run`, `/tmp`.
    Volatile,
    /// The configuration itself: `environment.etc`.
    Declared,
    /// The configuration itself: `home.file` of home-manager.
    Linked,
    /// A secret of this option, which is decrypted anew at every boot: `sops.secrets`.
    Decrypted(&'static str),
    /// Not known.
    Unknown,
}

/// Whether a path is kept over a boot.
#[derive(Clone, Debug)]
pub struct Kept<'h> {
    /// Yes, no, or not known. Unknown counts as kept.
    pub certainty: Certainty,
    /// The entries that lead to where the data is, outermost first.
    pub through: Vec<&'h PersistenceEntry>,
    /// Where the path is in the end.
    pub physical: String,
    /// What holds it.
    pub backing: Backing<'h>,
    /// Why it is not known whether it is kept.
    pub doubt: Option<Doubt>,
}

impl Kept<'_> {
    /// The persistent root or mount point that keeps the path.
    #[must_use]
    pub fn by(&self) -> Option<String> {
        if self.certainty != Certainty::Yes {
            return None;
        }
        match (self.through.first(), &self.backing) {
            (Some(entry), _) => Some(entry.root.clone()),
            (None, Backing::Mount(mount)) => Some(mount.path.clone()),
            (None, Backing::Declared) => Some("environment.etc".to_owned()),
            (None, Backing::Linked) => Some("home.file".to_owned()),
            (None, Backing::Decrypted(option)) => Some((*option).to_owned()),
            _ => None,
        }
    }
}

/// Longer chains of binds are taken for circles.
const MAX_HOPS: usize = 16;

impl Host {
    /// Follows a path to where its data is.
    #[must_use]
    pub fn kept(&self, path: &str) -> Kept<'_> {
        let kept = self.follow(&path::normalize(path));
        // With a mutable overlay, what is written to /etc is in the upper layer.
        let overlay = &self.settings.etc_overlay;
        let rest = path::rest(path, "/etc")
            .filter(|_| kept.certainty == Certainty::No && !overlay.is(&false));
        let Some(rest) = rest else { return kept };
        if let Some(doubt) = overlay.doubt() {
            return Kept { certainty: Certainty::Unknown, doubt: Some(doubt.clone()), ..kept };
        }
        let upper = self.follow(&format!("/.rw-etc/upper{rest}"));
        if upper.certainty == Certainty::No { kept } else { upper }
    }

    /// The filesystem with the deepest mount point at or above a path, bind mounts aside.
    #[must_use]
    pub fn mount_over(&self, path: &str) -> Option<&Mount> {
        let covers = |mount: &&Mount| {
            !mount.may && !mount.is_bind() && path::is_at_or_below(path, &mount.path)
        };
        self.mounts.iter().filter(covers).max_by_key(|mount| mount.path.len())
    }

    /// The deepest entry that covers a path.
    #[must_use]
    pub fn entry_over(&self, path: &str) -> Option<&PersistenceEntry> {
        self.entries
            .iter()
            .filter(|entry| !entry.may && entry.covers(path))
            .max_by_key(|entry| entry.path.len())
    }

    /// An entry that keeps a part of a path, that of a script aside.
    #[must_use]
    pub fn entry_below(&self, path: &str) -> Option<&PersistenceEntry> {
        self.entries
            .iter()
            .find(|entry| entry.source != Source::Script && path::is_below(&entry.path, path))
    }

    fn follow(&self, start: &str) -> Kept<'_> {
        let mut through: Vec<&PersistenceEntry> = Vec::new();
        let mut path = start.to_owned();
        for _ in 0..MAX_HOPS {
            let seen =
                |entry: &&PersistenceEntry| through.iter().any(|old| std::ptr::eq(*old, *entry));
            let covering = self.entries.iter().filter(|entry| !entry.may && entry.covers(&path));
            let entry = covering.filter(|entry| !seen(entry)).max_by_key(|entry| entry.path.len());
            let mount = self.mount_over(&path);
            let depth = entry.map_or(0, |entry| entry.path.len());
            let depth = depth.max(mount.map_or(0, |mount| mount.path.len()));
            if let Some(link) = self.home_link(&path).filter(|link| link.path.len() > depth) {
                let rest = path::rest(&path, &link.path).unwrap_or_default();
                match &link.leads_to {
                    HomeTarget::Outside(place) => {
                        path = path::normalize(&format!("{place}{rest}"));
                        continue;
                    }
                    HomeTarget::Store => {
                        let (certainty, backing) = (Certainty::Yes, Backing::Linked);
                        return Kept { certainty, through, physical: path, backing, doubt: None };
                    }
                    HomeTarget::Unknown => {
                        let why = Doubt::from("where home-manager links it to is not known");
                        return unknown(why.at(link.span), through, path);
                    }
                }
            }
            let declared = if self.etc.iter().any(|file| !file.may && file.path == path) {
                Some(Backing::Declared)
            } else {
                self.secrets.option_for(&path).map(Backing::Decrypted)
            };
            match (entry, mount) {
                (Some(entry), mount)
                    if mount.is_none_or(|mount| mount.path.len() <= entry.path.len()) =>
                {
                    let rest = path::rest(&path, &entry.path).unwrap_or_default();
                    path = path::normalize(&format!("{}{rest}", entry.storage));
                    through.push(entry);
                }
                (_, mount) => {
                    return match (declared, mount) {
                        (Some(backing), _) => {
                            let certainty = Certainty::Yes;
                            Kept { certainty, through, physical: path, backing, doubt: None }
                        }
                        (None, Some(mount)) => self.on_mount(mount, through, path),
                        (None, None) => unknown("no filesystem is known to hold it", through, path),
                    };
                }
            }
        }
        unknown("its binds form a circle", through, path)
    }

    /// The deepest link of home-manager that a path goes through.
    fn home_link(&self, path: &str) -> Option<&HomeFile> {
        let leads = |file: &&HomeFile| file.is_link() && path::is_at_or_below(path, &file.path);
        self.home_files.iter().filter(leads).max_by_key(|file| file.path.len())
    }

    fn on_mount<'h>(
        &'h self,
        mount: &'h Mount,
        through: Vec<&'h PersistenceEntry>,
        path: String,
    ) -> Kept<'h> {
        let volatile = path::is_volatile(&path) && !path::is_volatile(&mount.path);
        let certainty = match mount.ephemeral.certainty {
            _ if volatile => Certainty::No,
            Certainty::Yes => Certainty::No,
            Certainty::No => Certainty::Yes,
            Certainty::Unknown => {
                let why = Doubt::from(mount.ephemeral.why.clone()).at(mount.ephemeral.span);
                return unknown(why, through, path);
            }
        };
        if certainty == Certainty::No {
            // On the way to here something that is not known may lead elsewhere.
            if let Some(doubt) = self.may_lead_elsewhere(&path, &mount.path) {
                return unknown(doubt, through, path);
            }
        }
        let backing = if volatile { Backing::Volatile } else { Backing::Mount(mount) };
        Kept { certainty, through, physical: path, backing, doubt: None }
    }

    /// Why something that is not known can hold a path whose deepest known mount point is this.
    #[must_use]
    pub fn may_lead_elsewhere(&self, path: &str, mount_point: &str) -> Option<Doubt> {
        if let Some(missing) = self.entries.missing_for(path) {
            return Some(missing.doubt());
        }
        if let Some(missing) = self.mounts.missing_for(path) {
            return Some(missing.doubt());
        }
        let opaque = |mount: &&Mount| {
            mount.is_bind()
                && mount.bind_source().is_none()
                && path::is_at_or_below(path, &mount.path)
                && mount.path.len() >= mount_point.len()
        };
        if let Some(mount) = self.mounts.iter().find(opaque) {
            let why = format!("the source of the bind mount `{}` is not known", mount.path);
            return Some(Doubt::from(why).at(mount.span));
        }
        let may = |span| {
            let why = "something that may hold it is defined under a condition that is not known";
            Some(Doubt::from(why).at(span))
        };
        let by_script = |span| Some(Doubt::from("a script may put it there").at(span));
        let deeper = |candidate: &str| candidate.len() >= mount_point.len();
        let perhaps =
            |entry: &&PersistenceEntry| entry.may && entry.covers(path) && deeper(&entry.path);
        if let Some(entry) = self.entries.iter().find(perhaps) {
            let is_put = entry.source == Source::Script;
            return if is_put { by_script(entry.span) } else { may(entry.span) };
        }
        let unclear = |mount: &&Mount| {
            (mount.may || mount.may_be_bind())
                && path::is_at_or_below(path, &mount.path)
                && deeper(&mount.path)
        };
        if let Some(mount) = self.mounts.iter().find(unclear) {
            return may(mount.span);
        }
        let perhaps = |file: &&HomeFile| {
            (file.may || file.recursive.known().is_none()) && path::is_at_or_below(path, &file.path)
        };
        if let Some(file) = self.home_files.iter().find(perhaps) {
            return may(file.span);
        }
        if path::is_at_or_below(path, "/etc") {
            if let Some(missing) = self.etc.missing.first() {
                return Some(missing.doubt());
            }
            let perhaps = |file: &&EtcFile| file.may && path::is_at_or_below(path, &file.path);
            if let Some(file) = self.etc.iter().find(perhaps) {
                return may(file.span);
            }
        }
        if !self.settings.zfs_pools.items.is_empty() || !self.settings.zfs_pools.is_complete() {
            return Some("ZFS may mount a dataset there".into());
        }
        let pool = path.split('/').nth(1)?;
        let zfs = |mount: &Mount| {
            let of_pool = |device: &String| device.split('/').next() == Some(pool);
            mount.fs_type.some().is_some_and(|fs_type| fs_type == "zfs")
                && mount.device.some().is_some_and(of_pool)
        };
        self.mounts.iter().any(zfs).then(|| "ZFS may mount a dataset there".into())
    }
}

fn unknown(doubt: impl Into<Doubt>, through: Vec<&PersistenceEntry>, physical: String) -> Kept<'_> {
    Kept {
        certainty: Certainty::Unknown,
        through,
        physical,
        backing: Backing::Unknown,
        doubt: Some(doubt.into()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{ephemeral, facts, host};

    fn kept(host: &Host, path: &str) -> Certainty {
        host.kept(path).certainty
    }

    #[test]
    fn a_bind_mount_of_an_unknown_source_may_hold_it() {
        let with = |device: serde_json::Value| {
            let bind = json!({ "device": device, "fsType": { "?": "x" }, "options": ["bind"] });
            host(json!({ "fileSystems": {
                "/": { "device": "none", "fsType": "tmpfs" }, "/nix": bind } }))
        };
        assert_eq!(kept(&with(json!({ "?": "x" })), "/nix/store"), Certainty::Unknown);
        assert_eq!(kept(&with(json!("/gone")), "/nix/store"), Certainty::No);
    }

    #[test]
    fn an_option_that_is_not_known_makes_no_bind_of_a_device() {
        let with = |device: &str, options: serde_json::Value| {
            let root = json!({ "device": "none", "fsType": "tmpfs", "options": options });
            let nix = json!({ "device": device, "fsType": "ext4", "options": options });
            host(json!({ "fileSystems": { "/": root, "/nix": nix } }))
        };
        let open = || json!(["noatime", { "?": "x" }]);
        for options in [open(), json!({ "?": "x" })] {
            let host = with("/dev/sda1", options.clone());
            assert_eq!(kept(&host, "/var/lib/x"), Certainty::No);
            assert_eq!(kept(&host, "/nix/store"), Certainty::Yes);
            assert_eq!(kept(&with("/gone", options), "/nix/store"), Certainty::Yes);
        }
        let wiped = host(json!({
            "fileSystems": { "/": { "device": "/dev/sda1", "fsType": "btrfs", "options": ["subvol=@", { "?": "x" }] } },
            "boot": { "initrd": { "systemd": { "enable": true, "services": { "wipe": {
                "script": "mount /dev/sda1 /m; btrfs subvolume delete /m/@" } } } } },
        }));
        assert_eq!(kept(&wiped, "/var/lib/x"), Certainty::No);
    }

    #[test]
    fn entries_cover_what_is_below() {
        let host = ephemeral(json!({ "environment": { "persistence": { "/persist": {
            "directories": ["/var/lib/a", { "directory": "/var/log/", "mode": "0700" }],
            "files": ["/etc/machine-id"],
        }}}}));
        assert_eq!(kept(&host, "/var/lib/a/b"), Certainty::Yes);
        assert_eq!(kept(&host, "/var/lib/ab"), Certainty::No);
        assert_eq!(kept(&host, "/var/log/journal"), Certainty::Yes);
        assert_eq!(kept(&host, "/etc/machine-id"), Certainty::Yes);
        assert_eq!(kept(&host, "/etc/machine-id/x"), Certainty::No);
        assert_eq!(kept(&host, "/nix/store"), Certainty::Yes);
        assert_eq!(kept(&host, "/run/x"), Certainty::No);
        assert_eq!(host.kept("/var/lib/a/b").by().as_deref(), Some("/persist"));
        assert_eq!(host.early("/var/lib/a"), Certainty::No);
        assert_eq!(host.early("/persist/var/lib/a"), Certainty::Yes);
        assert_eq!(host.early("/var/log"), Certainty::Yes);
    }

    #[test]
    fn hand_written_binds_and_links_are_followed() {
        let host = ephemeral(json!({
            "fileSystems": { "/var/lib/a": { "device": "/persist/a", "fsType": "none", "options": ["bind"] } },
            "systemd": {
                "mounts": [{ "what": "/persist/b", "where": "/var/lib/b", "options": "rw,bind" }],
                "tmpfiles": {
                    "rules": ["L+ /var/lib/c - - - - /persist/c", "L /var/lib/d - - - - /var/lib/e", "d /var/lib/f"],
                    "settings": { "x": { "/var/lib/g": { "L+": { "argument": "/persist/g" } } } },
                },
            },
            "environment": { "etc": {
                "h": { "source": "/persist/h" }, "i": { "text": "x" }, "j": { "source": "/nix/store/x" } } },
        }));
        for path in [
            "/var/lib/a",
            "/var/lib/b/x",
            "/var/lib/c/y",
            "/var/lib/g",
            "/etc/h",
            "/etc/i",
            "/etc/j",
        ] {
            assert_eq!(kept(&host, path), Certainty::Yes, "{path}");
        }
        for path in ["/var/lib/d", "/var/lib/f", "/etc/k"] {
            assert_eq!(kept(&host, path), Certainty::No, "{path}");
        }
    }

    #[test]
    fn what_is_not_known_may_keep_a_path() {
        let list = json!({ "environment": { "persistence": { "/persist": { "directories": ["/a", "…"] } } } });
        assert_eq!(kept(&ephemeral(list), "/b"), Certainty::Unknown);
        let user = json!({
            "environment": { "persistence": { "/persist": { "users": { "ann": { "directories": [{ "?": "x" }] } } } } },
            "users": { "users": { "ann": { "isNormalUser": true } } },
        });
        let host = ephemeral(user);
        assert_eq!(kept(&host, "/home/ann/.ssh"), Certainty::Unknown);
        assert_eq!(kept(&host, "/var/lib/a"), Certainty::No);
        let may = json!({ "environment": { "persistence": { "/persist": { "directories": {
            "?": "input `x` is not on disk", "may": ["/a"] } } } } });
        assert_eq!(kept(&ephemeral(may), "/a"), Certainty::Unknown);
        let pools = json!({ "boot": { "zfs": { "extraPools": ["tank"] } } });
        assert_eq!(kept(&ephemeral(pools), "/a"), Certainty::Unknown);
        let mut incomplete = facts(json!({ "fileSystems": { "/": { "fsType": "tmpfs" } } }));
        incomplete.complete = false;
        assert_eq!(kept(&Host::from_facts(&incomplete), "/a"), Certainty::Unknown);
        assert_eq!(kept(&Host::default(), "/a"), Certainty::Unknown);
    }

    #[test]
    fn only_what_is_wiped_is_lost() {
        let disk = json!({ "device": "/dev/sda1", "fsType": "btrfs", "options": ["subvol=/root"] });
        let wipe = |text: &str| {
            host(json!({
                "fileSystems": {
                    "/": disk, "/home": { "device": "/dev/sda1", "fsType": "btrfs", "options": ["subvol=home"] },
                    "/data": { "device": "pool/data", "fsType": "zfs" },
                },
                "boot": { "initrd": { "systemd": { "enable": true, "services": {
                    "wipe": { "script": text, "before": ["sysroot.mount"] } } } } },
            }))
        };
        let none = wipe("");
        assert_eq!(kept(&none, "/etc/x"), Certainty::Yes);
        let root = wipe("mount /dev/sda1 /mnt; btrfs subvolume delete /mnt/root");
        assert_eq!(kept(&root, "/etc/x"), Certainty::No);
        assert_eq!(kept(&root, "/home/x"), Certainty::Yes);
        let data = wipe("zfs rollback -r pool/data@blank");
        assert_eq!(kept(&data, "/etc/x"), Certainty::Yes);
        assert_eq!(kept(&data, "/data/x"), Certainty::No);
        let unclear = wipe("mount $1 /mnt; btrfs subvolume delete $2");
        assert_eq!(kept(&unclear, "/etc/x"), Certainty::Unknown);
        assert_eq!(kept(&unclear, "/home/x"), Certainty::Yes);
    }
}
