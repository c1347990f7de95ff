//! Entries that a unit needs: the mount or the service that a module makes of one is named somewhere, and goes with it.

use crate::{
    diagnostic::{Diagnostic, Intent},
    model::{EntryKind, Host, PersistenceEntry, Source, Unit, path},
};

/// The same diagnostic; without its proposal when that takes away what a unit needs. The help then says which.
pub(super) fn keep(host: &Host, mut found: Diagnostic) -> Diagnostic {
    let intents = found.proposal.iter().flat_map(|proposal| &proposal.intents);
    let Some((unit, name)) = intents.filter_map(|intent| needed(host, intent)).next() else {
        return found;
    };
    let more = format!("`{}.service` needs `{name}`, which goes with the entry", unit.name);
    found.help = Some(found.help.map_or_else(|| more.clone(), |help| format!("{help}; {more}")));
    found.proposal = None;
    found
}

/// The unit that needs what is made of the entry which an intent takes away, and its name.
fn needed<'h>(host: &'h Host, intent: &Intent) -> Option<(&'h Unit, String)> {
    let item = intent.removed_entry()?;
    let is_there = |span| span == Some(item);
    let entry = host.entries.iter().find(|entry| is_there(entry.span))?;
    let is_same = |other: &&PersistenceEntry| {
        !is_there(other.span) && (&other.path, &other.root) == (&entry.path, &entry.root)
    };
    if host.entries.iter().any(|other| is_same(&other)) {
        return None;
    }
    let made = made_of(entry);
    host.units.iter().find_map(|unit| {
        let name = made.iter().find(|name| unit.needs.contains(name))?;
        Some((unit, name.clone()))
    })
}

/// The units that a module makes of an entry: impermanence of a file a service (its `nixos.nix`), of all else comes a mount.
fn made_of(entry: &PersistenceEntry) -> Vec<String> {
    let mut names = vec![format!("{}.mount", path::unit_name(&entry.path))];
    if entry.source == Source::Impermanence && entry.kind == EntryKind::File {
        names.push(format!("persist-{}.service", path::unit_name(&entry.storage)));
    }
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::model::testing::ephemeral;

    #[test]
    fn what_a_unit_needs_stays() {
        let help = |setting: &str, unit: &str| {
            let host = ephemeral(json!({
                "environment": { "persistence": { "/persist": { "files": ["/var/lib/NetworkManager/timestamps"] } } },
                "systemd": { "services": { "NetworkManager": { setting: [unit] } } },
            }));
            let rule =
                super::super::RULES.iter().find(|rule| rule.id == "bind-mounted-renamed-file");
            let found = rule.unwrap().check(&host);
            found.into_iter().find_map(|found| found.help).unwrap_or_default()
        };
        let service = "persist-persist-var-lib-NetworkManager-timestamps.service";
        let needs =
            format!("`NetworkManager.service` needs `{service}`, which goes with the entry");
        assert!(help("requires", service).ends_with(&needs), "{}", help("requires", service));
        assert!(help("after", service).ends_with(&needs));
        assert!(help("bindsTo", "var-lib-NetworkManager-timestamps.mount").contains("needs"));
        assert!(!help("requires", "network.target").contains("needs"));
    }
}
