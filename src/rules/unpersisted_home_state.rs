//! See `lints/unpersisted-home-state.md`.

use super::{
    Fixable, Rule, Sink, home_entries, lost,
    state_loss::{self, Topic},
};
use crate::{
    diagnostic::Severity,
    model::{Certainty, Host, Loss, Mount, PersistenceEntry, StatePath, User, path},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-home-state",
    summary: "programs lose what they keep in a home",
    doc: include_str!("../../lints/unpersisted-home-state.md"),
    severity: Severity::Warning,
    fixable: Fixable::Sometimes,
    opt_in: false,
    since: "0.1.0",
    check,
};

/// How many more paths are named.
const SHOWN: usize = 5;

fn check(host: &Host, sink: &mut Sink) {
    for user in host.users.iter().filter(|user| user.enable.is(&true)) {
        let Some(home) = user.home.some() else { continue };
        // Of a home of which nothing is kept, more is lost than what programs keep.
        if !is_thought_about(host, user, home) {
            continue;
        }
        // That podman is there does not mean that this user runs containers, nor an agent for all that root has keys.
        let of_user = |state: &StatePath| {
            state_loss::topic(state) == Topic::Home
                && state.for_user.as_ref() == Some(&user.name)
                && path::is_below(&state.path, home)
                && state.judged
                && !state.shared
                && state.span.is_some()
                // Programs replace their files by renamed copies, so that no entry is of use.
                && !host.is_file(state)
                && !left_out(host, state)
                && !state.owner.starts_with("virtualisation.podman")
                && !(user.name == "root" && state.owner.starts_with("programs.gnupg"))
                && state.loss >= Loss::Settings
        };
        let groups = state_loss::groups(host, of_user);
        let mut paths: Vec<_> = groups.iter().flat_map(|group| &group.paths).copied().collect();
        paths.sort_by(|(left, _), (right, _)| {
            (right.loss, &left.path).cmp(&(left.loss, &right.path))
        });
        paths.dedup_by(|(left, _), (right, _)| left.path == right.path);
        let Some(&(worst, mount)) = paths.first() else { continue };
        let severity = match worst.loss {
            Loss::Data | Loss::Identity => RULE.severity,
            _ => Severity::Info,
        };
        let more = match paths.len() {
            1 => String::new(),
            count => format!(", and {} more", count - 1),
        };
        let text =
            format!("`{}` keeps `{}` in a home that is wiped{more}", worst.owner, worst.path);
        let mut diagnostic = sink
            .diagnostic_at(severity, text)
            .at(worst.span.or(user.span))
            .reason(format!("{}, so {}", lost::because(mount), state_loss::consequence(worst.loss)))
            .help(home_entries::help(
                host,
                &user.name,
                home,
                paths.iter().take(SHOWN + 1).map(|(state, _)| *state),
            ))
            .propose(home_entries::proposal(
                host,
                &user.name,
                home,
                paths.iter().map(|(state, _)| *state),
            ))
            .path(worst.path.clone())
            .more_paths(paths.iter().skip(1).map(|(state, _)| state.path.clone()));
        for (state, _) in paths.iter().skip(1).take(SHOWN) {
            diagnostic =
                diagnostic.label(state.span, format!("`{}` keeps `{}`", state.owner, state.path));
        }
        sink.report(lost::label_wiped(diagnostic, mount));
    }
}

/// Whether something in the home is kept: by an entry of a module, by hand, or on a filesystem of its own.
fn is_thought_about(host: &Host, user: &User, home: &str) -> bool {
    let of_user = |entry: &PersistenceEntry| {
        let is_listed = entry.source.is_module() && entry.for_user.as_ref() == Some(&user.name);
        !entry.may && (is_listed || path::is_below(&entry.path, home))
    };
    let lasts = |mount: &Mount| {
        mount.ephemeral.certainty == Certainty::No && path::is_below(&mount.path, home)
    };
    host.entries.iter().any(of_user) || host.mounts.iter().any(lasts)
}

/// Whether it is one of the directories for own files, of which the user keeps others: who keeps pictures and not music has
/// chosen.
fn left_out(host: &Host, state: &StatePath) -> bool {
    let chosen = |other: &StatePath| {
        (&other.owner, &other.for_user) == (&state.owner, &state.for_user)
            && other.kept != Certainty::No
    };
    state.owner == "xdg.userDirs" && host.state.iter().any(chosen)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        diagnostic::Diagnostic,
        model::testing::{ephemeral, merge},
    };

    fn found(more: Value) -> Vec<Diagnostic> {
        let mut config = json!({
            "users": { "users": { "ann": { "isNormalUser": true } } },
            "programs": { "steam": { "enable": true } },
            "home-manager": { "users": { "ann": { "programs": {
                "gpg": { "enable": true }, "zoxide": { "enable": true } } } } },
            "environment": { "persistence": { "/persist": { "users": { "ann": { "directories": ["docs"] } } } } },
        });
        merge(&mut config, more);
        RULE.check(&ephemeral(config))
    }

    #[test]
    fn one_diagnostic_for_a_home() {
        let found = found(json!({}));
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].message,
            "`programs.steam` keeps `/home/ann/.local/share/Steam` in a home that is wiped, and 1 \
            more"
        );
        assert_eq!(
            found[0].help.as_deref(),
            Some(
                "persist them: `environment.persistence.\"/persist\".users.ann.directories = [ \
                \".local/share/Steam\" { directory = \".gnupg\"; mode = \"0700\"; } ];`"
            )
        );
    }

    #[test]
    fn packages_of_the_user_count() {
        let with = |packages: Value| {
            found(json!({ "users": { "users": { "ann": { "packages": packages } } } }))
        };
        let claude = with(json!([{ "pname": "claude-code" }]));
        let help = claude[0].help.as_deref().unwrap_or_default();
        assert!(help.contains(".claude\"") && !help.contains(".claude.json"), "{help}");
        let of_all = json!({ "environment": { "systemPackages": [{ "pname": "claude-code" }] } });
        assert!(!found(of_all)[0].help.as_deref().unwrap_or_default().contains(".claude"));
    }

    #[test]
    fn kept_or_nobody_thought_about_it() {
        let kept = |list: Value| {
            found(json!({ "environment": { "persistence": { "/persist": list } } })).len()
        };
        assert_eq!(kept(json!({ "directories": ["/home"] })), 0);
        assert_eq!(
            kept(
                json!({ "users": { "ann": { "directories": [".gnupg", ".local/share/Steam"] } } })
            ),
            0
        );
        let nothing = || json!({ "environment": { "persistence": { "/persist": { "users": { "ann": { "directories": [] } } } } } });
        assert_eq!(found(nothing()), [], "the matter of another rule");
        let mut part = nothing();
        merge(
            &mut part,
            json!({ "fileSystems": { "/home/ann/docs": { "device": "/dev/sdb1", "fsType": "ext4" } } }),
        );
        assert_eq!(found(part.clone()).len(), 1, "somebody thought about this one");
        let of_programs = json!({ "fileSystems": {
            "/home/ann/.local/share/gnupg": { "device": "/dev/sdb2", "fsType": "ext4" },
            "/home/ann/.games/Steam": { "device": "/dev/sdb3", "fsType": "ext4" },
        } });
        merge(&mut part, of_programs);
        assert_eq!(found(part), [], "they may be there");
        let disk =
            json!({ "fileSystems": { "/home": { "device": "/dev/sdb1", "fsType": "ext4" } } });
        assert_eq!(found(disk), []);
        assert_eq!(
            kept(
                json!({ "users": { "ann": { "directories": [".local/share/gnupg", ".games/Steam"] } } })
            ),
            0
        );
        let moved = json!({ "home-manager": { "users": { "ann": { "xdg": { "dataHome": { "?": "x" } } } } } });
        assert!(!found(moved)[0].message.contains("Steam"), "it may be elsewhere");
    }
}
