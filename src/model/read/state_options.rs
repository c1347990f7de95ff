//! Options that decide whether lost state matters.

use super::{View, timers, tmpfiles};
use crate::{
    model::{Initrd, Script, Set, StateOptions, path},
    modules::facts::Mode,
};

pub(super) fn read(config: View<'_>, initrd: &Initrd, mode: Option<Mode>) -> StateOptions {
    let manager = config.at(&["networking", "networkmanager"]);
    let mut unclear = Set::complete(Vec::new());
    let private = tmpfiles::rules(config, &mut unclear)
        .into_iter()
        .filter(|rule| rule.path.ends_with("/private") && rule.kind.starts_with(SET_MODES));
    let private: Vec<_> = private.collect();
    let mut told = Set::<()>::complete(Vec::new());
    for rule in config.at(&["systemd", "tmpfiles", "rules"]).items(&mut told) {
        if rule.partial().is_some_and(may_set_private) {
            unclear.lacks(rule.reason(), rule.span());
        }
    }
    let mode_is_unknown = |view: View<'_>| {
        let mode = view.get("mode");
        view.is_unknown() || mode.is_there() && mode.is_unknown()
    };
    for rule in private.iter().filter(|rule| mode_is_unknown(rule.view)) {
        unclear.lacks(rule.view.reason(), rule.view.span());
    }
    let private_modes =
        private.into_iter().map(|rule| (path::normalize(&rule.path), rule.mode)).collect();
    let mut lacks = Set::<()>::complete(Vec::new());
    let sets = |text: &str| Script::read(text).modes().iter().any(|mode| mode.ends_in("private"));
    for (name, script) in config.at(&["system", "activationScripts"]).attrs(&mut lacks) {
        let text = script.get("text").text().or_else(|| script.text());
        if name.contains("private") || text.is_some_and(sets) {
            unclear.lacks("a script of the activation may set the mode", script.name_span());
        }
    }
    for (text, span) in super::initrd::texts(config) {
        // What NixOS itself runs there has no place.
        if text.map_or(span.is_some(), |text| sets(&text)) {
            unclear.lacks("the initrd may set the mode", span);
        }
    }
    unclear.missing.extend(initrd.units.missing.iter().chain(&initrd.hooks.missing).cloned());
    // Modules that are not at hand are not taken to set such modes.
    unclear.missing.retain(|missing| !missing.unseen);
    StateOptions {
        persistent_timers: timers::persistent(config, mode),
        declared_connections: has_any(manager.at(&["ensureProfiles", "profiles"])),
        declared_printers: has_any(config.at(&["hardware", "printers", "ensurePrinters"])),
        usbguard_rules: config.at(&["services", "usbguard", "rules"]).string(),
        acme_servers: acme_servers(config.at(&["security", "acme"])),
        acme_span: config.at(&["security", "acme", "certs"]).name_span(),
        backed_up: backed_up(config),
        journal_upload: config.at(&["services", "journald", "upload", "enable"]).bool(false),
        given_directories: given_directories(config.at(&["virtualisation", "oci-containers"])),
        private_modes,
        private_unclear: unclear,
        orphans: Vec::new(),
        replaced: Vec::new(),
        private_parents: private_parents(config),
    }
}

/// The engines that run only containers which are given nothing but directories; a volume that is not known is taken for one.
fn given_directories(oci: View<'_>) -> Vec<&'static str> {
    let mut lacks = Set::<()>::complete(Vec::new());
    let containers = oci.get("containers").attrs(&mut lacks);
    let mut volumes = Vec::new();
    for (_, container) in containers {
        volumes.extend(container.get("volumes").items(&mut lacks));
    }
    let is_named =
        |volume: &View<'_>| volume.text().is_some_and(|text| !volume.may && !text.starts_with('/'));
    if volumes.iter().any(is_named) || volumes.is_empty() && lacks.is_complete() {
        return Vec::new();
    }
    let backend = oci.get("backend");
    match backend.text().filter(|_| !backend.may) {
        Some("docker") => vec!["docker"],
        Some("podman") => vec!["podman"],
        // Until 22.05 it was the other one.
        _ => vec!["docker", "podman"],
    }
}

/// Types of rules of tmpfiles that give a directory a mode.
const SET_MODES: [char; 9] = ['d', 'D', 'e', 'v', 'q', 'Q', 'z', 'Z', 'm'];

/// The paths of all jobs of restic and borg that are on.
fn backed_up(config: View<'_>) -> Vec<String> {
    let mut lacks = Set::<()>::complete(Vec::new());
    let jobs = [["services", "restic", "backups"], ["services", "borgbackup", "jobs"]];
    let jobs: Vec<_> = jobs.iter().flat_map(|jobs| config.at(jobs).attrs(&mut lacks)).collect();
    let jobs = jobs.into_iter().filter(|(_, job)| !job.may);
    let paths = jobs.flat_map(|(_, job)| job.get("paths").strings().items);
    paths.map(|path| path::normalize(&path)).collect()
}

/// Whether a rule of which only parts are known can be about a directory named `private`.
fn may_set_private(partial: &str) -> bool {
    let fields = tmpfiles::fields(partial);
    let Some(kind) = fields.first() else { return false };
    let place = fields.get(1).map_or("", String::as_str);
    // What follows the last part that is not known.
    let (whole, end) = place.rsplit_once('»').map_or((true, place), |(_, end)| (false, end));
    (kind.starts_with(SET_MODES) || kind.contains('«'))
        && (end.ends_with("/private") || !whole && "/private".ends_with(end))
}

/// Whether a set or list has something in it, or may have.
fn has_any(view: View<'_>) -> bool {
    let mut lacks = Set::<()>::complete(Vec::new());
    view.is_there()
        && (view.is_unknown()
            || !view.attrs(&mut lacks).is_empty()
            || !view.items(&mut lacks).is_empty())
}

fn acme_servers(acme: View<'_>) -> Vec<String> {
    let mut lacks = Set::<()>::complete(Vec::new());
    let default = acme.at(&["defaults", "server"]);
    let of = |(_, cert): (&str, View<'_>)| {
        let own = cert.get("server");
        let server = if own.is_set() { own } else { default };
        server.text().unwrap_or_default().to_owned()
    };
    acme.get("certs").attrs(&mut lacks).into_iter().map(of).collect()
}

fn private_parents(config: View<'_>) -> Vec<String> {
    let mut lacks = Set::<()>::complete(Vec::new());
    let mut found = Vec::new();
    for (_, root) in config.at(&["environment", "persistence"]).attrs(&mut lacks) {
        for entry in root.get("directories").items(&mut lacks) {
            let place = ["dirPath", "directory"].iter().find_map(|name| entry.get(name).text());
            let mode = entry.at(&["defaultPerms", "mode"]).text();
            if let (Some(place), Some("0700" | "700" | "u=rwx,g=,o=")) = (place, mode) {
                found.push(path::normalize(place));
            }
        }
    }
    found
}
