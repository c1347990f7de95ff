//! Repairing while something goes wrong: killed, a full disk, files that others hold. Every file is the old text or the new one.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use persist_lint::check::{Change, write_changes};

const FILES: usize = 24;

/// A module with an entry that is there twice, and much else.
fn module(number: usize, twice: bool) -> String {
    let again = if twice { format!("    \"/srv/{number}/\"\n") } else { String::new() };
    let filler = "# What is not read takes its time as well.\n".repeat(2_000);
    format!(
        "{{\n  environment.persistence.\"/persist\".directories = [\n    \"/srv/{number}\"\n{again}  ];\n}}\n{filler}"
    )
}

fn name(number: usize) -> String {
    format!("m{number}.nix")
}

/// A machine whose modules all have something to repair.
fn project(dir: &Path) {
    let imports: String = (0..FILES).map(|number| format!(" ./{}", name(number))).collect();
    let machine = "fileSystems.\"/\" = { device = \"none\"; fsType = \"tmpfs\"; options = [ \"mode=755\" \"size=1G\" ]; };\n  fileSystems.\"/nix\" = { device = \"/dev/sda2\"; fsType = \"ext4\"; };\n  fileSystems.\"/persist\" = { device = \"/dev/sda1\"; fsType = \"ext4\"; neededForBoot = true; };\n  environment.persistence.\"/persist\".files = [ \"/etc/machine-id\" ];";
    fs::write(
        dir.join("configuration.nix"),
        format!("{{\n  imports = [{imports} ];\n  {machine}\n}}\n"),
    )
    .unwrap();
    (0..FILES).for_each(|number| fs::write(dir.join(name(number)), module(number, true)).unwrap());
}

fn fix(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_persist-lint"));
    command
        .args(["fix", "--format", "concise", "."])
        .current_dir(dir)
        .env_remove("PERSIST_LINT_NIXPKGS");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// How many files have the new text; each has that or the old one.
fn repaired(dir: &Path) -> usize {
    let is_new = |number: &usize| {
        let text = fs::read_to_string(dir.join(name(*number))).unwrap();
        assert!(
            text == module(*number, false) || text == module(*number, true),
            "{number}: {} bytes",
            text.len()
        );
        text == module(*number, false)
    };
    (0..FILES).filter(is_new).count()
}

fn temporaries(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "tmp")).collect()
}

#[test]
fn killed_at_any_moment() {
    let dir = tempfile::tempdir().unwrap();
    project(dir.path());
    let begin = Instant::now();
    assert!(fix(dir.path()).status().unwrap().code().is_some());
    assert_eq!(repaired(dir.path()), FILES, "all of it is repaired when nobody kills it");
    let whole = begin.elapsed();
    let mut rounds = 0;
    while rounds < 4 || (rounds < 40 && begin.elapsed() < Duration::from_secs(6)) {
        project(dir.path());
        let mut child = fix(dir.path()).spawn().unwrap();
        // Writing begins when there are temporaries; before, nothing can happen.
        let spawned = Instant::now();
        while temporaries(dir.path()).is_empty() && spawned.elapsed() < whole * 4 {
            if child.try_wait().unwrap().is_some() {
                break;
            }
        }
        std::thread::sleep(Duration::from_micros(700 * rounds));
        child.kill().unwrap();
        child.wait().unwrap();
        repaired(dir.path());
        // What is left behind is no Nix file, and in nobody's way.
        temporaries(dir.path()).iter().for_each(|file| fs::remove_file(file).unwrap());
        rounds += 1;
    }
    let last = fix(dir.path()).output().unwrap();
    assert_eq!(repaired(dir.path()), FILES, "{}", String::from_utf8_lossy(&last.stderr));
    assert_eq!(temporaries(dir.path()), [] as [PathBuf; 0]);
}

/// Modules of more bytes than a file may have: the disk is full in the middle of the first.
#[test]
fn a_full_disk() {
    let dir = tempfile::tempdir().unwrap();
    project(dir.path());
    let fix = fix(dir.path());
    let mut limited = Command::new("sh");
    // The shell counts blocks of 512 or of 1024 bytes. The signal is ignored, so that writing fails.
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$@\"", "sh"])
        .arg(fix.get_program())
        .args(fix.get_args());
    limited.current_dir(dir.path()).env_remove("PERSIST_LINT_NIXPKGS").stdout(Stdio::null());
    let output = limited.output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.starts_with("error: cannot write ") && message.contains(".nix"), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert_eq!(repaired(dir.path()), 0);
    assert_eq!(temporaries(dir.path()), [] as [PathBuf; 0]);
}

fn change(path: PathBuf) -> Change {
    Change { path, old: "old".to_owned(), new: "new".to_owned() }
}

/// Writes two files, of which something is wrong with the second: the first stays, too.
#[track_caller]
fn refuses(spoil: impl FnOnce(&Path), why: &str) {
    let dir = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(dir.path()).unwrap();
    let (first, second) = (root.join("a.nix"), root.join("b.nix"));
    fs::write(&first, "old").unwrap();
    fs::write(&second, "old").unwrap();
    spoil(&second);
    let error =
        write_changes(&root, &[change(first.clone()), change(second)]).unwrap_err().to_string();
    assert!(error.contains("b.nix") && error.contains(why), "{error}");
    assert_eq!(fs::read_to_string(first).unwrap(), "old");
    assert_eq!(temporaries(&root), [] as [PathBuf; 0]);
}

#[test]
fn what_is_not_ours_to_write() {
    refuses(|file| fs::write(file, "of somebody else").unwrap(), "it was changed in the meantime");
    refuses(
        |file| fs::set_permissions(file, fs::Permissions::from_mode(0o444)).unwrap(),
        "it is read-only",
    );
    refuses(|file| fs::remove_file(file).unwrap(), "there is nothing at");
    let outside = tempfile::tempdir().unwrap();
    let real = outside.path().join("real.nix");
    fs::write(&real, "old").unwrap();
    let link = |file: &Path| {
        fs::remove_file(file).unwrap();
        symlink(&real, file).unwrap();
    };
    refuses(link, "it is not a file of the project");
    assert_eq!(fs::read_to_string(&real).unwrap(), "old");
}

/// Of root, a directory that cannot be written is one that is not there any more.
#[test]
fn a_directory_that_cannot_be_written() {
    let dir = tempfile::tempdir().unwrap();
    project(dir.path());
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let writable = fs::write(dir.path().join("probe"), "").is_ok();
    let output = fix(dir.path()).output().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    if writable {
        assert_eq!(repaired(dir.path()), FILES, "{message}");
        return;
    }
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.starts_with("error: cannot write "), "{message}");
    assert_eq!(repaired(dir.path()), 0);
}
