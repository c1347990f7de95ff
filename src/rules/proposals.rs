//! What rules want changed, in the terms of what they know.

use super::{advice, storage};
use crate::{
    diagnostic::{Entry, Intent, Place, Proposal, Safety},
    model::{self, EntryKind, Host, PersistenceEntry, PersistenceRoot, Source},
    source::Span,
};

fn one(title: String, safety: Safety, intent: Intent) -> Option<Proposal> {
    Some(Proposal { title, safety, intents: vec![intent] })
}

fn owned(path: &[&str]) -> Vec<String> {
    path.iter().map(|name| (*name).to_owned()).collect()
}

/// Entries for a root, in the list of the system or of a user. Nothing is begun beside what they are for when that can be an
/// option of home-manager, and the list is not.
pub(super) fn entries(
    host: &Host,
    root: &PersistenceRoot,
    user: Option<&str>,
    kind: EntryKind,
    near: Option<Span>,
    entries: Vec<Entry>,
) -> Intent {
    let module = match root.source {
        Source::Preservation => ["preservation", "preserveAt"],
        Source::HomeManager => ["home", "persistence"],
        _ => ["environment", "persistence"],
    };
    let mut option: Vec<String> = owned(&module);
    option.push(root.name.clone());
    let depth = option.len();
    // In home-manager, the root is the user's.
    let user = user.filter(|_| root.source != Source::HomeManager);
    option.extend(user.into_iter().flat_map(|user| ["users".to_owned(), user.to_owned()]));
    option.push(advice::list_name(kind).to_owned());
    let other = match kind {
        EntryKind::Directory => EntryKind::File,
        EntryKind::File => EntryKind::Directory,
    };
    let (beside, siblings) = (places(host, root, user, kind), places(host, root, user, other));
    let begins = user.is_none();
    let (root, others) = (root.span, Vec::new());
    Intent::AddEntries { beside, others, near, begins, siblings, root, option, depth, entries }
}

/// Where entries of a kind can be added to a root: beside those that are there, or in a list that is still empty.
fn places(host: &Host, root: &PersistenceRoot, user: Option<&str>, kind: EntryKind) -> Vec<Place> {
    let user = user.or(root.for_user.as_deref());
    let fits = |entry: &&PersistenceEntry| {
        entry.root == root.path
            && entry.source == root.source
            && entry.kind == kind
            && entry.for_user.as_deref() == user
            && !entry.may
    };
    let own = match kind {
        EntryKind::Directory => root.directories_span,
        EntryKind::File => root.files_span,
    };
    let own = own.filter(|_| user == root.for_user.as_deref());
    let place = |entry: &PersistenceEntry| {
        let written = entry.written.as_ref().unwrap_or(&entry.path).clone();
        entry.span.map(|span| Place { span, entry: Some(written) })
    };
    let beside = host.entries.iter().filter(fits).filter_map(place);
    beside.chain(own.map(|span| Place { span, entry: None })).collect()
}

/// An entry goes.
pub(super) fn removal(entry: &PersistenceEntry, safety: Safety) -> Option<Proposal> {
    let item = entry.span.filter(|_| entry.source.is_module())?;
    one(format!("remove `{}`", entry.path), safety, Intent::RemoveItem { item })
}

/// An entry gets attributes, whose values are Nix.
pub(super) fn attributes(
    entry: &PersistenceEntry,
    attributes: &[(&str, &str)],
) -> Option<Proposal> {
    let words: Vec<_> =
        attributes.iter().map(|(name, value)| format!("`{name} = {value};`")).collect();
    let title = format!("set {} of `{}`", words.join(" and "), entry.path);
    changed(entry, title, None, attributes, Safety::Safe)
}

/// An entry gets another path, and attributes.
pub(super) fn renamed(
    entry: &PersistenceEntry,
    new: &str,
    attributes: &[(&str, &str)],
    safety: Safety,
) -> Option<Proposal> {
    changed(entry, format!("write `{new}`"), Some(new.to_owned()), attributes, safety)
}

/// An entry is not given some attributes any more. Safe where they have no effect on what is there already.
pub(super) fn without(entry: &PersistenceEntry, attributes: &[&'static str]) -> Option<Proposal> {
    let item = entry.span.filter(|_| entry.source.is_module() && !attributes.is_empty())?;
    let words: Vec<_> = attributes.iter().map(|name| format!("`{name}`")).collect();
    one(
        format!("leave out {} of `{}`", words.join(" and "), entry.path),
        Safety::Safe,
        Intent::ShortenEntry {
            item,
            path: entry.written.as_ref().unwrap_or(&entry.path).clone(),
            attributes: attributes.to_vec(),
        },
    )
}

fn changed(
    entry: &PersistenceEntry,
    title: String,
    new: Option<String>,
    attributes: &[(&str, &str)],
    safety: Safety,
) -> Option<Proposal> {
    let item = entry.span.filter(|_| entry.source.is_module())?;
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    one(
        title,
        safety,
        Intent::ExtendEntry {
            item,
            path: entry.written.as_ref().unwrap_or(&entry.path).clone(),
            new,
            name: entry.kind.as_str(),
            attributes: attributes.iter().map(pair).collect(),
        },
    )
}

/// An entry that is a string goes to another list: of another kind, or of a user.
pub(super) fn moved(
    host: &Host,
    entry: &PersistenceEntry,
    kind: EntryKind,
    user: Option<&str>,
    path: &str,
    safety: Safety,
) -> Option<Proposal> {
    let item = entry.span.filter(|_| entry.source.is_module())?;
    let is_own = |root: &&PersistenceRoot| {
        let same_home = root.source != Source::HomeManager || root.for_user == entry.for_user;
        root.path == entry.root && root.source == entry.source && same_home
    };
    let root = host.roots.iter().find(is_own)?;
    let new = Entry { name: kind.as_str(), path: path.to_owned(), attributes: Vec::new() };
    let written = entry.written.as_ref().unwrap_or(&entry.path).clone();
    let title = match user {
        Some(user) if entry.for_user.is_none() => {
            format!("move `{}` to the list of `{user}`", entry.path)
        }
        _ => format!("move `{}` to `{}`", entry.path, advice::list_name(kind)),
    };
    let add = entries(host, root, user, kind, Some(item), vec![new]);
    Some(Proposal { title, safety, intents: vec![add, Intent::TakeEntry { item, path: written }] })
}

/// A filesystem is mounted in the initrd. Where others share its definition, that is said beside what is on it.
pub(super) fn needed_for_boot(
    point: &str,
    name: Option<Span>,
    beside: Option<Span>,
) -> Option<Proposal> {
    let intent = Intent::SetAttribute {
        name: name?,
        or: beside.into_iter().collect(),
        option: owned(&["fileSystems", point]),
        path: owned(&["neededForBoot"]),
        value: "true".to_owned(),
    };
    one(format!("mark `{point}` as needed for boot"), Safety::Safe, intent)
}

/// The options of a filesystem change.
pub(super) fn mount_option(
    point: &str,
    name: Option<Span>,
    old: Option<&str>,
    new: Option<&str>,
    safety: Safety,
) -> Option<Proposal> {
    let title = match (old, new) {
        (Some(old), Some(new)) => format!("mount `{point}` with `{new}` instead of `{old}`"),
        (Some(old), None) => format!("mount `{point}` without `{old}`"),
        (None, new) => format!("mount `{point}` with `{}`", new?),
    };
    strings(title, name, &["fileSystems", point], &["options"], old, new, safety)
}

/// A list of strings changes, of what is defined at a name.
pub(super) fn strings(
    title: String,
    name: Option<Span>,
    option: &[&str],
    path: &[&str],
    old: Option<&str>,
    new: Option<&str>,
    safety: Safety,
) -> Option<Proposal> {
    let intent = Intent::EditStrings {
        name: name?,
        option: owned(option),
        path: owned(path),
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
    };
    one(title, safety, intent)
}

/// An option is defined, in the module in which something else is.
pub(super) fn option(
    beside: Option<Span>,
    option: &[&str],
    value: &str,
    safety: Safety,
) -> Option<Proposal> {
    let title = format!("set `{} = {value};`", option.join("."));
    let intent = Intent::SetOption {
        beside: beside?,
        or: Vec::new(),
        option: owned(option),
        value: value.to_owned(),
    };
    one(title, safety, intent)
}

/// The same; or where the host's storage is named, when other hosts share that module.
pub(super) fn option_of(
    host: &Host,
    beside: Option<Span>,
    option: &[&str],
    value: &str,
    safety: Safety,
) -> Option<Proposal> {
    let mut proposal = self::option(beside, option, value, safety)?;
    let storage = advice::root(host).and_then(|root| root.span).filter(|at| Some(*at) != beside);
    for intent in &mut proposal.intents {
        if let Intent::SetOption { or, .. } = intent {
            or.extend(storage);
        }
    }
    Some(proposal)
}

/// A path that an option names becomes the same below the storage. Where none is used, that is for its owner to choose.
pub(super) fn in_storage(
    host: &Host,
    at: Option<Span>,
    written: &str,
    path: &str,
    safety: Safety,
) -> Option<Proposal> {
    let place = model::path::join(storage::used(host)?, path);
    self::path(at, written, &place, safety)
}

/// A path that an option names becomes another one.
pub(super) fn path(at: Option<Span>, old: &str, new: &str, safety: Safety) -> Option<Proposal> {
    let intent = Intent::ReplaceString { at: at?, old: old.to_owned(), new: new.to_owned() };
    one(format!("name `{new}` instead of `{old}`"), safety, intent)
}
