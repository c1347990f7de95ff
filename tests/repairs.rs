//! What repairs make of the configurations in `testdata/rules/`, as a patch for each rule, and what has to hold for all of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use persist_lint::{
    check::{self, Change, Repair, Request},
    diagnostic::{Diagnostic, Intent},
    model::Host,
    rules::{Fixable, RULES},
    syntax::edit::{Editor, format, is_formatted},
};
use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};
use rnix::SyntaxKind;
use similar::{ChangeTag, TextDiff};

fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The markers of `tests/fixtures.rs` are nothing that a user writes.
fn unmarked(text: &str) -> String {
    let is_marker = |line: &&str| {
        let comment = line.trim_start().strip_prefix('#');
        comment.is_some_and(|rest| rest.starts_with('@') || rest.trim_start().starts_with('^'))
    };
    text.lines().filter(|line| !is_marker(line)).flat_map(|line| [line, "\n"]).collect()
}

/// A configuration of a rule.
fn request(host: &Path, id: &str) -> Request {
    let also = RULES.iter().map(|rule| rule.id).filter(|known| *known == id).collect();
    let mut request = Request { path: host.to_owned(), also, ..Request::default() };
    let directory = host.parent().unwrap();
    let files = if host.ends_with("host.nix") || host.ends_with("flake.nix") {
        entries(directory)
    } else {
        vec![host.to_owned()]
    };
    for file in
        files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "nix"))
    {
        request.overlay.insert(file.clone(), unmarked(&fs::read_to_string(file).unwrap()));
    }
    request
}

/// The configurations of a rule in which it finds something.
fn hosts(rule: &Path) -> Vec<PathBuf> {
    let host = |path: PathBuf| {
        if path.is_dir() {
            let flake = path.join("flake.nix");
            return Some(if flake.is_file() { flake } else { path.join("host.nix") });
        }
        path.extension().is_some_and(|extension| extension == "nix").then_some(path)
    };
    let is_bad = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("bad");
    entries(rule).into_iter().filter(is_bad).filter_map(host).collect()
}

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

/// What is repaired is written down in `fixes.diff`; `BLESS=1` renews it. A rule that says that it can be repaired is.
#[test]
fn every_repair_is_written_down() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for rule in entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/rules")) {
        let id = rule.file_name().unwrap().to_string_lossy().into_owned();
        let mut patches = String::new();
        let mut repaired = false;
        for host in hosts(&rule) {
            let request = request(&host, &id);
            let repair = check::repair(&request, true, &|_, _| {}).unwrap();
            repaired |= repair.fixed.iter().any(|found| found.rule == id);
            patches += &patch(&repair.changes, &rule);
            // A second run finds nothing more to repair.
            let mut after = request;
            for change in &repair.changes {
                after.overlay.insert(change.path.clone(), change.new.clone());
            }
            let again = check::repair(&after, true, &|_, _| {}).unwrap();
            if !again.fixed.is_empty() {
                wrong.push(format!("{}: {:?} is left", host.display(), names(&again.fixed)));
            }
        }
        let known = RULES.iter().find(|rule| rule.id == id).unwrap();
        if repaired != (known.fixable != Fixable::No) {
            wrong.push(format!("{id}: repaired {repaired}, but is fixable {:?}", known.fixable));
        }
        let file = rule.join("fixes.diff");
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if patches == expected {
            continue;
        }
        if bless {
            fs::write(&file, &patches).unwrap();
        } else {
            wrong.push(format!("{}:\n{patches}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn repair(request: &Request) -> Repair {
    check::repair(request, true, &|_, _| {}).unwrap()
}

/// The configurations of one file in which something is repaired, each with its rule.
fn repairable() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/rules");
    let of_rule = |rule: PathBuf| {
        let id = rule.file_name().unwrap().to_string_lossy().into_owned();
        let patches = fs::read_to_string(rule.join("fixes.diff")).unwrap_or_default();
        let is_repaired = move |host: &PathBuf| {
            let name = host.file_name().unwrap().to_string_lossy();
            host.parent().is_some_and(|parent| parent.ends_with(&id))
                && patches.contains(&format!("--- {name}\n"))
        };
        let id = rule.file_name().unwrap().to_string_lossy().into_owned();
        hosts(&rule)
            .into_iter()
            .filter(is_repaired)
            .map(move |host| (id.clone(), host))
            .collect::<Vec<_>>()
    };
    // Comments are what that rule is about.
    let is_other = |(id, _): &(String, PathBuf)| id != "unused-suppression";
    entries(&root).into_iter().flat_map(of_rule).filter(is_other).collect()
}

/// What a machine keeps, and what of it is mounted early: what a repair is there to change.
fn facts(hosts: &[Arc<Host>]) -> BTreeSet<String> {
    let of_host = |host: &Arc<Host>| {
        let entry = |entry: &persist_lint::model::PersistenceEntry| {
            let owner = (entry.user.known(), entry.group.known(), entry.mode.known());
            format!("{:?} {} {:?} {} {owner:?}", entry.source, entry.root, entry.kind, entry.path)
        };
        let mount = |mount: &persist_lint::model::Mount| {
            format!(
                "{} {:?} {:?}",
                mount.path,
                mount.needed_for_boot.known(),
                mount.options.known()
            )
        };
        let mut facts: Vec<String> = host.entries.iter().map(entry).collect();
        facts.extend(host.mounts.iter().map(mount));
        facts
    };
    hosts.iter().flat_map(of_host).collect()
}

/// Writes a text another way: what stands between the words, and how lists of entries are made. It means the same.
fn rewritten(text: &str, choices: &[u8], windows: bool, unfinished: bool) -> String {
    let tree = rnix::Root::parse(text).syntax();
    let mut choices = choices.iter().copied().cycle();
    let mut out = String::new();
    let mut closed: Vec<(rnix::TextSize, &str)> = Vec::new();
    for (number, element) in
        tree.descendants_with_tokens().filter_map(|element| element.into_token()).enumerate()
    {
        let parent = element.parent().unwrap();
        let is_list = |kind| element.kind() == kind && parent.kind() == SyntaxKind::NODE_LIST;
        // The value of an option alone: a list in a list, or an argument, would need parentheses.
        let is_value =
            parent.parent().is_some_and(|outer| outer.kind() == SyntaxKind::NODE_ATTRPATH_VALUE);
        if is_list(SyntaxKind::TOKEN_L_BRACK) && is_value {
            let (before, after) = match choices.next().unwrap() % 8 {
                0 => ("with builtins; ", ""),
                1 => ("", " ++ builtins.filter (x: false) [ \"/none\" ]"),
                2 => ("[ ] ++ ", ""),
                3 => ("(", ")"),
                _ => ("", ""),
            };
            out += before;
            closed.push((parent.text_range().end(), after));
        }
        match (element.kind(), choices.next().unwrap() % 12) {
            // A comment ends with its line.
            _ if out.lines().last().is_some_and(|line| line.contains('#')) => out += element.text(),
            (SyntaxKind::TOKEN_WHITESPACE, 0) => out += &format!(" /* {number} */ "),
            (SyntaxKind::TOKEN_WHITESPACE, 1) => out += &format!(" # {number}\n    "),
            (SyntaxKind::TOKEN_WHITESPACE, 2) => out += &format!("\n    # {number}\n    "),
            (SyntaxKind::TOKEN_WHITESPACE, 3) => out += "\n\t\t",
            (SyntaxKind::TOKEN_WHITESPACE, 4) => out += "\n\n  ",
            _ => out += element.text(),
        }
        while closed.last().is_some_and(|(end, _)| *end == element.text_range().end()) {
            out += closed.pop().unwrap().1;
        }
    }
    if unfinished {
        out.truncate(out.trim_end().len());
    }
    if windows { out.replace('\n', "\r\n") } else { out }
}

/// The comments of a text.
fn comments(text: &str) -> BTreeSet<String> {
    let tree = rnix::Root::parse(text).syntax();
    let tokens = tree.descendants_with_tokens().filter_map(|element| element.into_token());
    let comments = tokens.filter(|token| token.kind() == SyntaxKind::TOKEN_COMMENT);
    comments.map(|token| token.text().trim_end().to_owned()).collect()
}

fn removes(found: &Diagnostic) -> bool {
    let intents = found.proposal.iter().flat_map(|proposal| &proposal.intents);
    intents.into_iter().any(|intent| {
        let replaces = matches!(
            intent,
            Intent::RemoveAttribute { .. } | Intent::EditStrings { old: Some(_), .. }
        );
        replaces || intent.removed_entry().is_some()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn however_it_is_written(
        which in any::<prop::sample::Index>(),
        choices in prop::collection::vec(any::<u8>(), 40..80),
        windows in any::<bool>(),
        unfinished in any::<bool>(),
    ) {
        let all = repairable();
        let (id, host) = &all[which.index(all.len())];
        let plain = request(host, id);
        let mut other = plain.clone();
        let text = rewritten(&plain.overlay[host], &choices, windows, unfinished);
        other.overlay.insert(host.clone(), text.clone());
        let (plain, repaired) = (repair(&plain), repair(&other));
        let moves = |found: &Diagnostic| matches!(
            found.proposal.as_ref().map(|proposal| proposal.intents.as_slice()),
            Some([.., Intent::TakeEntry { .. }])
        );
        let fixed = |repair: &Repair| {
            let of = |found: &Diagnostic| (found.rule, found.path.clone());
            repair.fixed.iter().map(of).collect::<BTreeSet<_>>()
        };
        let with_moves = plain.fixed.iter().any(moves);
        // What has a comment is not moved; all else is repaired, and the machine is then the same.
        if !with_moves {
            prop_assert_eq!(fixed(&repaired), fixed(&plain), "{}", text);
        }
        let whole = fixed(&repaired) == fixed(&plain);
        let removal = repaired.fixed.iter().any(removes);
        for change in &repaired.changes {
            let new = &change.new;
            prop_assert!(Editor::new(&**new).is_some(), "{}", new);
            prop_assert_eq!(new.matches("\r\n").count() == new.matches('\n').count() && windows, windows && new.contains('\n'), "{:?}", new);
            prop_assert_eq!(new.ends_with('\n'), change.old.ends_with('\n'));
            let (before, after) = (comments(&change.old), comments(new));
            prop_assert!(after.is_subset(&before), "{}", new);
            prop_assert!(removal || before == after, "{:?}\n{}", before.difference(&after), new);
            // Lines that nothing is about stay as they are.
            let diff = TextDiff::from_lines(&*change.old, &**new);
            let lost = diff.iter_all_changes().filter(|line| line.tag() == ChangeTag::Delete).count();
            // A definition that goes can be written on many.
            let most = if removal { 8 } else { 3 };
            prop_assert!(lost <= most * repaired.fixed.len(), "{} of {}", lost, new);
            other.overlay.insert(change.path.clone(), new.clone());
        }
        let again = repair(&other);
        prop_assert!(again.fixed.is_empty(), "{:?}", names(&again.fixed));
        let (plain, repaired) = (plain.into_after(), repaired.into_after());
        if whole {
            prop_assert_eq!(facts(&repaired.fleet.hosts), facts(&plain.fleet.hosts), "{}", text);
        }
    }
}

/// A file that nixfmt would leave as it is, it leaves as it is after a repair, too.
#[test]
fn what_is_formatted_stays_formatted() {
    let mut changed = 0;
    for (id, host) in repairable() {
        let mut request = request(&host, &id);
        let text = format(&request.overlay[&host]).unwrap();
        assert!(is_formatted(&text));
        request.overlay.insert(host.clone(), text);
        for change in repair(&request).changes {
            assert!(is_formatted(&change.new), "{}", change.new);
            changed += 1;
        }
    }
    assert!(changed > 40, "{changed} files were repaired");
}
