//! Small whole configurations: what a reader who knows the subject would report, and what is kept.
//!
//! Each directory of `testdata/hosts/` is a flake. `expected.txt` holds its diagnostics, one a line:
//! `file:line:column: severity[rule] message`, and the hosts when there are several. `kept.txt` holds the mounts and entries
//! of each host. `BLESS=1 cargo test --test hosts` writes both anew; read what changed.
//!
//! A line `missing file:line rule [text]` is what should be reported and is not yet: the test fails when it is, so that the
//! line goes.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use persist_lint::{
    check::{self, Disk, Report, Request},
    eval::{Arena, Program, Settings},
    model::{self, Fact, Host},
    modules::{
        Entry, ModeChoice, Overrides, Project, embedded::Embedded, facts::HostFacts, guards::GUARDS,
    },
    source::{Files, LineIndex, Span},
};

fn hosts_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/hosts")
}

fn run(dir: &Path) -> Report {
    let request =
        Request { path: dir.to_owned(), mode: Some(ModeChoice::Offline), ..Request::default() };
    check::run(&request).unwrap_or_else(|error| panic!("{}: {error}", dir.display()))
}

fn place(files: &Files, root: &Path, span: Option<Span>) -> String {
    let Some(span) = span else { return "-".to_owned() };
    let path = files.path(span.file);
    let text = files.text(span.file);
    let at = LineIndex::new(&text).line_column(&text, span.range.start);
    let path = path.strip_prefix(root).unwrap_or(&path);
    format!("{}:{}:{}", path.display(), at.line, at.column)
}

fn diagnostics(report: &Report) -> String {
    let several = report.fleet.hosts.len() > 1;
    let mut lines = String::new();
    for found in &report.diagnostics {
        let place = place(&report.files, &report.root, found.span);
        let (severity, rule) = (found.severity.as_str(), found.rule);
        write!(lines, "{place}: {severity}[{rule}] {}", found.message).unwrap();
        if several && !found.hosts.is_empty() {
            write!(lines, " ({})", found.hosts.join(", ")).unwrap();
        }
        lines.push('\n');
    }
    lines
}

fn kept(report: &Report, host: &Host) -> String {
    let mut text = format!("{}\n", host.name);
    for mount in host.mounts.iter() {
        let wiped = mount.ephemeral.certainty.as_str();
        let early = match mount.needed_for_boot.known() {
            Some(true) => ", in the initrd",
            Some(false) => "",
            None => ", unknown when",
        };
        writeln!(text, "  {}: wiped: {wiped} ({}){early}", mount.path, mount.ephemeral.why)
            .unwrap();
    }
    let shown = |fact: &Fact<Option<String>>| match fact.known() {
        Some(value) => value.clone().unwrap_or_default(),
        None => "?".to_owned(),
    };
    for entry in host.entries.iter() {
        let place = place(&report.files, &report.root, entry.span);
        let (kind, by) = (entry.kind.as_str(), entry.source.as_str());
        let owner = format!("{}:{}", shown(&entry.user), shown(&entry.group));
        let (path, root, mode) = (&entry.path, &entry.root, shown(&entry.mode));
        writeln!(text, "  {kind} {path} in {root}, {owner} {mode}, {by}, {place}").unwrap();
    }
    for missing in host.mounts.missing.iter().chain(&host.entries.missing) {
        let place = place(&report.files, &report.root, missing.span);
        writeln!(text, "  and perhaps more: {}, {place}", missing.reason).unwrap();
    }
    text
}

fn compare(file: &Path, found: &str, wrong: &mut Vec<String>) {
    let written = fs::read_to_string(file).unwrap_or_default();
    let (missing, rest): (Vec<&str>, Vec<&str>) =
        written.lines().partition(|line| line.starts_with("missing "));
    let is_found = |missing: &&str| {
        let mut words = missing["missing ".len()..].splitn(3, ' ');
        let place = words.next().unwrap_or_default();
        let rule = words.next().expect("file:line rule");
        let text = words.next().unwrap_or_default();
        let matches = |line: &str| {
            line.starts_with(&format!("{place}:"))
                && line.contains(&format!("[{rule}]"))
                && line.contains(text)
        };
        found.lines().any(matches)
    };
    if std::env::var_os("BLESS").is_some() {
        let mut text = found.to_owned();
        for line in missing.into_iter().filter(|line| !is_found(line)) {
            writeln!(text, "{line}").unwrap();
        }
        fs::write(file, text).unwrap();
        return;
    }
    let expected: String = rest.iter().map(|line| format!("{line}\n")).collect();
    let mended: Vec<&&str> = missing.iter().filter(|line| is_found(line)).collect();
    assert!(mended.is_empty(), "{}: no longer missing: {mended:?}", file.display());
    if expected == found {
        return;
    }
    let mut difference = format!("{}:\n", file.display());
    for line in expected.lines().filter(|line| !found.lines().any(|other| other == *line)) {
        writeln!(difference, "  missing: {line}").unwrap();
    }
    for line in found.lines().filter(|line| !expected.lines().any(|other| other == *line)) {
        writeln!(difference, "  surplus: {line}").unwrap();
    }
    wrong.push(difference);
}

#[test]
fn every_configuration_gets_exactly_what_it_deserves() {
    let mut dirs: Vec<PathBuf> =
        fs::read_dir(hosts_dir()).unwrap().map(|entry| entry.unwrap().path()).collect();
    dirs.sort();
    assert!(dirs.len() >= 10);
    let mut wrong = Vec::new();
    for dir in dirs {
        let report = run(&dir);
        assert!(!report.fleet.hosts.is_empty(), "{}: no hosts", dir.display());
        compare(&dir.join("expected.txt"), &diagnostics(&report), &mut wrong);
        let all: String = report.fleet.hosts.iter().map(|host| kept(&report, host)).collect();
        compare(&dir.join("kept.txt"), &all, &mut wrong);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Hosts run on several threads; the report does not show it.
#[test]
fn the_order_never_changes() {
    let dir = hosts_dir().join("bcachefs-fleet");
    let first = diagnostics(&run(&dir));
    for _ in 0..3 {
        assert_eq!(diagnostics(&run(&dir)), first);
    }
}

/// The facts of hosts, evaluated one after the other in memory that they hand on.
fn facts(project: &Project, program: &Program, names: &[String]) -> BTreeMap<String, HostFacts> {
    let mut arena = Arena::default();
    let evaluate = |name: &String| {
        let facts =
            project.evaluate_with(program, name, &model::Assumptions::default(), &mut arena, None);
        (name.clone(), facts)
    };
    names.iter().map(evaluate).collect()
}

#[test]
fn hosts_do_not_depend_on_those_before() {
    for dir in fs::read_dir(hosts_dir()).unwrap() {
        let dir = dir.unwrap().path();
        let vfs = Embedded::new(Disk::new([dir.clone()]));
        let program = Program::new(Arc::new(Files::new()), Arc::new(vfs), GUARDS);
        let project = Project {
            entry: Entry::Flake(dir.clone()),
            root: dir.clone(),
            overrides: Overrides::default(),
            mode: ModeChoice::Offline,
            settings: Settings::default(),
        };
        let mut names = project.list(&program).hosts;
        assert!(!names.is_empty(), "{}", dir.display());
        let forwards = facts(&project, &program, &names);
        names.reverse();
        let backwards = facts(&project, &program, &names);
        for name in &names {
            let alone = &facts(&project, &program, std::slice::from_ref(name))[name];
            for other in [&forwards[name], &backwards[name]] {
                assert_eq!(alone.config, other.config, "{name} in {}", dir.display());
                assert_eq!(alone.unknown, other.unknown, "{name} in {}", dir.display());
                assert_eq!(alone.complete, other.complete, "{name} in {}", dir.display());
                assert_eq!(alone.errors.len(), other.errors.len(), "{name} in {}", dir.display());
            }
        }
    }
}
