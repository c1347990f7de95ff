//! Whether a repair did what it was for, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::{Report, fingerprint};
use crate::{
    diagnostic::{Diagnostic, Entry, Intent},
    model::{Certainty, EntryKind, Host, Mount, PersistenceEntry, PersistenceRoot, Source, path},
    source::Span,
};

/// Whether all findings that were repaired are gone, no other came, what was added is there, and everything that was kept
/// still is, but for entries that were to go.
pub(super) fn is_sound(before: &Report, after: &Report, repaired: &[(String, Diagnostic)]) -> bool {
    let (old, new) = (count(before), count(after));
    let is_gone = |(_, found): &(String, Diagnostic)| {
        matters(found).all(|matter| new.get(&matter).unwrap_or(&0) < &old[&matter])
    };
    let is_known = |(matter, count): (&Matter<'_>, &usize)| count <= old.get(matter).unwrap_or(&0);
    let now = |span| before.files.now(span);
    repaired.iter().all(is_gone)
        && repaired.iter().all(|(_, found)| is_there(found, after))
        && new.iter().all(is_known)
        && before.fleet.hosts.iter().all(|host| {
            let same = after.fleet.hosts.iter().find(|other| other.name == host.name);
            same.is_some_and(|same| {
                let meant = meant_for(host, before, repaired);
                let touched: Vec<Span> =
                    meant.iter().copied().filter_map(Intent::removed_entry).collect();
                let renamed: Vec<&str> =
                    meant.iter().copied().filter_map(Intent::renamed).collect();
                let may_change = meant.iter().any(|intent| intent.changed().is_some());
                let of_roots = !renamed.is_empty() || meant.iter().any(|intent| is_switch(intent));
                keeps(host, same, &now, &touched, &renamed)
                    && (of_roots || begins_nothing(host, same))
                    && (of_roots || !touched.is_empty() || gets_what_it_needs(host, same, &meant))
                    && (may_change || is_untouched(host, same))
            })
        })
}

/// What repairs change that are for a host: their findings name it, or equal ones do.
fn meant_for<'r>(
    host: &Host,
    before: &'r Report,
    repaired: &'r [(String, Diagnostic)],
) -> Vec<&'r Intent> {
    let names = |found: &Diagnostic| found.hosts.contains(&host.name);
    let is_of_host = |(key, found): &&(String, Diagnostic)| {
        let is_equal = |other: &&Diagnostic| other.rule == found.rule && names(other);
        names(found)
            || before.diagnostics.iter().filter(is_equal).any(|o| fingerprint(o, before) == *key)
    };
    let proposals =
        repaired.iter().filter(is_of_host).filter_map(|(_, found)| found.proposal.as_ref());
    proposals.flat_map(|proposal| &proposal.intents).collect()
}

/// Whether a host that gets entries at most is the same in all else: what decrypts, what sshd is known by, how filesystems are
/// mounted, and where state and secrets are.
fn is_untouched(before: &Host, after: &Host) -> bool {
    let keys = |host: &Host| -> BTreeSet<String> {
        let secrets = &host.secrets;
        let sops = secrets.home_sops.iter().map(|(_, sops)| sops).chain([&secrets.sops]);
        let decrypting = sops.flat_map(|sops| sops.keys.iter()).chain(secrets.agenix.keys.iter());
        let decrypting = decrypting.map(|key| format!("{} {}", key.option, key.path));
        decrypting.chain(host.settings.host_keys.iter().map(|key| key.path.clone())).collect()
    };
    let mounts = |host: &Host| -> BTreeSet<String> {
        let mount = |mount: &Mount| {
            let options = (mount.options.known(), mount.needed_for_boot.known());
            format!("{} {:?} {options:?}", mount.path, mount.device.known())
        };
        host.mounts.iter().map(mount).collect()
    };
    let paths = |host: &Host| -> BTreeSet<String> {
        let state = host.state.iter().map(|state| &state.path);
        let files = host.secret_files.iter().map(|file| &file.path);
        let users = host.users.iter().map(|user| &user.name);
        state.chain(files).chain(users).cloned().collect()
    };
    // What an entry keeps is no state of its own any more where only a rule of tmpfiles made it known.
    let is_kept = |path: &String| after.entries.iter().any(|entry| entry.path == *path);
    let (old, new) = (paths(before), paths(after));
    keys(before) == keys(after)
        // A module makes mounts of entries.
        && mounts(before).is_subset(&mounts(after))
        && old.difference(&new).all(is_kept)
}

/// Whether something is switched on: preservation, with all its roots.
fn is_switch(intent: &Intent) -> bool {
    matches!(intent, Intent::SetOption { option, .. } if option.last().is_some_and(|name| name == "enable"))
}

/// Whether no root is new, or was switched off before: what is defined by a name that means another root, or none, makes a machine
/// keep things that did not, or elsewhere.
fn begins_nothing(before: &Host, after: &Host) -> bool {
    let roots = |host: &Host| -> BTreeSet<_> {
        let enabled = host.roots.iter().filter(|root| !root.enabled.is(&false));
        let key = |root: &PersistenceRoot| (root.source, root.for_user.clone(), root.path.clone());
        enabled.map(key).collect()
    };
    roots(after).is_subset(&roots(before))
}

/// Whether the entries that a host gets are those that are meant for it, or keep what it lost before. An entry hides what is
/// there: of what was kept already, that is the data.
fn gets_what_it_needs(before: &Host, after: &Host, meant: &[&Intent]) -> bool {
    let old = entries(before);
    let is_new = |entry: &&PersistenceEntry| {
        let key = (entry.source, &*entry.root, entry.kind, &*entry.path);
        entry.source.is_module() && !entry.may && !old.contains(&key)
    };
    let is_meant = |path: &str| {
        meant.iter().flat_map(|intent| intent.added()).any(|entry| is_entry(path, entry))
    };
    let is_lost = |path: &str| {
        let mut lost = before.state.iter().filter(|state| state.kept != Certainty::Yes);
        lost.any(|state| {
            path::is_at_or_below(&state.path, path) || path::is_at_or_below(path, &state.path)
        })
    };
    let mut new = after.entries.iter().filter(is_new);
    new.all(|entry| is_meant(&entry.path) || is_lost(&entry.path))
}

/// Whether the entries that a repair adds are known of a host: that nothing is reported could be because less is known.
fn is_there(found: &Diagnostic, after: &Report) -> bool {
    let hosts = || after.fleet.hosts.iter().filter(|host| found.hosts.contains(&host.name));
    let intents = found.proposal.iter().flat_map(|proposal| &proposal.intents);
    let mut added = intents.flat_map(Intent::added);
    let is_known = |new: &Entry| {
        hosts()
            .flat_map(|host| host.entries.iter())
            .any(|entry| entry.source.is_module() && !entry.may && is_entry(&entry.path, new))
    };
    hosts().next().is_none() || added.all(is_known)
}

/// Whether an entry that is added is that of a path; in homes it is relative.
fn is_entry(path: &str, added: &Entry) -> bool {
    let rest = path.strip_suffix(added.path.trim_matches('/'));
    rest.is_some_and(|rest| rest.ends_with('/'))
}

/// The findings that were not there before.
pub(super) fn new_findings(before: &Report, after: &Report) -> Vec<String> {
    let (old, new) = (count(before), count(after));
    let is_new = |matter: Matter<'_>| new[&matter] > *old.get(&matter).unwrap_or(&0);
    let found = after.diagnostics.iter().filter(|found| matters(found).any(is_new));
    found.map(|found| fingerprint(found, after)).collect()
}

/// What is the matter on which host: a rule, a host, and a path or else the message. A finding of several hosts and paths is
/// joined otherwise, and stands elsewhere, when a repair has helped some of them.
type Matter<'f> = (&'static str, &'f str, &'f str);

fn matters(found: &Diagnostic) -> impl Iterator<Item = Matter<'_>> {
    let paths = || {
        let first = found.path.as_deref().unwrap_or(&found.message);
        std::iter::once(first).chain(found.more_paths.iter().map(String::as_str))
    };
    // Some are of no host.
    let none = found.hosts.is_empty().then_some("");
    let hosts = found.hosts.iter().map(String::as_str).chain(none);
    hosts.flat_map(move |host| paths().map(move |path| (found.rule, host, path)))
}

/// How often each is found.
fn count(report: &Report) -> BTreeMap<Matter<'_>, usize> {
    let mut count = BTreeMap::new();
    for matter in report.diagnostics.iter().flat_map(matters) {
        *count.entry(matter).or_insert(0) += 1;
    }
    count
}

/// Entries stay, but for those that were to go; the storage that gets another name is not looked at. What was bound or
/// linked by hand can be kept at the same place by a module.
fn keeps(
    before: &Host,
    after: &Host,
    now: &dyn Fn(Span) -> Option<Span>,
    touched: &[Span],
    renamed: &[&str],
) -> bool {
    let was_meant = |span: Option<Span>| {
        span.and_then(now).is_some_and(|span| {
            touched.iter().any(|item| {
                item.file == span.file
                    && item.range.start <= span.range.end
                    && span.range.start <= item.range.end
            })
        })
    };
    let kept = entries(after);
    let is_whole = before.unknown.len() >= after.unknown.len();
    is_whole
        && before.entries.iter().all(|entry| {
            was_meant(entry.span)
                || kept.contains(&(entry.source, &*entry.root, entry.kind, &*entry.path))
                || !entry.source.is_module()
                    && after
                        .entries
                        .iter()
                        .any(|kept| (&kept.path, &kept.storage) == (&entry.path, &entry.storage))
                || renamed.contains(&&*entry.root)
                    && after.entries.iter().any(|kept| {
                        (kept.source, kept.kind, &kept.path)
                            == (entry.source, entry.kind, &entry.path)
                    })
        })
}

fn entries(host: &Host) -> BTreeSet<(Source, &str, EntryKind, &str)> {
    host.entries
        .iter()
        .map(|entry| (entry.source, &*entry.root, entry.kind, &*entry.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

    fn host(roots: Value) -> Host {
        ephemeral(json!({
            "services": { "fwupd": { "enable": true } },
            "environment": { "persistence": roots },
        }))
    }

    #[test]
    fn no_root_is_new() {
        let off = json!({ "main": { "enable": false, "persistentStoragePath": "/persist" } });
        let more = json!({ "main": { "enable": false, "persistentStoragePath": "/persist" },
            "/persist": { "directories": ["/var/lib/fwupd"] } });
        assert!(!begins_nothing(&host(off.clone()), &host(more.clone())));
        assert!(begins_nothing(&host(more), &host(off)));
    }

    #[test]
    fn a_host_gets_what_is_meant_for_it_or_what_it_lost() {
        let kept = |path: Value| host(json!({ "/persist": { "directories": path } }));
        let before = kept(json!(["/srv"]));
        let needs = |path: &str, meant: &[&Intent]| {
            gets_what_it_needs(&before, &kept(json!(["/srv", path])), meant)
        };
        assert!(needs("/var/lib/fwupd", &[]));
        assert!(!needs("/var/lib/cups", &[]), "it has none");
        assert!(!needs("/nix/var", &[]), "that is kept");
        let entry = Entry { name: "directory", path: "/opt/".to_owned(), attributes: Vec::new() };
        let intent = Intent::AddEntries {
            beside: Vec::new(),
            others: Vec::new(),
            near: None,
            begins: false,
            siblings: Vec::new(),
            root: None,
            option: Vec::new(),
            depth: 0,
            entries: vec![entry],
        };
        assert!(needs("/opt", &[&intent]));
        assert!(!needs("/other/opt2", &[&intent]));
    }
}
