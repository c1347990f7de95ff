//! What `check` prints and how it ends.

use crate::support::{CLEAN, COMMON, FLAKE, command, files, finish, project, run, write};

#[test]
fn a_clean_project() {
    let dir = project(CLEAN);
    let output = run(dir.path(), &["check"]);
    assert_eq!(output.stderr, "");
    assert!(
        output.stdout.starts_with("No problems found in 4 files on 2 hosts (offline).\n"),
        "{}",
        output.stdout
    );
    assert_eq!(output.status, 0);
}

#[test]
fn a_root_of_which_nothing_is_known() {
    let text = "{ pkgs, ... }:\n{\n  boot.initrd.systemd.enable = true;\n  \
                boot.initrd.systemd.services.demolish = {\n    before = [ \"sysroot.mount\" ];\n    \
                serviceConfig.ExecStart = \"${pkgs.callPackage ./demolish.nix { }}/bin/demolish\";\n  };\n  \
                fileSystems.\"/\" = { device = \"/dev/sda1\"; fsType = \"btrfs\"; };\n  \
                environment.persistence.\"/persist\".directories = [ \"/srv\" ];\n}\n";
    let dir = files(&[("configuration.nix", text)]);
    let said = "Whether `/` is wiped is not known on host";
    let output = run(dir.path(), &["check", "configuration.nix"]);
    assert!(output.stdout.contains(said), "{}", output.stdout);
    assert!(output.stdout.contains("may wipe it (configuration.nix:4:"), "{}", output.stdout);
    assert!(output.stdout.contains("`[[ephemeral]]` in persist-lint.toml"), "{}", output.stdout);
    write(dir.path(), &[("persist-lint.toml", "[[ephemeral]]\nmount = \"/\"\nwiped = true\n")]);
    let output = run(dir.path(), &["check", "configuration.nix"]);
    assert!(!output.stdout.contains(said), "{}", output.stdout);
}

#[test]
fn the_threshold_sets_the_status_and_the_format_does_not() {
    let dir = project("{ services.openssh.enable = true; }\n");
    write(dir.path(), &[("common.nix", &COMMON.replace("\"/etc/machine-id\"", ""))]);
    let output = run(dir.path(), &["check"]);
    assert!(output.stdout.contains("warning[unpersisted-machine-id]: "), "{}", output.stdout);
    for format in ["full", "concise", "json"] {
        for (threshold, status) in [("info", 1), ("warning", 1), ("error", 0), ("never", 0)] {
            let arguments = ["check", "--format", format, "--fail-on", threshold];
            assert_eq!(run(dir.path(), &arguments).status, status, "{format} {threshold}");
        }
    }
    assert_eq!(output.status, 1);
}

const LOST: &str = "{ ... }:
{
\timports = [ ];  fileSystems.\"/ä\u{1f980}\" = { device = \"none\"; fsType = \"tmpfs\"; };
\t/* 日本 */ environment.persistence.\"/ä\u{1f980}\" = { directories = [ \"/srv\" ]; };
}
";

#[test]
fn places_of_two_files_count_characters() {
    let dir = project(LOST);
    let json = run(dir.path(), &["check", "--format", "json", "--host", "bad"]).json();
    let all = json["diagnostics"].as_array().unwrap();
    let found = all.iter().find(|found| found["rule"] == "ephemeral-storage").unwrap();
    let location = &found["location"];
    let related = &found["related"][0]["location"];
    let (storage, mount) =
        if location["start"]["line"] == 4 { (location, related) } else { (related, location) };
    assert_eq!(storage["file"], "bad.nix");
    let line = LOST.lines().nth(3).unwrap();
    let column = line.split('"').next().unwrap().chars().count() as u64 + 1;
    assert_eq!(storage["start"]["column"], column, "{storage}");
    assert_eq!(mount["start"]["line"], 3);
    let offset = location["start"]["offset"].as_u64().unwrap() as usize;
    let end = location["end"]["offset"].as_u64().unwrap() as usize;
    assert_eq!(&LOST[offset..end], "\"/ä\u{1f980}\"");
    let full = run(dir.path(), &["check", "--host", "bad"]).stdout;
    assert!(
        full.contains(&format!("[bad.nix:4:{column}]")) || full.contains("[bad.nix:3:"),
        "{full}"
    );
    assert!(full.contains("error[ephemeral-storage]: "), "{full}");
    let concise = run(dir.path(), &["check", "--host", "bad", "--format", "concise"]).stdout;
    assert!(
        concise.lines().any(|line| line.starts_with("bad.nix:") && line.contains("(see bad.nix:")),
        "{concise}"
    );
}

#[test]
fn the_full_form() {
    let dir = project("{\n  environment.persistence.\"/cache\".directories = [ \"/srv\" ];\n}\n");
    let lines: Vec<String> = std::iter::repeat_n("# nothing".to_owned(), 8).collect();
    let mount = "fileSystems.\"/cache\" = { device = \"none\"; fsType = \"tmpfs\"; };\n";
    let good = format!("{}\n{{ {mount} }}\n", lines.join("\n"));
    write(
        dir.path(),
        &[
            (
                "common.nix",
                &COMMON.replace("{ ... }:\n{", "{ ... }:\n{ imports = [ ./cache.nix ];"),
            ),
            ("cache.nix", &good),
        ],
    );
    let output = run(dir.path(), &["check"]);
    let expected = r#"error[ephemeral-storage]: the storage `/cache` is on `/cache`, which is wiped at every boot
    ╭─[bad.nix:2:27]
  1 │ {
  2 │   environment.persistence."/cache".directories = [ "/srv" ];
    ·                           ────────
  3 │ }
    ├─[cache.nix:9:15]
  8 │ # nothing
  9 │ { fileSystems."/cache" = { device = "none"; fsType = "tmpfs"; };
    ·               ────┬───
    ·                   ╰── `/cache` is a tmpfs
 10 │  }
    ╰────
  why: "#;
    // The words are the rule's.
    let (drawing, words) = output.stdout.split_at(expected.len());
    assert_eq!(drawing, expected);
    let words: Vec<_> = words.lines().skip(1).collect();
    assert!(words[0].starts_with("  help: "), "{words:?}");
    let end = ["  host: bad", "", "Found 1 error in 5 files on 2 hosts (offline)."];
    assert_eq!(words[1..], end);
}

#[test]
fn ascii_where_the_locale_is_not_utf8_and_no_control_characters() {
    let dir = project("{ }: {\n  a = \"\x1b[31m\" ;; # \x1b]0;x\x07\u{202e}\n}\n");
    let mut ascii = command(dir.path(), &["check"]);
    ascii.env("LANG", "C");
    let output = finish(ascii);
    assert!(output.stdout.contains("`----"), "{}", output.stdout);
    assert!(
        !output.stdout.contains(['│', '╭', '╰', '─', '\x1b', '\x07', '\u{202e}']),
        "{}",
        output.stdout
    );
    assert!(run(dir.path(), &["check"]).stdout.contains("╰────"));
}

#[test]
fn several_paths_are_projects_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["one", "two"] {
        let at = |file: &str| format!("{name}/{file}");
        write(
            dir.path(),
            &[
                (&at("flake.nix"), FLAKE),
                (&at("common.nix"), COMMON),
                (&at("good.nix"), CLEAN),
                (
                    &at("bad.nix"),
                    if name == "one" { CLEAN } else { "{ ... }: { services.x = ; }\n" },
                ),
            ],
        );
    }
    let output = run(dir.path(), &["check", "one", "nowhere", "two", "--format", "concise"]);
    assert_eq!(output.stderr, "error: there is nothing at nowhere\n");
    assert!(output.complaints()[0].starts_with("two/bad.nix:1:"), "{}", output.stdout);
    assert!(output.stdout.contains("on 4 hosts"), "{}", output.stdout);
    assert_eq!(output.status, 2);
    let output = run(dir.path(), &["check", "one", "--host", "god"]);
    assert_eq!(output.stderr, "error: there is no host `god`; did you mean `good`?\n");
    assert_eq!(output.status, 2);
}

#[test]
fn modules_of_channels_are_those_of_the_registry() {
    let module = "{
      imports = [
        <nixpkgs/nixos/modules/installer/scan/not-detected.nix>
        <nixos-hardware/common/pc/ssd>
        <home-manager/nixos>
        <impermanence/nixos.nix>
      ];
      fileSystems.\"/\" = { device = \"none\"; fsType = \"tmpfs\"; options = [ \"size=25%\" ]; };
      fileSystems.\"/nix\" = { device = \"/dev/disk/by-label/nix\"; fsType = \"ext4\"; };
      environment.persistence.\"/nix/persist\".directories = [ \"/var/lib/nixos\" ];
    }\n";
    let dir = files(&[("configuration.nix", module)]);
    let output = run(dir.path(), &["check", "--mode", "offline", "--format", "concise"]);
    assert!(output.stdout.contains("warning[unpersisted-machine-id]"), "{}", output.stdout);
}
