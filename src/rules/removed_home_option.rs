//! See `lints/removed-home-option.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::{Intent, Proposal, Safety, Severity},
    model::{
        HOME_MANAGER_V2, Host, IMPORTS_HOME_MODULE, PersistenceRoot, RemovedOption, Source, path,
    },
};

pub(super) static RULE: Rule = Rule {
    id: "removed-home-option",
    summary: "an option of the first version of impermanence is set, which the locked one does \
        not have",
    doc: include_str!("../../lints/removed-home-option.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let second = host.versions.impermanence.is_some_and(|time| time >= HOME_MANAGER_V2);
    if !second || host.versions.impermanence_is_a_fork {
        return;
    }
    let fuse = &host.upkeep.fuse_for_others;
    // Without a home in the lists, it is there for something else.
    if fuse.is(&true) && lost::entries(host).any(|entry| entry.source == Source::HomeManager) {
        let diagnostic = sink
            .diagnostic_at(
                Severity::Info,
                "impermanence needs no `programs.fuse.userAllowOther` any more",
            )
            .at(fuse.span())
            .reason(
                "the first version mounted homes with FUSE, so that root could not see them \
                without; the second one binds",
            )
            .help("remove it, unless something else mounts with FUSE");
        sink.report(diagnostic);
    }
    for root in host
        .roots
        .iter()
        .filter(|root| matches!(root.source, Source::Impermanence | Source::HomeManager))
    {
        home_in_storage(host, root, sink);
        for removed in &root.removed_options {
            if removed.name == RemovedOption::IMPORT {
                imported_by_hand(host, root, sink);
                continue;
            }
            let name = removed.name;
            let help = match name {
                "directories.*.method" => "remove it: every directory is a bind mount now",
                RemovedOption::HOME if removed.moves_data => {
                    "remove it: the home is that of `users.users.<name>` now, which is another one"
                }
                RemovedOption::HOME => "remove it: the home is that of `users.users.<name>` now",
                _ => "remove it; who needs it stays on the branch `home-manager-v1`",
            };
            let diagnostic = sink
                .diagnostic(format!(
                    "impermanence has no option `{}` any more",
                    name.replace("directories.*.", "")
                ))
                .at(removed.span.or(root.span))
                .reason("its second version refuses to evaluate it")
                .help(help)
                .propose(removal(root, removed));
            sink.report(diagnostic);
        }
    }
}

/// The module of NixOS imports that of home-manager itself.
fn imported_by_hand(host: &Host, root: &PersistenceRoot, sink: &mut Sink) {
    let refused = host.versions.impermanence.is_some_and(|time| time >= IMPORTS_HOME_MODULE);
    let Some(user) = root.for_user.as_deref().filter(|_| refused) else { return };
    let diagnostic = sink
        .diagnostic(format!(
            "the module of impermanence for home-manager is imported by hand for `{user}`"
        ))
        .at(root.span)
        .reason(
            "since January 2026 the module for NixOS imports it, and the flake's own output for \
            it refuses to evaluate",
        )
        .help(
            "remove `impermanence.homeManagerModules.impermanence`, or whatever it is called \
            there, from the imports",
        )
        .path(root.path.clone());
    sink.report(diagnostic);
}

/// Where data is kept elsewhere without the option, its owner has to say where it goes.
fn removal(root: &PersistenceRoot, removed: &RemovedOption) -> Option<Proposal> {
    let name = removed.span.filter(|_| !removed.moves_data)?;
    let last = removed.name.rsplit('.').next().unwrap_or(removed.name).to_owned();
    let option = if removed.name == last { vec![root.name.clone(), last] } else { vec![last] };
    Some(Proposal {
        title: format!("remove `{}`", option.last()?),
        safety: Safety::Safe,
        intents: vec![Intent::RemoveAttribute { name, option }],
    })
}

/// The first version wanted the home in the storage path, the second one adds it itself.
fn home_in_storage(host: &Host, root: &PersistenceRoot, sink: &mut Sink) {
    let Some(user) = root.for_user.as_deref().filter(|_| root.source == Source::HomeManager) else {
        return;
    };
    let home = host.user(user).and_then(|user| user.home.some());
    let Some(home) = home.map(|home| path::normalize(home)) else { return };
    let Some(short) = root.path.strip_suffix(&home).filter(|short| !short.is_empty()) else {
        return;
    };
    let (name, storage) = (&root.name, &root.path);
    // A storage that is an option of its own is not renamed.
    let at = root.span.filter(|_| path::normalize(name) == *storage);
    let option = match at {
        Some(_) => format!("home.persistence.{short:?}"),
        None => format!("home.persistence.{name:?}.persistentStoragePath = {short:?};"),
    };
    let diagnostic = sink
        .diagnostic(format!(
            "the storage `{storage}` contains the home, which impermanence adds to it"
        ))
        .at(root.span)
        .reason(format!(
            "since its second version `home.persistence` takes the storage of the system and puts \
            `{home}` behind it; it refuses this one"
        ))
        .help(format!("`{option}`: the data stays where it is"))
        .propose(at.map(|at| Proposal {
            title: format!("write `{option}`"),
            safety: Safety::Safe,
            intents: vec![Intent::RenameAttribute { at, old: name.clone(), new: short.to_owned() }],
        }))
        .path(root.path.clone());
    sink.report(diagnostic);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::with_impermanence;

    fn found(roots: Value, time: i64) -> Vec<String> {
        let config = json!({
            "users": { "users": { "ann": { "isNormalUser": true, "home": "/home/ann" } } },
            "home-manager": { "users": { "ann": { "home": { "persistence": roots } } } },
        });
        RULE.check(&with_impermanence(config, Some(time)))
            .into_iter()
            .map(|found| found.message)
            .collect()
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn homes_are_those_of_the_users() {
        let found = |name: &str, home: Value, time: i64| -> Vec<bool> {
            let config = json!({
                "users": { "users": { "ann": { "isNormalUser": true, "home": "/home/ann" } } },
                "environment": { "persistence": { "/persist": { "users": { name: {
                    "home": home, "directories": ["src"] } } } } },
            });
            RULE.check(&with_impermanence(config, Some(time)))
                .iter()
                .map(|found| found.proposal.is_none())
                .collect()
        };
        assert_eq!(found("root", json!("/root"), HOME_MANAGER_V2), [false]);
        assert_eq!(found("ann", json!("/home/ann/"), HOME_MANAGER_V2), [false]);
        assert_eq!(found("ann", json!("/srv/ann"), HOME_MANAGER_V2), [true], "data moves");
        assert!(found("ann", json!({ "?": "x" }), HOME_MANAGER_V2).is_empty());
        assert!(found("ann", json!("/home/ann"), HOME_MANAGER_V2 - 1).is_empty());
    }

    #[test]
    fn a_storage_with_another_name_is_not_renamed() {
        let of = |name: &str, root: Value| {
            let config = json!({
                "users": { "users": { "ann": { "isNormalUser": true, "home": "/home/ann" } } },
                "home-manager": { "users": { "ann": { "home": { "persistence": { name: root } } } } },
            });
            let found = RULE.check(&with_impermanence(config, Some(HOME_MANAGER_V2))).remove(0);
            (found.help.unwrap(), found.proposal.is_some())
        };
        let (help, is_offered) = of("/persist/home/ann", json!({ "directories": ["src"] }));
        assert!(help.starts_with("`home.persistence.\"/persist\"`") && is_offered, "{help}");
        let (help, is_offered) =
            of("main", json!({ "persistentStoragePath": "/persist/home/ann" }));
        let option = "`home.persistence.\"main\".persistentStoragePath = \"/persist\";`";
        assert!(help.starts_with(option) && !is_offered, "{help}");
    }

    #[test]
    fn options_of_the_first_version() {
        let old = || json!({ "/persist/home/ann": { "allowOther": true, "directories": ["src"] } });
        let expected = [
            "the storage `/persist/home/ann` contains the home, which impermanence adds to it",
            "impermanence has no option `allowOther` any more",
        ];
        assert_eq!(found(old(), HOME_MANAGER_V2), expected);
        assert_eq!(found(old(), HOME_MANAGER_V2 - 1), NONE);
        assert_eq!(found(json!({ "/persist": { "directories": ["src"] } }), HOME_MANAGER_V2), NONE);
        let fuse = json!({
            "programs": { "fuse": { "userAllowOther": true } },
            "users": { "users": { "ann": { "isNormalUser": true, "home": "/home/ann" } } },
            "home-manager": { "users": { "ann": { "home": { "persistence": { "/persist": { "directories": ["src"] } } } } } },
        });
        assert_eq!(
            RULE.check(&with_impermanence(fuse, Some(HOME_MANAGER_V2)))[0].severity,
            Severity::Info
        );
        let method =
            json!({ "/persist": { "directories": [{ "directory": "src", "method": "symlink" }] } });
        assert_eq!(
            found(method, HOME_MANAGER_V2),
            ["impermanence has no option `method` any more"]
        );
    }
}
