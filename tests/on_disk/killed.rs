//! `migrate --apply` that is killed at any moment and run again.

use std::{
    fs,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::{Machine, assert_same, binary, hostile_tree, prints};

/// How many copies are made; `ON_DISK_COPIES` asks for more.
const COPIES: u32 = 6;

/// How often each is killed, at most.
const KILLS: u32 = 5;

#[test]
fn a_copy_that_is_killed_and_continued_is_the_copy() {
    let copies = std::env::var("ON_DISK_COPIES").ok().and_then(|text| text.parse().ok());
    let machine = Machine::new(&["d /var/lib/app", "f /etc/machine-id", "d /home/alice/.config/x"]);
    hostile_tree(&machine.path("/var/lib/app"));
    machine.write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    machine.write("/home/alice/.config/x/y", "y");
    let live = prints(&machine.path("/var"));
    let home = prints(&machine.path("/home"));
    let mut random = 42_u64;
    let mut full = Duration::from_millis(300);
    let mut kills = 0;
    for copy in 0..copies.unwrap_or(COPIES) {
        fs::remove_dir_all(machine.path("/persist")).unwrap();
        fs::create_dir(machine.path("/persist")).unwrap();
        let mut killed = 0;
        loop {
            let begun = Instant::now();
            let mut child = Command::new(binary())
                .args(machine.arguments(&["--apply"]))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            // The first is not killed, and tells how long it takes.
            if copy > 0 && killed < KILLS {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                std::thread::sleep(full.mul_f64((random >> 33) as f64 / f64::from(u32::MAX >> 1)));
                // Every third time, it is asked to stop.
                let signal = if killed % 3 == 2 { Signal::INT } else { Signal::KILL };
                let _ = kill_process(Pid::from_child(&child), signal);
            }
            let status = child.wait().unwrap();
            if status.success() {
                if copy == 0 {
                    full = begun.elapsed();
                }
                break;
            }
            assert!(matches!(status.code(), None | Some(130)), "{status}");
            killed += 1;
            kills += 1;
        }
        // It may have been killed when all was in place, but for the folder that it copied in.
        assert_eq!(machine.migrate(&["--apply"]).status, 0);
        let stored = prints(&machine.path("/persist/var/lib/app"));
        assert_same(&stored, &prints(&machine.path("/var/lib/app")));
        assert!(stored[std::path::Path::new("./sparse")].is_sparse());
        let x = machine.path("/persist/home/alice/.config/x");
        assert_same(&prints(&x), &prints(&machine.path("/home/alice/.config/x")));
        let mut names: Vec<_> = fs::read_dir(machine.path("/persist"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["etc", "home", "var"]);
        assert_same(&prints(&machine.path("/var")), &live);
        assert_same(&prints(&machine.path("/home")), &home);
    }
    assert!(kills > 0, "nothing was killed");
}
