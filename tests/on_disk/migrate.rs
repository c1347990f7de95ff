//! `migrate`: what is to be copied, what is not, and what goes wrong.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Machine, assert_same, binary, in_namespace, prints, run};

fn status(document: &Value, path: &str) -> (String, String) {
    let entries = document["entries"].as_array().unwrap();
    let entry = entries.iter().find(|entry| entry["path"] == path);
    let entry = entry.unwrap_or_else(|| panic!("{path} is not listed"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&entry["status"]), text(&entry["why"]))
}

#[test]
fn help_has_examples() {
    let help = run(&["migrate", "--help"]);
    assert_eq!(help.status, 0);
    assert!(help.stdout.contains("Examples:"), "{}", help.stdout);
}

#[test]
fn each_entry_is_what_it_is() {
    let machine = Machine::new(&[
        "d /var/lib/new",
        "d /var/lib/new/inner",
        "d /var/lib/done",
        "d /var/lib/both",
        "d /var/lib/moved",
        "d /var/lib/empty",
        "d /var/lib/none",
        "d /var/lib/prepared",
        "d /var/lib/file",
        "f /etc/directory",
        "f /etc/made",
        "f /etc/elsewhere",
        "f /etc/kept",
        "f /etc/machine-id",
    ]);
    machine.write("/var/lib/new/inner/a", "a");
    machine.write("/var/lib/done/a", "a");
    machine.write("/var/lib/both/a", "live");
    machine.write("/persist/var/lib/both/b", "stored");
    machine.write("/persist/var/lib/moved/a", "a");
    fs::create_dir_all(machine.path("/var/lib/moved")).unwrap();
    fs::create_dir_all(machine.path("/var/lib/empty")).unwrap();
    machine.write("/var/lib/prepared/a", "a");
    fs::create_dir_all(machine.path("/persist/var/lib/prepared")).unwrap();
    machine.write("/var/lib/file", "no directory");
    machine.write("/etc/directory/a", "no file");
    let link =
        |target: &str, path: &str| std::os::unix::fs::symlink(target, machine.path(path)).unwrap();
    link("/nix/store/x-y", "/etc/made");
    link("/srv/elsewhere", "/etc/elsewhere");
    link("/persist/etc/kept", "/etc/kept");
    machine.write("/persist/etc/kept", "kept");
    machine.write("/etc/machine-id", "uninitialized\n");
    // It was copied before, and is the same since.
    let copied = std::process::Command::new("cp")
        .arg("-a")
        .args([machine.path("/var/lib/done"), machine.path("/persist/var/lib/done")])
        .status();
    assert!(copied.unwrap().success());

    let before = prints(&machine.path("/"));
    let output = machine.migrate(&["--format", "json"]);
    assert_eq!(output.status, 1, "{}", output.stderr);
    assert_same(&prints(&machine.path("/")), &before);
    let document = output.json();
    let is = |path: &str, expected: &str, why: &str| {
        let (found, because) = status(&document, path);
        assert!(found == expected && because.contains(why), "{path}: {found}, {because}");
    };
    is("/var/lib/new", "copy", "");
    is("/var/lib/new/inner", "within", "/var/lib/new");
    is("/var/lib/done", "safe", "");
    is("/var/lib/both", "both", "");
    is("/var/lib/moved", "safe", "");
    is("/var/lib/empty", "nothing", "");
    is("/var/lib/none", "nothing", "");
    is("/var/lib/prepared", "copy", "");
    is("/var/lib/file", "refused", "it is a file");
    is("/etc/directory", "refused", "it is a directory");
    is("/etc/made", "made", "/nix/store/x-y");
    is("/etc/elsewhere", "refused", "a link to `/srv/elsewhere`");
    is("/etc/kept", "safe", "");
    is("/etc/machine-id", "nothing", "");

    let output = machine.migrate(&["--apply", "--format", "json"]);
    assert_eq!(output.status, 1, "both sides of one have data still: {}", output.stderr);
    let stored = |path: &str| fs::read_to_string(machine.path(path)).unwrap();
    assert_eq!(stored("/persist/var/lib/new/inner/a"), "a");
    assert_eq!(stored("/persist/var/lib/prepared/a"), "a");
    assert_eq!(stored("/persist/var/lib/both/b"), "stored");
    assert!(!machine.path("/persist/var/lib/both/a").exists());
    assert_eq!(stored("/var/lib/new/inner/a"), "a");
    let after = machine.migrate(&["--format", "json"]).json();
    assert_eq!(status(&after, "/var/lib/new").0, "safe");

    machine.write("/var/lib/new/later", "later");
    let later = machine.migrate(&["--format", "json"]).json();
    assert_eq!(status(&later, "/var/lib/new").0, "both", "it changed since");
}

#[test]
fn nothing_goes_into_a_storage_that_is_wiped_or_not_there() {
    let machine = Machine::new(&[]);
    machine.write("/var/lib/app/a", "a");
    let entry = json!([{
        "root": "/persist", "kind": "directory", "path": "/var/lib/app", "user": null, "group": null,
        "mode": null, "for_user": null, "source": "impermanence", "location": null,
    }]);
    let mount = |path: &str, ephemeral: &str| {
        json!([{
            "path": path, "device": null, "fs_type": "ext4", "options": [], "needed_for_boot": true,
            "ephemeral": ephemeral, "why": "a tmpfs", "location": null,
        }])
    };
    for (path, ephemeral, why) in
        [("/", "yes", "which is wiped"), ("/persist", "no", "is not mounted")]
    {
        machine.configure(&mount(path, ephemeral), &entry, &json!([]));
        let document = machine.migrate(&["--apply", "--format", "json"]).json();
        let (found, because) = status(&document, "/var/lib/app");
        assert!(found == "refused" && because.contains(why), "{found}: {because}");
        assert_eq!(fs::read_dir(machine.path("/persist")).unwrap().count(), 0);
    }
}

#[test]
fn parents_are_like_those_on_the_live_side() {
    use std::os::unix::fs::PermissionsExt as _;
    let machine = Machine::new(&["d /home/alice/.config/app"]);
    machine.write("/home/alice/.config/app/a", "a");
    let private = fs::Permissions::from_mode(0o700);
    fs::set_permissions(machine.path("/home/alice"), private.clone()).unwrap();
    assert_eq!(machine.migrate(&["--apply"]).status, 0);
    let mode = |path: &str| fs::metadata(machine.path(path)).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode("/persist/home/alice"), 0o700);
    assert_eq!(mode("/persist/home"), mode("/home"));

    // A storage of its own for the home.
    let entry = json!([{
        "root": "/other/home/alice", "kind": "directory", "path": "/home/alice/.config/app",
        "storage": "/other/home/alice/.config/app", "user": null, "group": null, "mode": null,
        "for_user": "alice", "source": "home-manager", "location": null,
    }]);
    machine.configure(&json!([]), &entry, &json!([]));
    let output = machine.migrate(&["--apply"]);
    assert_eq!(output.status, 0, "{}{}", output.stdout, output.stderr);
    assert_eq!(mode("/other/home/alice"), 0o700);
}

#[test]
fn a_link_in_the_storage_is_not_followed() {
    let machine = Machine::new(&["d /var/lib/app"]);
    machine.write("/var/lib/app/a", "a");
    fs::create_dir_all(machine.path("/victim")).unwrap();
    std::os::unix::fs::symlink("/victim", machine.path("/persist/var")).unwrap();
    let output = machine.migrate(&["--apply", "--format", "json"]);
    assert_eq!(status(&output.json(), "/var/lib/app").0, "refused");
    assert_eq!(fs::read_dir(machine.path("/victim")).unwrap().count(), 0);
}

#[test]
fn a_full_disk_keeps_nothing_half_done() {
    let machine = Machine::new(&["d /var/lib/app"]);
    fs::create_dir_all(machine.path("/var/lib/app")).unwrap();
    for number in 0..200 {
        machine.write(&format!("/var/lib/app/{number}"), &"x".repeat(10));
    }
    let before = prints(&machine.path("/var"));
    let persist = machine.path("/persist").display().to_string();
    let command = machine.arguments(&["--apply"]).join("' '");
    let text = format!(
        "mount -t tmpfs -o size=16M,nr_inodes=100 none '{persist}'\n\
         status=0; '{}' '{command}' || status=$?\n\
         echo \"status $status\"; find '{persist}' -mindepth 1",
        binary()
    );
    let Some(output) = in_namespace(&text) else { return };
    assert!(output.stdout.contains("status 2"), "{}{}", output.stdout, output.stderr);
    assert!(output.stdout.contains("there is no room"), "{}", output.stdout);
    let left: Vec<_> = output.stdout.lines().filter(|line| line.starts_with(&persist)).collect();
    assert_eq!(left, [format!("{persist}/var"), format!("{persist}/var/lib")]);
    assert_same(&prints(&machine.path("/var")), &before);
}

#[test]
fn what_is_bound_already_is_safe_and_what_is_mounted_below_stays_out() {
    let machine = Machine::new(&["d /var/lib/bound", "d /var/lib/app"]);
    machine.write("/persist/var/lib/bound/a", "a");
    fs::create_dir_all(machine.path("/var/lib/bound")).unwrap();
    machine.write("/var/lib/app/a", "a");
    fs::create_dir_all(machine.path("/var/lib/app/mounted")).unwrap();
    let at = |path: &str| machine.path(path).display().to_string();
    let text = format!(
        "mount --bind '{}' '{}'\nmount -t tmpfs none '{}'\ntouch '{}'\n'{}' '{}'\n",
        at("/persist/var/lib/bound"),
        at("/var/lib/bound"),
        at("/var/lib/app/mounted"),
        at("/var/lib/app/mounted/secret"),
        binary(),
        machine.arguments(&["--apply", "--format", "json"]).join("' '"),
    );
    let Some(output) = in_namespace(&text) else { return };
    let document = output.json();
    assert_eq!(status(&document, "/var/lib/bound").0, "safe");
    assert_eq!(document["entries"][0]["copied"], true, "{}", output.stdout);
    let left = document["entries"][0]["left_out"][0]["path"].as_str().unwrap();
    assert!(left.ends_with("/var/lib/app/mounted"), "{left}");
    let names: Vec<_> = fs::read_dir(machine.path("/persist/var/lib/app"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["a"]);
}

/// What is not there any more when its turn comes needs no copy, and is no error.
#[test]
fn files_that_vanish_while_they_are_copied_are_no_trouble() {
    let machine = Machine::new(&["d /var/lib/app"]);
    machine.write("/var/lib/app/stays/a", "a");
    let busy = machine.path("/var/lib/app/busy");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                for index in 0..100 {
                    let folder = busy.join(index.to_string());
                    fs::create_dir_all(&folder).unwrap();
                    fs::write(folder.join("file"), "x").unwrap();
                }
                fs::remove_dir_all(&busy).unwrap();
            }
        });
        for _ in 0..10 {
            for more in [&["--format", "json"][..], &["--apply", "--format", "json"]] {
                let document = machine.migrate(more).json();
                let entry = &document["entries"][0];
                for error in entry["errors"].as_array().unwrap() {
                    let message = error["message"].as_str().unwrap();
                    assert!(!message.contains("No such file"), "{error}");
                }
                // It is not put in place before it is the same as the original, so it is refused as long as that changes.
                if !machine.path("/persist/var/lib/app").exists() {
                    assert_eq!(entry["status"], "copy", "{entry}");
                }
            }
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    if machine.path("/persist/var/lib/app").exists() {
        fs::remove_dir_all(machine.path("/persist/var/lib/app")).unwrap();
    }
    let output = machine.migrate(&["--apply"]);
    assert_eq!(output.status, 0, "{}{}", output.stdout, output.stderr);
    let live = prints(&machine.path("/var/lib/app"));
    assert_same(&prints(&machine.path("/persist/var/lib/app")), &live);
    assert!(live.contains_key(std::path::Path::new("./stays/a")));
}
