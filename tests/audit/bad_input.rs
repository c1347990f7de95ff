//! Trees that are not as one would wish.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{
        ffi::OsStrExt as _,
        fs::{PermissionsExt as _, symlink},
        net::UnixListener,
        process::CommandExt as _,
    },
    path::Path,
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
};

use serde_json::Value;

use crate::support::{BINARY, audit, document, lines, state, write};

#[test]
fn names_are_escaped() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "/srv/a\nb\x1b[31m/x", "x");
    write(dir.path(), OsStr::from_bytes(b"/srv/\xff\xfe/x"), "x");
    let document = document(dir.path(), &state(&[]), &[]);
    assert_eq!(lines(&document), ["/srv/a\nb\u{1b}[31m - 1", "/srv/\u{fffd}\u{fffd} - 1"]);
    assert!(
        document["unpersisted"].as_array().unwrap().iter().all(|found| found["entry"].is_null())
    );
    let output = audit(dir.path(), &state(&[]), &[]);
    let text = String::from_utf8(output.stdout).expect("the table is text");
    assert!(text.contains("/srv/a\\nb\\u{1b}[31m/"), "{text}");
    assert!(text.contains("no entry can be written for it"), "{text}");
    assert!(!text.contains('\x1b'), "{text}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_is_no_file_is_no_loss() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("var/lib/a/b")).unwrap();
    let _socket = UnixListener::bind(dir.path().join("var/lib/a/socket")).unwrap();
    let pipe = dir.path().join("var/lib/a/pipe");
    assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
    symlink("loop", dir.path().join("var/lib/a/loop")).unwrap();
    symlink("/nix/store/x", dir.path().join("var/lib/a/store")).unwrap();
    symlink("../../..", dir.path().join("var/lib/a/b/up")).unwrap();
    let document = document(dir.path(), &state(&[]), &[]);
    // The links that lead to nothing that is kept are all there is.
    assert_eq!(lines(&document), ["/var/lib/a - 2"]);
    assert_eq!(document["errors"], serde_json::json!([]));
}

/// As a user who may not read everything, also when the tests are run by root.
#[test]
fn what_may_not_be_read_is_told() {
    let dir = tempfile::tempdir_in("/tmp").unwrap();
    write(dir.path(), "/var/lib/closed/x", "x");
    write(dir.path(), "/var/lib/open/x", "x");
    let closed = dir.path().join("var/lib/closed");
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    // The program and the configuration must be within reach of that user.
    let program = dir.path().join("persist-lint");
    fs::copy(BINARY, &program).unwrap();
    let root = dir.path().join("var");
    let saved = dir.path().join("state.json");
    fs::write(&saved, state(&[]).to_string()).unwrap();
    let is_root = fs::metadata("/proc/self").is_ok() && nix::unistd::geteuid().is_root();
    if !is_root {
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    }
    let run = |root: &Path| {
        let mut command = Command::new(&program);
        command.args(["audit", "--format", "json", "--state"]).arg(&saved).arg("--root").arg(root);
        if is_root {
            command.uid(65534).gid(65534);
        }
        command.output().unwrap()
    };
    let output = run(&root);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let error = &document["errors"][0];
    assert_eq!(error["path"], "/lib/closed");
    assert!(error["message"].as_str().unwrap().contains("Permission denied"), "{error}");
    assert_eq!(output.status.code(), Some(1), "what was found is lost all the same");
    fs::remove_dir_all(root.join("lib/open")).unwrap();
    assert_eq!(run(&root).status.code(), Some(2), "nobody knows whether something would be lost");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn files_that_vanish_are_no_trouble() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    write(root, "/var/lib/stays/x", "x");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for worker in 0..2 {
            let stop = &stop;
            scope.spawn(move || {
                let path = root.join(format!("var/lib/busy{worker}"));
                while !stop.load(Ordering::Relaxed) {
                    for index in 0..200 {
                        let folder = path.join(index.to_string());
                        fs::create_dir_all(&folder).unwrap();
                        fs::write(folder.join("file"), "x").unwrap();
                    }
                    fs::remove_dir_all(&path).unwrap();
                }
            });
        }
        for _ in 0..20 {
            let document = document(root, &state(&[]), &[]);
            assert!(lines(&document).contains(&"/var/lib/stays - 1".to_owned()), "{document}");
            for error in document["errors"].as_array().unwrap() {
                assert!(error["message"].as_str().unwrap().contains("No such file"), "{error}");
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_full_disk_and_a_configuration_that_is_none() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "/var/lib/a/x", "x");
    let saved = dir.path().join("state.json");
    fs::write(&saved, state(&[]).to_string()).unwrap();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(BINARY);
    command.args(["audit", "--state"]).arg(&saved).arg("--root").arg(dir.path());
    let output = command.stdout(Stdio::from(full)).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("error: cannot write the output: No space left"), "{stderr}");
    assert_eq!(output.status.code(), Some(2));
    fs::write(&saved, "{").unwrap();
    let mut command = Command::new(BINARY);
    let output = command.args(["audit", "--state"]).arg(&saved).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.contains("it is not what `persist-lint state --format json` prints"),
        "{stderr}"
    );
    assert_eq!(output.status.code(), Some(2));
    let output = audit(Path::new("/nowhere/at/all"), &state(&[]), &[]);
    assert_eq!(output.status.code(), Some(2));
}

/// A directory so deep that no path leads to its end, and so wide that its files are not told one by one.
#[test]
fn deep_and_wide() {
    let dir = tempfile::tempdir().unwrap();
    let script = "mkdir -p var/lib/deep etc && cd var/lib/deep && for i in $(seq 600); do mkdir abcdefghij && cd -P abcdefghij; done && echo x > x";
    let made = Command::new("bash").args(["-c", script]).current_dir(dir.path()).status().unwrap();
    assert!(made.success());
    for index in 0..100 {
        write(dir.path(), format!("/etc/file{index}"), "x");
    }
    let document = document(dir.path(), &state(&[]), &[]);
    assert_eq!(lines(&document), ["/etc - 100", "/var/lib/deep - 1"]);
    assert_eq!(document["errors"], serde_json::json!([]));
    assert!(document["unpersisted"][0]["entry"].is_null(), "all of /etc is not the answer");
    assert!(Command::new("rm").arg("-rf").arg(dir.path()).status().unwrap().success());
}

/// What ought to be a file can be a pipe that nobody writes to.
#[test]
fn a_pipe_in_the_place_of_a_file_holds_nothing_up() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "/var/lib/a/x", "x");
    fs::create_dir(dir.path().join("etc")).unwrap();
    let pipe = dir.path().join("etc/passwd");
    assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
    let document = document(dir.path(), &state(&[]), &[]);
    assert_eq!(lines(&document), ["/var/lib/a - 1"]);
    assert!(document["errors"][0]["path"].as_str().unwrap().ends_with("/etc/passwd"));
}
