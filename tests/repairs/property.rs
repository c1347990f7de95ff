//! However a configuration is written, a repair is the same: the machine is as it was but for what was meant, and the text but
//! for what had to change.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use persist_lint::{
    check::{self, Repair, Report},
    diagnostic::{Diagnostic, Entry, Intent},
    model::{Fact, Host, PersistenceEntry},
    syntax::edit::{Editor, format, is_formatted},
};
use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};
use rnix::SyntaxKind;
use similar::{Algorithm, ChangeTag, DiffTag, TextDiff, capture_diff_slices};

use crate::{
    cases::{repair, repairable},
    rewritten::rewritten,
};

/// What a machine keeps, and how its filesystems are mounted: what a repair is there to change.
fn facts(hosts: &[Arc<Host>]) -> BTreeSet<String> {
    let of_host = |host: &Arc<Host>| {
        let name = &host.name;
        let entry = |entry: &PersistenceEntry| format!("{name} {}", entry_text(entry));
        let mount = |mount: &persist_lint::model::Mount| {
            let (early, options) = (mount.needed_for_boot.known(), mount.options.known());
            format!("{name} {} {early:?} {options:?}", mount.path)
        };
        let mut facts: Vec<String> = host.entries.iter().map(entry).collect();
        facts.extend(host.mounts.iter().map(mount));
        facts
    };
    hosts.iter().flat_map(of_host).collect()
}

fn entry_text(entry: &PersistenceEntry) -> String {
    let owner = (entry.user.known(), entry.group.known(), entry.mode.known());
    format!("{:?} {} {:?} {} {owner:?}", entry.source, entry.root, entry.kind, entry.path)
}

/// The entries that repairs add, when they do nothing else.
fn added(fixed: &[Diagnostic]) -> Option<Vec<(&Diagnostic, &Entry)>> {
    let mut added = Vec::new();
    for found in fixed {
        for intent in &found.proposal.as_ref()?.intents {
            let Intent::AddEntries { entries, .. } = intent else { return None };
            added.extend(entries.iter().map(|entry| (found, entry)));
        }
    }
    Some(added)
}

/// Whether an entry of a machine is one that was to be added.
fn is_meant(entry: &PersistenceEntry, new: &Entry) -> bool {
    let says = |name: &str, fact: &Fact<Option<String>>| {
        let value = new.attributes.iter().find(|(own, _)| own == name);
        let is_value = |(_, value): &(String, String)| {
            fact.some().is_some_and(|own| *own == value.trim_matches('"'))
        };
        value.is_none_or(is_value)
    };
    let new_path = new.path.trim_matches('/');
    entry.kind.as_str() == new.name
        && entry.path.strip_suffix(new_path).is_some_and(|rest| rest.ends_with('/'))
        && says("user", &entry.user)
        && says("group", &entry.group)
        && says("mode", &entry.mode)
}

/// What is not as it was meant, after repairs that only add entries.
fn surprises(before: &Report, fixed: &[Diagnostic], after: &Report) -> Vec<String> {
    let Some(meant) = added(fixed) else { return Vec::new() };
    let old = facts(&before.fleet.hosts);
    let new = facts(&after.fleet.hosts);
    let mut wrong: Vec<String> = old.difference(&new).map(|gone| format!("gone: {gone}")).collect();
    for host in &after.fleet.hosts {
        let is_new = |entry: &&PersistenceEntry| {
            !old.contains(&format!("{} {}", host.name, entry_text(entry)))
        };
        for entry in host.entries.iter().filter(is_new) {
            if !meant.iter().any(|(_, new)| is_meant(entry, new)) {
                wrong.push(format!("not meant: {} {}", host.name, entry_text(entry)));
            }
        }
        for (_, new) in meant.iter().filter(|(found, _)| found.hosts.contains(&host.name)) {
            if !host.entries.iter().any(|entry| is_meant(entry, new)) {
                wrong.push(format!("not there: {} {}", host.name, new.path));
            }
        }
    }
    wrong
}

/// The tokens of a text that are no white space.
fn words(text: &str) -> Vec<String> {
    let tree = rnix::Root::parse(text).syntax();
    let tokens = tree.descendants_with_tokens().filter_map(|element| element.into_token());
    let words = tokens.filter(|token| token.kind() != SyntaxKind::TOKEN_WHITESPACE);
    words.map(|word| word.text().trim_end().to_owned()).collect()
}

fn comments(text: &str) -> BTreeSet<String> {
    words(text)
        .into_iter()
        .filter(|word| word.starts_with(['#']) || word.starts_with("/*"))
        .collect()
}

/// How many words are not where they were.
fn gone(before: &[String], after: &[String]) -> usize {
    let diff = capture_diff_slices(Algorithm::Myers, before, after);
    let gone = diff.iter().filter(|op| matches!(op.tag(), DiffTag::Delete | DiffTag::Replace));
    gone.map(|op| op.old_range().len()).sum()
}

/// Whether all words of a text are left, in their order.
fn are_left(before: &[String], after: &[String]) -> bool {
    let mut after = after.iter();
    before.iter().all(|word| after.any(|other| other == word))
}

fn removes(found: &Diagnostic) -> bool {
    let intents = found.proposal.iter().flat_map(|proposal| &proposal.intents);
    intents.into_iter().any(|intent| {
        let replaces = matches!(
            intent,
            Intent::RemoveAttribute { .. }
                | Intent::ShortenEntry { .. }
                | Intent::EditStrings { old: Some(_), .. }
        );
        replaces || intent.removed_entry().is_some()
    })
}

/// Whether all lines of a script move.
fn encloses(found: &Diagnostic) -> bool {
    let intents = found.proposal.iter().flat_map(|proposal| &proposal.intents);
    intents.into_iter().any(|intent| matches!(intent, Intent::Enclose { .. }))
}

fn fixed(repair: &Repair) -> BTreeSet<(&'static str, Option<String>)> {
    repair.fixed.iter().map(|found| (found.rule, found.path.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn however_it_is_written(
        which in any::<prop::sample::Index>(),
        choices in prop::collection::vec(any::<u8>(), 40..80),
        windows in any::<bool>(),
        unfinished in any::<bool>(),
    ) {
        // Of one file: lists in several are written in all forms by `tests/placing.rs`.
        let all: Vec<_> =
            repairable().iter().filter(|case| case.request.overlay.len() == 1).collect();
        let case = all[which.index(all.len())];
        let mut other = case.request.clone();
        for text in other.overlay.values_mut() {
            *text = rewritten(text, &choices, windows, unfinished);
        }
        let text = || other.overlay.values().cloned().collect::<String>();
        let before = check::run(&other).unwrap();
        let (plain, repaired) = (repair(&case.request), repair(&other));
        let moves = |found: &Diagnostic| matches!(
            found.proposal.as_ref().map(|proposal| proposal.intents.as_slice()),
            Some([.., Intent::TakeEntry { .. }])
        );
        // What has a comment is not moved; all else is repaired, and the machine is then the same.
        if !plain.fixed.iter().any(moves) {
            prop_assert_eq!(fixed(&repaired), fixed(&plain), "{}: {}", case.name, text());
        }
        let whole = fixed(&repaired) == fixed(&plain);
        let removal = repaired.fixed.iter().any(removes);
        let adds_only = added(&repaired.fixed).is_some();
        let moved = repaired.fixed.iter().any(encloses);
        let mut after = other.clone();
        for change in &repaired.changes {
            let new = &change.new;
            prop_assert!(Editor::new(&**new).is_some(), "{}", new);
            prop_assert_eq!(new.matches("\r\n").count() == new.matches('\n').count() && windows, windows && new.contains('\n'), "{:?}", new);
            prop_assert_eq!(new.ends_with('\n'), change.old.ends_with('\n'));
            let (old_comments, new_comments) = (comments(&change.old), comments(new));
            prop_assert!(new_comments.is_subset(&old_comments), "{}", new);
            prop_assert!(removal || old_comments == new_comments, "{:?}\n{}", old_comments.difference(&new_comments), new);
            prop_assert!(!adds_only || are_left(&words(&change.old), &words(new)), "{}\n{}", change.old, new);
            // Lines that nothing is about stay as they are.
            let diff = TextDiff::from_lines(&*change.old, &**new);
            let lost = diff.iter_all_changes().filter(|line| line.tag() == ChangeTag::Delete).count();
            // A definition that goes can be written on many, at most two for each of its words.
            let fixed = repaired.fixed.len();
            let gone = gone(&words(&change.old), &words(new));
            let most = if removal { (8 * fixed).max(3 * fixed + 2 * gone) } else { 3 * fixed };
            prop_assert!(moved || lost <= most, "{} of {}", lost, new);
            after.overlay.insert(change.path.clone(), new.clone());
        }
        let again = repair(&after);
        let left: Vec<_> = again.fixed.iter().map(|found| found.rule).collect();
        prop_assert!(left.is_empty(), "{}: {:?}", case.name, left);
        let fixed = repaired.fixed.clone();
        let (plain, repaired) = (plain.into_after(), repaired.into_after());
        let surprises = surprises(&before, &fixed, &repaired);
        prop_assert!(surprises.is_empty(), "{}: {:?}\n{}", case.name, surprises, text());
        if whole {
            prop_assert_eq!(facts(&repaired.fleet.hosts), facts(&plain.fleet.hosts), "{}", text());
        }
    }
}

/// Repairs that only add entries add exactly those.
#[test]
fn nothing_else_changes() {
    let mut compared = 0;
    for case in repairable() {
        let before = check::run(&case.request).unwrap();
        let repaired = repair(&case.request);
        compared += usize::from(added(&repaired.fixed).is_some());
        let fixed = repaired.fixed.clone();
        let after = repaired.into_after();
        assert_eq!(surprises(&before, &fixed, &after), [] as [String; 0], "{}", case.name);
    }
    assert!(compared >= 40, "{compared} were compared");
}

/// A file that nixfmt would leave as it is, it leaves as it is after a repair, too.
#[test]
fn what_is_formatted_stays_formatted() {
    let mut changed: BTreeSet<PathBuf> = BTreeSet::new();
    for case in repairable() {
        let mut request = case.request.clone();
        for text in request.overlay.values_mut() {
            *text = format(text).unwrap();
            assert!(is_formatted(text));
        }
        for change in repair(&request).changes {
            assert!(is_formatted(&change.new), "{}", change.new);
            changed.insert(change.path);
        }
    }
    assert!(changed.len() > 80, "{} files were repaired", changed.len());
}
