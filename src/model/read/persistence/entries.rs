//! The lists `directories` and `files`, evaluated by their module or as they were written.

use std::sync::Arc;

use super::{Collected, View};
use crate::{
    model::{
        Certainty, EntryKind, Fact, How, PersistenceEntry, Set, Source, knowledge::Knowledge, path,
    },
    source::Span,
};

/// What a list's place says about its entries.
pub(super) struct Place<'a> {
    /// The storage path.
    pub root: &'a str,
    pub source: Source,
    /// What relative paths are relative to; `None` for the lists of the system.
    pub home: Option<Home<'a>>,
    pub for_user: Option<&'a str>,
    pub user: Fact<Option<String>>,
    pub group: Fact<Option<String>>,
    /// Whether the storage path contains the home already (home-manager, first version).
    pub home_in_root: bool,
    /// Whether the first part of a path is left out at its target (the same).
    pub drop_prefix: bool,
    /// Whether the module has already put the home before each path (preservation, evaluated).
    pub absolute: bool,
    pub may: bool,
    pub known: &'a Knowledge,
}

/// The home directory of the entries.
pub(super) enum Home<'a> {
    Known(&'a str),
    Unknown,
}

impl Place<'_> {
    /// Where all its entries are, as far as known.
    fn below(&self) -> Option<&str> {
        match self.home {
            Some(Home::Known(home)) => Some(home),
            Some(Home::Unknown) => Some("/home"),
            None => None,
        }
    }
}

/// Reads one list.
pub(super) fn read(list: View<'_>, kind: EntryKind, place: &Place<'_>, kept: &mut Collected) {
    let mut lacks = Set::<()>::complete(Vec::new());
    let known = place.known;
    let (name, _) = names(kind);
    for item in list.strictly().items(&mut lacks) {
        match entry(item, kind, place) {
            Ok(Some(entry)) => kept.entries.items.push(entry),
            Ok(None) => {}
            Err((reason, span)) => {
                // An option that nobody sets, and whose default is computed: it can be no place but one of its service.
                let of_service = match place.home {
                    None => service_of(&reason).and_then(|set| known.places_of(set)),
                    Some(_) => None,
                };
                match of_service {
                    Some(places) => {
                        for place in places {
                            lacks.lacks_at(Arc::clone(&reason), span, Some(&place));
                        }
                    }
                    None => lacks.lacks_at(reason, span, beginning(item, name, place).as_deref()),
                }
            }
        }
    }
    kept.entries.lacks_below(lacks, place.below());
}

/// The service with an option that is not known, when that is why something is not.
fn service_of(reason: &str) -> Option<&str> {
    let name = reason.strip_prefix("services.")?;
    let is_name = |c: char| c.is_alphanumeric() || "-_".contains(c);
    let end = name.find(|c| !is_name(c)).unwrap_or(name.len());
    let is_option = name[end..].chars().all(|c| is_name(c) || c == '.');
    is_option.then(|| &reason[.."services.".len() + end])
}

/// The directory that an entry is in whose path is known in part: of `".config/${name}"`, `.config`.
fn beginning(item: View<'_>, name: &str, place: &Place<'_>) -> Option<String> {
    let text = item.partial().or_else(|| item.get(name).partial())?;
    let (directory, _) = text.split('«').next()?.rsplit_once('/')?;
    match place.home {
        Some(Home::Known(home)) if !place.absolute => {
            (!place.drop_prefix).then(|| path::join(home, directory))
        }
        Some(Home::Unknown) => None,
        _ => Some(path::normalize(&format!("/{directory}"))),
    }
}

/// The attribute with an entry's path as it is written, and that with what its module makes of it.
fn names(kind: EntryKind) -> (&'static str, &'static str) {
    match kind {
        EntryKind::Directory => ("directory", "dirPath"),
        EntryKind::File => ("file", "filePath"),
    }
}

/// Where an entry says its path: what it takes from a file that is not its own, such as the default of an option, is not
/// written there.
fn stands_at(path: View<'_>) -> Option<Span> {
    let is_elsewhere = |at: &Span| path.name.is_some_and(|name| name.file != at.file);
    path.span().filter(|at| !is_elsewhere(at)).or(path.name)
}

type Reason = (Arc<str>, Option<Span>);

fn entry(
    item: View<'_>,
    kind: EntryKind,
    place: &Place<'_>,
) -> Result<Option<PersistenceEntry>, Reason> {
    let (name, resolved) = names(kind);
    // home-manager's files were strings; a string of the wrong list is read as what the list is of.
    let (written, view) = match item.text() {
        Some(text) => (text, None),
        None => match item.get(name).text() {
            Some(text) => (text, Some(item)),
            None if item.is_attrs() => {
                let path = item.get(name);
                return Err((path.reason(), path.span().or(item.span())));
            }
            None => return Err((item.reason(), item.span())),
        },
    };
    let get = |name: &str| view.map(|view| view.get(name)).filter(|view| view.is_there());
    let how = get("how").and_then(View::text);
    // A bind and a link differ in too much to take one for the other.
    let unclear = place.source == Source::Preservation && get("how").is_some_and(View::is_unknown);
    // Parents that preservation makes for a user; nothing is kept in them.
    if how == Some("_intermediate") {
        return Ok(None);
    }

    let path = match (get(resolved).and_then(View::text), &place.home) {
        (Some(path), _) => path::normalize(path),
        (None, None) => path::normalize(&format!("/{written}")),
        (None, Some(_)) if place.absolute => path::normalize(written),
        (None, Some(Home::Known(home))) => {
            let target = if place.drop_prefix {
                written.split_once('/').map_or("", |(_, rest)| rest)
            } else {
                written
            };
            path::join(home, target)
        }
        (None, Some(Home::Unknown)) => {
            let user = place.for_user.unwrap_or("the user");
            return Err((
                format!("the home directory of `{user}` is not known").into(),
                item.span(),
            ));
        }
    };
    let root = match get("persistentStoragePath") {
        Some(view) => match view.text() {
            Some(text) => path::normalize(text),
            None => return Err((view.reason(), view.span())),
        },
        None => path::normalize(place.root),
    };
    let storage =
        if place.home_in_root { path::join(&root, written) } else { path::join(&root, &path) };
    let written = match (&place.home, place.absolute) {
        (Some(Home::Known(home)), true) => {
            path::rest(written, home).unwrap_or(written).trim_start_matches('/')
        }
        _ => written,
    };

    // The owner and mode of an impermanence file are those of its directory.
    let permissions = match (place.source, kind) {
        (Source::Impermanence | Source::HomeManager, EntryKind::File) => get("parentDirectory"),
        _ => view,
    };
    let permission = |name: &str, default: &Fact<Option<String>>| {
        let set = permissions.map(|view| view.get(name)).filter(|view| view.is_there());
        set.map_or_else(|| default.clone(), View::string)
    };
    let mode = match (place.source, kind) {
        (Source::Preservation, EntryKind::File) => "0644",
        _ => "0755",
    };
    // What may be a link is no mount point.
    let may_link =
        |method: View<'_>| method.unknown().is_some() || method.text() == Some("symlink");
    let symlink = how == Some("symlink") || get("method").is_some_and(may_link);
    let in_initrd = match place.source {
        Source::Preservation => match get("inInitrd").map(|view| view.bool(false)) {
            Some(Fact::Known(true, _)) => Certainty::Yes,
            Some(Fact::Unknown(_)) => Certainty::Unknown,
            _ => Certainty::No,
        },
        // impermanence binds in the initrd what NixOS needs there, and only exactly that.
        _ if kind == EntryKind::Directory && path::always_needed_for_boot(&path) => Certainty::Yes,
        _ => Certainty::No,
    };
    Ok(Some(PersistenceEntry {
        root,
        kind,
        storage,
        written: Some(written.to_owned()),
        user: permission("user", &place.user),
        group: permission("group", &place.group),
        mode: permission("mode", &Fact::of_default(Some(mode.to_owned()))),
        for_user: place.for_user.map(str::to_owned),
        source: place.source,
        how: if symlink { How::Symlink } else { How::Bind },
        in_initrd,
        may: place.may || item.may || unclear,
        // What a module makes of a string has no place of its own, but the string has.
        span: view.and_then(|view| stands_at(view.get(name))).or_else(|| item.span()),
        path,
    }))
}
