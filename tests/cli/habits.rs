//! `persist-lint fix` writes entries as the project does.

use crate::{
    places::goes,
    support::{COMMON, files, run},
};

const SERVICE: &str = "{\n  services.forgejo.enable = true; # git\n}\n";

/// Another name for the lists of the machine.
const ALIAS: &str = "{ lib, ... }:\n{ imports = [ (lib.mkAliasOptionModule [ \"keep\" ] [ \"environment\" \"persistence\" \"/persist\" ]) ]; }\n";

#[test]
fn a_list_that_counts_whenever_anything_is_persisted() {
    let module = "{ lib, config, ... }:\n{\n  imports = [ ./common.nix ];\n  options.persist.services = lib.mkOption { default = true; };\n  config.services.forgejo.enable = true;\n  config.environment.persistence.\"/persist\".directories = lib.mkIf config.persist.services [ \"/srv\" ];\n}\n";
    goes(&[("configuration.nix", module)], "configuration.nix", "\"/srv\"", "\"/srv\" NEW");
}

#[test]
fn another_name_for_an_option_of_the_module_takes_sets() {
    let module = "{ imports = [ ./common.nix ./alias.nix ./services/a.nix ./services/b.nix ./services/c.nix ./services/forgejo.nix ]; }\n";
    let [a, b, c] =
        ["a", "b", "c"].map(|name| format!("{{ keep.directories = [ \"/srv/{name}\" ]; }}\n"));
    let texts = |alias| {
        [
            ("configuration.nix", module),
            ("alias.nix", alias),
            ("services/a.nix", &*a),
            ("services/b.nix", &*b),
            ("services/c.nix", &*c),
            ("services/forgejo.nix", SERVICE),
        ]
    };
    let to = |option: &str| format!("# git\n {option}.directories = [ NEW ];\n");
    goes(&texts(ALIAS), "services/forgejo.nix", "# git\n", &to("keep"));
    let declared = |items: &str| {
        format!(
            "{{ lib, config, ... }}:\n{{\n  options.keep = {{ directories = lib.mkOption {{ type = lib.types.listOf {items}; }}; }};\n  config.environment.persistence.\"/persist\" = {{ inherit (config.keep) directories; }};\n}}\n"
        )
    };
    let anything = declared("lib.types.anything");
    goes(&texts(&anything), "services/forgejo.nix", "# git\n", &to("keep"));
    let strings = declared("lib.types.str");
    let root = to("environment.persistence.\"/persist\"");
    goes(&texts(&strings), "services/forgejo.nix", "# git\n", &root);
}

#[test]
fn what_others_can_use_does_not_persist() {
    let module = "{ lib, config, ... }:\n{\n  options.services.tool.enable = lib.mkEnableOption \"it\";\n  config = lib.mkIf config.services.tool.enable {\n    systemd.services.tool.serviceConfig = { ExecStart = \"/tool\"; StateDirectory = \"tool\"; };\n  };\n}\n";
    let imports = "{ imports = [ ./common.nix ./modules/tool.nix ./services/a.nix ./services/b.nix ./services/c.nix ./services/tool.nix ]; }\n";
    let other = "{ environment.persistence.\"/persist\".directories = [ \"/srv/PATH\" ]; }\n";
    let [a, b, c] = ["a", "b", "c"].map(|name| other.replace("PATH", name));
    let enabled = "{\n  services.tool.enable = true; # it\n}\n";
    let texts = [
        ("configuration.nix", imports),
        ("modules/tool.nix", module),
        ("services/a.nix", &*a),
        ("services/b.nix", &*b),
        ("services/c.nix", &*c),
        ("services/tool.nix", enabled),
    ];
    let list = "environment.persistence.\"/persist\".directories = [ \"/var/lib/tool\" ];";
    goes(&texts, "services/tool.nix", "# it\n", &format!("# it\n {list}\n"));
    // Where the modules beside it do, it is one more.
    let imports = "{ imports = [ ./common.nix ./modules/tool.nix ./modules/a.nix ./modules/b.nix ./modules/c.nix ./services/tool.nix ]; }\n";
    let texts = [
        ("configuration.nix", imports),
        ("modules/tool.nix", module),
        ("modules/a.nix", &*a),
        ("modules/b.nix", &*b),
        ("modules/c.nix", &*c),
        ("services/tool.nix", enabled),
    ];
    let unit = "StateDirectory = \"tool\"; };\n";
    goes(&texts, "modules/tool.nix", unit, &format!("{unit} {list}\n"));
}

#[test]
fn what_becomes_a_directory_stays_in_its_file() {
    let module = "{\n  imports = [ ./common.nix ./alias.nix ./a.nix ./b.nix ];\n  services.printing.enable = true;\n}\n";
    let texts = [
        ("configuration.nix", module),
        ("alias.nix", ALIAS),
        ("a.nix", "{\n  keep.files = [ \"/var/lib/cups/printers.conf\" ];\n}\n"),
        ("b.nix", "{\n  keep.directories = [ \"/srv\" ];\n}\n"),
    ];
    let to = "[ ];\n keep.directories = [ \"/var/lib/cups\" ];";
    goes(&texts, "a.nix", "[ \"/var/lib/cups/printers.conf\" ];", to);
}

/// What is left of a finding of several paths is nothing new, wherever it stands.
#[test]
fn what_helps_one_host_may_help_another_in_part() {
    let flake = "{\n  inputs.nixpkgs.url = \"github:NixOS/nixpkgs/patched\";\n  inputs.impermanence.url = \"github:nix-community/impermanence\";\n  inputs.home-manager.url = \"github:nix-community/home-manager\";\n  outputs = { nixpkgs, impermanence, home-manager, ... }: let\n    host = module: nixpkgs.lib.nixosSystem {\n      modules = [ impermanence.nixosModules.impermanence home-manager.nixosModules.home-manager ./common.nix ./home.nix module ];\n    };\n  in { nixosConfigurations = { a = host ./a.nix; b = host ./b.nix; }; };\n}\n";
    let home = "{\n  users.users.ann = { isNormalUser = true; uid = 1000; };\n  home-manager.users.ann = { programs.thunderbird.enable = true; home.stateVersion = \"25.05\"; };\n  environment.persistence.\"/persist\".users.ann.directories = [ \"docs\" ];\n}\n";
    let dir = files(&[
        ("flake.nix", flake),
        ("common.nix", COMMON),
        ("home.nix", home),
        ("a.nix", "{ }\n"),
        ("b.nix", "{ home-manager.users.ann.programs.gpg.enable = true; }\n"),
    ]);
    let output = run(dir.path(), &["fix", "--unsafe-fixes", "--format", "json"]);
    let json = output.json();
    let found = json["diagnostics"].as_array().unwrap();
    let left: Vec<_> = found.iter().map(|found| (&found["path"], &found["hosts"])).collect();
    let gnupg = "/home/ann/.gnupg".into();
    assert_eq!(left, [(&gnupg, &serde_json::json!(["b"]))], "{}", output.stderr);
    let new = std::fs::read_to_string(dir.path().join("home.nix")).unwrap();
    assert!(new.contains("\".thunderbird\""), "{new}");
}
