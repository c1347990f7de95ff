//! `persist-lint roots`

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    NOT_CHECKED,
    arguments::{MachineFormat, Place, Roots, RootsDiff, RootsGc, RootsLs},
    interrupt,
    machine::{self, Known},
    print, terminal,
    work::{Work, deep},
};
use crate::{
    live::{
        Error, Mounts,
        files::{Folder, Kind, Node},
        roots::{self, Decision, Listing, Retention, Side},
    },
    output::{
        self,
        old_roots::{self, Judged},
    },
};

/// So many files of each root are counted without `--size`.
const BUDGET: u64 = 20_000;

/// So many paths of one folder are told one by one.
const CROWD: usize = 8;

pub(super) fn run(command: &Roots) -> Result<u8, String> {
    let stop = interrupt::watch()?;
    let result = deep(|| match command {
        Roots::Ls(command) => ls(command, &stop),
        Roots::Diff(command) => diff(command, &stop),
        Roots::Gc(command) => gc(command, &stop),
    });
    interrupt::unless_stopped(&stop, result)
}

/// Old roots: a folder of them, or the snapshots of a dataset.
enum Found {
    Folder(roots::Roots),
    Dataset(String),
}

impl Found {
    fn list(&self, budget: Option<u64>, stop: &Arc<AtomicBool>) -> Result<Listing, String> {
        match self {
            Self::Folder(roots) => Ok(roots.list(budget, &Work::begin(stop, "counting"))),
            Self::Dataset(name) => roots::snapshots(name).map_err(|error| error.to_string()),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Folder(roots) => roots.path().display().to_string(),
            Self::Dataset(name) => name.clone(),
        }
    }
}

fn known(place: &Place, stop: &Arc<AtomicBool>) -> Result<Option<Known>, String> {
    place.machine().map(|machine| machine::configured(&machine, stop)).transpose()
}

fn find(place: &Place, known: Option<&Known>, mounts: &Mounts) -> Result<Found, String> {
    if let Some(dataset) = &place.dataset {
        return Ok(Found::Dataset(dataset.clone()));
    }
    let configured = known.map(|known| &known.configured);
    let dir = match (&place.dir, configured) {
        (Some(dir), _) => dir.clone(),
        (None, Some(configured)) => roots::locate(configured, mounts)?,
        (None, None) => return Err("where are the old roots? give --dir".to_owned()),
    };
    let storages = configured.map(|configured| configured.storages()).unwrap_or_default();
    let storages: Vec<PathBuf> = storages.into_iter().map(PathBuf::from).collect();
    let roots = roots::Roots::open(&dir, mounts, &storages).map_err(|error| error.to_string())?;
    Ok(Found::Folder(roots))
}

fn mounts() -> Result<Mounts, String> {
    Mounts::of_this_machine().map_err(|error| error.to_string())
}

fn say(errors: &[Error]) {
    for error in errors {
        print::error(&error.to_string());
    }
}

fn show(
    place: &str,
    judged: &[Judged<'_>],
    listing: &Listing,
    errors: &[Error],
    format: MachineFormat,
) -> Result<(), String> {
    match format {
        MachineFormat::Json => print::stdout(&old_roots::json(place, judged, listing, errors)),
        MachineFormat::Table => {
            let style = terminal::style(&std::io::stdout());
            print::stdout(&old_roots::table(judged, listing, terminal::width(), style))?;
            say(&listing.errors);
            say(errors);
            Ok(())
        }
    }
}

fn ls(command: &RootsLs, stop: &Arc<AtomicBool>) -> Result<u8, String> {
    let known = known(&command.place, stop)?;
    let found = find(&command.place, known.as_ref(), &mounts()?)?;
    let listing = found.list((!command.size).then_some(BUDGET), stop)?;
    let judged: Vec<_> =
        listing.roots.iter().map(|root| Judged { root, decision: None, deleted: None }).collect();
    show(&found.name(), &judged, &listing, &[], command.format)?;
    if judged.is_empty() && command.format == MachineFormat::Table {
        print::note(&format!("there are no old roots in {}", found.name()));
    }
    Ok(if listing.errors.is_empty() { 0 } else { NOT_CHECKED })
}

fn gc(command: &RootsGc, stop: &Arc<AtomicBool>) -> Result<u8, String> {
    let known = known(&command.place, stop)?;
    let found = find(&command.place, known.as_ref(), &mounts()?)?;
    let listing = found.list(Some(0), stop)?;
    let retention = Retention {
        recent: command.recent.0,
        weekly: command.weekly.0,
        monthly: command.monthly.0,
    };
    let mut judged: Vec<_> = listing
        .plan(retention)
        .into_iter()
        .map(|(root, decision)| Judged { root, decision: Some(decision), deleted: None })
        .collect();
    let mut errors = Vec::new();
    if let (true, Found::Folder(roots)) = (command.apply, &found) {
        for judged in &mut judged {
            if judged.decision != Some(Decision::Delete) || stop.load(Ordering::Relaxed) {
                continue;
            }
            let work = Work::begin(stop, format!("deleting {}", judged.root.name.display()));
            match roots.delete(judged.root, &work) {
                Ok(deleted) => {
                    judged.deleted = Some(deleted.whole);
                    errors.extend(deleted.errors);
                }
                Err(refusal) => {
                    judged.deleted = Some(false);
                    errors.push(Error::new(refusal.path, std::io::Error::other(refusal.why)));
                }
            }
        }
    }
    show(&found.name(), &judged, &listing, &errors, command.format)?;
    if command.format == MachineFormat::Table {
        let count = |yes: &dyn Fn(&&Judged<'_>) -> bool| judged.iter().filter(yes).count();
        let planned = count(&|judged| judged.decision == Some(Decision::Delete));
        let deleted = count(&|judged| judged.deleted == Some(true));
        let summary = match command.apply {
            true => format!("Deleted {deleted} of {planned}, left {}.\n", judged.len() - deleted),
            false if planned == 0 => "Nothing to delete.\n".to_owned(),
            false => format!(
                "Would delete {planned} and leave {}; --apply does it.\n",
                judged.len() - planned
            ),
        };
        print::stdout(&format!("\n{summary}"))?;
    }
    let whole = listing.errors.is_empty()
        && errors.is_empty()
        && !judged.iter().any(|judged| judged.deleted == Some(false));
    Ok(if whole { 0 } else { NOT_CHECKED })
}

fn diff(command: &RootsDiff, stop: &Arc<AtomicBool>) -> Result<u8, String> {
    let known = known_for_diff(command, stop)?;
    let mounts = mounts()?;
    let side = |path: &Path| -> Result<Side, String> {
        let named = path.components().count() == 1 && !path.is_absolute() && !path.exists();
        let whole = if named || command.place.dir.is_some() && path.is_relative() {
            match find(&command.place, known.as_ref(), &mounts)? {
                Found::Folder(roots) => roots.path().join(path),
                Found::Dataset(name) => roots::snapshot_folder(&name, path, &mounts)?,
            }
        } else {
            path.to_owned()
        };
        let folder = Folder::open(&whole);
        let folder = folder.map_err(|error| Error::new(&whole, error).to_string())?;
        Ok(Side { folder, path: whole })
    };
    let (before, after) = (side(&command.before)?, side(&command.after)?);
    let configured = known.as_ref().map(|known| &known.configured);
    let leave = |path: &Path, node: &Node, target: Option<&Path>| {
        let made = target.is_some_and(|target| {
            ["/nix/store", "/etc/static", "/run"].iter().any(|made| target.starts_with(made))
        });
        let kept = configured.zip(path.to_str()).is_some_and(|(configured, path)| {
            configured.entry_over(path).is_some()
                || configured.made.iter().any(|made| made == path)
                || configured.mounts.iter().any(|mount| mount.path == path)
        });
        let volatile = ["/nix", "/proc", "/sys", "/dev", "/run", "/tmp", "/var/tmp"];
        let volatile = volatile.iter().any(|volatile| path == Path::new(volatile));
        made || kept || volatile || node.kind == Kind::Socket
    };
    let work = Work::begin(stop, "comparing");
    let found = roots::compare(&before, &after, &leave, &work);
    drop(work);
    let changes = match command.all {
        true => found.changes,
        false => roots::grouped(&found.changes, CROWD),
    };
    let (old, new) = (before.path.display().to_string(), after.path.display().to_string());
    match command.format {
        MachineFormat::Json => {
            print::stdout(&old_roots::diff_json(&old, &new, &changes, &found.errors))?;
        }
        MachineFormat::Table => {
            let style = terminal::style(&std::io::stdout());
            print::stdout(&old_roots::diff_table(&changes, terminal::width(), style))?;
            say(&found.errors);
            if changes.is_empty() && found.errors.is_empty() {
                print::stdout(&format!(
                    "No differences between {} and {}.\n",
                    output::escape(&old),
                    output::escape(&new)
                ))?;
            }
        }
    }
    Ok(if found.errors.is_empty() { 0 } else { NOT_CHECKED })
}

/// The configuration, where a name or a wish for it asks for one.
fn known_for_diff(command: &RootsDiff, stop: &Arc<AtomicBool>) -> Result<Option<Known>, String> {
    let paths = [&command.before, &command.after];
    let all_paths = paths.iter().all(|path| path.components().count() > 1 || path.is_absolute());
    if all_paths && !command.place.is_configured() {
        return Ok(None);
    }
    known(&command.place, stop)
}
