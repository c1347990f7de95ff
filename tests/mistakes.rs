//! The ten mistakes people make most (`testdata/hosts/frequent-mistakes/`): each is found at its line, with the reason and
//! what to write instead. Nothing is said of the machines on which that was done by hand, and nothing is left to say where the
//! repair that is offered was made.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::PathBuf;

use persist_lint::{
    check::{self, Request},
    modules::ModeChoice,
    source::LineIndex,
};

/// The machine, the rule that finds its mistake, the text the finding points at, and a part of the help.
const MISTAKES: [(&str, &str, &str, &str); 10] = [
    (
        "01-decryption-key",
        "late-decryption-key",
        "\"/var/lib/sops/key.txt\"",
        "/persist/var/lib/sops/key.txt",
    ),
    ("02-needed-for-boot", "missing-needed-for-boot", "\"/persist\"", "neededForBoot = true"),
    (
        "03-wipe-hook",
        "ignored-initrd-commands",
        "btrfs subvolume delete",
        "boot.initrd.systemd.services",
    ),
    ("04-machine-id", "unwritable-machine-id", "\"machine-id\"", "files = [ \"/etc/machine-id\" ]"),
    ("05-uid-map", "late-uid-map", "\"/var/lib/nixos\"", "inInitrd = true"),
    (
        "06-password-file",
        "late-password-file",
        "\"/etc/passwords/ann\"",
        "/persist/etc/passwords/ann",
    ),
    ("07-dynamic-user", "dynamic-user-state-path", "\"/var/lib/uptime-kuma\"", "/var/lib/private"),
    (
        "08-renamed-file",
        "bind-mounted-renamed-file",
        "\".local/share/fish/fish_history\"",
        ".local/share/fish",
    ),
    (
        "09-home-module",
        "removed-home-option",
        "\"/persist/home/ann\"",
        "home.persistence.\"/persist\"",
    ),
    ("10-root-owned-home", "root-owned-home-entry", "\"/home/ann/docs\"", "users.ann"),
];

/// Machines whose repair is left to the user. The hook of the initrd becomes a unit, which has to name the device that it
/// waits for.
const BY_HAND: [&str; 1] = ["03-wipe-hook"];

fn request() -> Request {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/hosts/frequent-mistakes");
    Request { path, mode: Some(ModeChoice::Offline), ..Request::default() }
}

#[test]
fn each_is_found_and_can_be_mended_by_hand() {
    let report = check::run(&request()).unwrap();
    assert!(report.whole);
    for (machine, rule, text, help) in MISTAKES {
        let host = format!("mistake-{machine}");
        let of_host = report.diagnostics.iter().filter(|found| found.hosts.contains(&host));
        let found = of_host.clone().find(|found| found.rule == rule);
        let found =
            found.unwrap_or_else(|| panic!("{machine}: {:#?}", of_host.collect::<Vec<_>>()));
        let span = found.span.expect("it has a place");
        let content = report.files.text(span.file);
        let place = &content[span.range.start as usize..span.range.end as usize];
        let line = LineIndex::new(&content).line_column(&content, span.range.start).line;
        assert!(place.contains(text), "{machine}: line {line}: {place}");
        assert!(found.reason.is_some(), "{machine}");
        assert!(found.help.as_ref().unwrap().contains(help), "{machine}: {:?}", found.help);
        let mended = format!("mended-{machine}");
        let left: Vec<_> =
            report.diagnostics.iter().filter(|found| found.hosts.contains(&mended)).collect();
        assert!(left.is_empty(), "{machine}: {left:#?}");
    }
}

#[test]
fn the_repair_that_is_offered_works() {
    for (machine, rule, ..) in MISTAKES {
        let of_machine = Request { hosts: vec![format!("mistake-{machine}")], ..request() };
        let repair = check::repair(&of_machine, true, &|_, _| {}).unwrap();
        if repair.changes.is_empty() {
            assert!(BY_HAND.contains(&machine), "{machine} is not repaired");
            continue;
        }
        assert!(repair.fixed.iter().any(|found| found.rule == rule), "{machine}");
        // Checked again as a whole, with the new texts: nothing is wrong with the machine any more.
        let texts = repair.changes.iter().map(|change| (change.path.clone(), change.new.clone()));
        let again = Request { overlay: texts.collect(), ..of_machine };
        let report = check::run(&again).unwrap();
        assert!(report.whole, "{machine}");
        assert!(report.diagnostics.is_empty(), "{machine}: {:#?}", report.diagnostics);
    }
}
