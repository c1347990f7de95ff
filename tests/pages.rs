//! The pages of the rules: complete, with examples that hold, and listed in the index.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{fs, path::Path};

use persist_lint::{
    check::{self, Request},
    diagnostic::Diagnostic,
    rules::{Fixable, RULES, Rule},
};

fn lints() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lints")
}

/// The headings of a page, in order.
fn headings(rule: &Rule) -> Vec<&'static str> {
    rule.doc.lines().filter_map(|line| line.strip_prefix("## ")).collect()
}

#[test]
fn pages_have_their_headings() {
    const ORDER: [&str; 7] = [
        "What it does",
        "Why is this bad?",
        "Example",
        "Fix safety",
        "Options",
        "What it cannot see",
        "References",
    ];
    for rule in RULES {
        let headings = headings(rule);
        let known = ORDER.iter().filter(|heading| headings.contains(heading));
        assert_eq!(headings, known.copied().collect::<Vec<_>>(), "{}", rule.id);
        for needed in ["What it does", "Why is this bad?", "Example"] {
            assert!(headings.contains(&needed), "{}: {needed}", rule.id);
        }
        assert_eq!(headings.contains(&"Fix safety"), rule.fixable != Fixable::No, "{}", rule.id);
    }
}

#[test]
fn every_page_is_of_a_rule() {
    let mut pages: Vec<_> =
        fs::read_dir(lints()).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    let mut names: Vec<_> =
        pages.iter().map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    names.retain(|name| name != "README");
    names.sort();
    assert_eq!(names, RULES.iter().map(|rule| rule.id).collect::<Vec<_>>());
}

/// An example of a page.
struct Example<'a> {
    text: &'a str,
    /// `impermanence@<time>` after the fence: the input is locked at a revision of that time.
    locked: Option<&'a str>,
}

/// The examples whose fence begins like this.
fn examples<'a>(page: &'a str, fence: &str) -> Vec<Example<'a>> {
    let block = |rest: &'a str| {
        let (info, rest) = rest.split_once('\n')?;
        let locked = info.trim().strip_prefix("impermanence@");
        rest.split("```").next().map(|text| Example { text, locked })
    };
    page.split(&format!("```{fence}")).skip(1).filter_map(block).collect()
}

/// A flake around an example. Its inputs are nowhere on the disk.
const FLAKE: &str = r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.impermanence.url = "github:nix-community/impermanence";
  outputs = { nixpkgs, impermanence, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      modules = [ impermanence.nixosModules.impermanence ./configuration.nix ];
    };
  };
}"#;

fn lock(time: &str) -> String {
    let input = |owner: &str, repo: &str| {
        format!(
            r#""{repo}": {{ "locked": {{ "type": "github", "owner": "{owner}", "repo": "{repo}", "lastModified": {time},
              "rev": "0000000000000000000000000000000000000000",
              "narHash": "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" }},
              "original": {{ "type": "github", "owner": "{owner}", "repo": "{repo}" }} }}"#
        )
    };
    format!(
        r#"{{ "version": 7, "root": "root", "nodes": {{
          "root": {{ "inputs": {{ "nixpkgs": "nixpkgs", "impermanence": "impermanence" }} }}, {}, {} }} }}"#,
        input("NixOS", "nixpkgs"),
        input("nix-community", "impermanence")
    )
}

fn found(rule: &Rule, example: &Example<'_>) -> Vec<Diagnostic> {
    let dir = tempfile::tempdir().unwrap();
    let mut path = dir.path().join("configuration.nix");
    fs::write(&path, example.text).unwrap();
    if let Some(time) = example.locked {
        path = dir.path().join("flake.nix");
        fs::write(&path, FLAKE).unwrap();
        fs::write(dir.path().join("flake.lock"), lock(time)).unwrap();
    }
    let report = check::run(&Request { path, also: vec![rule.id], ..Request::default() }).unwrap();
    assert!(report.whole, "{:?}", report.diagnostics);
    report.diagnostics
}

#[test]
fn examples_hold() {
    for rule in RULES {
        let (bad, good) = (examples(rule.doc, "nix bad"), examples(rule.doc, "nix good"));
        assert!(!bad.is_empty() && !good.is_empty(), "{}", rule.id);
        for example in bad {
            let found = found(rule, &example);
            if rule.needs_machine() {
                assert_eq!(found, [], "{}: nobody looked at a machine", rule.id);
                continue;
            }
            assert!(
                !found.is_empty() && found.iter().all(|found| found.rule == rule.id),
                "{}: {found:#?}",
                rule.id
            );
        }
        for example in good {
            assert_eq!(found(rule, &example), [], "{}", rule.id);
        }
    }
}

fn index() -> String {
    let mut index = String::from(
        "# Rules\n\n\
         One page per rule: what it reports, why, and what to write instead.\n\
         This list is made from the rules: `BLESS=1 cargo test --test pages`.\n\
         The knowledge of what services keep is in [`state/`](state/README.md).\n\n\
         | rule | level | since | what it finds |\n|---|---|---|---|\n",
    );
    for rule in RULES {
        let Rule { id, summary, since, .. } = rule;
        let level = rule.level().as_str();
        index.push_str(&format!("| [`{id}`]({id}.md) | {level} | {since} | {summary} |\n"));
    }
    index
}

#[test]
fn the_index_is_fresh() {
    let path = lints().join("README.md");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, index()).unwrap();
    }
    assert_eq!(
        fs::read_to_string(path).unwrap_or_default(),
        index(),
        "run `BLESS=1 cargo test --test pages`"
    );
}
