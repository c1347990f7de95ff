//! Real tmpfs, bind and overlay mounts. The test makes a mount namespace; where the kernel refuses one, it says so and looks at nothing.

use std::{fs, process::Output};

use serde_json::Value;

use crate::{
    namespace::{in_namespace, kernel_has, refused, say},
    support::{BINARY, lines, state},
};

/// A root in memory with a disk below it: binds of a directory and a file, an overlay, volatile filesystems, and a bind of the root in itself.
const MACHINE: &str = r#"
mkdir root disk
mount -t tmpfs -o mode=755 none root
mount -t tmpfs -o mode=755 none disk
mkdir -p disk/var/lib/foo disk/etc disk/over/{lower,upper,work}
mkdir -p root/{persist,nix/store,proc,tmp,run,etc,var/lib/{foo,foobar,part/{kept,lost,cache},loop},srv/over,var/{log,cache/foobar/keys},home/ann/.config/editor}
mount --bind disk root/persist
echo kept > disk/var/lib/foo/data
mount --bind root/persist/var/lib/foo root/var/lib/foo
echo id > disk/etc/machine-id
touch root/etc/machine-id
mount --bind root/persist/etc/machine-id root/etc/machine-id
mkdir -p disk/var/lib/part/kept
mount --bind root/persist/var/lib/part/kept root/var/lib/part/kept
echo x > root/var/lib/part/kept/x
mount -t tmpfs none root/tmp
echo x > root/tmp/x
if mount -t overlay overlay -o "lowerdir=$PWD/disk/over/lower,upperdir=$PWD/disk/over/upper,workdir=$PWD/disk/over/work" root/srv/over; then
  echo x > root/srv/over/x
else
  echo "no overlay here" >&2
fi
echo lost > root/var/lib/foobar/data
echo lost > root/var/lib/part/lost/a
echo lost > root/var/lib/part/lost/b
echo lost > root/var/lib/part/file
echo x > root/var/lib/part/cache/x
echo x > root/var/cache/x
echo lost > root/var/cache/foobar/keys/key
echo lost > root/srv/file
echo made > root/etc/passwd
ln -s /nix/store/x root/etc/hosts
ln -s /persist/x root/etc/link
echo lost > root/etc/foobar.key
echo lost > root/home/ann/.config/editor/settings
echo lost > root/home/ann/notes
mount --rbind root root/var/lib/loop
"#;

/// What is unprotected there, and nothing else.
const LOST: [&str; 8] = [
    "/etc/foobar.key services.foobar 1",
    "/home/ann/.config/editor - 1",
    "/home/ann/notes - 1",
    "/srv/file - 1",
    "/var/cache/foobar/keys services.foobar 1",
    "/var/lib/foobar services.foobar 1",
    "/var/lib/part/file services.part 1",
    "/var/lib/part/lost services.part 2",
];

fn run(script: &str) -> Option<Output> {
    let dir = tempfile::tempdir().unwrap();
    let entries =
        [("/var/lib/foo", false), ("/etc/machine-id", true), ("/var/lib/part/kept", false)];
    fs::write(dir.path().join("state.json"), state(&entries).to_string()).unwrap();
    let directory = dir.path().display();
    let output = in_namespace(&format!("cd '{directory}'\n{MACHINE}\n{script}"))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(!stderr.contains("cannot look at"), "{stderr}");
    if stderr.contains("no overlay here") {
        match kernel_has("overlay") {
            true => refused(&format!("the kernel refuses an overlay: {stderr}")),
            false => say("the kernel has no overlay"),
        }
    }
    Some(output)
}

#[test]
fn a_root_that_is_mounted_elsewhere() {
    let Some(output) =
        run(&format!("exec {BINARY} audit --root root --state state.json --format json"))
    else {
        return;
    };
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(lines(&document), LOST);
    assert_eq!(document["errors"], serde_json::json!([]));
}

#[test]
fn the_root_of_the_process() {
    let script = format!(
        "cp state.json disk/state.json
         mkdir root/lib root/lib64 root/usr root/bin
         for dir in lib lib64 usr bin; do [ ! -d /$dir ] || mount --rbind /$dir root/$dir; done
         mount --rbind /proc root/proc
         touch root/persist/program
         mount --bind {BINARY} root/persist/program
         exec chroot root /persist/program audit --state /persist/state.json --format json"
    );
    let Some(output) = run(&script) else { return };
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(lines(&document), LOST);
    assert_eq!(document["root"], "/");
}

/// An entry that was written but not switched to keeps nothing yet.
#[test]
fn an_entry_that_is_not_in_effect() {
    let script = format!(
        "cp state.json disk/state.json
         umount root/var/lib/foo
         echo lost > root/var/lib/foo/data
         mkdir root/lib root/lib64 root/usr root/bin
         for dir in lib lib64 usr bin; do [ ! -d /$dir ] || mount --rbind /$dir root/$dir; done
         mount --rbind /proc root/proc
         touch root/persist/program
         mount --bind {BINARY} root/persist/program
         exec chroot root /persist/program audit --state /persist/state.json"
    );
    let Some(output) = run(&script) else { return };
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find(|line| line.contains("/var/lib/foo/ ")).expect("it is listed");
    assert!(line.contains("its entry is not in effect yet"), "{line}");
}
