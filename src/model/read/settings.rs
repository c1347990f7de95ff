//! Single options.

use std::{collections::BTreeMap, sync::Arc};

use super::{View, programs::HOLE};
use crate::{
    model::{
        Certainty, EtcFile, Excluded, Fact, Host, HostKey, IMAGES, Loaders, Mount,
        PersistenceEntry, PersistenceRoot, Provenance, Set, Settings, path,
    },
    modules::{embedded, facts::Mode},
    source::Span,
};

pub(super) fn read(config: View<'_>) -> Settings {
    let sshd = config.at(&["services", "openssh"]);
    let enabled = sshd.get("enable").bool(false);
    let userborn = config.at(&["services", "userborn"]);
    let overlay = config.at(&["system", "etc", "overlay"]);
    let generate = sshd.get("generateHostKeys");
    let mut pools = config.at(&["boot", "zfs", "extraPools"]).strings();
    // ZFS also mounts datasets of the pools it imports for `fileSystems`; those of other pools are what matters here.
    pools.items.sort();
    Settings {
        generate_host_keys: if generate.is_there() { generate.bool(false) } else { enabled },
        host_keys: host_keys(sshd.get("hostKeys")),
        userborn: userborn.get("enable").bool(false),
        sysusers: config.at(&["systemd", "sysusers", "enable"]).bool(false),
        userborn_static: userborn.get("static").bool(false),
        password_files: password_files(config),
        nixos_init: config.at(&["system", "nixos-init", "enable"]).bool(false),
        tmp_in_memory: config.at(&["boot", "tmp", "useTmpfs"]).bool(false),
        tmp_is_cleaned: config.at(&["boot", "tmp", "cleanOnBoot"]).bool(false),
        mutable_users: config.at(&["users", "mutableUsers"]).bool(true),
        no_password_login: config.at(&["users", "allowNoPasswordLogin"]).bool(false),
        automatic_logins: super::loader::automatic_logins(config),
        foreign_users: foreign_users(config),
        suppressed_units: config.at(&["systemd", "suppressedSystemUnits"]).strings(),
        preservation: config.at(&["preservation", "enable"]).bool(false),
        etc_overlay: overlay.get("enable").bool(false),
        etc_mutable: overlay.get("mutable").bool(true),
        kernel_params: kernel_params(config.at(&["boot", "kernelParams"])),
        zfs_pools: pools,
        journal_storage: journal_storage(config.at(&["services", "journald"])),
        networkd: match config.at(&["networking", "useNetworkd"]).bool(false) {
            on @ Fact::Known(true, _) => on,
            _ => config.at(&["systemd", "network", "enable"]).bool(false),
        },
        ssh_client: ssh_client(config.at(&["programs", "ssh"])),
        sshd_extra_config: sshd.get("extraConfig").string(),
    }
}

/// The kernel's parameters. One of which the name is known, `vt.default_red=…` with colours of a package, is no other. What
/// `systemd.volatile` is, has to be known.
fn kernel_params(view: View<'_>) -> Set<String> {
    let has_name = |partial: &&str| {
        let name = partial.split(HOLE).next().and_then(|known| known.split_once('='));
        name.is_some_and(|(name, _)| name != "systemd.volatile" && !name.contains(' '))
    };
    let mut params = Set::complete(Vec::new());
    for item in view.items(&mut params) {
        match item.text().or_else(|| item.partial().filter(has_name)) {
            Some(param) => params.items.push(param.to_owned()),
            None => params.lacks(item.reason(), item.span()),
        }
    }
    params
}

/// Where the journal is kept. A line of the user's own stands behind that of the option, and wins
/// (nixos/modules/system/boot/systemd/journald.nix).
fn journal_storage(journald: View<'_>) -> Fact<Option<String>> {
    let own = journald.get("extraConfig");
    let Some(text) = own.text() else {
        return if own.is_there() && own.is_set() {
            Fact::Unknown(own.doubt())
        } else {
            journald.get("storage").string()
        };
    };
    let setting = |line: &str| line.trim().strip_prefix("Storage=").map(str::to_owned);
    match text.lines().filter_map(setting).next_back() {
        Some(_) if own.may => Fact::Unknown(own.under_a_condition()),
        Some(storage) => Fact::Known(Some(storage), Provenance { span: own.span() }),
        None => journald.get("storage").string(),
    }
}

/// What nixpkgs says itself has no place.
fn ssh_client(ssh: View<'_>) -> Option<Span> {
    let mut lacks = Set::<()>::complete(Vec::new());
    let hosts = ssh.get("knownHosts").attrs(&mut lacks).into_iter().map(|(_, host)| host);
    let said = hosts.chain([ssh.get("extraConfig")]).filter(|view| !view.may && view.is_there());
    said.filter_map(View::name_span).next()
}

/// Where userborn writes `passwd` and `shadow`: by default `/etc`, or with an immutable `/etc` `/var/lib/nixos`
/// (nixos/modules/services/system/userborn.nix).
fn password_files(config: View<'_>) -> Fact<Option<String>> {
    let location = config.at(&["services", "userborn", "passwordFilesLocation"]);
    if location.is_there() {
        return location.string().map(|path| path.map(|path| path::normalize(&path)));
    }
    let overlay = config.at(&["system", "etc", "overlay"]);
    match (overlay.get("enable").bool(false), overlay.get("mutable").bool(true)) {
        (Fact::Known(true, _), Fact::Known(false, _)) => {
            Fact::of_default(Some("/var/lib/nixos".to_owned()))
        }
        (Fact::Known(false, _), _) | (_, Fact::Known(true, _)) => {
            Fact::of_default(Some("/etc".to_owned()))
        }
        _ => Fact::unknown("whether `/etc` is immutable is not known"),
    }
}

/// Whether users can come from elsewhere than `users.users`.
fn foreign_users(config: View<'_>) -> Fact<bool> {
    let options: [&[&str]; 4] = [
        &["users", "ldap", "enable"],
        &["security", "googleOsLogin", "enable"],
        &["services", "homed", "enable"],
        &["services", "kanidm", "unix", "enable"],
    ];
    let facts = options.map(|option| config.at(option).bool(false));
    // Set by few modules, or by another name since 26.05: not known without nixpkgs, but then nobody wrote it.
    let more = [["services", "sssd", "enable"], ["services", "kanidm", "enablePam"]];
    let more = more.map(|option| config.at(&option).bool(false));
    if facts.iter().chain(&more).any(|fact| fact.is(&true)) {
        return Fact::of_default(true);
    }
    facts.into_iter().find(|fact| fact.known().is_none()).unwrap_or(Fact::of_default(false))
}

fn host_keys(view: View<'_>) -> Set<HostKey> {
    let mut keys = Set::complete(Vec::new());
    if !view.is_there() && !view.is_unknown() {
        let default = |kind: &str| HostKey {
            path: format!("/etc/ssh/ssh_host_{kind}_key"),
            kind: Some(kind.to_owned()),
            span: None,
        };
        keys.items = vec![default("rsa"), default("ed25519")];
        return keys;
    }
    for key in view.items(&mut keys) {
        match key.get("path").text() {
            Some(text) if !key.may => keys.items.push(HostKey {
                path: path::normalize(text),
                kind: key.get("type").text().map(str::to_owned),
                span: key.span(),
            }),
            _ => keys.lacks(key.reason(), key.span()),
        }
    }
    keys
}

pub(super) fn services(config: View<'_>) -> BTreeMap<Arc<str>, Fact<bool>> {
    let mut lacks = Set::<()>::complete(Vec::new());
    let services = config.get("services").attrs(&mut lacks);
    let enable = |(name, view): (&str, View<'_>)| {
        let enable = view.get("enable");
        (enable.is_there() && view.is_attrs()).then(|| (Arc::from(name), enable.bool(None)))
    };
    services.into_iter().filter_map(enable).collect()
}

pub(super) fn etc(config: View<'_>) -> Set<EtcFile> {
    let mut files = Set::complete(Vec::new());
    for (name, view) in config.at(&["environment", "etc"]).attrs(&mut files) {
        if view.is_unknown() {
            files.lacks(view.reason(), view.span());
            continue;
        }
        let enable = view.get("enable").bool(true);
        if enable.is(&false) {
            continue;
        }
        let source = view.get("source");
        let text = view.get("text");
        let target = view.get("target").text().unwrap_or(name);
        let embedded = source.text().is_some_and(|source| source.starts_with(embedded::ROOT));
        let in_store = text.is_set() && !text.is_unknown() || source.is_path() || embedded;
        files.items.push(EtcFile {
            path: path::join("/etc", target),
            source: source.text().filter(|_| !in_store).map(str::to_owned),
            in_store,
            mode: view.get("mode").text().map(str::to_owned),
            may: view.may || enable.known().is_none(),
            span: view.name_span(),
        });
    }
    files
}

pub(super) fn excluded(
    config: View<'_>,
    mounts: &Set<Mount>,
    loaders: &Loaders,
    mode: Mode,
) -> Option<Excluded> {
    let certain = |why| Excluded { why, certain: true };
    let switches: [(&[&str], Excluded, &'static str); 3] = [
        (&["boot", "isContainer"], Excluded::CONTAINER, "it may be a container"),
        (&["wsl", "enable"], certain("it runs in WSL"), "it may run in WSL"),
        (&["microvm", "guest", "enable"], certain("it is a microVM"), "it may be a microVM"),
    ];
    // What is said and not known may be: then the machine may be none that boots. With nixpkgs every option is there, and
    // one that no module of the project speaks of can be unknown because a module of nixpkgs is. Where something unknown
    // may define every option, the default is what may hold: nobody speaks of this one.
    let may_be = |switch: View<'_>| {
        mode == Mode::Offline
            && switch.is_there()
            && switch.bool(false).known().is_none()
            && switch.perhaps() != Some(false)
    };
    for (path, excluded, _) in &switches {
        if config.at(path).bool(false).is(&true) {
            return Some(*excluded);
        }
    }
    for (path, _, why) in switches {
        if may_be(config.at(path)) {
            return Some(Excluded { why, certain: false });
        }
    }
    let named = IMAGES.iter().any(|point| config.get("fileSystems").get(point).is_there());
    if named || mounts.iter().any(|mount| IMAGES.contains(&&*mount.path)) {
        return Some(Excluded::IMAGE);
    }
    // Who makes containers of hosts gives them a root of this kind, so that they can be evaluated by themselves.
    let grub = config.at(&["boot", "loader", "grub", "enable"]).bool(true);
    let boots = grub.is(&true) || !loaders.enabled.is_empty() || loaders.external.is(&true);
    let in_memory = !mounts.items.is_empty() && mounts.iter().all(|mount| mount.is_memory());
    (!boots && in_memory).then(|| match grub.is(&false) && mounts.is_complete() {
        true => certain("it has no boot loader, and filesystems in memory only"),
        false => Excluded {
            why: "it may have no boot loader, and filesystems in memory only",
            certain: false,
        },
    })
}

/// A machine that boots an image from the network, and has a storage that lasts with entries in it, keeps state.
pub(super) fn keeps_although_image(host: &mut Host) {
    let lasts = |root: &PersistenceRoot| {
        let holds = |entry: &PersistenceEntry| entry.root == root.path;
        host.entries.iter().any(holds) && host.kept(&root.path).certainty == Certainty::Yes
    };
    if host.excluded == Some(Excluded::IMAGE) && host.roots.iter().any(lasts) {
        host.excluded = None;
    }
}
