//! Where `persist-lint fix` writes a new entry.

use crate::support::{COMMON, files, run};

const NEW: &str = "{ directory = \"/var/lib/forgejo\"; user = \"forgejo\"; group = \"forgejo\"; mode = \"0750\"; }";

/// Repairs a project that needs one entry, and gives the files that changed with it.
fn repaired(texts: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut all = vec![("common.nix", COMMON)];
    all.extend(texts);
    let dir = files(&all);
    let output = run(dir.path(), &["fix", "--unsafe-fixes"]);
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    let changed: Vec<_> = all
        .iter()
        .map(|(name, old)| ((*name).to_owned(), (*old).to_owned(), read(name)))
        .filter(|(_, old, new)| old != new)
        .map(|(name, _, new)| (name, new))
        .collect();
    let again = run(dir.path(), &["fix", "--unsafe-fixes"]);
    assert_eq!(again.stderr, "", "a second run finds nothing to repair: {}", output.stdout);
    changed
}

/// The entry stands in one file, which is otherwise as it was.
#[track_caller]
pub(crate) fn goes(texts: &[(&str, &str)], file: &str, from: &str, to: &str) {
    let changed = repaired(texts);
    let old = texts.iter().find(|(name, _)| *name == file).map_or(COMMON, |(_, text)| text);
    let to = to.replace("NEW", NEW);
    // How lines are broken is told elsewhere.
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let changed: Vec<_> = changed.iter().map(|(file, text)| (&**file, words(text))).collect();
    assert_eq!(changed, [(file, words(&old.replacen(from, &to, 1)))]);
}

const SERVICE: &str = "{ services.forgejo.enable = true; }\n";

#[test]
fn a_list_of_several_files_is_never_replaced() {
    let module = "{\n  imports = [ ./common.nix ./service.nix ];\n  environment.persistence.\"/persist\".directories = [ \"/srv\" \"/opt\" ];\n}\n";
    goes(
        &[("configuration.nix", module), ("service.nix", SERVICE)],
        "configuration.nix",
        "\"/opt\"",
        "\"/opt\" NEW",
    );
    let without = "{ imports = [ ./common.nix ./service.nix ]; }\n";
    let both = [("configuration.nix", without), ("service.nix", SERVICE)];
    goes(&both, "common.nix", "\"/var/lib/nixos\"", "\"/var/lib/nixos\" NEW");
}

#[test]
fn the_list_beside_the_service_comes_first() {
    let module = "{\n  imports = [ ./common.nix ./service.nix ];\n  environment.persistence.\"/persist\".directories = [ \"/srv\" \"/opt\" ];\n}\n";
    let service = "{\n  services.forgejo.enable = true;\n  environment.persistence.\"/persist\".directories = [ \"/var/backup\" ];\n}\n";
    goes(
        &[("configuration.nix", module), ("service.nix", service)],
        "service.nix",
        "\"/var/backup\"",
        "\"/var/backup\" NEW",
    );
}

#[test]
fn the_list_of_the_hosts_own_directory_comes_before_a_longer_one() {
    let module = "{ imports = [ ./common.nix ./web/service.nix ./web/keep.nix ]; }\n";
    let keep = "{ environment.persistence.\"/persist\".directories = [ \"/etc/nixos\" ]; }\n";
    let texts =
        [("configuration.nix", module), ("web/service.nix", SERVICE), ("web/keep.nix", keep)];
    goes(&texts, "web/keep.nix", "\"/etc/nixos\"", "\"/etc/nixos\" NEW");
}

#[test]
fn a_service_gets_a_list_of_its_own_where_the_others_have_one() {
    let module = "{ imports = [ ./common.nix ./services/a.nix ./services/b.nix ./services/c.nix ./services/forgejo.nix ]; }\n";
    let other = "{ environment.persistence.\"/persist\".directories = [ \"/srv/PATH\" ]; }\n";
    let [a, b, c] = ["a", "b", "c"].map(|name| other.replace("PATH", name));
    let service = "{ lib, config, ... }:\n{\n  options.x = lib.mkOption { };\n  config = lib.mkIf (config.networking.hostName != \"x\") {\n    services.forgejo.enable = true; # git\n  };\n}\n";
    goes(
        &[
            ("configuration.nix", module),
            ("services/a.nix", &a),
            ("services/b.nix", &b),
            ("services/c.nix", &c),
            ("services/forgejo.nix", service),
        ],
        "services/forgejo.nix",
        "# git\n",
        "# git\n environment.persistence.\"/persist\".directories = [ NEW ];",
    );
}

#[test]
fn hosts_that_share_a_list_need_one_entry() {
    let flake = "{ outputs = { nixpkgs, ... }: let host = name: nixpkgs.lib.nixosSystem { system = \"x86_64-linux\"; modules = [ ./common.nix ./${name}.nix ./service.nix ]; }; in { nixosConfigurations = { a = host \"a\"; b = host \"b\"; }; }; inputs.nixpkgs.url = \"github:NixOS/nixpkgs/patched\"; }\n";
    let a = "{ environment.persistence.\"/persist\".directories = [ \"/srv\" \"/opt\" \"/var/backup\" ]; }\n";
    let texts = [("flake.nix", flake), ("a.nix", a), ("b.nix", "{ }\n"), ("service.nix", SERVICE)];
    goes(&texts, "common.nix", "\"/var/lib/nixos\"", "\"/var/lib/nixos\" NEW");
}

#[test]
fn what_counts_only_under_a_condition_is_not_taken() {
    let conditional = "{ lib, config, ... }:\n{\n  imports = [ ./common.nix ];\n  services.forgejo.enable = true;\n  environment.persistence.\"/persist\".directories = lib.optionals config.services.forgejo.enable [ \"/srv\" ];\n}\n";
    goes(
        &[("configuration.nix", conditional)],
        "configuration.nix",
        "[ \"/srv\" ]",
        "[ \"/srv\" ] ++ [ NEW ]",
    );
    let other = "{ lib, config, ... }:\n{\n  imports = [ ./common.nix ./service.nix ];\n  config = lib.mkIf (config.networking.hostName != \"x\") {\n    environment.persistence.\"/persist\".directories = [ \"/srv\" \"/opt\" ];\n  };\n}\n";
    let both = [("configuration.nix", other), ("service.nix", SERVICE)];
    goes(&both, "common.nix", "\"/var/lib/nixos\"", "\"/var/lib/nixos\" NEW");
    let same = "{ lib, config, ... }:\n{\n  imports = [ ./common.nix ];\n  config = lib.mkIf (config.networking.hostName != \"x\") {\n    services.forgejo.enable = true;\n    environment.persistence.\"/persist\".directories = [ \"/srv\" \"/opt\" ];\n  };\n}\n";
    goes(&[("configuration.nix", same)], "configuration.nix", "\"/opt\"", "\"/opt\" NEW");
}

#[test]
fn helpers_and_variables_keep_their_meaning() {
    let mapped = "{\n  imports = [ ./common.nix ];\n  services.forgejo.enable = true;\n  environment.persistence.\"/persist\".directories = map (name: \"/srv/${name}\") [ \"a\" \"b\" ];\n}\n";
    goes(
        &[("configuration.nix", mapped)],
        "configuration.nix",
        "[ \"a\" \"b\" ]",
        "[ \"a\" \"b\" ] ++ [ NEW ]",
    );
    let named = "let names = [ \"a\" \"b\" ];\nin {\n  imports = [ ./common.nix ];\n  services.forgejo.enable = true;\n  environment.persistence.\"/persist\".directories = map (name: \"/srv/${name}\") names;\n}\n";
    // The names are no entries, and who shares them is not known.
    goes(
        &[("configuration.nix", named)],
        "common.nix",
        "\"/var/lib/nixos\"",
        "\"/var/lib/nixos\" NEW",
    );
}

#[test]
fn an_option_of_the_users_own_takes_what_it_is_made_for() {
    let options = "{ lib, config, ... }:\n{\n  imports = [ ./common.nix ];\n  options.keep = lib.mkOption { type = lib.types.listOf lib.types.str; };\n  config.environment.persistence.\"/persist\".directories = config.keep;\n}\n";
    let host = "{\n  imports = [ ./options.nix ];\n  services.forgejo.enable = true;\n  keep = [ \"/srv\" \"/opt\" ];\n}\n";
    // A set would be no string: the list of the machine takes it.
    let texts = [("configuration.nix", host), ("options.nix", options)];
    goes(&texts, "common.nix", "\"/var/lib/nixos\"", "\"/var/lib/nixos\" NEW");
}

#[test]
fn a_root_without_a_list_gets_one() {
    let root = "{\n  fileSystems.\"/\" = { device = \"none\"; fsType = \"tmpfs\"; };\n  fileSystems.\"/nix\" = { device = \"/dev/sda2\"; fsType = \"ext4\"; };\n  fileSystems.\"/persist\" = { device = \"/dev/sda1\"; fsType = \"ext4\"; neededForBoot = true; };\n  environment.persistence.\"/persist\".files = [ \"/etc/machine-id\" ];\n  services.forgejo.enable = true;\n  users.users.root.uid = 0;\n  system.stateVersion = \"25.05\";\n}\n";
    let dir = files(&[("configuration.nix", root)]);
    run(dir.path(), &["fix", "--unsafe-fixes"]);
    let new = std::fs::read_to_string(dir.path().join("configuration.nix")).unwrap();
    assert!(new.contains("files = [ \"/etc/machine-id\" ];"), "{new}");
    let tall = "  environment.persistence.\"/persist\".directories = [\n    {\n      directory = \"/var/lib/forgejo\";\n";
    assert!(new.contains(tall), "{new}");
}
