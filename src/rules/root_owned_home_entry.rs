//! See `lints/root-owned-home-entry.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Safety, Severity},
    model::{EntryKind, Host, PersistenceEntry, User, path},
};

pub(super) static RULE: Rule = Rule {
    id: "root-owned-home-entry",
    summary: "an entry in a home belongs to root",
    doc: include_str!("../../lints/root-owned-home-entry.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host).filter(|entry| entry.for_user.is_none()) {
        let root = |owner: &String| owner == "root";
        if !entry.user.some().is_some_and(root) || is_inside_own(entry, host) {
            continue;
        }
        let Some((user, home)) = home_over(entry, host) else { continue };
        let (target, name) = (&entry.path, &user.name);
        let list = match entry.kind {
            EntryKind::Directory => "directories",
            EntryKind::File => "files",
        };
        let short = path::rest(target, &home).unwrap_or(target).trim_start_matches('/');
        let diagnostic = sink
            .diagnostic(format!("`{target}` is in the home of `{name}`, but is made for root"))
            .at(entry.span)
            .reason(format!(
                "it and the directories above it are made owned by root, and `{name}` cannot \
                write there"
            ))
            .help(format!(
                "move it to the list of the user: `users.{name}.{list} = [ {short:?} ];`"
            ))
            .propose(proposals::moved(host, entry, entry.kind, Some(name), short, Safety::Safe))
            .path(target.clone());
        sink.report(diagnostic);
    }
}

/// The person in whose home an entry is.
fn home_over<'h>(entry: &PersistenceEntry, host: &'h Host) -> Option<(&'h User, String)> {
    host.users.iter().filter(|user| user.normal.is(&true)).find_map(|user| {
        let home = path::normalize(user.home.some()?);
        path::is_below(&entry.path, &home).then_some((user, home))
    })
}

/// Whether it is in an entry that somebody else owns, so that all is made already.
fn is_inside_own(entry: &PersistenceEntry, host: &Host) -> bool {
    lost::in_doubt(host, &entry.path)
        || lost::entries(host).any(|other| {
            other.kind == EntryKind::Directory
                && path::is_below(&entry.path, &other.path)
                && other.user.some().is_none_or(|owner| owner != "root")
        })
}
