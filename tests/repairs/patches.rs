//! What is repaired is written down in `fixes.diff`: of each rule in `testdata/rules/`, and of each configuration in
//! `testdata/hosts/`. `BLESS=1` renews it.

use std::{fs, path::Path};

use persist_lint::{
    check::{Change, Repair},
    diagnostic::Diagnostic,
    rules::{Fixable, RULES},
};
use similar::TextDiff;

use crate::cases::{Case, entries, of_host, of_rule, repair, testdata};

fn patch(changes: &[Change], root: &Path) -> String {
    let one = |change: &Change| {
        let name = change.path.strip_prefix(root).unwrap().display().to_string();
        let diff = TextDiff::from_lines(&change.old, &change.new);
        diff.unified_diff().header(&name, &name).to_string()
    };
    changes.iter().map(one).collect()
}

fn names(found: &[Diagnostic]) -> Vec<&'static str> {
    found.iter().map(|found| found.rule).collect()
}

/// Repairs a configuration. A second run finds nothing more to repair.
fn repaired(case: &Case, wrong: &mut Vec<String>) -> Repair {
    let repaired = repair(&case.request);
    let mut after = case.request.clone();
    for change in &repaired.changes {
        after.overlay.insert(change.path.clone(), change.new.clone());
    }
    let again = repair(&after);
    if !again.fixed.is_empty() {
        wrong.push(format!("{}: {:?} is left", case.name, names(&again.fixed)));
    }
    repaired
}

fn compare(file: &Path, patches: &str, wrong: &mut Vec<String>) {
    if patches == fs::read_to_string(file).unwrap_or_default() {
        return;
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(file, patches).unwrap();
    } else {
        wrong.push(format!("{}:\n{patches}", file.display()));
    }
}

/// A rule that says that it can be repaired is.
#[test]
fn of_rules() {
    let mut wrong = Vec::new();
    for rule in entries(&testdata("rules")) {
        let id = rule.file_name().unwrap().to_string_lossy().into_owned();
        let mut patches = String::new();
        let mut is_repaired = false;
        for case in of_rule(&rule) {
            let repaired = repaired(&case, &mut wrong);
            is_repaired |= repaired.fixed.iter().any(|found| found.rule == id);
            patches += &patch(&repaired.changes, &rule);
        }
        let known = RULES.iter().find(|rule| rule.id == id).unwrap();
        if is_repaired != (known.fixable != Fixable::No) {
            wrong.push(format!("{id}: repaired {is_repaired}, but is {:?}", known.fixable));
        }
        compare(&rule.join("fixes.diff"), &patches, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_hosts() {
    let mut wrong = Vec::new();
    for dir in entries(&testdata("hosts")) {
        let case = of_host(dir.clone());
        let patches = patch(&repaired(&case, &mut wrong).changes, &dir);
        compare(&dir.join("fixes.diff"), &patches, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
