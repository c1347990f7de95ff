//! `[[state]]`: what a project says about its own services.

use crate::support::{Output, project, run, write};

const FILE: &str = "persist-lint.toml";

const MODULE: &str = r#"{ lib, ... }:
{
  options.services.notes.enable = lib.mkEnableOption "notes";
  options.services.notes.dataDir = lib.mkOption { default = "/var/lib/notes"; };
  config.services.notes.enable = true;
}
"#;

const STATE: &str = r#"[[state]]
option = "services.notes.enable"
note = "Everything that was ever noted."
[[state.path]]
path = "${services.notes.dataDir}"
default = "/var/lib/notes"
kind = "state"
loss = "data"
owner = "notes"
relocate = "services.notes.dataDir"
"#;

fn with(module: &str, config: &str, arguments: &[&str]) -> Output {
    let dir = project(module);
    write(dir.path(), &[(FILE, config)]);
    run(dir.path(), arguments)
}

#[test]
fn a_service_of_the_project_is_known() {
    let check = |module: &str, config: &str| {
        with(module, config, &["check", "--host", "bad", "--format", "concise"]).stdout
    };
    let silent = check(MODULE, "");
    assert!(!silent.contains("notes"), "{silent}");
    let found = check(MODULE, STATE);
    let line = found.lines().find(|line| line.contains("unpersisted-service-state"));
    let line = line.unwrap_or_else(|| panic!("{found}"));
    assert!(line.starts_with("bad.nix:5:"), "{line}");
    assert!(line.contains("error") && line.contains("`services.notes` keeps state"), "{line}");
    let moved = MODULE.replace(
        "enable = true;",
        "enable = true;\n  config.services.notes.dataDir = \"/persist/notes\";",
    );
    assert!(!check(&moved, STATE).contains("notes"));
    let off = MODULE.replace("enable = true", "enable = lib.mkForce false");
    assert!(!check(&off, STATE).contains("notes"));

    let state = with(MODULE, STATE, &["state", "--host", "bad", "--format", "json"]).json();
    let paths = state["hosts"][0]["state"].as_array().unwrap();
    let path = paths.iter().find(|path| path["owner"] == "services.notes").expect("it is listed");
    assert_eq!(path["path"], "/var/lib/notes");
    assert_eq!(path["loss"], "data");
}

#[test]
fn an_own_word_about_a_shipped_service_stands() {
    let module = "{ ... }:\n{\n  services.forgejo.enable = true;\n}\n";
    let config = "[[state]]\noption = \"services.forgejo.enable\"\n[[state.path]]\n\
        path = \"${services.forgejo.stateDir}\"\ndefault = \"/var/lib/forgejo\"\nkind = \"state\"\nloss = \"recreatable\"\n";
    let severity = |config: &str| {
        let output = with(module, config, &["check", "--host", "bad", "--format", "json"]).json();
        let found = output["diagnostics"].as_array().unwrap().clone();
        let of_rule = |found: &&serde_json::Value| found["rule"] == "unpersisted-service-state";
        let found = found.iter().find(of_rule).expect("it is lost").clone();
        (found["severity"].as_str().unwrap().to_owned(), found["help"].to_string())
    };
    let (shipped, help) = severity("");
    assert_eq!(shipped, "error");
    assert!(help.contains("forgejo"), "{help}");
    let (own, own_help) = severity(config);
    assert_ne!(own, "error");
    assert_eq!(own_help, help, "the owner and what moves it are filled in");
}

#[test]
fn a_wrong_record_is_an_error_at_its_line() {
    let complaint = |from: &str, to: &str| {
        assert!(STATE.contains(from));
        let config = STATE.replacen(from, to, 1);
        let output = with(MODULE, &config, &["check", "--format", "full"]);
        assert_eq!(output.status, 2, "{}", output.stdout);
        assert!(!output.stdout.contains("unpersisted"), "nothing is checked: {}", output.stdout);
        output.stdout
    };
    let cases = [
        (
            "default = \"/var",
            "default = \"var",
            "persist-lint.toml:6",
            "is no absolute path",
            "write `/var",
        ),
        (
            "\"state\"",
            "\"stat\"",
            "persist-lint.toml:7",
            "there is no `kind` `stat`",
            "did you mean `state`?",
        ),
        ("owner =", "user =", "persist-lint.toml:9", "there is no key `user`", "known"),
        ("loss =", "los =", "persist-lint.toml:8", "there is no key `los`", "did you mean `loss`?"),
        (
            "\"services.notes.enable\"",
            "\"services..enable\"",
            "persist-lint.toml:2",
            "is no option name",
            "did you mean `services.enable`?",
        ),
        ("note = ", "dup = 1\nnote = ", "persist-lint.toml:3", "there is no key `dup`", ""),
        (
            "kind = \"state\"\n",
            "",
            "persist-lint.toml:4",
            "`kind` is missing",
            "write `kind = \"state\"`",
        ),
    ];
    for (from, to, place, message, help) in cases {
        let found = complaint(from, to);
        assert!([place, message, help].iter().all(|text| found.contains(text)), "{to}: {found}");
    }
    let twice = with(MODULE, &STATE.repeat(2), &["check"]);
    assert_eq!(twice.status, 2);
    assert!(twice.stdout.contains("persist-lint.toml:12"), "{}", twice.stdout);
    assert!(twice.stdout.contains("has a `[[state]]` already"), "{}", twice.stdout);
    let both = STATE.replacen("\"state\"", "\"stat\"", 1).replacen("/var", "var", 1);
    let both = with(MODULE, &both, &["check"]).stdout;
    assert!(both.contains("no absolute path") && both.contains("`stat`"), "all at once: {both}");
}
