//! Doing what the plan says, for one entry: copy into the staging folder, compare, put it in place.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
};

use rustix::fs::{Mode, mkdirat, syncfs};

use super::{
    Item, LeftOut, Machine, Status,
    copy::{Copy, remove},
    pairs::is_full,
    staging::Staging,
    verify::{Mode as Comparing, Verification},
    way::{live_side, way},
};
use crate::live::{
    Error,
    files::{Filesystem, Folder, Kind, Node, Watch, attributes},
};

/// How often a tree is copied anew that changes while it is copied.
const TRIES: usize = 3;

/// A copy that is in place.
#[derive(Debug, Default)]
pub struct Done {
    /// What is not in it.
    pub left_out: Vec<LeftOut>,
}

/// Why an entry is not in place. Its live side is as it was, and so is what was in the storage.
#[derive(Debug)]
pub struct Failure {
    /// One phrase.
    pub why: String,
    /// The single files it is about.
    pub errors: Vec<Error>,
    /// Where the unfinished copy is, when one was kept: the next run goes on with it.
    pub partial: Option<PathBuf>,
}

impl Failure {
    fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), errors: Vec::new(), partial: None }
    }
}

/// Copies an entry to its storage.
///
/// # Errors
/// When it could not be done wholly. Then nothing was put in place.
pub fn apply(machine: &Machine, item: &Item, watch: &dyn Watch) -> Result<Done, Failure> {
    if item.status != Status::Copy {
        return Err(Failure::new("there is nothing to be copied"));
    }
    let failed = |error: io::Error| Failure::new(error.to_string());
    let way = way(machine, &item.root, &item.storage).map_err(failed)?;
    if let Some(free) = missing_room(machine, item, &way.folder).map_err(failed)? {
        let (needed, free) = (item.bytes >> 20, free >> 20);
        let why = format!("there is no room: it takes {needed} MiB, and {free} MiB are free");
        return Err(Failure::new(why));
    }
    let here = |path: &Path| machine.path.join(path.strip_prefix("/").unwrap_or(path));
    let staging = Staging::open(way.top.0, &here(&way.top.1))
        .map_err(|error| Failure::new(format!("the storage cannot be written to: {error}")))?;
    let mut parent = way.folder;
    let mut made = item.parents.iter();
    for name in &way.missing {
        let like = made.next().map(|parent| (parent.user, parent.group, parent.mode));
        parent = make(&staging, &parent, name, like.unwrap_or((0, 0, 0o755))).map_err(|error| {
            Failure::new(format!("`{}` cannot be made: {error}", name.display()))
        })?;
    }
    let result = copied(machine, item, &staging, watch).and_then(|left_out| {
        let name = Staging::name(Path::new(&item.storage));
        syncfs(&staging.folder).map_err(io::Error::from).map_err(failed)?;
        match staging.place(&name, &parent, &way.name) {
            Ok(()) => Ok(Done { left_out }),
            Err(error) => Err(Failure {
                partial: Some(staging.path.join(&name)),
                ..Failure::new(format!("it cannot be put in place: {error}"))
            }),
        }
    });
    staging.close();
    result
}

/// What is free where that is too little. A filesystem on which both sides share their blocks needs no room, and it tells when it is full.
fn missing_room(machine: &Machine, item: &Item, to: &Folder) -> io::Result<Option<u64>> {
    let device = to.itself()?.identity.device;
    let live = live_side(machine, &item.path)?.map(|(.., node)| node.identity.device);
    if to.filesystem()? != Filesystem::Other || live == Some(device) {
        return Ok(None);
    }
    let free = to.free()?;
    Ok((free < item.bytes).then_some(free))
}

/// Makes a directory of the storage. It gets its place when it is as it should be.
fn make(
    staging: &Staging,
    parent: &Folder,
    name: &OsString,
    like: (u32, u32, u32),
) -> io::Result<Folder> {
    let temporary = OsString::from("parent");
    let made = try_make(staging, parent, name, &temporary, like);
    // Whatever happened, it is not needed here any more.
    remove(&staging.folder, &temporary)?;
    made?;
    parent.step(name)
}

fn try_make(
    staging: &Staging,
    parent: &Folder,
    name: &OsString,
    temporary: &OsString,
    (user, group, mode): (u32, u32, u32),
) -> io::Result<()> {
    remove(&staging.folder, temporary)?;
    mkdirat(&staging.folder, temporary, Mode::RWXU)?;
    let own = staging.folder.look(temporary)?;
    let like = Node { kind: Kind::Directory, user, group, mode, ..own };
    attributes::apply(&staging.folder, temporary, &like, &attributes::Extended::new())?;
    match staging.place(temporary, parent, name) {
        // Somebody else was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        result => result,
    }
}

/// Copies and compares until both are the same.
fn copied(
    machine: &Machine,
    item: &Item,
    staging: &Staging,
    watch: &dyn Watch,
) -> Result<Vec<LeftOut>, Failure> {
    let name = Staging::name(Path::new(&item.storage));
    let partial = staging.path.join(&name);
    let live = Path::new(&item.path);
    let here = machine.here(&item.path);
    let failed = |error: io::Error, errors: Vec<Error>| {
        if is_full(&error) {
            // A full disk harms the machine; what was copied is still on the live side.
            let removed = remove(&staging.folder, &name).is_ok();
            let partial = (!removed).then(|| partial.clone());
            let why = format!("there is no room: {error}");
            return Failure { why, errors, partial };
        }
        Failure { why: error.to_string(), errors, partial: Some(partial.clone()) }
    };
    let mut differences = Vec::new();
    for _ in 0..TRIES {
        let side = live_side(machine, &item.path).map_err(|error| failed(error, Vec::new()))?;
        let Some((folder, from, _)) = side else {
            return Err(Failure::new("the live side is gone"));
        };
        let mut copy = Copy::new(&staging.folder, &name, live, watch);
        let result = copy.run(&folder, &from);
        let errors = copy.errors;
        if let Err(error) = result {
            return Err(failed(error, errors));
        }
        if !errors.is_empty() {
            let why = format!("{} of its files cannot be copied", errors.len());
            return Err(Failure { why, errors, partial: Some(partial.clone()) });
        }
        let left_out = copy.left_out;
        let mut verification = Verification::new(Comparing::Mend, watch);
        let result = verification.run(&folder, &from, &staging.folder, &name);
        result.map_err(|error| failed(error, Vec::new()))?;
        if verification.differences.is_empty() {
            return Ok(left_out);
        }
        differences = verification.differences;
    }
    let errors = differences.into_iter().map(|difference| {
        let path = match difference.path.as_os_str().is_empty() {
            true => here.clone(),
            false => here.join(&difference.path),
        };
        Error::new(path, io::Error::other(difference.why))
    });
    let why = "it changes while it is copied: stop what writes there first";
    Err(Failure { why: why.to_owned(), errors: errors.collect(), partial: Some(partial) })
}

/// Deletes the empty staging folders that runs before this one left, and gives those that are not empty: copies that were begun, and are not
/// finished.
#[must_use]
pub fn leftovers(machine: &Machine, items: &[Item]) -> Vec<PathBuf> {
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut found = Vec::new();
    for item in items {
        let Ok(way) = way(machine, &item.root, &item.storage) else { continue };
        let (top, path) = way.top;
        if seen.contains(&path) {
            continue;
        }
        let here = machine.path.join(path.strip_prefix("/").unwrap_or(&path));
        if Staging::tidy(top, &here).is_ok_and(|left| !left.is_empty()) {
            found.push(here.join(super::STAGING));
        }
        seen.push(path);
    }
    found
}
