//! What containers write on the machine: the volumes of OCI containers and the bind mounts of NixOS containers.

use super::View;
use crate::model::{
    Set, StateKind, StatePath,
    knowledge::{Loss, Source},
    path,
};

pub(super) fn read(config: View<'_>) -> Vec<StatePath> {
    let mut found = Vec::new();
    let mut lacks = Set::<()>::complete(Vec::new());
    let oci = config.at(&["virtualisation", "oci-containers"]);
    let backend = oci.get("backend").text().unwrap_or("podman");
    for (name, container) in oci.get("containers").attrs(&mut lacks) {
        let owner = format!("virtualisation.oci-containers.containers.{name}");
        let unit = container.get("serviceName").text().map_or_else(
            || format!("{backend}-{name}.service"),
            |service| format!("{service}.service"),
        );
        for volume in container.get("volumes").items(&mut lacks) {
            let Some(source) = volume.text().filter(|_| !volume.may).and_then(written_to) else {
                continue;
            };
            let place = path::normalize(source);
            found.push(StatePath {
                unit: Some(unit.clone()),
                span: volume.span().or(container.name_span()),
                ..state(place, owner.clone())
            });
        }
    }
    for (name, container) in config.get("containers").attrs(&mut lacks) {
        for (inside, mount) in container.get("bindMounts").attrs(&mut lacks) {
            let host_path = mount.get("hostPath");
            let source = match host_path.text() {
                Some(text) => text,
                // Without another, the path is the same outside.
                None if !host_path.is_set() => mount.get("mountPoint").text().unwrap_or(inside),
                None => continue,
            };
            if mount.get("isReadOnly").bool(true).is(&false) && keeps(source) {
                found.push(StatePath {
                    unit: Some(format!("container@{name}.service")),
                    span: host_path.span().or(mount.name_span()),
                    ..state(path::normalize(source), format!("containers.{name}"))
                });
            }
        }
    }
    found
}

fn state(place: String, owner: String) -> StatePath {
    if path::is_below(&place, "/var/cache") {
        return StatePath::new(place, owner, StateKind::Cache, Source::Option);
    }
    StatePath {
        loss: Loss::Data,
        judged: true,
        ..StatePath::new(place, owner, StateKind::State, Source::Option)
    }
}

/// The directory of the machine that a volume `source:target[:options]` lets a container write to. A named volume is in
/// the store of the engine.
fn written_to(volume: &str) -> Option<&str> {
    let mut parts = volume.splitn(3, ':');
    let (source, _target, options) = (parts.next()?, parts.next()?, parts.next().unwrap_or(""));
    let read_only = options.split(',').any(|option| option == "ro" || option == "O");
    (!read_only && keeps(source)).then_some(source)
}

/// Whether something can be kept there: no socket, device, clock or file of the store.
fn keeps(source: &str) -> bool {
    let known = ["/etc/localtime", "/etc/timezone", "/etc/ssl", "/etc/passwd", "/etc/group"];
    source.starts_with('/')
        && source != "/"
        && !path::is_volatile(source)
        && !path::in_store(source)
        && !source.ends_with(".sock")
        && !source.contains(['%', '$', '*'])
        && !known.iter().any(|known| path::is_at_or_below(source, known))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::host;

    #[test]
    fn what_a_container_writes_to() {
        for (volume, source) in [
            ("/srv/app:/data", Some("/srv/app")),
            ("/srv/app:/data:rw,z", Some("/srv/app")),
            ("/srv/app:/data:ro", None),
            ("cache:/data", None),
            ("/run/podman/podman.sock:/run/docker.sock", None),
            ("/etc/localtime:/etc/localtime", None),
            ("/dev/dri", None),
        ] {
            assert_eq!(written_to(volume), source, "{volume}");
        }
    }

    #[test]
    fn volumes_and_bind_mounts_are_state() {
        let host = host(json!({
            "virtualisation": { "oci-containers": { "backend": "docker", "containers": {
                "web": { "volumes": ["/srv/web:/data", { "?": "x" }] } } } },
            "containers": { "db": { "bindMounts": {
                "/var/lib/db": { "hostPath": "/srv/db", "isReadOnly": false },
                "/etc/db": { "hostPath": "/srv/etc", "isReadOnly": true } } } },
        }));
        let found: Vec<_> = host
            .state
            .iter()
            .filter(|state| state.path.starts_with("/srv"))
            .map(|state| (state.path.as_str(), state.unit.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(
            found,
            [("/srv/db", "container@db.service"), ("/srv/web", "docker-web.service")]
        );
    }
}
