//! `persist-lint fix`, and what it leaves alone.

use crate::support::{COMMON, Output, files, run};

const MODULE: &str = "# What the machine keeps.
{ ... }:
{
  imports = [ ./common.nix ];
  services.forgejo.enable = true;
  fileSystems.\"/data\" = {
    device = \"/dev/sdb1\"; # the large one
    fsType = \"ext4\";
  };
  environment.persistence.\"/data\".files = [ \"/etc/example\" ];
  environment.persistence.\"/persist\".directories = [
    \"/srv\" # all of it
    \"/srv/\"
  ];
}
";

const FIXED: &str = "# What the machine keeps.
{ ... }:
{
  imports = [ ./common.nix ];
  services.forgejo.enable = true;
  fileSystems.\"/data\" = {
    device = \"/dev/sdb1\"; # the large one
    fsType = \"ext4\";
    neededForBoot = true;
  };
  environment.persistence.\"/data\".files = [ \"/etc/example\" ];
  environment.persistence.\"/persist\".directories = [
    \"/srv\" # all of it
  ];
}
";

fn project() -> tempfile::TempDir {
    files(&[("configuration.nix", MODULE), ("common.nix", COMMON)])
}

fn read(dir: &tempfile::TempDir, name: &str) -> String {
    std::fs::read_to_string(dir.path().join(name)).unwrap()
}

fn rules(output: &Output) -> Vec<String> {
    let json = output.json();
    let found = json["diagnostics"].as_array().unwrap();
    found.iter().map(|found| found["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn safe_repairs_are_made_and_nothing_else_changes() {
    let dir = project();
    let before = run(dir.path(), &["check", "--format", "json"]);
    assert_eq!(
        rules(&before),
        ["unpersisted-service-state", "missing-needed-for-boot", "duplicate-entry"]
    );
    assert_eq!(before.json()["summary"]["fixable"], 3);
    let fix = &before.json()["diagnostics"][2]["fix"];
    assert_eq!(
        (&fix["safety"], &fix["edits"][0]["file"]),
        (&"safe".into(), &"configuration.nix".into())
    );
    let output = run(dir.path(), &["fix", "--format", "json"]);
    assert_eq!(output.stderr, "Fixed 2 findings in 1 file.\n");
    assert_eq!(read(&dir, "configuration.nix"), FIXED);
    assert_eq!(read(&dir, "common.nix"), COMMON);
    assert_eq!(rules(&output), ["unpersisted-service-state"]);
    assert_eq!(output.status, 1, "what is left counts");
    let again = run(dir.path(), &["check", "--fix"]);
    assert_eq!(again.stderr, "", "nothing is left to repair");
    assert_eq!(read(&dir, "configuration.nix"), FIXED);
}

#[test]
fn what_could_be_meant_otherwise_is_asked_for() {
    let dir = project();
    let output = run(dir.path(), &["fix", "--unsafe-fixes", "--format", "json"]);
    assert_eq!(output.stderr, "Fixed 3 findings in 1 file.\n");
    assert_eq!(rules(&output), [] as [&str; 0]);
    assert_eq!(output.status, 0);
    // The file is as nixfmt writes it, and stays so.
    let entry = "    {\n      directory = \"/var/lib/forgejo\";\n      user = \"forgejo\";\n      group = \"forgejo\";\n      mode = \"0750\";\n    }\n";
    let expected =
        FIXED.replace("    \"/srv\" # all of it\n", &format!("    \"/srv\" # all of it\n{entry}"));
    assert_eq!(read(&dir, "configuration.nix"), expected);
}

#[test]
fn a_diff_changes_nothing() {
    let dir = project();
    let output = run(dir.path(), &["fix", "--diff"]);
    assert!(
        output.stdout.starts_with("--- a/configuration.nix\n+++ b/configuration.nix\n@@ "),
        "{}",
        output.stdout
    );
    let changed: Vec<_> = output
        .stdout
        .lines()
        .filter(|line| {
            line.starts_with(['+', '-']) && !line.starts_with("+++") && !line.starts_with("---")
        })
        .collect();
    assert_eq!(changed, ["+    neededForBoot = true;", "-    \"/srv/\""]);
    assert_eq!(read(&dir, "configuration.nix"), MODULE);
    assert_eq!(output.status, 1);
}

#[test]
fn unused_comments_go() {
    let text = "{\n  imports = [ ./common.nix ];\n  # persist-lint: allow(duplicate-entry) gone\n  environment.persistence.\"/persist\".directories = [ \"/srv\" ]; # persist-lint: allow(duplicate-entry, malformed-entry-path)\n}\n";
    let dir = files(&[("configuration.nix", text), ("common.nix", COMMON)]);
    let output = run(dir.path(), &["fix"]);
    assert_eq!(output.stderr, "Fixed 2 findings in 1 file.\n", "{}", output.stdout);
    let expected = "{\n  imports = [ ./common.nix ];\n  environment.persistence.\"/persist\".directories = [ \"/srv\" ];\n}\n";
    assert_eq!(read(&dir, "configuration.nix"), expected);
}

#[cfg(unix)]
#[test]
fn modes_stay_and_links_are_not_followed() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let dir = project();
    let path = dir.path().join("configuration.nix");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    run(dir.path(), &["fix"]);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2, "nothing is left behind");

    let dir = project();
    let outside = files(&[("real.nix", MODULE)]);
    let link = dir.path().join("configuration.nix");
    std::fs::remove_file(&link).unwrap();
    symlink(outside.path().join("real.nix"), &link).unwrap();
    run(dir.path(), &["fix"]);
    assert_eq!(read(&outside, "real.nix"), MODULE);
}

#[test]
fn entries_change_where_they_stand() {
    let module = "{ ... }:\n{\n  imports = [ ./common.nix ];\n  services.journald.storage = \"persistent\";\n  environment.persistence.\"/persist\".directories = [\n    \"/etc/wireguard\" # keys\n    { directory = \"/var/lib/wireguard\"; mode = \"0755\"; }\n    \"/run/secrets\"\n  ];\n}\n";
    let common = COMMON.replace("    files = [ \"/etc/machine-id\" ];\n", "");
    let dir = files(&[("configuration.nix", module), ("common.nix", &common)]);
    let before = rules(&run(dir.path(), &["check", "--format", "json"]));
    for rule in [
        "exposed-secret-directory",
        "volatile-target",
        "unpersisted-logs",
        "unpersisted-machine-id",
    ] {
        assert!(before.iter().any(|found| found == rule), "{rule}: {before:?}");
    }
    let output = run(dir.path(), &["fix", "--format", "json"]);
    assert_eq!(rules(&output), [] as [&str; 0], "{}", output.stdout);
    assert_eq!(
        read(&dir, "configuration.nix"),
        "{ ... }:\n{\n  imports = [ ./common.nix ];\n  services.journald.storage = \"persistent\";\n  environment.persistence.\"/persist\".directories = [\n    { directory = \"/etc/wireguard\"; mode = \"0700\"; } # keys\n    { directory = \"/var/lib/wireguard\"; mode = \"0700\"; }\n  ];\n}\n"
    );
    // What every machine keeps goes to the list in which such things are.
    let after = read(&dir, "common.nix");
    assert!(
        after.contains("\"/var/lib/nixos\" \"/var/log\"") || after.contains("\"/var/log\"\n"),
        "{after}"
    );
    assert!(after.contains("files = [ \"/etc/machine-id\" ];"), "{after}");
}

/// A patch is made for the directory of the project, wherever it was made.
#[test]
fn git_takes_the_patch() {
    let dir = project();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = dir.path().to_str().unwrap();
    let above = dir.path().parent().unwrap();
    let relative = format!("./{}/", dir.path().file_name().unwrap().to_str().unwrap());
    for (from, path) in [(elsewhere.path(), path), (dir.path(), "."), (above, &*relative)] {
        let output = run(from, &["fix", "--diff", "--unsafe-fixes", path]);
        let patch = elsewhere.path().join("fixes.patch");
        std::fs::write(&patch, &output.stdout).unwrap();
        let mut git = std::process::Command::new("git");
        let taken =
            git.args(["apply", "--check"]).arg(&patch).current_dir(dir.path()).output().unwrap();
        assert!(
            taken.status.success(),
            "{}\n{}",
            String::from_utf8_lossy(&taken.stderr),
            output.stdout
        );
    }
}

/// An edit names its file, and there can be several.
#[test]
fn a_fix_of_several_files_names_them_all() {
    let flake = "{\n  inputs.nixpkgs.url = \"github:NixOS/nixpkgs/patched\";\n  inputs.impermanence.url = \"github:nix-community/impermanence\";\n  outputs = { nixpkgs, impermanence, ... }: let\n    host = module: nixpkgs.lib.nixosSystem {\n      modules = [ impermanence.nixosModules.impermanence ./common.nix ./services.nix module ];\n    };\n  in { nixosConfigurations = { a = host ./a.nix; b = host ./b.nix; }; };\n}\n";
    let common = COMMON.replace("    directories = [ \"/var/lib/nixos\" ];\n", "");
    assert_ne!(common, COMMON);
    let own = "{ environment.persistence.\"/persist\".directories = [ \"/var/lib/nixos\" ]; }\n";
    let dir = files(&[
        ("flake.nix", flake),
        ("common.nix", &common),
        ("services.nix", "{ services.forgejo.enable = true; }\n"),
        ("a.nix", own),
        ("b.nix", own),
    ]);
    let before = run(dir.path(), &["check", "--format", "json"]);
    let json = before.json();
    let found = json["diagnostics"].as_array().unwrap();
    let found =
        found.iter().find(|found| found["path"] == "/var/lib/forgejo").expect("it is found");
    let edits = found["fix"]["edits"].as_array().unwrap();
    let files: Vec<_> = edits.iter().map(|edit| edit["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["a.nix", "b.nix"]);
    assert!(
        edits.iter().all(|edit| edit["replacement"].as_str().unwrap().contains("/var/lib/forgejo"))
    );
    run(dir.path(), &["fix", "--unsafe-fixes"]);
    assert!(
        read(&dir, "a.nix").contains("/var/lib/forgejo")
            && read(&dir, "b.nix").contains("/var/lib/forgejo")
    );
}

#[test]
fn an_option_of_strings_stays_one() {
    let module = "{ lib, config, ... }:\n{\n  imports = [ ./common.nix ];\n  options.keep = lib.mkOption { type = lib.types.listOf lib.types.str; };\n  config.keep = [ \"/etc/wireguard\" ];\n  config.environment.persistence.\"/persist\".directories = config.keep;\n}\n";
    let dir = files(&[("configuration.nix", module), ("common.nix", COMMON)]);
    let output = run(dir.path(), &["fix", "--unsafe-fixes", "--format", "json"]);
    assert_eq!(rules(&output), ["exposed-secret-directory"]);
    assert_eq!(read(&dir, "configuration.nix"), module);
}
