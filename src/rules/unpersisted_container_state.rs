//! See `lints/unpersisted-container-state.md`.

use super::{
    Fixable, Rule, Sink, lost,
    state_loss::{self, Topic},
};
use crate::{
    diagnostic::Severity,
    model::{Host, Loss, PersistenceEntry, StatePath, knowledge::Source},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-container-state",
    summary: "volumes, images or machines of a container engine are lost",
    doc: include_str!("../../lints/unpersisted-container-state.md"),
    severity: Severity::Warning,
    fixable: Fixable::Sometimes,
    opt_in: false,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    // Who gives a container directories to write to has said what of it is to last; its root is not.
    let is_root = |state: &StatePath| {
        state.owner.starts_with("containers.") && state.source != Source::Option
    };
    let given = || {
        host.state.iter().filter(|state| {
            state.owner.starts_with("containers.") && state.source == Source::Option
        })
    };
    let is_given =
        |state: &StatePath| is_root(state) && given().any(|other| other.owner == state.owner);
    let groups = state_loss::groups(host, |state| {
        state_loss::topic(state) == Topic::Container
            && (state_loss::matters(state) || state.loss >= Loss::Identity)
            && (state.judged || state.owner.starts_with("services."))
            && !is_given(state)
    });
    for group in groups {
        let worst = group.worst();
        // A directory that a container is given was named because something is kept there.
        let declared = worst.source == Source::Option
            && ["virtualisation.oci-containers.", "containers."]
                .iter()
                .any(|prefix| group.owner.starts_with(prefix));
        let severity = match worst.loss {
            _ if declared => Severity::Error,
            // Beside containers that are given something, one that is given nothing is mostly meant to keep nothing.
            _ if is_root(worst) && given().next().is_some() => Severity::Info,
            _ if is_rootless(host, group.owner) => Severity::Info,
            _ if runs_declared(worst, host) => Severity::Info,
            Loss::Recreatable | Loss::Cosmetic => Severity::Info,
            _ => RULE.severity,
        };
        state_loss::report(host, sink, severity, &group);
    }
}

/// Whether it is podman, of which a person keeps the containers: then it is used without root, which has none of its own.
fn is_rootless(host: &Host, owner: &str) -> bool {
    let of_person = |entry: &PersistenceEntry| {
        entry.for_user.is_some() && entry.path.ends_with("/.local/share/containers")
    };
    owner == "virtualisation.podman" && lost::entries(host).any(of_person)
}

/// Whether it is an engine that only runs containers that are declared: nobody switched it on by name, or all of them have
/// directories of the machine. What these are to keep is there, and their images come again.
fn runs_declared(state: &StatePath, host: &Host) -> bool {
    let Some(engine) = state.owner.strip_prefix("virtualisation.") else { return false };
    matches!(engine, "docker" | "podman")
        && (state.span.is_none() || host.state_options.given_directories.contains(&engine))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn found(more: Value) -> Vec<(Severity, Option<String>)> {
        let mut config = json!({ "environment": { "persistence": { "/persist": { "directories": ["/srv/kept"] } } } });
        merge(&mut config, more);
        RULE.check(&ephemeral(config))
            .into_iter()
            .map(|found| (found.severity, found.path))
            .collect()
    }

    #[test]
    fn engines_and_what_they_are_given() {
        let podman = || json!({ "virtualisation": { "podman": { "enable": true } } });
        assert_eq!(
            found(podman()),
            [(Severity::Warning, Some("/var/lib/containers/storage".into()))]
        );
        let moved = json!({ "virtualisation": { "podman": { "enable": true }, "containers": { "storage": {
            "settings": { "storage": { "graphroot": "/tank/containers" } } } } } });
        assert_eq!(found(moved), []);
        let mut rootless = json!({ "environment": { "persistence": { "/persist": {
            "users": { "ann": { "directories": [".local/share/containers"] } } } } },
            "users": { "users": { "ann": { "isNormalUser": true } } } });
        merge(&mut rootless, podman());
        assert_eq!(found(rootless), [(Severity::Info, Some("/var/lib/containers/storage".into()))]);
        let volumes = |volume: &str| {
            json!({ "virtualisation": { "oci-containers": {
            "containers": { "a": { "volumes": [volume] } } } } })
        };
        assert_eq!(found(volumes("/srv/a:/a")), [(Severity::Error, Some("/srv/a".into()))]);
        assert_eq!(found(volumes("/srv/kept/a:/a")), []);
        assert_eq!(found(volumes("/srv/a:/a:ro")), []);
        let nixos = json!({
            "system": { "stateVersion": "24.11" },
            "containers": { "db": { "ephemeral": false } },
        });
        assert_eq!(
            found(nixos),
            [(Severity::Warning, Some("/var/lib/nixos-containers/db".into()))]
        );
        assert_eq!(found(json!({ "containers": { "db": { "ephemeral": true } } })), []);
        let given = json!({
            "system": { "stateVersion": "24.11" },
            "containers": { "db": { "ephemeral": false, "bindMounts": {
                "/var/lib/db": { "hostPath": "/srv/kept/db", "isReadOnly": false } } } },
        });
        assert_eq!(found(given.clone()), []);
        let mut beside = given;
        merge(&mut beside, json!({ "containers": { "web": { "ephemeral": false } } }));
        assert_eq!(found(beside), [(Severity::Info, Some("/var/lib/nixos-containers/web".into()))]);
    }

    #[test]
    fn containers_that_are_given_directories() {
        let severity = |volumes: Value, more: Value| {
            let mut config = json!({ "virtualisation": {
                "podman": { "enable": true },
                "oci-containers": { "containers": { "a": { "volumes": volumes } } },
            } });
            merge(&mut config, more);
            let all = found(config).into_iter();
            let store = Some("/var/lib/containers/storage".to_owned());
            all.filter(|(_, path)| *path == store).map(|(severity, _)| severity).next()
        };
        let kept = "/srv/kept/a:/a";
        assert_eq!(severity(json!([kept]), json!({})), Some(Severity::Info));
        assert_eq!(severity(json!([kept, { "?": "x" }]), json!({})), Some(Severity::Info));
        assert_eq!(severity(json!([kept, "data:/b"]), json!({})), Some(Severity::Warning));
        assert_eq!(severity(json!([]), json!({})), Some(Severity::Warning));
        let docker = json!({ "virtualisation": { "oci-containers": { "backend": "docker" } } });
        assert_eq!(severity(json!([kept]), docker), Some(Severity::Warning));
    }

    #[test]
    fn an_engine_that_only_runs_what_is_declared() {
        let mut host = ephemeral(json!({
            "virtualisation": { "podman": { "enable": true } },
            "environment": { "persistence": { "/persist": { "directories": ["/srv/kept"] } } },
        }));
        let severities =
            |host: &Host| RULE.check(host).iter().map(|found| found.severity).collect::<Vec<_>>();
        assert_eq!(severities(&host), [Severity::Warning]);
        // NixOS switches it on for `oci-containers`: nobody wrote that.
        host.state.items.iter_mut().for_each(|state| state.span = None);
        assert_eq!(severities(&host), [Severity::Info]);
    }
}
