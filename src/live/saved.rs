//! Reads what `persist-lint state --format json` printed, on this machine or another one.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::{
    configured::{Account, Configured, Entry, MountPoint, State, Unclear},
    first_boot::{FirstFile, Role},
};
use crate::model::{Certainty, EntryKind, How, Loss, PutAway, Source, StateKind, path};

/// The version of the form that is read.
const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Document {
    version: u32,
    hosts: Vec<SavedHost>,
}

/// Fields that later versions of the program added may be missing.
#[derive(Deserialize)]
struct SavedHost {
    name: String,
    mounts: Vec<SavedMount>,
    persistence: Vec<SavedEntry>,
    #[serde(default)]
    unclear: Vec<SavedUnclear>,
    state: Vec<SavedState>,
    #[serde(default)]
    made: Vec<String>,
    #[serde(default)]
    ignored: Vec<String>,
    #[serde(default)]
    users: Vec<SavedUser>,
    #[serde(default)]
    first_boot: Vec<SavedFirst>,
    #[serde(default)]
    old_roots: Vec<SavedOldRoots>,
}

#[derive(Deserialize)]
struct SavedMount {
    path: String,
    device: Option<String>,
    fs_type: Option<String>,
    options: Option<Vec<String>>,
    ephemeral: String,
    why: String,
}

#[derive(Deserialize)]
struct SavedEntry {
    root: String,
    kind: String,
    path: String,
    storage: Option<String>,
    user: Option<String>,
    group: Option<String>,
    mode: Option<String>,
    for_user: Option<String>,
    source: String,
    how: Option<String>,
}

#[derive(Deserialize)]
struct SavedUnclear {
    path: String,
    reason: String,
}

#[derive(Deserialize)]
struct SavedState {
    path: String,
    owner: String,
    unit: Option<String>,
    for_user: Option<String>,
    kind: StateKind,
    loss: Loss,
    user: Option<String>,
    group: Option<String>,
    mode: Option<String>,
    kept: String,
    note: Option<String>,
}

#[derive(Deserialize)]
struct SavedUser {
    name: String,
    home: String,
    normal: bool,
}

#[derive(Deserialize)]
struct SavedFirst {
    path: String,
    role: String,
    of: Option<String>,
}

#[derive(Deserialize)]
struct SavedOldRoots {
    device: Option<String>,
    path: String,
}

/// Why a file cannot be used.
#[derive(Debug)]
pub struct Unusable {
    /// The file.
    pub path: PathBuf,
    /// One phrase.
    pub why: String,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot use {}: {}", self.path.display(), self.why)
    }
}

impl std::error::Error for Unusable {}

/// The hosts of a file.
///
/// # Errors
/// When it cannot be read, does not have the form, or has one of another version.
pub fn load(path: &Path) -> Result<Vec<Configured>, Unusable> {
    let unusable = |why: String| Unusable { path: path.to_owned(), why };
    let text = std::fs::read_to_string(path).map_err(|error| unusable(error.to_string()))?;
    read(&text).map_err(unusable)
}

/// The hosts of a text.
///
/// # Errors
/// When it does not have the form, or has one of another version.
pub fn read(text: &str) -> Result<Vec<Configured>, String> {
    let document: Document = serde_json::from_str(text).map_err(|error| {
        format!("it is not what `persist-lint state --format json` prints: {error}")
    })?;
    if document.version != VERSION {
        return Err(format!("its version is {}, and {VERSION} is understood", document.version));
    }
    document.hosts.into_iter().map(host).collect()
}

fn host(saved: SavedHost) -> Result<Configured, String> {
    let absolute = |path: &str| {
        if path.starts_with('/') {
            Ok(path::normalize(path))
        } else {
            Err(format!("`{path}` is no absolute path"))
        }
    };
    let mounts = saved.mounts.into_iter().map(|mount| {
        Ok(MountPoint {
            path: absolute(&mount.path)?,
            device: mount.device,
            fs_type: mount.fs_type,
            options: mount.options,
            ephemeral: certainty(&mount.ephemeral)?,
            why: mount.why,
        })
    });
    let entries = saved.persistence.into_iter().map(|entry| {
        let (root, path) = (absolute(&entry.root)?, absolute(&entry.path)?);
        let storage =
            entry.storage.as_deref().map_or_else(|| Ok(path::join(&root, &path)), absolute)?;
        let how = entry.how.as_deref().unwrap_or(How::Bind.as_str());
        Ok(Entry {
            kind: word(&entry.kind, [EntryKind::Directory, EntryKind::File], EntryKind::as_str)?,
            source: word(&entry.source, Source::ALL, Source::as_str)?,
            how: word(how, [How::Bind, How::Symlink], How::as_str)?,
            root,
            path,
            storage,
            user: entry.user,
            group: entry.group,
            mode: entry.mode,
            for_user: entry.for_user,
        })
    });
    let state = saved.state.into_iter().map(|state| {
        Ok(State {
            path: absolute(&state.path)?,
            owner: state.owner,
            unit: state.unit,
            for_user: state.for_user,
            kind: state.kind,
            loss: state.loss,
            user: state.user,
            group: state.group,
            mode: state.mode,
            kept: certainty(&state.kept)?,
            note: state.note,
        })
    });
    let unclear = saved
        .unclear
        .into_iter()
        .map(|at| Ok(Unclear { path: absolute(&at.path)?, reason: at.reason, span: None }));
    let accounts = saved.users.into_iter().map(|user| {
        Ok(Account { name: user.name, home: absolute(&user.home)?, normal: user.normal })
    });
    let first_boot = saved.first_boot.into_iter().map(|first| {
        let role = Role::of_words(&first.role, first.of.as_deref());
        let role = role.ok_or_else(|| format!("`{}` is not known", first.role))?;
        Ok(FirstFile { path: absolute(&first.path)?, role })
    });
    let old_roots = saved
        .old_roots
        .into_iter()
        .map(|found| Ok(PutAway { device: found.device, path: absolute(&found.path)? }));
    Ok(Configured {
        host: saved.name,
        mounts: mounts.collect::<Result<_, String>>()?,
        entries: entries.collect::<Result<_, String>>()?,
        unclear: unclear.collect::<Result<_, String>>()?,
        state: state.collect::<Result<_, String>>()?,
        made: saved.made,
        ignored: saved.ignored,
        accounts: accounts.collect::<Result<_, String>>()?,
        first_boot: first_boot.collect::<Result<_, String>>()?,
        put_away: old_roots.collect::<Result<_, String>>()?,
    })
}

fn certainty(text: &str) -> Result<Certainty, String> {
    word(text, [Certainty::Yes, Certainty::No, Certainty::Unknown], Certainty::as_str)
}

/// The value that a word stands for.
fn word<T: Copy, const N: usize>(
    text: &str,
    all: [T; N],
    name: fn(T) -> &'static str,
) -> Result<T, String> {
    all.into_iter()
        .find(|value| name(*value) == text)
        .ok_or_else(|| format!("`{text}` is not known"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_form_is_read_and_another_is_not() {
        let entry = r#"{"root":"/persist","kind":"directory","path":"/var/lib/a/","user":null,"group":null,
            "mode":null,"for_user":null,"source":"impermanence","location":null}"#;
        let text = |version: u32, entry: &str| {
            format!(
                r#"{{"version":{version},"hosts":[{{"name":"web","mode":"full","mounts":[],"persistence":[{entry}],"state":[]}}]}}"#
            )
        };
        let hosts = read(&text(1, entry)).expect("it is the form");
        assert_eq!(hosts[0].entries[0].storage, "/persist/var/lib/a");
        assert_eq!(hosts[0].entries[0].how, How::Bind);
        assert!(hosts[0].accounts.is_empty());
        let wrong = |text: &str| read(text).expect_err("it is not the form");
        assert_eq!(wrong(&text(2, entry)), "its version is 2, and 1 is understood");
        assert_eq!(
            wrong(&text(1, &entry.replace("\"/var", "\"var"))),
            "`var/lib/a/` is no absolute path"
        );
        assert_eq!(
            wrong(&text(1, &entry.replace("impermanence", "magic"))),
            "`magic` is not known"
        );
        assert!(
            wrong("{}").starts_with("it is not what `persist-lint state --format json` prints: ")
        );
    }
}
