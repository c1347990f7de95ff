//! What lives where, for people.

use std::collections::BTreeMap;

use super::{Places, Role, Style, escape, table::Table, unknown};
use crate::model::{Certainty, Fact, Host, Loss, PersistenceEntry, StatePath};

/// The state of the hosts of a report, in at most `width` columns when that is possible. With `only_lost`, only what is
/// lost.
#[must_use]
pub fn table(places: &Places<'_>, only_lost: bool, width: Option<usize>, style: Style) -> String {
    let hosts = places.report().fleet.hosts.iter();
    let hosts: Vec<_> = hosts.map(|host| of_host(host, places, only_lost, width, style)).collect();
    hosts.join("\n")
}

fn of_host(
    host: &Host,
    places: &Places<'_>,
    only_lost: bool,
    width: Option<usize>,
    style: Style,
) -> String {
    let heading = |text: &str| format!("\n{}\n", style.paint(Role::Strong, text));
    let mode = host.mode.map_or("not evaluated", |mode| mode.as_str());
    let entry = places.name(&host.entry);
    let name = style.paint(Role::Strong, &escape::line(&host.name));
    let mut out = format!("{name} ({mode}, {})\n", escape::line(&entry));
    if let Some(excluded) = host.excluded {
        out += &format!("  no rule applies: {}\n", excluded.why);
    }
    out += &heading(if only_lost { "Lost" } else { "State" });
    out += &or_none(&state(host, places, only_lost, width, style));
    if only_lost {
        return out;
    }
    out += &heading("Mounts");
    out += &or_none(&mounts(host, width, style));
    out += &heading("Kept by persistence modules, binds and links");
    out += &or_none(&entries(host, width, style));
    let reasons = unknown::reasons(host, places, style);
    if !reasons.is_empty() {
        out += &heading("Not known, and why");
        out += &reasons;
    }
    out
}

fn or_none(text: &str) -> String {
    if text.is_empty() { "  none known\n".to_owned() } else { text.to_owned() }
}

fn mounts(host: &Host, width: Option<usize>, style: Style) -> String {
    let mut table = Table::with_whole(2);
    let mut mounts: Vec<_> = host.mounts.iter().collect();
    mounts.sort_by(|left, right| left.path.cmp(&right.path));
    for mount in mounts {
        let (role, word) = match mount.ephemeral.certainty {
            Certainty::Yes => (Role::Bad, "wiped"),
            Certainty::No => (Role::Good, "kept"),
            Certainty::Unknown => (Role::Doubtful, "unknown"),
        };
        table.row([
            (Some(role), word),
            (None, &mount.path),
            (None, text(&mount.fs_type)),
            (None, text(&mount.device)),
            (Some(Role::Faint), &mount.ephemeral.why),
        ]);
    }
    for place in host.volatile_places() {
        table.row([
            (Some(Role::Faint), "wiped"),
            (None, &place.path),
            (None, place.fs_type.unwrap_or_default()),
            (None, ""),
            (Some(Role::Faint), place.why),
        ]);
    }
    table.print(2, width, style)
}

fn entries(host: &Host, width: Option<usize>, style: Style) -> String {
    let mut roots: BTreeMap<&str, Vec<&PersistenceEntry>> = BTreeMap::new();
    // A bind or link from what is wiped keeps nothing.
    let is_wiped = |root: &str| {
        host.mount(root).is_some_and(|mount| mount.ephemeral.certainty == Certainty::Yes)
    };
    let keeps = |entry: &&PersistenceEntry| {
        !entry.is_blank()
            && (entry.source.is_module()
                || host.kept(&entry.path).certainty != Certainty::No && !is_wiped(&entry.root))
    };
    for entry in host.entries.iter().filter(keeps) {
        roots.entry(&entry.root).or_default().push(entry);
    }
    let mut out = String::new();
    for (root, mut entries) in roots {
        entries.sort_by(|left, right| left.path.cmp(&right.path));
        out += &format!("  {}\n", escape::line(root));
        let mut table = Table::with_whole(1);
        for entry in entries {
            let owner = match (entry.user.some(), entry.group.some()) {
                (Some(user), Some(group)) => format!("{user}:{group}"),
                (Some(user), None) => user.clone(),
                (None, Some(group)) => format!(":{group}"),
                (None, None) => String::new(),
            };
            table.row([
                (None, &entry.path),
                (Some(Role::Faint), entry.kind.as_str()),
                (Some(Role::Faint), &owner),
                (Some(Role::Faint), entry.own_mode().map_or("", String::as_str)),
                (Some(Role::Faint), entry.source.as_str()),
                (Some(Role::Doubtful), if entry.may { "under an unknown condition" } else { "" }),
            ]);
        }
        out += &table.print(4, width, style);
    }
    out
}

/// The state of a host: what is lost and matters most first.
pub(super) fn sorted(host: &Host, only_lost: bool) -> Vec<&StatePath> {
    let shown = |state: &&StatePath| !only_lost || state.kept == Certainty::No;
    let mut list: Vec<&StatePath> = host.state.iter().filter(shown).collect();
    let rank = |state: &StatePath| match state.kept {
        Certainty::No => 0,
        Certainty::Unknown => 1,
        Certainty::Yes => 2,
    };
    list.sort_by(|left, right| {
        let key = |state: &StatePath| (rank(state), std::cmp::Reverse(state.loss));
        key(left).cmp(&key(right)).then_with(|| left.path.cmp(&right.path))
    });
    list
}

fn state(
    host: &Host,
    places: &Places<'_>,
    only_lost: bool,
    width: Option<usize>,
    style: Style,
) -> String {
    let mut table = Table::with_whole(2);
    for state in sorted(host, only_lost) {
        let part = host.entry_below(&state.path).filter(|_| state.kept == Certainty::No);
        let (role, word) = match state.kept {
            Certainty::No if part.is_some() => (Role::Doubtful, "in part"),
            Certainty::No if state.loss <= Loss::Recreatable => (Role::Faint, "lost"),
            Certainty::No => (Role::Bad, "lost"),
            Certainty::Unknown => (Role::Doubtful, "unknown"),
            Certainty::Yes => (Role::Good, "kept"),
        };
        let by = state.kept_by.as_ref().or(part.map(|entry| &entry.root));
        let by = by.map(|by| format!("by {by}")).unwrap_or_default();
        let kind = format!("{} ({})", state.kind.as_str(), state.loss.as_str());
        let owner = match &state.implied_by {
            Some(by) => format!("{} (by {by})", state.owner),
            None => state.owner.clone(),
        };
        let place = state.span.map(|span| places.short(span)).unwrap_or_default();
        table.row([
            (Some(role), word),
            (None, &state.path),
            (None, &owner),
            (Some(Role::Faint), &kind),
            (Some(Role::Faint), &by),
            (Some(Role::Faint), &place),
        ]);
    }
    table.print(2, width, style)
}

fn text(fact: &Fact<Option<String>>) -> &str {
    fact.some().map_or("", |text| text)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::{
        check::Report,
        model::{Fleet, testing::ephemeral},
        source::Files,
    };

    #[test]
    fn what_is_kept_in_part_and_the_mode_of_a_file() {
        let host = ephemeral(json!({
            "services": { "forgejo": { "enable": true } },
            "environment": { "persistence": { "/persist": {
                "directories": ["/var/lib/forgejo/repositories"],
                "files": ["/etc/machine-id"],
            } } },
        }));
        // The file that all places are in.
        let files = Files::new();
        files.add(Path::new("host.nix"), &"x".repeat(1000));
        let fleet = Fleet { hosts: vec![host.into()] };
        let report = Report { files: files.into(), fleet, ..Report::default() };
        let out = table(&Places::new(&report), false, None, Style::default());
        let line = |words: [&str; 2]| {
            let all = |line: &&str| words.iter().all(|word| line.contains(word));
            out.lines().find(all).unwrap_or_else(|| panic!("{words:?} in {out}"))
        };
        assert!(line(["in part", "/var/lib/forgejo "]).contains("by /persist"));
        assert!(line(["/var/lib/forgejo/repositories", "directory"]).contains("0755"));
        assert!(!line(["/etc/machine-id", "file"]).contains("0755"));
    }
}
