//! `check --live` on a machine that is this one: a root in memory with a storage, in a namespace.

use std::fs;

use serde_json::Value;

use crate::{namespace::in_namespace, support::BINARY};

const CONFIGURATION: &str = r#"{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/kept" "/var/lib/new" "/var/lib/none" ];
    files = [ "/etc/machine-id" ];
  };
}
"#;

/// What a machine has that was switched to an older configuration, without `/var/lib/new`, and on which somebody keeps notes.
const MACHINE: &str = r#"
mkdir root disk
mount -t tmpfs -o mode=755 none root
mount -t tmpfs -o mode=755 none disk
mkdir -p disk/var/lib/{kept,old} disk/etc root/{persist,proc,run,etc,srv/notes,var/lib/{kept,keptalso,new}}
mount --bind disk root/persist
mount -t tmpfs -o mode=755 none root/run
echo kept > disk/var/lib/kept/data
mount --bind root/persist/var/lib/kept root/var/lib/kept
echo id > disk/etc/machine-id
touch root/etc/machine-id
mount --bind root/persist/etc/machine-id root/etc/machine-id
echo left > disk/var/lib/old/data
echo mine > root/srv/notes/today
echo mine > root/var/lib/keptalso/data
echo new > root/var/lib/new/data
for dir in lib lib64 usr bin; do
  [ ! -d "/$dir" ] || { mkdir "root/$dir"; mount --rbind "/$dir" "root/$dir"; }
done
mount --rbind /proc root/proc
cp configuration.nix root/run
touch root/run/persist-lint
"#;

/// What a careful user does then.
const CARE: &str = r#"
rm -r root/srv/notes root/var/lib/keptalso disk/var/lib/old
mkdir disk/var/lib/new
mv root/var/lib/new/data disk/var/lib/new
mount --bind root/persist/var/lib/new root/var/lib/new
"#;

/// The findings of the three rules that look at the machine: rule and path.
fn found(document: &str) -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(document).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = document["diagnostics"].as_array().unwrap().iter();
    let mut found: Vec<_> = all
        .map(|found| (text(&found["rule"]), text(&found["path"])))
        .filter(|(rule, _)| {
            ["live-unpersisted", "stale-storage", "unmigrated-entry"].contains(&&**rule)
        })
        .collect();
    found.sort();
    found
}

#[test]
fn each_rule_speaks_of_its_own_and_is_silent_afterwards() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("configuration.nix"), CONFIGURATION).unwrap();
    let check = "chroot root /run/persist-lint check --live --mode offline --isolated --no-cache \
                 --format json --host run /run/configuration.nix || true";
    let output = in_namespace(&format!(
        "cd '{}'\n{MACHINE}\nmount --bind '{BINARY}' root/run/persist-lint\n{check}\necho ----\n{CARE}\n{check}\n",
        dir.path().display()
    ));
    let Some(output) = output else { return };
    let (text, stderr) = (String::from_utf8(output.stdout).unwrap(), output.stderr);
    let stderr = String::from_utf8_lossy(&stderr);
    assert!(output.status.success(), "{stderr}");
    let (before, after) = text.split_once("----\n").unwrap_or_else(|| panic!("{text}{stderr}"));
    let of = |rule: &str, path: &str| (rule.to_owned(), path.to_owned());
    assert_eq!(
        found(before),
        [
            of("live-unpersisted", "/srv/notes"),
            of("live-unpersisted", "/var/lib/keptalso"),
            of("stale-storage", "/persist/var/lib/old"),
            of("unmigrated-entry", "/var/lib/new"),
        ],
        "{stderr}"
    );
    assert_eq!(found(after), [], "{stderr}");
}
