//! Places outside `fileSystems` that are empty after every boot.

use std::collections::BTreeMap;

use super::{Host, path};

/// A place that no boot leaves anything in, whatever the filesystems are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Volatile {
    /// The directory.
    pub path: String,
    /// The type of the filesystem, when it has one of its own.
    pub fs_type: Option<&'static str>,
    /// Why it is empty: a sentence without a verb, or an option.
    pub why: &'static str,
}

impl Host {
    /// `/run` and what is worth a word in it, and `/tmp` where the configuration empties it; sorted by path.
    #[must_use]
    pub fn volatile_places(&self) -> Vec<Volatile> {
        let mut found = BTreeMap::new();
        let mut add = |path: &str, fs_type, why| {
            found.insert(path.to_owned(), Volatile { path: path.to_owned(), fs_type, why });
        };
        add("/run", Some("tmpfs"), "in memory on every machine");
        let secrets = self.secrets.sops.secrets.iter().chain(&self.secrets.agenix.secrets);
        for place in secrets.filter_map(|secret| secret.path.some()) {
            let name = path::rest(place, "/run").and_then(|rest| rest.split('/').nth(1));
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                add(&format!("/run/{name}"), Some("tmpfs"), "secrets, decrypted at every boot");
            }
        }
        if !self.mounts.iter().any(|mount| mount.path == "/tmp") {
            if self.settings.tmp_in_memory.is(&true) {
                add("/tmp", Some("tmpfs"), "`boot.tmp.useTmpfs`");
            } else if self.settings.tmp_is_cleaned.is(&true) {
                add("/tmp", None, "`boot.tmp.cleanOnBoot`");
            }
        }
        found.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::model::testing::host;

    #[test]
    fn what_no_boot_leaves_anything_in() {
        let places = |config: Value| -> Vec<String> {
            host(config).volatile_places().into_iter().map(|place| place.path).collect()
        };
        assert_eq!(places(json!({})), ["/run"]);
        let cleaned = json!({ "boot": { "tmp": { "cleanOnBoot": true } } });
        assert_eq!(places(cleaned), ["/run", "/tmp"]);
        let both = json!({
            "boot": { "tmp": { "useTmpfs": true } },
            "fileSystems": { "/tmp": { "device": "/dev/sda1", "fsType": "ext4" } },
            "sops": { "secrets": {
                "a": { "path": "/run/secrets/a" }, "b": { "path": "/run/secrets/b" },
                "c": { "path": "/var/lib/c" } } },
        });
        assert_eq!(places(both), ["/run", "/run/secrets"]);
    }
}
