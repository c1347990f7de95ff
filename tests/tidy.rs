//! What a reader may rely on in the files themselves: paths in the documentation exist, rules are complete, nothing is left
//! half done.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use persist_lint::rules::RULES;

/// The most lines a file of `src/` has.
const LONGEST: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(dir: &Path, extension: &str, deep: bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() && deep {
            found.extend(files(&path, extension, deep));
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Paths that a page names: targets of links, relative to the page, and code that begins with a directory of the project.
fn named_paths(page: &str) -> Vec<(bool, String)> {
    const DIRECTORIES: [&str; 10] = [
        "src/",
        "lints/",
        "testdata/",
        "tests/",
        "benches/",
        "editors/",
        "fuzz/",
        ".ci/",
        "schemas/",
        "nix/",
    ];
    let mut paths = Vec::new();
    let mut fenced = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            continue;
        }
        for part in line.split("](").skip(1) {
            let target = part.split([')', '#', ' ']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") {
                paths.push((true, target.to_owned()));
            }
        }
        for code in line.split('`').skip(1).step_by(2) {
            for word in code.split_whitespace() {
                let word = word.split(['#', ',']).next().unwrap_or_default();
                // `lints/<id>.md` names the directory.
                let fixed = match word.find(['<', '*', '{', '…']) {
                    Some(at) => &word[..word[..at].rfind('/').map_or(0, |slash| slash + 1)],
                    None => word,
                };
                if DIRECTORIES.iter().any(|directory| fixed.starts_with(directory)) {
                    paths.push((false, fixed.split(':').next().unwrap_or(fixed).to_owned()));
                }
            }
        }
    }
    paths
}

#[test]
fn every_path_in_the_documentation_exists() {
    let mut missing = Vec::new();
    let pages = [files(root(), "md", false), files(&root().join("lints"), "md", true)].concat();
    assert!(pages.len() > RULES.len());
    for page in pages {
        for (relative, path) in named_paths(&read(&page)) {
            let base = if relative { page.parent().unwrap() } else { root() };
            if !base.join(&path).exists() {
                missing.push(format!("{}: {path}", page.display()));
            }
        }
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

#[test]
fn paths_are_seen() {
    let page = "[a](lints/a.md#x) [b](https://x.y/src/z) `src/nothing.rs:3` `cargo run -- testdata/hosts/x`\n\
                `lints/<id>.md` `other/x`\n```\n`src/no`\n```\n";
    let paths: Vec<String> = named_paths(page).into_iter().map(|(_, path)| path).collect();
    assert_eq!(paths, ["lints/a.md", "src/nothing.rs", "testdata/hosts/x", "lints/"]);
}

/// A rule is a file, a registered name, a page, and fixtures or tests of its own.
#[test]
fn every_rule_is_complete() {
    let ids: BTreeSet<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(ids.len(), RULES.len(), "an id is used twice");
    let mut in_files = BTreeSet::new();
    for file in files(&root().join("src/rules"), "rs", true) {
        let text = read(&file);
        if !text.contains("static RULE: Rule") {
            continue;
        }
        let id = file.file_stem().unwrap().to_string_lossy().replace('_', "-");
        let fixtures = root().join("testdata/rules").join(&id);
        assert!(
            text.contains("#[test]") || fixtures.is_dir(),
            "{id} has no tests and no {}",
            fixtures.display()
        );
        in_files.insert(id);
    }
    assert_eq!(in_files, ids, "files of src/rules and the registry agree");
    let lints = files(&root().join("lints"), "md", false);
    let pages: BTreeSet<String> = lints
        .iter()
        .map(|page| page.file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| name != "README")
        .collect();
    assert_eq!(pages, ids, "pages of lints/ and the registry agree");
    if let Ok(entries) = fs::read_dir(root().join("testdata/rules")) {
        for entry in entries {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            assert!(ids.contains(&name), "testdata/rules/{name} is of no rule");
        }
    }
}

#[test]
fn the_readme_names_every_rule_and_no_other() {
    let readme = read(&root().join("README.md"));
    for rule in RULES {
        let id = rule.id;
        assert!(readme.contains(&format!("| [`{id}`](lints/{id}.md) |")), "README.md lacks {id}");
    }
    let rows = readme.lines().filter(|line| line.starts_with("| [`") && line.contains("](lints/"));
    assert_eq!(rows.count(), RULES.len());
}

#[test]
fn sources_are_whole() {
    let mut wrong = Vec::new();
    for file in
        [files(&root().join("src"), "rs", true), files(&root().join("tests"), "rs", true)].concat()
    {
        let text = read(&file);
        let mut complain = |what: &str| wrong.push(format!("{}: {what}", file.display()));
        if !text.starts_with("//! ") {
            complain("does not begin with what it is");
        }
        if text.lines().count() > LONGEST {
            complain("is too long");
        }
        for mark in [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")] {
            if text.contains(mark) {
                complain(mark);
            }
        }
        if !text.ends_with('\n') || text.ends_with("\n\n") {
            complain("does not end with one line break");
        }
        if text.lines().any(|line| line.ends_with([' ', '\t']) || line.starts_with('\t')) {
            complain("has tabs or spaces at ends of lines");
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn packages_come_from_the_registry() {
    let lock = read(&root().join("Cargo.lock"));
    let sources: BTreeSet<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("source = ")).collect();
    assert_eq!(
        sources,
        BTreeSet::from(["\"registry+https://github.com/rust-lang/crates.io-index\""])
    );
}

#[test]
fn the_changelog_has_this_version() {
    let version = format!("## {}", env!("CARGO_PKG_VERSION"));
    let changelog = read(&root().join("CHANGELOG.md"));
    assert!(changelog.lines().any(|line| line.starts_with(&version) || line == "## Unreleased"));
}

#[test]
fn nothing_tells_where_it_was_made() {
    let pages = [files(root(), "md", false), files(&root().join("lints"), "md", true)].concat();
    let home = concat!("/ho", "me/runner");
    for page in pages {
        let text = read(&page);
        for word in [concat!("/tmp", "/wt"), concat!("/wo", "rk/"), home] {
            assert!(!text.contains(word), "{} names {word}", page.display());
        }
    }
}
