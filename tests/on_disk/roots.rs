//! `roots`: nothing is deleted but what the plan says.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::ffi::OsStrExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::{
    btrfs::on_btrfs,
    support::{Print, assert_same, binary, finish, hostile_tree, in_namespace, prints, run},
};

/// A folder with an old root every other day of some months, and with what is none.
fn roots() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let top = dir.path().join("roots");
    for month in 1..=4 {
        for day in (1..=28).step_by(3) {
            let root = top.join(format!("2025-{month:02}-{day}_12:30:00"));
            fs::create_dir_all(root.join("var/lib/app")).unwrap();
            fs::write(root.join("var/lib/app/file"), "x").unwrap();
        }
    }
    hostile_tree(&top.join("2025-01-4_12:30:00/tree"));
    fs::create_dir_all(dir.path().join("victim/inner")).unwrap();
    fs::write(dir.path().join("victim/inner/file"), "precious").unwrap();
    let link = |path: PathBuf| std::os::unix::fs::symlink(dir.path().join("victim"), path).unwrap();
    link(top.join("2025-01-2_12:30:00"));
    link(top.join("2025-01-7_12:30:00/link"));
    link(top.join("2025-01-7_12:30:00/var/link"));
    fs::write(top.join("2025-01-3"), "a file").unwrap();
    fs::create_dir_all(top.join("root")).unwrap();
    fs::create_dir_all(top.join(std::ffi::OsStr::from_bytes(b"2025-01-05\xff\n"))).unwrap();
    fs::hard_link(dir.path().join("victim/inner/file"), top.join("2025-01-10_12:30:00/hard"))
        .unwrap();
    dir
}

fn gc(dir: &Path, more: &[&str]) -> crate::support::Output {
    let top = dir.join("roots");
    let arguments = ["roots", "gc", "--dir", top.to_str().unwrap(), "--format", "json"];
    run(&[&arguments, more].concat())
}

fn planned(document: &Value) -> Vec<String> {
    let roots = document["roots"].as_array().unwrap().iter();
    let deleted = roots.filter(|root| root["decision"] == "delete");
    deleted.map(|root| root["name"].as_str().unwrap().to_owned()).collect()
}

/// What stays of a tree without some old roots.
fn without(before: &BTreeMap<PathBuf, Print>, gone: &[String]) -> BTreeMap<PathBuf, Print> {
    let stays =
        |path: &Path| !gone.iter().any(|name| path.starts_with(Path::new("./roots").join(name)));
    let kept = before.iter().filter(|(path, _)| stays(path));
    // The folder itself has another date afterwards, and a file one name less.
    kept.map(|(path, print)| {
        (path.clone(), print.clone().undated_if(path == Path::new("./roots")).alone())
    })
    .collect()
}

#[test]
fn garbage_is_what_the_plan_says_and_nothing_else() {
    let dir = roots();
    let before = prints(dir.path());
    let plan = gc(dir.path(), &[]);
    assert_eq!(plan.status, 0, "{}", plan.stderr);
    assert_same(&prints(dir.path()), &before);
    let names = planned(&plan.json());
    // 40 dated ones: 5 recent, and each of four weeks and four months has one that is not among them or is.
    assert!(names.len() > 25 && names.len() < 35, "{names:?}");
    for name in
        ["2025-01-2_12:30:00", "2025-01-3", "root", "2025-04-28_12:30:00", "2025-03-28_12:30:00"]
    {
        assert!(!names.iter().any(|found| found == name), "{name}");
    }

    let applied = gc(dir.path(), &["--apply"]);
    assert_eq!(applied.status, 0, "{}", applied.stdout);
    assert_eq!(planned(&applied.json()), names);
    assert_same(&without(&prints(dir.path()), &[]), &without(&before, &names));
    let again = gc(dir.path(), &["--apply"]);
    assert_eq!(planned(&again.json()), Vec::<String>::new());
}

#[test]
fn numbers_are_those_that_were_asked_for() {
    let dir = roots();
    let count = |arguments: &[&str]| planned(&gc(dir.path(), arguments).json()).len();
    let zero = ["--weekly", "0", "--monthly", "0"];
    let dated = count(&[&zero[..], &["--recent", "0"]].concat());
    assert_eq!(dated, 40);
    assert_eq!(count(&[&zero[..], &["--recent", "7"]].concat()), dated - 7);
    assert_eq!(count(&["--recent", "all"]), 0);
    let top = dir.path().join("roots");
    let wrong = run(&["roots", "gc", "--dir", top.to_str().unwrap(), "--recent", "some"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("expected a number or `all`"), "{}", wrong.stderr);
}

#[test]
fn a_mount_in_an_old_root_stops_its_deletion() {
    let dir = roots();
    let top = dir.path().join("roots");
    let before = prints(dir.path());
    let text = format!(
        "cd '{}'\nmount -t tmpfs none '2025-01-13_12:30:00/var/lib/app'\ntouch '2025-01-13_12:30:00/var/lib/app/secret'\n\
         mkdir /tmp/bound-by-a-test.$$\nmount --bind '2025-01-16_12:30:00/var' /tmp/bound-by-a-test.$$\nstatus=0\n\
         '{}' roots gc --dir . --recent 0 --weekly 0 --monthly 0 --apply --format json || status=$?\n\
         umount /tmp/bound-by-a-test.$$; rmdir /tmp/bound-by-a-test.$$\nexit $status",
        top.display(),
        binary()
    );
    let Some(output) = in_namespace(&text) else { return };
    assert_eq!(output.status, 2, "{}{}", output.stdout, output.stderr);
    let document = output.json();
    let errors: Vec<_> = document["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["path"].as_str().unwrap().strip_prefix(top.to_str().unwrap()).unwrap())
        .collect();
    assert_eq!(errors, ["/2025-01-16_12:30:00/var", "/2025-01-13_12:30:00/var/lib/app"]);
    let mut gone = planned(&document);
    gone.retain(|name| !name.starts_with("2025-01-13") && !name.starts_with("2025-01-16"));
    assert_same(&without(&prints(dir.path()), &[]), &without(&before, &gone));
}

#[test]
fn subvolumes_in_each_other_are_deleted_with_their_root() {
    let dir = tempfile::tempdir().unwrap();
    let text = format!(
        "cd mnt\nmkdir roots\n\
         for day in 01 02 03; do btrfs subvolume create roots/2025-01-$day >&2; done\n\
         btrfs subvolume create roots/2025-01-01/a >&2\nmkdir roots/2025-01-01/a/b\nbtrfs subvolume create roots/2025-01-01/a/b/c >&2\n\
         mkdir -p roots/2024-12-01/x\nbtrfs subvolume create roots/2024-12-01/x/sub >&2\necho x > roots/2024-12-01/x/sub/file\n\
         btrfs subvolume create precious >&2\nbtrfs property set roots/2025-01-02 ro true\n\
         '{}' roots gc --dir roots --recent 1 --weekly 0 --monthly 0 --apply >&2\nls roots . >&2\nbtrfs subvolume list . | cut -d' ' -f9",
        binary()
    );
    let Some(output) = on_btrfs(dir.path(), &text) else { return };
    assert_eq!(output.status, 0, "{}{}", output.stdout, output.stderr);
    let mut left: Vec<_> = output.stdout.lines().collect();
    left.sort_unstable();
    assert_eq!(left, ["precious", "roots/2025-01-03"], "{}", output.stderr);
}

#[test]
fn a_folder_that_anybody_can_write_to_is_refused_and_so_is_the_root() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = roots();
    let top = dir.path().join("roots");
    fs::set_permissions(&top, fs::Permissions::from_mode(0o777)).unwrap();
    let refused = gc(dir.path(), &["--apply"]);
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("others can write"), "{}", refused.stderr);
    let root = run(&["roots", "gc", "--dir", "/"]);
    assert_eq!(root.status, 2);
    assert!(root.stderr.contains("the running root"), "{}", root.stderr);
}

#[test]
fn what_is_listed_has_a_date_and_a_size() {
    let dir = roots();
    let top = dir.path().join("roots");
    let list = run(&["roots", "ls", "--dir", top.to_str().unwrap(), "--format", "json"]);
    assert_eq!(list.status, 0, "{}", list.stderr);
    let document = list.json();
    let all = document["roots"].as_array().unwrap();
    let root = all.iter().find(|root| root["name"] == "2025-01-4_12:30:00").unwrap();
    assert_eq!(root["date"], "2025-01-04T12:30:00Z");
    assert_eq!(root["form"], "folder");
    assert!(root["bytes"].as_u64().unwrap() > 8 << 20);
    let others: Vec<_> =
        document["others"].as_array().unwrap().iter().map(|other| &other["name"]).collect();
    assert_eq!(others, ["2025-01-2_12:30:00", "2025-01-3"]);
    let table = run(&["roots", "ls", "--dir", top.to_str().unwrap()]).stdout;
    assert!(table.contains("2025-04-28 12:30"), "{table}");
    assert!(!table.contains('\x1b') && table.contains("2025-01-05\u{fffd}\\n"), "{table}");
}

#[test]
fn two_roots_are_compared_by_what_is_in_them() {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for root in ["2025-01-01", "2025-01-02"] {
        write(&format!("{root}/etc/same"), "same");
        write(&format!("{root}/etc/changed"), root);
        std::os::unix::fs::symlink(
            format!("/nix/store/{root}"),
            dir.path().join(root).join("etc/made"),
        )
        .unwrap();
    }
    write("2025-01-01/var/gone", "x");
    for number in 0..30 {
        write(&format!("2025-01-02/var/lib/new/{number}"), "12345");
        write(&format!("2025-01-02/etc/many{number}"), "1");
    }
    write("2025-01-02/run/volatile", "x");
    let diff = |more: &[&str]| {
        let arguments =
            ["roots", "diff", "2025-01-01", "2025-01-02", "--dir", dir.path().to_str().unwrap()];
        run(&[&arguments, more].concat())
    };
    let document = diff(&["--format", "json"]).json();
    let changes: Vec<String> = document["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            format!("{} {} {}", change["what"], change["path"], change["files"]).replace('"', "")
        })
        .collect();
    assert_eq!(
        changes,
        ["added /etc 30", "changed /etc/changed 1", "removed /var/gone 1", "added /var/lib 32"],
    );
    let all = diff(&["--all", "--format", "json"]).json();
    assert_eq!(all["changes"].as_array().unwrap().len(), 33);
    let table = diff(&[]).stdout;
    assert!(table.contains("added    /var/lib/  "), "{table}");
}

#[test]
fn help_has_examples() {
    for command in [&["roots", "ls"][..], &["roots", "diff"], &["roots", "gc"]] {
        let help = run(&[command, &["--help"]].concat());
        assert_eq!(help.status, 0);
        assert!(help.stdout.contains("Examples:"), "{}", help.stdout);
    }
}

#[test]
fn snapshots_of_zfs_are_listed_and_left() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let program = dir.path().join("zfs");
    let text = "#!/bin/sh\nprintf 'rpool/root@blank\\t1700000000\\t0\\nrpool/root@2025-01-01\\t1735732800\\t4096\\n'\n";
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", dir.path().display(), std::env::var("PATH").unwrap());
    let roots = |more: &[&str]| {
        let mut command = Command::new(binary());
        finish(command.env("PATH", &path).arg("roots").args(more).args([
            "--dataset",
            "rpool/root",
            "--format",
            "json",
        ]))
    };
    let document = roots(&["ls"]).json();
    assert_eq!(document["roots"][0]["name"], "2025-01-01");
    assert_eq!(document["roots"][1]["bytes"], 0);
    let plan = roots(&["gc", "--recent", "0", "--weekly", "0", "--monthly", "0", "--apply"]);
    assert_eq!(planned(&plan.json()), Vec::<String>::new());
    let missing = run(&["roots", "ls", "--dataset", "-r"]);
    assert_eq!(missing.status, 2, "{}", missing.stderr);
}
