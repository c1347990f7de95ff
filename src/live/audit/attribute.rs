//! Whose something is that would be lost, and what to write to keep it.

use std::{
    os::unix::ffi::OsStrExt as _,
    path::{Path, PathBuf},
};

use rustix::fs::{self, AtFlags, StatxFlags};

use super::{
    NewEntry, Unpersisted,
    entry::Wanted,
    found::{Part, is_vanished},
    scene::{Owner, Scene},
};
use crate::{
    live::{Accounts, Configured, Error},
    model::{
        Loss, StateKind,
        knowledge::{Knowledge, PathMatch, Trigger},
        path,
    },
};

/// What is known of something.
struct Known {
    owner: Option<String>,
    kind: Option<StateKind>,
    loss: Option<Loss>,
    user: Option<String>,
    group: Option<String>,
    mode: Option<String>,
}

/// All parts as what is told of them. What is known to be a cache is left out.
pub(super) fn all(
    scene: &Scene<'_>,
    root: &Path,
    parts: Vec<Part>,
) -> (Vec<Unpersisted>, Vec<Error>) {
    let (accounts, mut errors) = Accounts::of(root);
    let mut unpersisted = Vec::new();
    for part in parts {
        match one(scene.configured, root, &accounts, part) {
            Ok(Some(found)) => unpersisted.push(found),
            Ok(None) => {}
            Err(error) if is_vanished(&error) => {}
            Err(error) => errors.push(error),
        }
    }
    (unpersisted, errors)
}

fn one(
    configured: &Configured,
    root: &Path,
    accounts: &Accounts,
    part: Part,
) -> Result<Option<Unpersisted>, Error> {
    let text = std::str::from_utf8(part.path.as_os_str().as_bytes()).ok();
    let known = match part.owner {
        Owner::State(index) => of_state(configured, index, &part, text),
        Owner::Pending(index) => of_entry(configured, index, text),
        // Files that lie side by side need not belong to one.
        Owner::Unknown if part.is_rest => None,
        Owner::Unknown => text.and_then(|text| of_knowledge(configured, text)),
    };
    if known.as_ref().is_some_and(|known| known.kind == Some(StateKind::Cache)) {
        return Ok(None);
    }
    let real = below(root, &part.path);
    let wanted = StatxFlags::UID | StatxFlags::GID | StatxFlags::MODE;
    let stat = fs::statx(fs::CWD, &real, AtFlags::SYMLINK_NOFOLLOW, wanted)
        .map_err(|error| Error::new(&*part.path, error))?;
    let user = accounts.user(stat.stx_uid).map(str::to_owned);
    let wanted = Wanted {
        is_file: part.is_file,
        user: known.as_ref().and_then(|known| known.user.clone()).or_else(|| user.clone()),
        group: known
            .as_ref()
            .and_then(|known| known.group.clone())
            .or_else(|| accounts.group(stat.stx_gid).map(str::to_owned)),
        mode: known
            .as_ref()
            .and_then(|known| known.mode.clone())
            .unwrap_or_else(|| format!("{:04o}", stat.stx_mode & 0o7777)),
    };
    let entry =
        text.filter(|_| !part.is_rest).and_then(|text| NewEntry::new(configured, text, &wanted));
    let (owner, kind, loss) =
        known.map_or((None, None, None), |known| (known.owner, known.kind, known.loss));
    Ok(Some(Unpersisted {
        is_file: part.is_file,
        owner,
        user,
        kind,
        loss,
        bytes: part.count.bytes,
        is_estimate: part.count.is_estimate,
        files: part.count.files,
        changed: part.count.changed(),
        entry,
        pending: matches!(part.owner, Owner::Pending(_)),
        path: part.path,
    }))
}

/// A path of the machine below the root that is looked at.
fn below(root: &Path, path: &Path) -> PathBuf {
    root.join(path.strip_prefix("/").unwrap_or(path))
}

fn of_state(configured: &Configured, index: u32, part: &Part, text: Option<&str>) -> Option<Known> {
    let state = configured.state.get(index as usize)?;
    // A part of it has a user and mode of its own.
    let whole = text == Some(state.path.as_str()) && !part.is_rest;
    let of_whole = |value: &Option<String>| value.clone().filter(|_| whole);
    Some(Known {
        owner: Some(state.owner.clone()),
        kind: Some(state.kind),
        loss: Some(state.loss),
        user: of_whole(&state.user),
        group: of_whole(&state.group),
        mode: of_whole(&state.mode),
    })
}

/// What is known of a path that has an entry: whose state it is, and whose the entry says it is.
fn of_entry(configured: &Configured, index: u32, text: Option<&str>) -> Option<Known> {
    let entry = configured.entries.get(index as usize)?;
    let state =
        configured.state.iter().find(|state| path::is_at_or_below(&entry.path, &state.path));
    let known = match state {
        Some(state) => Some(Known {
            owner: Some(state.owner.clone()),
            kind: Some(state.kind),
            loss: Some(state.loss),
            user: None,
            group: None,
            mode: None,
        }),
        None => text.and_then(|text| of_knowledge(configured, text)),
    };
    let known = known.unwrap_or(Known {
        owner: None,
        kind: None,
        loss: None,
        user: None,
        group: None,
        mode: None,
    });
    Some(Known {
        user: entry.user.clone(),
        group: entry.group.clone(),
        mode: entry.mode.clone(),
        ..known
    })
}

/// What the shipped knowledge says of a path whose owner is not on by the configuration, or not seen to be.
fn of_knowledge(configured: &Configured, text: &str) -> Option<Known> {
    let knowledge = Knowledge::shipped();
    let found = match in_home(configured, text) {
        Some(rest) => knowledge.by_path(&format!("~{rest}")),
        None => knowledge.by_path(text),
    };
    let found = found.first()?;
    let plain = |template: &Option<crate::model::knowledge::Template>| {
        template.as_ref().and_then(|template| template.literal()).map(str::to_owned)
    };
    Some(Known {
        owner: Some(owner(found)),
        kind: Some(found.fact.kind),
        loss: Some(found.fact.loss()),
        user: plain(&found.fact.owner),
        group: plain(&found.fact.group),
        mode: None,
    })
}

/// What of a path follows the home it is in.
fn in_home<'t>(configured: &Configured, text: &'t str) -> Option<&'t str> {
    let homes = configured.accounts.iter().filter(|account| account.normal);
    let mut homes = homes.map(|account| account.home.as_str()).chain(["/root"]);
    let known = homes.find_map(|home| path::rest(text, home));
    known.or_else(|| {
        let name = text.strip_prefix("/home/")?;
        Some(&name[name.find('/')?..])
    })
}

/// The name of what keeps state there: as `persist-lint state` names it.
fn owner(found: &PathMatch<'_>) -> String {
    let set = |option: String| match option.strip_suffix(".enable") {
        Some(set) => set.to_owned(),
        None => option,
    };
    match (found.entry.triggers.first(), &found.name) {
        (None | Some(Trigger::Always), _) => "nixos".to_owned(),
        (Some(Trigger::Nixos(option) | Trigger::Home(option)), Some(name)) => {
            set(option.with_name(name).to_string())
        }
        (Some(Trigger::Nixos(option) | Trigger::Home(option)), None) => set(option.to_string()),
        (Some(Trigger::Package(name) | Trigger::Flatpak(name)), _) => name.to_string(),
    }
}
