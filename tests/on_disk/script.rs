//! `migrate --script`

use std::{fs, os::unix::fs::PermissionsExt as _, process::Command};

use crate::support::{Machine, assert_same, finish, hostile_tree, prints};

#[test]
fn the_script_is_sound_and_makes_the_same_copy() {
    let machine = Machine::new(&["d /var/lib/it's $(app)", "f /etc/machine-id", "d /var/lib/none"]);
    hostile_tree(&machine.path("/var/lib/it's $(app)"));
    machine.write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    let output = machine.migrate(&["--script"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let script = machine.path("/script.sh");
    fs::write(&script, &output.stdout).unwrap();
    if Command::new("shellcheck").arg("--version").output().is_ok() {
        let checked = finish(Command::new("shellcheck").arg(&script));
        assert_eq!(checked.status, 0, "{}", checked.stdout);
    }
    let done = finish(Command::new("sh").arg(&script));
    assert_eq!(done.status, 0, "{}{}", done.stdout, done.stderr);
    let live = prints(&machine.path("/var/lib/it's $(app)"));
    assert_same(&prints(&machine.path("/persist/var/lib/it's $(app)")), &live);
    assert!(!machine.path("/persist/var/lib/none").exists());

    // Once more, it leaves everything alone.
    machine.write("/etc/machine-id", "another\n");
    let again = finish(Command::new("sh").arg(&script));
    assert_eq!(again.status, 0, "{}", again.stderr);
    assert!(again.stderr.contains("left alone"), "{}", again.stderr);
    let kept = fs::read_to_string(machine.path("/persist/etc/machine-id")).unwrap();
    assert!(kept.starts_with("0123"));
}

/// What is shown for the first boot can be typed as it is, and is what the script does.
#[test]
fn the_first_boot_gets_what_it_needs() {
    let [typed, scripted] = [(); 2].map(|()| Machine::new(&["f /etc/machine-id"]));
    typed.need_machine_id();
    scripted.need_machine_id();
    let shown = typed.migrate(&["--format", "json"]).json();
    let command = shown["first_boot"][0]["command"].as_str().unwrap();
    let done = finish(Command::new("sh").args(["-c", command]));
    assert_eq!(done.status, 0, "{command}: {}", done.stderr);
    let script = scripted.migrate(&["--script"]).stdout;
    let done = finish(Command::new("sh").args(["-c", &script]));
    assert_eq!(done.status, 0, "{script}: {}", done.stderr);
    for machine in [typed, scripted] {
        let id = fs::read_to_string(machine.path("/persist/etc/machine-id")).unwrap();
        assert!(id.trim_end().len() == 32 && !id.contains('-'), "{id}");
        let folder = fs::metadata(machine.path("/persist/etc")).unwrap();
        assert_eq!(folder.permissions().mode() & 0o777, 0o755);
        let needed = machine.migrate(&["--format", "json"]).json();
        assert_eq!(needed["first_boot"], serde_json::json!([]));
    }
}
