//! Help that can be pasted: where an entry has to go, and how it is written there.

use super::{private_dir_too_open, proposals, storage};
use crate::{
    diagnostic::{Entry, Proposal, Safety},
    model::{Certainty, EntryKind, Host, PersistenceEntry, PersistenceRoot, Source, path},
    source::Span,
};

/// An entry to add.
pub(super) struct NewEntry<'a> {
    pub kind: EntryKind,
    pub path: &'a str,
    /// Attributes beside the path, as Nix: `mode = "0700"`.
    pub attributes: Vec<String>,
    /// Whether preservation needs it in the initrd.
    pub early: bool,
}

impl<'a> NewEntry<'a> {
    pub(super) fn directory(path: &'a str) -> Self {
        Self { kind: EntryKind::Directory, path, attributes: Vec::new(), early: false }
    }

    pub(super) fn file(path: &'a str) -> Self {
        Self { kind: EntryKind::File, ..Self::directory(path) }
    }

    pub(super) fn early(self) -> Self {
        Self { early: true, ..self }
    }

    pub(super) fn attribute(mut self, name: &str, value: &str) -> Self {
        self.attributes.push(format!("{name} = {value:?}"));
        self
    }

    /// "persist it: `environment.persistence."/persist".directories = [ … ];`"
    pub(super) fn help(&self, host: &Host) -> String {
        self.help_and(host, &[])
    }

    /// The same with more entries of the same kind.
    pub(super) fn help_and(&self, host: &Host, more: &[&Self]) -> String {
        let root = root(host);
        let all: Vec<&Self> = std::iter::once(self).chain(more.iter().copied()).collect();
        if let Some(storage) = storage::bound(host).filter(|_| root.is_none()) {
            return bind(host, storage, &all);
        }
        let entries: Vec<_> = all.iter().map(|entry| entry.text(root)).collect();
        let list = list_name(self.kind);
        let versions = &host.versions;
        let place = storage::place(host);
        // What the module of this name declares is an error on a machine that does not import it.
        let (by, option) = match root {
            Some(_) => ("", option(host, root)),
            None if versions.preservation.is_some() && versions.impermanence.is_none() => {
                (" with the module of preservation", format!("preservation.preserveAt.{place:?}"))
            }
            None => (" with the module of impermanence", option(host, None)),
        };
        let on = if place == storage::SOME { ", on a filesystem that is kept" } else { "" };
        format!("persist it{by}{on}: `{option}.{list} = [ {} ];`", entries.join(" "))
    }

    /// The same as a change of the configuration.
    pub(super) fn proposal(
        &self,
        host: &Host,
        more: &[&Self],
        near: Option<Span>,
    ) -> Option<Proposal> {
        let root = root(host)?;
        let entry = |new: &Self| Entry {
            name: new.kind.as_str(),
            path: new.path.to_owned(),
            attributes: new.attributes_on(Some(root)),
        };
        let all = || std::iter::once(&self).chain(more);
        let entries: Vec<_> = all().map(|new| entry(new)).collect();
        let paths: Vec<&str> = all().map(|new| new.path).collect();
        let closed = private_dir_too_open::closed_for(host, root, &paths, near);
        Some(Proposal {
            title: match entries.as_slice() {
                [one] => format!("persist `{}`", one.path),
                several => format!("persist {} paths", several.len()),
            },
            safety: Safety::Unsafe,
            // What is defined later stands nearer to what it is for.
            intents: closed
                .into_iter()
                .chain([proposals::entries(host, root, None, self.kind, near, entries)])
                .collect(),
        })
    }

    /// The entry alone as a change that means nothing else: what it keeps is of the machine, and worth nothing elsewhere.
    pub(super) fn addition(&self, host: &Host) -> Option<Proposal> {
        let proposal = self.proposal(host, &[], None)?;
        Some(Proposal { safety: Safety::Safe, ..proposal })
    }

    pub(super) fn attributes_on(&self, root: Option<&PersistenceRoot>) -> Vec<(String, String)> {
        let split = |text: &String| {
            let (name, value) = text.split_once(" = ")?;
            Some((name.to_owned(), value.to_owned()))
        };
        let mut attributes: Vec<_> = self.attributes.iter().filter_map(split).collect();
        if self.early && root.is_some_and(|root| root.source == Source::Preservation) {
            attributes.push(("inInitrd".to_owned(), "true".to_owned()));
        }
        attributes
    }

    pub(super) fn text(&self, root: Option<&PersistenceRoot>) -> String {
        let mut attributes = self.attributes.clone();
        if self.early && root.is_some_and(|root| root.source == Source::Preservation) {
            attributes.push("inInitrd = true".to_owned());
        }
        if attributes.is_empty() {
            return format!("{:?}", self.path);
        }
        let name = self.kind.as_str();
        format!("{{ {name} = {:?}; {}; }}", self.path, attributes.join("; "))
    }
}

/// The option of a root that lists entries of a kind.
pub(super) const fn list_name(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Directory => "directories",
        EntryKind::File => "files",
    }
}

/// Whether a root is there for what can be made anew, by its name or by most of what it keeps: no place for data.
pub(super) fn is_cache(host: &Host, root: &PersistenceRoot) -> bool {
    let is_of_root = |entry: &&PersistenceEntry| entry.root == root.path;
    let is_cached = |entry: &&PersistenceEntry| {
        entry.path.contains("/.cache/") || path::is_below(&entry.path, "/var/cache")
    };
    let all = host.entries.iter().filter(is_of_root).count();
    let cached = host.entries.iter().filter(is_of_root).filter(is_cached).count();
    let name = root.path.rsplit('/').next().unwrap_or_default();
    name.contains("cache") || 2 * cached > all
}

/// The root most of the system's entries are on.
pub(super) fn root(host: &Host) -> Option<&PersistenceRoot> {
    let usable = host
        .roots
        .iter()
        .filter(|root| root.source != Source::HomeManager && root.enabled.is(&true));
    let uses = |root: &&PersistenceRoot| {
        let of_root =
            |entry: &&PersistenceEntry| entry.root == root.path && entry.for_user.is_none();
        host.entries.iter().filter(of_root).count()
    };
    // Of equals the first, which is the same in every run.
    usable.rev().max_by_key(|root| (!is_cache(host, root), uses(root)))
}

/// The bind mounts that keep some paths without a persistence module.
fn bind(host: &Host, storage: &str, entries: &[&NewEntry<'_>]) -> String {
    let is_usual = |entry: &NewEntry<'_>| path::always_needed_for_boot(entry.path);
    let mount = |entry: &&NewEntry<'_>| {
        let is_flagged = entry.early && !is_usual(entry);
        format!(
            "fileSystems.{:?} = {{ device = {:?}; fsType = \"none\"; options = [ \"bind\" ];{} }};",
            entry.path,
            path::join(storage, entry.path),
            if is_flagged { " neededForBoot = true;" } else { "" }
        )
    };
    let mut mounts: Vec<String> = entries.iter().map(mount).collect();
    // What the initrd binds has to be mounted there, too.
    let is_late = host.early(storage) != Certainty::Yes;
    if let Some(under) = host.mount_over(storage).filter(|_| is_late)
        && entries.iter().any(|entry| entry.early || is_usual(entry))
    {
        mounts.push(format!("fileSystems.{:?}.neededForBoot = true;", under.path));
    }
    let is_file = |entry: &&&NewEntry<'_>| entry.kind == EntryKind::File;
    let files: Vec<_> = entries.iter().filter(is_file).map(|entry| entry.path).collect();
    // systemd makes a directory of a source that is not there (systemd's src/core/mount.c), which no file can be bound to.
    let first = match files.as_slice() {
        [] => String::new(),
        files => format!(" once it is there, after `cp --parents {} {storage}`", files.join(" ")),
    };
    format!("bind it{first}: `{}`", mounts.join(" "))
}

/// The option that a storage is, be it the one that is used or a new one.
pub(super) fn option(host: &Host, root: Option<&PersistenceRoot>) -> String {
    match root {
        Some(root) if root.source == Source::Preservation => {
            format!("preservation.preserveAt.{:?}", root.name)
        }
        Some(root) => format!("environment.persistence.{:?}", root.name),
        None => format!("environment.persistence.{:?}", storage::place(host)),
    }
}

/// Where most entries of a kind are listed, and what to say there.
pub(super) fn list(host: &Host, kind: EntryKind) -> Option<(Span, String)> {
    let root = root(host)?;
    let own = match kind {
        EntryKind::Directory => root.directories_span,
        EntryKind::File => root.files_span,
    };
    let entries: Vec<_> = host
        .entries
        .iter()
        .filter(|entry| entry.root == root.path && entry.for_user.is_none())
        .collect();
    let of_kind = entries.iter().filter(|entry| entry.kind == kind);
    let spans: Vec<Span> = of_kind.filter_map(|entry| entry.span).collect();
    let in_file = |span: &Span| spans.iter().filter(|other| other.file == span.file).count();
    // Of equals the first, which is the same in every run.
    let usual = spans.iter().rev().copied().max_by_key(in_file);
    let usual = own.filter(|own| usual.is_none_or(|usual| usual.file == own.file)).or(usual);
    let count = match entries.iter().filter(|entry| !entry.is_blank()).count() {
        1 => "1 path".to_owned(),
        count => format!("{count} paths"),
    };
    usual
        .or(root.span)
        .map(|span| (span, format!("`{}` keeps {count} of the system, not this one", root.path)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::host;

    #[test]
    fn without_any_entry_the_module_is_named() {
        let bare = || {
            host(json!({ "fileSystems": {
                "/": { "device": "none", "fsType": "tmpfs" },
                "/nix": { "device": "/dev/sda1", "fsType": "ext4" },
            } }))
        };
        let help = |host: &Host| NewEntry::directory("/var/lib/c").help(host);
        assert_eq!(
            help(&bare()),
            "persist it with the module of impermanence: \
            `environment.persistence.\"/nix/persist\".directories = [ \"/var/lib/c\" ];`"
        );
        let mut locked = bare();
        locked.versions.preservation = Some(1);
        assert!(help(&locked).contains("`preservation.preserveAt.\"/nix/persist\".directories = "));
    }

    #[test]
    fn without_a_module_it_is_bound_as_the_others_are() {
        let bind =
            |device: &str| json!({ "device": device, "fsType": "none", "options": ["bind"] });
        let host = host(json!({ "fileSystems": {
            "/": { "device": "none", "fsType": "tmpfs" },
            "/keep": { "device": "/dev/sda1", "fsType": "ext4" },
            "/var/lib/a": bind("/keep/var/lib/a"),
            "/var/lib/b": bind("/other/b"),
        } }));
        assert_eq!(
            NewEntry::directory("/var/lib/c").help(&host),
            "bind it: `fileSystems.\"/var/lib/c\" = { device = \"/keep/var/lib/c\"; \
            fsType = \"none\"; options = [ \"bind\" ]; };`"
        );
        assert_eq!(
            NewEntry::file("/etc/machine-id").early().help(&host),
            "bind it once it is there, after `cp --parents /etc/machine-id /keep`: \
            `fileSystems.\"/etc/machine-id\" = { device = \"/keep/etc/machine-id\"; fsType = \"none\"; \
            options = [ \"bind\" ]; neededForBoot = true; }; fileSystems.\"/keep\".neededForBoot = true;`"
        );
    }
}
