//! impermanence, its home-manager module, and preservation.

use super::{
    Collected, View,
    entries::{self, Home, Place},
};
use crate::{
    model::{
        EntryKind, Fact, HOME_MANAGER_V2, Host, PersistenceRoot, RemovedOption, Set, Source, path,
    },
    source::Span,
};

pub(super) fn impermanence(config: View<'_>, host: &Host, kept: &mut Collected) {
    for (name, root) in roots(config.at(&["environment", "persistence"]), &mut kept.entries) {
        if root.is_unknown() {
            kept.entries.lacks(root.reason(), root.span());
            continue;
        }
        let enabled = root.get("enable").bool(true);
        system(name, root, enabled, Source::Impermanence, host, kept);
    }
}

pub(super) fn preservation(config: View<'_>, host: &Host, kept: &mut Collected) {
    let enabled = config.at(&["preservation", "enable"]).bool(false);
    for (name, root) in roots(config.at(&["preservation", "preserveAt"]), &mut kept.entries) {
        if root.is_unknown() {
            kept.entries.lacks(root.reason(), root.span());
            continue;
        }
        system(name, root, enabled.clone(), Source::Preservation, host, kept);
    }
}

/// The roots of a module. Where its options are declared, the set knows whether it is complete; else no set does.
fn roots<'a, T>(view: View<'a>, lacks: &mut Set<T>) -> Vec<(&'a str, View<'a>)> {
    let found = view.attrs(&mut Set::<()>::complete(Vec::new()));
    let declared = found.iter().all(|(_, root)| root.get("persistentStoragePath").is_there());
    let exact = if declared { view.strictly() } else { view };
    exact.attrs(lacks);
    found
}

/// One root with lists for the system and for users.
fn system(
    name: &str,
    view: View<'_>,
    enabled: Fact<bool>,
    source: Source,
    host: &Host,
    kept: &mut Collected,
) {
    let Some(storage) = declare(name, view, enabled.clone(), source, None, kept) else { return };
    let root_user = || Fact::of_default(Some("root".to_owned()));
    let may = view.may || enabled.known().is_none();
    let place = Place {
        root: &storage,
        source,
        home: None,
        for_user: None,
        user: root_user(),
        group: root_user(),
        home_in_root: false,
        drop_prefix: false,
        absolute: false,
        may,
        known: &host.assumptions.knowledge,
    };
    lists(view, &place, kept);

    let mut lacks = Set::<()>::complete(Vec::new());
    for (name, view) in view.get("users").attrs(&mut lacks) {
        if view.is_unknown() {
            lacks.lacks(view.reason(), view.span());
            continue;
        }
        let name = view.get("username").text().unwrap_or(name);
        let user = host.user(name);
        let of_user = user.map(|user| &user.home);
        let home = match view.get("home") {
            home if home.text().is_some() => {
                // The default is that of the user, and written there.
                let is_set = home.name_span().is_some()
                    && home.span() != of_user.and_then(Fact::span)
                    && !home.may;
                if source == Source::Impermanence && is_set {
                    let usual = of_user.and_then(|home| home.some().map(String::as_str));
                    let usual = usual.or((name == "root").then_some("/root"));
                    let moves = usual.map(path::normalize) != home.text().map(path::normalize);
                    removed(kept, RemovedOption::HOME, moves, home.name_span());
                }
                home.text().map(str::to_owned)
            }
            _ => of_user.and_then(Fact::some).cloned(),
        };
        let group = user.map_or_else(|| host.unknown_user(name), |user| user.group.clone());
        let place = Place {
            root: &storage,
            source,
            home: Some(home.as_deref().map_or(Home::Unknown, Home::Known)),
            for_user: Some(name),
            user: Fact::of_default(Some(name.to_owned())),
            group,
            home_in_root: false,
            drop_prefix: false,
            // Only the evaluated module has this: it is read-only.
            absolute: source == Source::Preservation && view.get("homeGroup").is_there(),
            may: may || view.may,
            known: &host.assumptions.knowledge,
        };
        lists(view, &place, kept);
    }
    kept.entries.lacks_below(lacks, Some("/home"));
}

pub(super) fn home_manager(config: View<'_>, host: &Host, kept: &mut Collected) {
    let mut lacks = Set::<()>::complete(Vec::new());
    for (name, user) in config.at(&["home-manager", "users"]).attrs(&mut lacks) {
        let home_view = user.get("home");
        let name = home_view.get("username").text().unwrap_or(name);
        let of_system = host.user(name).and_then(|user| user.home.some()).cloned();
        let home = home_view.get("homeDirectory").text().map(str::to_owned).or(of_system);
        let below = home.clone().unwrap_or_else(|| "/home".to_owned());
        let mut missing = Set::<()>::complete(Vec::new());
        let mut imported = is_imported_by_hand(user);
        for (name_of_root, root) in roots(home_view.get("persistence"), &mut missing) {
            if root.is_unknown() {
                missing.lacks(root.reason(), root.span());
                continue;
            }
            let enabled = root.get("enable").bool(true);
            let Some(storage) =
                declare(name_of_root, root, enabled.clone(), Source::HomeManager, Some(name), kept)
            else {
                continue;
            };
            if imported {
                removed(kept, RemovedOption::IMPORT, false, None);
                imported = false;
            }
            let first = is_first_version(&storage, home.as_deref(), root, host);
            let place = Place {
                root: &storage,
                source: Source::HomeManager,
                home: Some(home.as_deref().map_or(Home::Unknown, Home::Known)),
                for_user: Some(name),
                user: Fact::of_default(Some(name.to_owned())),
                group: Fact::of_default(None),
                home_in_root: first,
                drop_prefix: first && root.get("removePrefixDirectory").bool(false).is(&true),
                absolute: false,
                may: root.may || enabled.known().is_none(),
                known: &host.assumptions.knowledge,
            };
            lists(root, &place, kept);
        }
        kept.entries.lacks_below(missing, Some(&below));
    }
    kept.entries.lacks_below(lacks, Some("/home"));
}

/// Whether the output of the flake for home-manager is imported: all it has is an assertion that says so (flake.nix of
/// impermanence).
fn is_imported_by_hand(user: View<'_>) -> bool {
    let mut lacks = Set::<()>::complete(Vec::new());
    let assertions = user.get("assertions").items(&mut lacks);
    let says = |text: &str| text.contains("home.persistence") && text.contains("flake outputs");
    assertions
        .iter()
        .any(|assertion| !assertion.may && assertion.get("message").text().is_some_and(says))
}

/// Whether this `home.persistence` is of the old home-manager module, whose storage path contains the home.
fn is_first_version(storage: &str, home: Option<&str>, root: View<'_>, host: &Host) -> bool {
    if let Some(time) = host.versions.impermanence {
        return time < HOME_MANAGER_V2;
    }
    let contains_home =
        home.is_some_and(|home| path::normalize(storage).ends_with(&path::normalize(home)));
    contains_home
        || ["removePrefixDirectory", "defaultDirectoryMethod"]
            .iter()
            .any(|name| root.get(name).is_there())
}

fn lists(view: View<'_>, place: &Place<'_>, kept: &mut Collected) {
    entries::read(view.get("directories"), EntryKind::Directory, place, kept);
    entries::read(view.get("files"), EntryKind::File, place, kept);
}

/// Notes a root. `None` when it is disabled or its path is not known.
fn declare(
    name: &str,
    view: View<'_>,
    enabled: Fact<bool>,
    source: Source,
    for_user: Option<&str>,
    kept: &mut Collected,
) -> Option<String> {
    let path = view.get("persistentStoragePath");
    let written = match path.text() {
        Some(text) => text,
        None if path.is_set() => {
            kept.entries.lacks(path.reason(), path.span());
            return None;
        }
        None => name,
    };
    let disabled = enabled.is(&false);
    kept.roots.items.push(PersistenceRoot {
        path: path::normalize(written),
        name: name.to_owned(),
        source,
        for_user: for_user.map(str::to_owned),
        enabled,
        written_entries: written_entries(view),
        removed_options: removed_options(view, source),
        hides_mounts: view.get("hideMounts").bool(false),
        allows_trash: view.get("allowTrash").bool(false),
        warnings: view.get("enableWarnings").bool(true),
        span: view.name_span(),
        directories_span: view.get("directories").span(),
        files_span: view.get("files").span(),
    });
    (!disabled).then(|| written.to_owned())
}

/// The sets of lists: the root's own and those of users.
fn all_lists(view: View<'_>) -> Vec<View<'_>> {
    let users = view.get("users").attrs(&mut Set::<()>::complete(Vec::new()));
    std::iter::once(view).chain(users.into_iter().map(|(_, user)| user)).collect()
}

fn written_entries(view: View<'_>) -> usize {
    let mut lacks = Set::<()>::complete(Vec::new());
    let lists = all_lists(view)
        .into_iter()
        .flat_map(|view| ["directories", "files"].map(|list| view.get(list)));
    lists.map(|list| list.items(&mut lacks).len()).sum()
}

/// Notes an option that is gone at the root that was declared last.
fn removed(kept: &mut Collected, name: &'static str, moves_data: bool, span: Option<Span>) {
    let root = kept.roots.items.last_mut().expect("it was declared");
    root.removed_options.push(RemovedOption { name, moves_data, span });
}

/// Options of the first version of impermanence that somebody set, as far as their values can be read.
fn removed_options(view: View<'_>, source: Source) -> Vec<RemovedOption> {
    let names: &[&'static str] = match source {
        Source::HomeManager => &["allowOther", "removePrefixDirectory", "defaultDirectoryMethod"],
        Source::Impermanence => &[],
        _ => return Vec::new(),
    };
    let there = |(name, view): (&'static str, View<'_>)| {
        // A default has no place. In the evaluated second version such an option is an error, be it set or not.
        let set = view.is_there() && !view.is_unknown() && view.span().is_some();
        let moves_data = name == "removePrefixDirectory";
        set.then(|| RemovedOption { name, moves_data, span: view.name_span() })
    };
    let mut removed: Vec<_> =
        names.iter().filter_map(|name| there((name, view.get(name)))).collect();
    let mut lacks = Set::<()>::complete(Vec::new());
    for list in all_lists(view) {
        let directories = list.get("directories").items(&mut lacks);
        removed.extend(
            directories
                .into_iter()
                .filter_map(|item| there(("directories.*.method", item.get("method")))),
        );
    }
    removed
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

    /// root, kind, path, storage, user, group, mode of each entry.
    fn entries(config: Value) -> Vec<[String; 7]> {
        let host = ephemeral(config);
        assert!(host.entries.is_complete(), "{:?}", host.entries.missing);
        let text = |fact: &Fact<Option<String>>| fact.some().cloned().unwrap_or_default();
        let row = |entry: &crate::model::PersistenceEntry| {
            [
                entry.root.clone(),
                entry.kind.as_str().to_owned(),
                entry.path.clone(),
                entry.storage.clone(),
                text(&entry.user),
                text(&entry.group),
                text(&entry.mode),
            ]
        };
        host.entries.iter().map(row).collect()
    }

    fn row(fields: [&str; 7]) -> [String; 7] {
        fields.map(str::to_owned)
    }

    fn ann() -> Value {
        json!({ "users": { "ann": { "isNormalUser": true, "home": "/home/ann", "group": "users" } } })
    }

    #[test]
    fn written_and_evaluated_entries_are_the_same() {
        let written = json!({ "users": ann(), "environment": { "persistence": { "/persist": {
            "directories": ["/var/log", { "directory": "/srv", "user": "git", "mode": "0700" }],
            "files": [{ "file": "/etc/k", "parentDirectory": { "mode": "0750" } }],
            "users": { "ann": { "directories": [".ssh"], "files": [".netrc"] } },
        }}}});
        let entry = |directory: &str, path: &str, user: &str, group: &str, mode: &str| {
            json!({ "directory": directory, "dirPath": path, "persistentStoragePath": "/persist", "user": user,
                "group": group, "mode": mode, "home": null })
        };
        let file = |file: &str, path: &str, user: &str, group: &str, mode: &str| {
            json!({ "file": file, "filePath": path, "persistentStoragePath": "/persist", "method": "auto",
                "parentDirectory": { "user": user, "group": group, "mode": mode } })
        };
        let evaluated = json!({ "users": ann(), "environment": { "persistence": { "/persist": {
            "enable": true, "persistentStoragePath": "/persist",
            "directories": [entry("/var/log", "/var/log", "root", "root", "0755"),
                entry("/srv", "/srv", "git", "root", "0700")],
            "files": [file("/etc/k", "/etc/k", "root", "root", "0750")],
            "users": { "ann": { "directories": [entry(".ssh", "/home/ann/.ssh", "ann", "users", "0755")],
                "files": [file(".netrc", "/home/ann/.netrc", "ann", "users", "0755")] } },
        }}}});
        let expected = [
            row(["/persist", "directory", "/var/log", "/persist/var/log", "root", "root", "0755"]),
            row(["/persist", "directory", "/srv", "/persist/srv", "git", "root", "0700"]),
            row(["/persist", "file", "/etc/k", "/persist/etc/k", "root", "root", "0750"]),
            row([
                "/persist",
                "directory",
                "/home/ann/.ssh",
                "/persist/home/ann/.ssh",
                "ann",
                "users",
                "0755",
            ]),
            row([
                "/persist",
                "file",
                "/home/ann/.netrc",
                "/persist/home/ann/.netrc",
                "ann",
                "users",
                "0755",
            ]),
        ];
        assert_eq!(entries(written), expected);
        assert_eq!(entries(evaluated), expected);
    }

    #[test]
    fn preservation_puts_the_home_before_paths_of_users() {
        let root = |user: Value| {
            json!({ "users": ann(), "preservation": { "enable": true, "preserveAt": { "/state": {
                "files": [{ "file": "/etc/machine-id", "inInitrd": true }], "users": { "ann": user } } } } })
        };
        let written = root(json!({ "directories": [{ "directory": ".ssh", "mode": "0700" }] }));
        let evaluated = root(
            json!({ "home": "/home/ann", "homeGroup": "users", "username": "ann", "directories": [
            { "directory": "/home/ann/.ssh", "mode": "0700", "how": "bindmount", "user": "ann", "group": "users" },
            { "directory": "/home/ann/.config", "how": "_intermediate", "user": "ann", "group": "users" },
        ] }),
        );
        let expected = [
            row([
                "/state",
                "file",
                "/etc/machine-id",
                "/state/etc/machine-id",
                "root",
                "root",
                "0644",
            ]),
            row([
                "/state",
                "directory",
                "/home/ann/.ssh",
                "/state/home/ann/.ssh",
                "ann",
                "users",
                "0700",
            ]),
        ];
        assert_eq!(entries(written), expected);
        assert_eq!(entries(evaluated), expected);
        let disabled =
            json!({ "preservation": { "preserveAt": { "/state": { "files": ["/etc/a"] } } } });
        assert_eq!(entries(disabled), [] as [[String; 7]; 0]);
    }

    #[test]
    fn home_manager_in_both_versions() {
        let config = |root: &str| {
            json!({ "users": ann(), "home-manager": { "users": { "ann": { "home": {
                "homeDirectory": "/home/ann", "username": "ann",
                "persistence": { root: { "directories": ["src", ".cache/x"], "files": [".netrc"] } } } } } } })
        };
        let second = entries(config("/persist"));
        assert_eq!(
            second[0],
            row([
                "/persist",
                "directory",
                "/home/ann/src",
                "/persist/home/ann/src",
                "ann",
                "",
                "0755"
            ])
        );
        let first = entries(config("/persist/home/ann"));
        let expected = row([
            "/persist/home/ann",
            "directory",
            "/home/ann/src",
            "/persist/home/ann/src",
            "ann",
            "",
            "0755",
        ]);
        assert_eq!(first[0], expected);
    }

    #[test]
    fn binds_that_a_module_made_are_no_entries_of_their_own() {
        let config = json!({
            "environment": { "persistence": { "/persist": { "directories": ["/var/log"] } } },
            "systemd": { "mounts": [{ "what": "/persist/var/log", "where": "/var/log", "options": "bind" }] },
            "fileSystems": { "/var/log": { "device": "/persist/var/log", "fsType": "none", "options": ["bind"] } },
        });
        assert_eq!(entries(config).len(), 1);
    }

    #[test]
    fn a_home_that_is_not_known_is_not_made_up() {
        let host = ephemeral(json!({ "environment": { "persistence": { "/persist": {
            "users": { "bob": { "directories": ["src"] } } } } } }));
        assert!(host.entries.items.is_empty());
        assert!(host.entries.missing_for("/home/bob/src").is_some());
        assert!(host.entries.missing_for("/var/lib").is_none());
    }
}
