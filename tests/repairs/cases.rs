//! The configurations that are repaired: the bad ones of `testdata/rules/` and of the pages in `lints/`, and the whole ones in
//! `testdata/hosts/`.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use persist_lint::{
    check::{self, Repair, Request},
    modules::ModeChoice,
    rules::{RULES, Rule},
};

/// A configuration.
pub(crate) struct Case {
    /// What it is called in messages.
    pub(crate) name: String,
    /// What is checked. The overlay has the texts of all its files.
    pub(crate) request: Request,
}

pub(crate) fn repair(request: &Request) -> Repair {
    check::repair(request, true, &|_, _| {}).unwrap()
}

pub(crate) fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

pub(crate) fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn is_nix(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "nix")
}

/// The markers of `tests/fixtures.rs` are nothing that a user writes.
fn unmarked(text: &str) -> String {
    let is_marker = |line: &&str| {
        let comment = line.trim_start().strip_prefix('#');
        comment.is_some_and(|rest| rest.starts_with('@') || rest.trim_start().starts_with('^'))
    };
    text.lines().filter(|line| !is_marker(line)).flat_map(|line| [line, "\n"]).collect()
}

fn files_below(dir: &Path) -> Vec<PathBuf> {
    let below = |path: PathBuf| if path.is_dir() { files_below(&path) } else { vec![path] };
    entries(dir).into_iter().flat_map(below).collect()
}

fn case(name: String, path: PathBuf, also: &[&'static str]) -> Case {
    let root = if path.is_dir() { path.clone() } else { path.parent().unwrap().to_owned() };
    let is_whole = ["host.nix", "flake.nix"].iter().any(|name| path.ends_with(name));
    let files = if path.is_dir() || is_whole { files_below(&root) } else { vec![path.clone()] };
    let also = also.to_vec();
    let mut request = Request { path, also, mode: Some(ModeChoice::Offline), ..Request::default() };
    for file in files.into_iter().filter(|file| is_nix(file)) {
        let text = unmarked(&fs::read_to_string(&file).unwrap());
        request.overlay.insert(file, text);
    }
    Case { name, request }
}

/// The configurations of a rule in which it finds something.
pub(crate) fn of_rule(rule: &Path) -> Vec<Case> {
    let id = rule.file_name().unwrap().to_string_lossy().into_owned();
    let known = RULES.iter().find(|rule| rule.id == id).unwrap();
    let host = |path: PathBuf| {
        if path.is_dir() {
            let flake = path.join("flake.nix");
            return Some(if flake.is_file() { flake } else { path.join("host.nix") });
        }
        is_nix(&path).then_some(path)
    };
    let is_bad = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("bad");
    let hosts = entries(rule).into_iter().filter(is_bad).filter_map(host);
    hosts.map(|host| case(format!("{id}: {}", host.display()), host, &[known.id])).collect()
}

/// A whole configuration.
pub(crate) fn of_host(dir: PathBuf) -> Case {
    case(dir.display().to_string(), dir, &[])
}

/// The bad examples of a page that need no lock file, each in a file of its own.
fn of_page(rule: &Rule, directory: &Path) -> Vec<Case> {
    let blocks = rule.doc.split("```nix bad\n").skip(1).filter_map(|rest| rest.split("```").next());
    let write = |(number, text): (usize, &str)| {
        let path = directory.join(format!("{}-{number}", rule.id)).join("configuration.nix");
        fs::create_dir(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        case(format!("page of {}: {number}", rule.id), path, &[rule.id])
    };
    blocks.enumerate().map(write).collect()
}

/// All in which something is repaired.
pub(crate) fn repairable() -> &'static [Case] {
    static CASES: LazyLock<(Vec<Case>, tempfile::TempDir)> = LazyLock::new(|| {
        let directory = tempfile::tempdir().unwrap();
        let real = fs::canonicalize(directory.path()).unwrap();
        let mut cases: Vec<Case> =
            entries(&testdata("rules")).iter().flat_map(|rule| of_rule(rule)).collect();
        cases.extend(entries(&testdata("hosts")).into_iter().map(of_host));
        cases.extend(RULES.iter().flat_map(|rule| of_page(rule, &real)));
        // Comments are what that rule is about.
        cases.retain(|case| !case.request.also.contains(&"unused-suppression"));
        cases.retain(|case| !repair(&case.request).fixed.is_empty());
        (cases, directory)
    });
    &CASES.0
}
