//! Repairing while something goes wrong: killed, a full disk, files that others hold. Every file is the old text or the new one.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
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

/// Repairs a project again and again, and sends a signal in the middle of writing, each time a bit later.
fn signalled(dir: &Path, signal: Signal, mut after: impl FnMut(ExitStatus)) {
    project(dir);
    let begin = Instant::now();
    assert!(fix(dir).status().unwrap().code().is_some());
    assert_eq!(repaired(dir), FILES, "all of it is repaired when nobody kills it");
    let whole = begin.elapsed();
    let mut rounds = 0;
    while rounds < 4 || (rounds < 40 && begin.elapsed() < Duration::from_secs(6)) {
        project(dir);
        let mut child = fix(dir).spawn().unwrap();
        // Writing begins when there are temporaries; before, nothing can happen.
        let spawned = Instant::now();
        while temporaries(dir).is_empty() && spawned.elapsed() < whole * 4 {
            if child.try_wait().unwrap().is_some() {
                break;
            }
        }
        std::thread::sleep(Duration::from_micros(700 * rounds));
        // It may be done by now.
        let _ = kill(Pid::from_raw(child.id().cast_signed()), signal);
        after(child.wait().unwrap());
        rounds += 1;
    }
}

/// Ctrl-C ends it when all that it began to write is written.
#[cfg(target_os = "linux")]
#[test]
fn interrupted_at_any_moment() {
    let dir = tempfile::tempdir().unwrap();
    let mut ended = 0;
    signalled(dir.path(), Signal::SIGINT, |status| {
        let repaired = repaired(dir.path());
        assert!(repaired == 0 || repaired == FILES, "{repaired} files");
        assert_eq!(temporaries(dir.path()), [] as [PathBuf; 0]);
        ended += usize::from(status.code() == Some(130));
    });
    assert!(ended > 0, "it was asked to end while it wrote");
}

#[test]
fn killed_at_any_moment() {
    let dir = tempfile::tempdir().unwrap();
    signalled(dir.path(), Signal::SIGKILL, |_| {
        repaired(dir.path());
        // What is left behind is no Nix file, and in nobody's way.
        temporaries(dir.path()).iter().for_each(|file| fs::remove_file(file).unwrap());
    });
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

/// The bits of the mode, and the owner where we may give it: as root.
#[test]
fn mode_and_owner_stay() {
    let dir = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(dir.path()).unwrap();
    let file = root.join("a.nix");
    fs::write(&file, "old").unwrap();
    let given = std::os::unix::fs::chown(&file, Some(12_345), Some(23_456)).is_ok();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o4750)).unwrap();
    write_changes(&root, &[change(file.clone())]).unwrap();
    let metadata = fs::metadata(&file).unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    assert_eq!(metadata.permissions().mode() & 0o7777, 0o4750);
    if given {
        assert_eq!((metadata.uid(), metadata.gid()), (12_345, 23_456));
    }
}

/// A file with several names becomes two: the other name may be somebody's copy, and keeps the old text.
#[test]
fn another_name_of_a_file_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(dir.path()).unwrap();
    let (file, other) = (root.join("a.nix"), root.join("copy"));
    fs::write(&file, "old").unwrap();
    fs::hard_link(&file, &other).unwrap();
    write_changes(&root, &[change(file.clone())]).unwrap();
    assert_eq!(fs::read_to_string(file).unwrap(), "new");
    assert_eq!(fs::read_to_string(other).unwrap(), "old");
}

/// What is linked into the project from elsewhere is not the project's, and what a link in it leads to is changed itself.
#[test]
fn modules_behind_links() {
    for inside in [true, false] {
        let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        project(dir.path());
        let link = dir.path().join(name(0));
        let real = match inside {
            true => dir.path().join("real.nix"),
            false => elsewhere.path().join("real.nix"),
        };
        fs::rename(&link, &real).unwrap();
        symlink(&real, &link).unwrap();
        let output = fix(dir.path()).output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "{message}");
        let text = fs::read_to_string(&real).unwrap();
        assert!(text == module(0, true) || inside && text == module(0, false), "{message}");
        assert_eq!(temporaries(dir.path()), [] as [PathBuf; 0]);
        repaired(dir.path());
    }
}

/// A filesystem of some blocks, in which the new texts have no room. Only root can mount it.
#[test]
fn a_full_filesystem() {
    let dir = tempfile::tempdir().unwrap();
    let mount = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-ec", script]).current_dir(dir.path());
        command.stdin(Stdio::null()).output()
    };
    let source = tempfile::tempdir().unwrap();
    project(source.path());
    let fix = fix(dir.path());
    let (program, source) = (fix.get_program().to_string_lossy().into_owned(), source.path());
    let script = format!(
        "mkdir full; mount -t tmpfs -o size=2432k tmpfs full; cp {}/* full; cd full; \
         {program} fix --format concise . >/dev/null 2>../message && exit 7; echo $? >../status; \
         ls -A >../names; cat m*.nix >../texts",
        source.display()
    );
    let Ok(output) = mount(&script) else { return };
    let read = |name: &str| fs::read_to_string(dir.path().join(name));
    let Ok(status) = read("status") else {
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(message.contains("ermi") || message.contains("mount"), "{message}");
        return;
    };
    let message = read("message").unwrap();
    assert_eq!(status.trim(), "2", "{message}");
    assert!(message.starts_with("error: cannot write "), "{message}");
    assert!(!read("names").unwrap().contains(".tmp"), "{message}");
    let mut files: Vec<String> = (0..FILES).map(name).collect();
    files.sort();
    let number = |name: &String| name[1..name.len() - 4].parse().unwrap();
    let texts: String = files.iter().map(|name| module(number(name), true)).collect();
    assert_eq!(read("texts").unwrap(), texts);
}

/// Of two runs at once, each file is written by one, and the other says that it was changed or finds nothing.
#[test]
fn two_runs_at_once() {
    let dir = tempfile::tempdir().unwrap();
    for _ in 0..3 {
        project(dir.path());
        let runs = [0, 1].map(|_| fix(dir.path()).spawn().unwrap());
        for run in runs {
            let output = run.wait_with_output().unwrap();
            let message = String::from_utf8_lossy(&output.stderr);
            let whole = output.status.code().is_some_and(|code| code < 2);
            assert!(whole || message.contains("it was changed in the meantime"), "{message}");
        }
        assert_eq!(repaired(dir.path()), FILES);
        assert_eq!(temporaries(dir.path()), [] as [PathBuf; 0]);
    }
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
