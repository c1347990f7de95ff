//! The other commands.

use std::{
    io::{Read as _, Write as _},
    process::Stdio,
};

use crate::support::{command, files, finish, project, run};

#[test]
fn help_has_examples() {
    let dir = files(&[]);
    let output = run(dir.path(), &[]);
    assert!(output.stderr.contains("persist-lint check"), "{}", output.stderr);
    assert_eq!(output.status, 2);
    for command in
        ["check", "fix", "state", "audit", "explain", "rules", "baseline", "config", "eval"]
    {
        let output = run(dir.path(), &[command, "--help"]);
        assert!(output.stdout.contains("Examples:"), "{}", output.stdout);
        assert_eq!(output.status, 0);
    }
    let output = run(dir.path(), &["chekc"]);
    assert!(output.stderr.contains("'check'"), "{}", output.stderr);
    assert_eq!(output.status, 2);
    let mut wrong = command(dir.path(), &["check"]);
    wrong.env("PERSIST_LINT_NIXPKGS", "/nowhere");
    let output = finish(wrong);
    assert_eq!(output.stderr, "error: PERSIST_LINT_NIXPKGS: /nowhere is not a directory\n");
    assert_eq!(output.status, 2);
}

#[test]
fn explains_rules() {
    let dir = files(&[]);
    let rules = run(dir.path(), &["rules", "--format", "json"]).json();
    for rule in rules["rules"].as_array().unwrap() {
        let id = rule["id"].as_str().unwrap();
        let output = run(dir.path(), &["explain", id]);
        assert!(output.stdout.starts_with(&format!("# {id}\n")), "{}", output.stdout);
        assert_eq!(output.status, 0);
        assert!(run(dir.path(), &["rules"]).stdout.contains(id));
        assert!(run(dir.path(), &["rules", "--format", "markdown"]).stdout.contains(id));
    }
    let output = run(dir.path(), &["explain", "ephemeral-storge"]);
    assert_eq!(output.status, 2);
    assert!(output.stderr.ends_with("did you mean `ephemeral-storage`?\n"), "{}", output.stderr);
}

#[test]
fn the_state_as_a_table() {
    let dir = project("{ services.forgejo.enable = true; }\n");
    let output = run(dir.path(), &["state", "--host", "bad"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let has = |text: &str| assert!(output.stdout.contains(text), "{text}: {}", output.stdout);
    has("bad (offline, flake.nix)\n");
    has("  wiped  /         tmpfs  none       a tmpfs\n");
    has("    /var/lib/nixos   directory");
    has("lost  ");
    assert!(output.stdout.find("State").unwrap() < output.stdout.find("Mounts").unwrap());
    let lost = run(dir.path(), &["state", "--host", "bad", "--lost"]).stdout;
    assert!(lost.contains("/var/lib/forgejo") && !lost.contains("Mounts"), "{lost}");
    let json = run(dir.path(), &["state", "--host", "bad", "--lost", "--format", "json"]).json();
    let state = json["hosts"][0]["state"].as_array().unwrap();
    assert!(!state.is_empty() && state.iter().all(|state| state["kept"] == "no"));
    let text = run(dir.path(), &["state", "--host", "bad", "--format", "markdown"]).stdout;
    for row in [
        "| `/var/lib/forgejo` | **no** | `services.forgejo` |",
        "| `/` | tmpfs | **no** | a tmpfs |",
    ] {
        assert!(text.contains(row), "{row}: {text}");
    }
}

#[test]
fn evaluates() {
    let dir = files(&[("a.nix", "{ x ? 1 }:\n{ b.\"c d\" = [ x 2 ];\n  e = throw \"no\"; }\n")]);
    let value = |arguments: &[&str]| {
        let output = run(dir.path(), &[&["eval"], arguments].concat());
        assert_eq!((output.status, output.stderr.as_str()), (0, ""));
        output.stdout
    };
    assert_eq!(value(&["--expr", "{ a = 1 + 1; }"]), "{ a = <CODE>; }\n");
    assert_eq!(value(&["--expr", "{ a = 1 + 1; }", "--strict"]), "{ a = 2; }\n");
    assert_eq!(value(&["--expr", "{ a = [ ./. ]; b = 1.5; }.b", "--json"]), "1.5\n");
    assert_eq!(value(&["--file", "a.nix", "--attr", "b.\"c d\".1"]), "2\n");
    assert_eq!(value(&["--expr", "(import ./a.nix { }).b", "--json"]), "{\"c d\":[1,2]}\n");
    let output = run(dir.path(), &["eval", "--file", "a.nix", "--attr", "e"]);
    assert!(output.stderr.starts_with("error[throw]: no\n"), "{}", output.stderr);
    assert!(output.stderr.contains("[a.nix:3:7]"), "{}", output.stderr);
    assert_eq!((output.status, output.stdout.as_str()), (1, ""));
    assert_eq!(run(dir.path(), &["eval", "--expr", "{ a = "]).status, 1);
    assert_eq!(run(dir.path(), &["eval", "--file", "nope.nix"]).status, 2);
    assert_eq!(run(dir.path(), &["eval"]).status, 2);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let dir = files(&[]);
    let long = format!("builtins.genList (x: \"{}\") 10000", "a".repeat(100));
    let mut command = command(dir.path(), &["eval", "--strict", "--expr", &long]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(stderr, "");
    assert!(child.wait().unwrap().success());
}

#[test]
fn evaluates_stdin() {
    let dir = files(&[]);
    let mut command = command(dir.path(), &["eval", "--file", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"1 + 1").unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, b"2\n");
}

#[test]
fn errors_of_eval_show_the_way() {
    let cycle = "let\n  a = b + 1;\n  b = c.d + 1;\n  c = { d = a + 1; };\nin a\n";
    let dir = files(&[
        ("cycle.nix", cycle),
        ("whole.nix", "{ x = import ./part.nix { y = 1; }; }\n"),
        ("part.nix", "{ y }:\nlet f = v: throw \"no ${toString v}\"; in f (y + 1)\n"),
    ]);
    let cases: [(&[&str], &[&str]); 4] = [
        (
            &["--file", "cycle.nix"],
            &[
                "error[infinite recursion]: infinite recursion: the value needs itself\n",
                "[cycle.nix:4:13]\n",
                "\n  while evaluating attribute `d` at cycle.nix:3:7\n",
                "\n  part of the cycle at cycle.nix:2:7\n",
            ],
        ),
        (
            &["--file", "whole.nix", "--strict"],
            &[
                "error[throw]: no 2\n",
                "[part.nix:2:12]\n",
                "\n  while calling function `f` at part.nix:2:41\n",
                "\n  while calling a function at whole.nix:1:7\n",
            ],
        ),
        (
            &["--strict", "--expr", "map (x: x + \"a\") [ 1 ]"],
            &["error[type]: cannot coerce the integer 1 to a string\n", "[<expression>:1:9]\n"],
        ),
        (
            &["--expr", "builtins.addErrorContext \"while testing `this':\" (throw \"no\")"],
            &["error[throw]: no\n", "\n  while testing `this` at <expression>:1:1\n"],
        ),
    ];
    for (arguments, texts) in cases {
        let output = run(dir.path(), &[&["eval"], arguments].concat());
        let mut rest = &*output.stderr;
        for text in texts {
            let at = rest.find(text).unwrap_or_else(|| panic!("{text:?} in {}", output.stderr));
            rest = &rest[at + text.len() - 1..];
        }
        assert!(!output.stderr.contains("`throw`"), "said twice: {}", output.stderr);
        assert!(output.stderr.lines().count() < 12, "{}", output.stderr);
    }
}
