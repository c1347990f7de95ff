//! Runs every configuration in `testdata/rules/` and compares what is found with the markers in its comments.
//!
//! A marker stands below the line it is about: carets under the place, then `error[rule]: message`, or
//! `note: message` for another place of the diagnostic. What cannot be pointed at from below, because it begins in the
//! first column or goes over several lines, is written `#@ 3:1-5:2 error[rule]: message`. Lines count without markers.
//! Both directions count, from all rules. `BLESS=1` rewrites the markers.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use persist_lint::{
    check::{self, Report, Request},
    diagnostic::Diagnostic,
    rules::RULES,
    source::{LineIndex, Span},
};

fn is_marker(line: &str) -> bool {
    line.trim_start()
        .strip_prefix('#')
        .is_some_and(|rest| rest.starts_with('@') || rest.trim_start().starts_with('^'))
}

/// One marker: where it stands and its text.
struct Marker {
    start: (u32, u32),
    end: (u32, u32),
    text: String,
}

/// The markers of each file. What has no place is put into the first line of the host.
fn markers(report: &Report, host: &Path) -> BTreeMap<PathBuf, Vec<Marker>> {
    let mut found: BTreeMap<PathBuf, Vec<Marker>> = BTreeMap::new();
    let mut add = |span: Option<Span>, text: String| {
        let Some(span) = span else {
            let marker = Marker { start: (1, 1), end: (1, 1), text };
            found.entry(host.to_owned()).or_default().push(marker);
            return;
        };
        let content = report.files.text(span.file);
        let index = LineIndex::new(&content);
        let place = |offset| {
            let at = index.line_column(&content, offset);
            let before =
                content.lines().take(at.line as usize).filter(|line| is_marker(line)).count();
            (at.line - before as u32, at.column)
        };
        let marker = Marker { start: place(span.range.start), end: place(span.range.end), text };
        found.entry(report.files.path(span.file)).or_default().push(marker);
    };
    for diagnostic in &report.diagnostics {
        let severity = diagnostic.severity.as_str();
        add(diagnostic.span, format!("{severity}[{}]: {}", diagnostic.rule, diagnostic.message));
        for label in &diagnostic.labels {
            add(Some(label.span), format!("note: {}", label.message));
        }
    }
    for markers in found.values_mut() {
        markers.sort_by_key(|marker| (marker.start, marker.end));
        markers.dedup_by(|a, b| (a.start, a.end, &a.text) == (b.start, b.end, &b.text));
    }
    found
}

/// The text with these markers and no others.
fn marked(text: &str, markers: &[Marker]) -> String {
    let mut result = String::new();
    for (number, line) in (1..).zip(text.lines().filter(|line| !is_marker(line))) {
        result.push_str(line);
        result.push('\n');
        for Marker { start, end, text } in markers.iter().filter(|marker| marker.start.0 == number)
        {
            if start.0 == end.0 && start.1 > 1 {
                let blank = " ".repeat(start.1 as usize - 2);
                let carets = "^".repeat((end.1 - start.1).max(1) as usize);
                result.push_str(&format!("#{blank}{carets} {text}\n"));
            } else {
                result
                    .push_str(&format!("#@ {}:{}-{}:{} {text}\n", start.0, start.1, end.0, end.1));
            }
        }
    }
    result
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The hosts of a rule, each with the files it is made of.
fn cases(rule: &Path) -> Vec<(PathBuf, Vec<PathBuf>)> {
    let nix = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "nix");
    let case = |path: PathBuf| {
        if path.is_dir() {
            let files: Vec<_> = entries(&path).into_iter().filter(nix).collect();
            let flake = path.join("flake.nix");
            let host = if files.contains(&flake) { flake } else { path.join("host.nix") };
            return Some((host, files));
        }
        let fixed = path.to_string_lossy().ends_with(".fixed.nix");
        (nix(&path) && !fixed).then(|| (path.clone(), vec![path]))
    };
    entries(rule).into_iter().filter_map(case).collect()
}

/// What all diagnostics of rules have in common.
fn is_in_style(diagnostic: &Diagnostic) {
    let Diagnostic { message, reason, help, .. } = diagnostic;
    assert!(message.starts_with(|c: char| c.is_lowercase() || c == '`'), "{message}");
    assert!(!message.ends_with('.') && message.contains('`'), "{message}");
    assert!(reason.is_some() && help.is_some(), "{message}");
}

#[test]
fn what_is_found_is_marked() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/rules");
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for rule in entries(&root) {
        let id = rule.file_name().unwrap().to_string_lossy().into_owned();
        let mut fires = false;
        for (host, files) in cases(&rule) {
            let also = RULES.iter().map(|rule| rule.id).filter(|known| *known == id).collect();
            let request = Request { path: host.clone(), also, ..Request::default() };
            let report = check::run(&request).unwrap();
            report.diagnostics.iter().for_each(is_in_style);
            assert!(report.whole, "{}: {:?}", host.display(), report.diagnostics);
            let of_rule = report.diagnostics.iter().any(|diagnostic| diagnostic.rule == id);
            fires |= of_rule;
            let is_good = host.strip_prefix(&rule).unwrap().to_string_lossy().starts_with("good");
            if is_good && !report.diagnostics.is_empty() {
                wrong.push(format!("{}: {:#?}", host.display(), report.diagnostics));
            }
            let mut found = markers(&report, &host);
            for file in files {
                let text = fs::read_to_string(&file).unwrap();
                let expected = marked(&text, &found.remove(&file).unwrap_or_default());
                if text == expected {
                    continue;
                }
                if bless && !is_good {
                    fs::write(&file, expected).unwrap();
                } else {
                    wrong.push(format!("{}:\n{expected}", file.display()));
                }
            }
        }
        if !fires {
            wrong.push(format!("{id}: no fixture shows it"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_fixtures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/rules");
    let have: Vec<_> = entries(&root)
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    // What a machine shows is not in a fixture; such rules are tested where they are.
    let want: Vec<_> =
        RULES.iter().filter(|rule| !rule.needs_machine()).map(|rule| rule.id).collect();
    assert_eq!(have, want);
    for id in want {
        for name in ["bad", "good"] {
            let file = root.join(id).join(format!("{name}.nix")).is_file();
            let flake = root.join(id).join(name).join("flake.nix").is_file();
            assert!(file || flake, "{id}: {name} is missing");
        }
    }
}
