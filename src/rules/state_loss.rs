//! What the rules about state share: which rule speaks of a path, and one diagnostic for all that an owner loses.

use super::{
    Sink,
    advice::{self, NewEntry},
    lost,
};
use crate::{
    diagnostic::{Proposal, Safety, Severity},
    model::{Certainty, EntryKind, Host, Loss, Mount, StateKind, StatePath, path},
};

/// Which rule speaks of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// `unpersisted-service-state`
    Service,
    /// `unpersisted-hardware-state`
    Hardware,
    /// `unpersisted-network-credentials`
    Network,
    /// `unpersisted-container-state`
    Container,
    /// `unpersisted-acme`
    Acme,
    /// `unpersisted-secure-boot-keys`
    SecureBoot,
    /// `unpersisted-home-state`
    Home,
    /// A rule that looks at more than paths, or none.
    Other,
}

/// Owners by the beginning of their name.
const OWNERS: [(Topic, &[&str]); 6] = [
    (Topic::Acme, &["security.acme"]),
    (Topic::SecureBoot, &["boot.lanzaboote", "boot.loader.limine.secureBoot"]),
    (Topic::Network, &["networking.networkmanager", "networking.wireless", "services.connman"]),
    (
        Topic::Hardware,
        &[
            "hardware",
            "services.accounts-daemon",
            "services.colord",
            "services.displayManager",
            "services.fprintd",
            "services.fwupd",
            "services.geoclue2",
            "services.hardware",
            "services.power-profiles-daemon",
            "services.printing",
            "services.tlp",
            "services.udisks2",
            "services.upower",
            "services.usbguard",
            "services.xserver.displayManager",
        ],
    ),
    (
        Topic::Container,
        &["containers", "virtualisation", "services.k3s", "services.kubernetes", "services.rke2"],
    ),
    (
        Topic::Other,
        &[
            "networking.wg-quick",
            "networking.wireguard",
            "nixos",
            "services.logrotate",
            "services.openssh",
            "services.timesyncd",
            "services.cloud-init",
            "services.userborn",
            "systemd.tmpfiles",
            "users",
        ],
    ),
];

/// The rule that speaks of a path.
pub(super) fn topic(state: &StatePath) -> Topic {
    if state.for_user.is_some() {
        return Topic::Home;
    }
    if path::is_at_or_below(&state.path, "/var/lib/acme") {
        return Topic::Acme;
    }
    let of = |name: &&str| {
        state.owner.strip_prefix(*name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let known = OWNERS.iter().find(|(_, names)| names.iter().any(&of));
    known.map_or(Topic::Service, |(topic, _)| *topic)
}

/// What one owner loses.
pub(super) struct Group<'h> {
    pub owner: &'h str,
    /// The worst first.
    pub paths: Vec<(&'h StatePath, &'h Mount)>,
}

impl<'h> Group<'h> {
    /// The path whose loss is the worst.
    pub(super) fn worst(&self) -> &'h StatePath {
        self.paths[0].0
    }
}

/// The lost paths that count, by owner. Units that share a directory are one matter.
pub(super) fn groups<'h>(host: &'h Host, counts: impl Fn(&StatePath) -> bool) -> Vec<Group<'h>> {
    let mut states: Vec<&StatePath> = host.state.iter().filter(|state| counts(state)).collect();
    // The service a directory belongs to is its name, rather than the unit.
    states.sort_by_key(|state| (state.owner.starts_with("systemd."), !state.judged));
    let mut groups: Vec<Group<'h>> = Vec::new();
    for state in states {
        let Some(mount) = worth_a_word(host, state) else { continue };
        let named =
            |group: &Group<'_>| group.paths.iter().any(|(other, _)| other.path == state.path);
        if groups.iter().any(named) {
            continue;
        }
        match groups.iter_mut().find(|group| group.owner == state.owner) {
            Some(group) => {
                // A directory in one that is named already is lost with it.
                if !group
                    .paths
                    .iter()
                    .any(|(named, _)| path::is_at_or_below(&state.path, &named.path))
                {
                    group.paths.push((state, mount));
                }
            }
            None => groups.push(Group { owner: &state.owner, paths: vec![(state, mount)] }),
        }
    }
    groups.sort_by_key(|group| group.owner);
    for group in &mut groups {
        group.paths.sort_by_key(|(state, _)| std::cmp::Reverse(state.loss));
    }
    groups
}

/// Whether somebody misses it: state that is more than a convenience.
pub(super) fn matters(state: &StatePath) -> bool {
    matches!(state.kind, StateKind::State | StateKind::Secret) && state.loss != Loss::Cosmetic
}

/// The mount the state is lost with, when that is worth a word.
fn worth_a_word<'h>(host: &'h Host, state: &StatePath) -> Option<&'h Mount> {
    if state.kept != Certainty::No || host.knowledge().ignored(&state.path).is_some() {
        return None;
    }
    // Who keeps a part of it has thought about the rest: the volumes of containers, not their images.
    if host.entry_below(&state.path).is_some() {
        return None;
    }
    if may_take_secret(host, state) {
        return None;
    }
    // A unit that makes a directory in that of a service is a part of the service.
    let is_unit = |state: &StatePath| state.owner.starts_with("systemd.services.");
    let holds = |other: &StatePath| !is_unit(other) && path::is_below(&state.path, &other.path);
    if is_unit(state) && host.state.iter().any(holds) {
        return None;
    }
    // An entry at the link that systemd makes there is the matter of `dynamic-user-state-path`.
    let link = state.path.replacen("/private/", "/", 1);
    if state.dynamic_user.is(&true) && host.kept(&link).certainty != Certainty::No {
        return None;
    }
    // Whoever mounts memory at the very place wants it empty.
    lost::lost(host, &state.path).filter(|mount| !mount.is_memory() || mount.path != state.path)
}

/// Whose keys and connections people declare as secrets: these come back with the configuration.
const TAKE_SECRETS: [&str; 2] = ["networking.networkmanager", "services.syncoid"];

/// Whether it is of such an owner, and a secret of the system is decrypted into it, or one of which it is not known where to.
fn may_take_secret(host: &Host, state: &StatePath) -> bool {
    let secrets = &host.secrets;
    let into = |place: &String| path::is_below(&path::normalize(place), &state.path);
    let mut all = secrets.sops.secrets.iter().chain(secrets.agenix.secrets.iter());
    TAKE_SECRETS.contains(&state.owner.as_str())
        && (!secrets.paths_are_known() || all.any(|secret| secret.path.some().is_some_and(into)))
}

/// Reports a group as one diagnostic.
pub(super) fn report(host: &Host, sink: &mut Sink, severity: Severity, group: &Group<'_>) {
    report_as(host, sink, severity, Safety::Unsafe, group);
}

/// The same for what nobody wants to lose: its entries mean nothing else, unless the severity is that of a remark.
pub(super) fn report_safe(host: &Host, sink: &mut Sink, severity: Severity, group: &Group<'_>) {
    let safety = if severity == Severity::Info { Safety::Unsafe } else { Safety::Safe };
    report_as(host, sink, severity, safety, group);
}

fn report_as(host: &Host, sink: &mut Sink, severity: Severity, safety: Safety, group: &Group<'_>) {
    report_with(host, sink, severity, group, help(host, group), proposal(host, group, safety));
}

/// The same where an entry for each path is not what keeps them.
pub(super) fn report_with(
    host: &Host,
    sink: &mut Sink,
    severity: Severity,
    group: &Group<'_>,
    help: String,
    proposal: Option<Proposal>,
) {
    let (worst, mount) = group.paths[0];
    let more = match group.paths.len() {
        1 => ", which is not persisted".to_owned(),
        count => format!(" and {} more, which are not persisted", count - 1),
    };
    let note = worst.note.as_deref().map(|note| format!(". {}", note.trim_end_matches('.')));
    // Which option of the user's switched on what keeps the state.
    let chain = worst.chain.as_ref().and_then(|chain| chain.sentence());
    let implied = chain.map(|chain| format!("{chain}; ")).or_else(|| {
        worst.implied_by.as_ref().map(|by| format!("`{by}` turns `{}` on; ", group.owner))
    });
    let text = format!("`{}` keeps state in `{}`{more}", group.owner, worst.path);
    let list = advice::list(host, EntryKind::Directory);
    let mut diagnostic = sink
        .diagnostic_at(severity, text)
        .at(worst.span.or_else(|| list.as_ref().map(|(span, _)| *span)))
        .reason(format!(
            "{}{}, so {}{}",
            implied.unwrap_or_default(),
            lost::because(mount),
            consequence(worst.loss),
            note.unwrap_or_default()
        ))
        .help(help)
        .propose(proposal)
        .path(worst.path.clone())
        .more_paths(group.paths.iter().skip(1).map(|(state, _)| state.path.clone()));
    if let Some((span, text)) = list {
        diagnostic = diagnostic.label(span, text);
    }
    sink.report(lost::label_wiped(diagnostic, mount));
}

/// What a loss means.
pub(super) fn consequence(loss: Loss) -> &'static str {
    match loss {
        Loss::Data => "what is stored there is gone after a reboot",
        Loss::Identity | Loss::Settings => "it has to be enrolled or set up again after a reboot",
        Loss::Recreatable | Loss::Cosmetic => "it has to be made again after a reboot",
    }
}

/// How many more paths are named.
const SHOWN: usize = 4;

fn help(host: &Host, group: &Group<'_>) -> String {
    let files = |state: &StatePath| host.is_file(state);
    let kind = if files(group.worst()) { EntryKind::File } else { EntryKind::Directory };
    let same = group
        .paths
        .iter()
        .map(|(state, _)| *state)
        .filter(|state| files(state) == (kind == EntryKind::File));
    let mut entries = same.take(SHOWN + 1).map(|state| new_entry(state, kind));
    let Some(first) = entries.next() else { return String::new() };
    let more: Vec<_> = entries.collect();
    let mut text = first.help_and(host, &more.iter().collect::<Vec<_>>());
    if let (Some(option), Some(root)) = (group.worst().relocate.first(), advice::root(host)) {
        text += &format!("; or point `{option}` at a directory below `{}`", root.path);
    }
    text
}

/// Entries for all of its paths. An owner that is not known is not guessed: it would be somebody else's directory.
fn proposal(host: &Host, group: &Group<'_>, safety: Safety) -> Option<Proposal> {
    let states = || group.paths.iter().map(|(state, _)| *state);
    let owned = |state: &StatePath| {
        let known = state.user.known().is_some() && state.group.known().is_some();
        known || state.dynamic_user.is(&true)
    };
    if !states().all(owned) {
        return None;
    }
    let mut whole: Option<Proposal> = None;
    for kind in [EntryKind::Directory, EntryKind::File] {
        let is_file = kind == EntryKind::File;
        let of_kind = states().filter(|state| host.is_file(state) == is_file);
        let mut entries = of_kind.map(|state| new_entry(state, kind));
        let Some(first) = entries.next() else { continue };
        let more: Vec<_> = entries.collect();
        let more: Vec<_> = more.iter().collect();
        let part = first.proposal(host, &more, group.worst().span)?;
        // A program may replace its file by another one, which no entry survives.
        let safety = if is_file { Safety::Unsafe } else { safety };
        match &mut whole {
            Some(whole) => {
                whole.intents.extend(part.intents);
                whole.safety = whole.safety.max(safety);
            }
            None => whole = Some(Proposal { safety, ..part }),
        }
    }
    whole
}

fn new_entry(state: &StatePath, kind: EntryKind) -> NewEntry<'_> {
    if kind == EntryKind::File {
        return NewEntry::file(&state.path);
    }
    let mut entry = NewEntry::directory(&state.path);
    if state.dynamic_user.is(&true) {
        return entry.attribute("mode", "0700");
    }
    for (name, fact) in [("user", &state.user), ("group", &state.group)] {
        if let Some(value) = fact.some().filter(|value| *value != "root") {
            entry = entry.attribute(name, value);
        }
    }
    match state.mode.some() {
        Some(mode) if mode != "0755" && mode != "755" => entry.attribute("mode", mode),
        _ => entry,
    }
}
