//! Binds and links that people write themselves: `fileSystems`, `systemd.mounts`, `systemd.tmpfiles`, `environment.etc`.
//!
//! The persistence modules make such mounts and rules too. Those are left out: their entries are there already.

use super::{super::tmpfiles, Collected, View};
use crate::{
    model::{Certainty, Doubt, EntryKind, Fact, Host, How, PersistenceEntry, Set, Source, path},
    source::Span,
};

pub(super) fn read(config: View<'_>, host: &Host, kept: &mut Collected) {
    for mount in &host.mounts {
        if let Some(source) = mount.bind_source() {
            let link = Link {
                target: &mount.path,
                storage: source,
                source: Source::BindMount,
                how: How::Bind,
            };
            link.add(mount.in_initrd(), mount.may, mount.span, host, kept);
        }
    }
    mount_units(config.at(&["systemd", "mounts"]), Certainty::No, host, kept);
    mount_units(config.at(&["boot", "initrd", "systemd", "mounts"]), Certainty::Yes, host, kept);
    tmpfiles_links(config, host, kept);
    for file in &host.etc {
        let Some(source) = file.source.as_deref().filter(|source| source.starts_with('/')) else {
            continue;
        };
        if !path::in_store(&path::normalize(source)) {
            let link = Link {
                target: &file.path,
                storage: source,
                source: Source::Etc,
                how: How::Symlink,
            };
            link.add(Certainty::Yes, file.may, file.span, host, kept);
        }
    }
}

/// One bind or link.
pub(super) struct Link<'a> {
    pub target: &'a str,
    pub storage: &'a str,
    pub source: Source,
    pub how: How,
}

impl Link<'_> {
    pub(super) fn add(
        &self,
        in_initrd: Certainty,
        may: bool,
        span: Option<Span>,
        host: &Host,
        kept: &mut Collected,
    ) {
        let (target, storage) = (path::normalize(self.target), path::normalize(self.storage));
        // A link to what is made at every boot, such as /etc/mtab, keeps nothing.
        if target == storage || path::is_volatile(&storage) {
            return;
        }
        let same = |entry: &PersistenceEntry| entry.path == target && entry.storage == storage;
        if kept.entries.iter().any(same) {
            return;
        }
        let root = match storage.strip_suffix(&target) {
            Some(root) if !root.is_empty() => root.to_owned(),
            _ => host
                .mount_over(&storage)
                .map_or_else(|| path::parent(&storage).to_owned(), |mount| mount.path.clone()),
        };
        let not_said = || Fact::Unknown(Doubt::unsaid());
        kept.entries.items.push(PersistenceEntry {
            root,
            kind: EntryKind::Directory,
            path: target,
            storage,
            written: None,
            user: not_said(),
            group: not_said(),
            mode: not_said(),
            for_user: None,
            source: self.source,
            how: self.how,
            in_initrd,
            may,
            span,
        });
    }
}

/// A link to what is itself kept by another entry is kept by the root of that.
pub(super) fn name_roots(entries: &mut [PersistenceEntry]) {
    for index in 0..entries.len() {
        let entry = &entries[index];
        // Its own root is in its storage, with the path below.
        let says_root =
            entry.storage.strip_suffix(&entry.path).is_some_and(|root| !root.is_empty());
        if entry.source.is_module() || entry.source == Source::Script || says_root {
            continue;
        }
        let leads_to = |(at, other): &(usize, &PersistenceEntry)| {
            *at != index && !other.may && path::is_at_or_below(&entry.storage, &other.path)
        };
        let others = entries.iter().enumerate().filter(leads_to);
        let root = others.max_by_key(|(_, other)| other.path.len()).map(|(_, it)| it.root.clone());
        if let Some(root) = root {
            entries[index].root = root;
        }
    }
}

/// A path as it is once the machine runs, of one that the initrd has in the root it prepares.
fn in_root(place: &str) -> String {
    let place = path::normalize(place);
    path::rest(&place, "/sysroot").map(str::to_owned).unwrap_or(place)
}

fn mount_units(list: View<'_>, in_initrd: Certainty, host: &Host, kept: &mut Collected) {
    for unit in list.items(&mut kept.entries) {
        if unit.get("enable").bool(true).is(&false) {
            continue;
        }
        let options =
            unit.get("options").text().or_else(|| unit.at(&["mountConfig", "Options"]).text());
        let bind = options.is_some_and(|options| {
            options.split(',').any(|option| option == "bind" || option == "rbind")
        });
        let (Some(target), Some(storage)) = (unit.get("where").text(), unit.get("what").text())
        else {
            if unit.is_unknown() || options.is_none() {
                let target = unit.get("where").text().map(in_root);
                kept.entries.lacks_at(unit.reason(), unit.span(), target.as_deref());
            }
            continue;
        };
        let (target, storage) = (in_root(target), in_root(storage));
        if bind && storage.starts_with('/') {
            let link = Link {
                target: &target,
                storage: &storage,
                source: Source::BindMount,
                how: How::Bind,
            };
            link.add(in_initrd, unit.may, unit.span(), host, kept);
        }
    }
}

fn tmpfiles_links(config: View<'_>, host: &Host, kept: &mut Collected) {
    let mut lacks = Set::<()>::complete(Vec::new());
    for rule in tmpfiles::rules(config, &mut lacks) {
        if let Some(storage) = &rule.argument {
            tmpfiles_link(&rule.kind, &rule.path, storage, rule.view, host, kept);
        }
    }
    kept.entries.lacks_below(lacks, None);
}

fn tmpfiles_link(
    kind: &str,
    target: &str,
    storage: &str,
    rule: View<'_>,
    host: &Host,
    kept: &mut Collected,
) {
    let absolute = target.starts_with('/') && storage.starts_with('/');
    if kind.starts_with('L')
        && absolute
        && !path::in_store(&path::normalize(storage))
        && !target.contains(['%', '*'])
    {
        let link = Link { target, storage, source: Source::Tmpfiles, how: How::Symlink };
        link.add(Certainty::No, rule.may, rule.span(), host, kept);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::model::testing::ephemeral;

    #[test]
    fn a_link_to_what_is_kept() {
        let host = ephemeral(json!({
            "environment": {
                "etc": {
                    "a": { "source": "/var/lib/a" },
                    "b": { "source": "/var/lib/b/c" },
                    "d": { "source": "/var/lib/d" },
                },
                "persistence": { "/persist": { "directories": ["/var/lib/b"] } },
            },
            "systemd": { "tmpfiles": { "rules": ["L /var/lib/a - - - - /nix/keep/var/lib/a"] } },
        }));
        let by = |path: &str| host.kept(path).by();
        assert_eq!(by("/etc/a").as_deref(), Some("/nix/keep"));
        assert_eq!(by("/etc/b").as_deref(), Some("/persist"));
        assert_eq!(by("/etc/d"), None, "it is wiped");
    }
}
