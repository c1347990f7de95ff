//! Entries for what is in a home: as a text to paste, and as a change of the configuration.

use super::{
    advice::{self, NewEntry},
    proposals,
};
use crate::{
    diagnostic::{Entry, Intent, Proposal, Safety},
    model::{EntryKind, Host, PersistenceEntry, PersistenceRoot, Source, StatePath, path},
    source::Span,
};

/// "persist them: `environment.persistence."/persist".users.ann.directories = [ … ];`"
pub(super) fn help<'s>(
    host: &Host,
    user: &str,
    home: &str,
    states: impl Iterator<Item = &'s StatePath>,
) -> String {
    let entries: Vec<String> = states.map(|state| entry(state, home).text(None)).collect();
    let list = match root(host, user) {
        Some(root) if root.source == Source::HomeManager => {
            format!("home.persistence.{:?}", root.name)
        }
        root => format!("{}.users.{user}", advice::option(host, root)),
    };
    let them = if entries.len() == 1 { "it" } else { "them" };
    format!("persist {them}: `{list}.directories = [ {} ];`", entries.join(" "))
}

/// The same as a change of the configuration: each entry goes to where its program is switched on, or to the list.
pub(super) fn proposal<'s>(
    host: &Host,
    user: &str,
    home: &str,
    states: impl Iterator<Item = &'s StatePath>,
) -> Option<Proposal> {
    let root = root(host, user)?;
    let mut groups: Vec<(Option<Span>, bool, Vec<Entry>)> = Vec::new();
    let mut first = None;
    for state in states {
        let new = entry(state, home);
        let attributes = new.attributes_on(Some(root));
        let new = Entry { name: new.kind.as_str(), path: new.path.to_owned(), attributes };
        first.get_or_insert_with(|| new.path.clone());
        // What stands in one file can be under different conditions.
        let is_same = |(near, of_home, _): &&mut (Option<Span>, bool, Vec<Entry>)| {
            *near == state.span && *of_home == state.by_home_manager
        };
        match groups.iter_mut().find(is_same) {
            Some((.., entries)) => entries.push(new),
            None => groups.push((state.span, state.by_home_manager, vec![new])),
        }
    }
    let title = match groups.iter().map(|(.., entries)| entries.len()).sum() {
        1 => format!("persist `{}` of `{user}`", first?),
        several => format!("persist {several} paths of `{user}`"),
    };
    let kind = EntryKind::Directory;
    let intent = |(near, of_home, new)| {
        let mut intent = proposals::entries(host, root, Some(user), kind, near, new);
        // Beside what NixOS switches on there is no list of home-manager. That of NixOS can be an option of the project's in
        // home-manager.
        if let Intent::AddEntries { begins, .. } = &mut intent {
            *begins = of_home;
        }
        intent
    };
    let intents = groups.into_iter().map(intent).collect();
    Some(Proposal { title, safety: Safety::Unsafe, intents })
}

fn entry<'s>(state: &'s StatePath, home: &str) -> NewEntry<'s> {
    let inside = path::rest(&state.path, home).unwrap_or(&state.path).trim_start_matches('/');
    let entry = NewEntry::directory(inside);
    match state.mode.some().filter(|mode| *mode == "0700") {
        Some(mode) => entry.attribute("mode", mode),
        None => entry,
    }
}

/// The root that most of the user's entries are on.
fn root<'h>(host: &'h Host, user: &str) -> Option<&'h PersistenceRoot> {
    let uses = |root: &PersistenceRoot| {
        let of_user = |entry: &&PersistenceEntry| {
            entry.root == root.path
                && entry.source == root.source
                && entry.for_user.as_deref() == Some(user)
        };
        host.entries.iter().filter(of_user).count()
    };
    let is_usable = |root: &&PersistenceRoot| {
        let is_others = root.for_user.as_deref().is_some_and(|own| own != user);
        root.enabled.is(&true) && !is_others && uses(root) > 0
    };
    let is_data = |root: &&PersistenceRoot| !advice::is_cache(host, root);
    // Of equals the first, which is the same in every run.
    let most = || host.roots.iter().filter(is_usable).rev();
    let of_data = most().filter(is_data).max_by_key(|root| uses(root));
    of_data
        .or_else(|| advice::root(host).filter(is_data))
        .or_else(|| most().max_by_key(|root| uses(root)))
        .or_else(|| advice::root(host))
}
