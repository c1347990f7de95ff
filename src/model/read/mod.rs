//! From the plain facts of a configuration to a [`Host`].

mod disko;
mod home_files;
mod initrd;
mod known;
mod loader;
mod mounts;
pub(in crate::model) mod observe;
mod origins;
mod persistence;
mod programs;
mod secret_files;
mod secrets;
mod settings;
mod shutdown;
mod state;
mod state_options;
mod timers;
mod tmpfiles;
mod units;
mod upkeep;
mod users;
mod view;

use super::{Assumptions, Host, Versions, ephemeral, knowledge::Relation, wipe};
use crate::modules::facts::{HostFacts, Undeclared};
use view::View;

impl Host {
    /// Reads a host out of the facts that were asked for because of [`Assumptions`].
    #[must_use]
    pub fn from_facts(facts: &HostFacts) -> Self {
        Self::assuming(facts, Assumptions::default())
    }

    /// The same, believing what the user says about it.
    #[must_use]
    pub fn assuming(facts: &HostFacts, assumptions: Assumptions) -> Self {
        let config = View::root(facts);
        let mut host = Self::keeping(facts, assumptions);
        host.upkeep = upkeep::read(config);
        host.secret_files = secret_files::read(config);
        host.state_options = state_options::read(config, &host.initrd, host.mode);
        state::read(config, &mut host);
        tell_what_is_hidden(&mut host);
        origins::apply(facts, &mut host);
        host
    }

    /// The machine, and what it keeps: all but the state that is to be kept.
    fn keeping(facts: &HostFacts, assumptions: Assumptions) -> Self {
        let config = View::root(facts);
        let mut host = Self {
            name: facts.name.clone(),
            mode: Some(facts.mode),
            entry: facts.entry.clone(),
            span: facts.span,
            versions: Versions::of(facts.release.as_deref(), &facts.inputs),
            unknown: facts.unknown.clone(),
            wrapped: facts.wrapped.clone(),
            assumptions,
            ..Self::default()
        };
        (host.users, host.groups) = users::read(config);
        if let Some(reason) = &facts.left_out {
            host.users.lacks(reason.as_str(), None);
            host.groups.lacks(reason.as_str(), None);
        }
        host.settings = settings::read(config);
        host.services = settings::services(config);
        host.etc = settings::etc(config);
        host.mounts = mounts::read(config);
        disko::read(config, &mut host.mounts);
        host.loaders = loader::read(config);
        host.excluded = settings::excluded(config, &host.mounts, &host.loaders, facts.mode);
        host.hibernation = loader::hibernation(config);
        host.secrets = secrets::read(config, &host.settings.host_keys);
        host.initrd = initrd::read(config, &host.versions);
        host.units = units::read(config);
        host.wipes = wipe::find(&host.initrd, &host.units, &shutdown::read(config));
        wipe::mark_early(&mut host);
        ephemeral::judge(&mut host);
        host.home_files = home_files::read(config, &host);
        persistence::read(config, &mut host);
        for own in &facts.homes {
            let home = host.user(&own.user).and_then(|user| user.home.some()).cloned();
            let why = format!("`homeConfigurations.{:?}` may keep it", own.name);
            host.entries.lacks_at(why, own.span, Some(home.as_deref().unwrap_or("/home")));
        }
        undeclared(facts, &mut host);
        settings::keeps_although_image(&mut host);
        host
    }
}

/// A module that is not on disk, of an input whose name says nothing of it, keeps what it is told to. It is known by what is
/// written for it: paths of state that is nobody else's matter.
fn undeclared(facts: &HostFacts, host: &mut Host) {
    let is_state = |path: &String| {
        let found = host.knowledge().by_path(path);
        found.first().is_some_and(|found| found.relation != Relation::Inside)
    };
    let keeps = |option: &&Undeclared| option.paths.iter().any(is_state);
    let keepers: Vec<_> = facts.undeclared.iter().filter(keeps).collect();
    for Undeclared { option, span, .. } in keepers {
        let why = format!("`{option}` names it to a module that is not on disk");
        host.mounts.may_have_more(why.as_str(), *span);
        host.entries.lacks(why, *span);
    }
}

/// What makes it unknown what is mounted or kept, on the whole machine or in a whole home, is unknown of the host.
fn tell_what_is_hidden(host: &mut Host) {
    let homes: Vec<_> = host.users.items.iter().filter_map(|user| user.home.some()).collect();
    let is_whole = |below: &str| below == "/" || homes.iter().any(|home| *home == below);
    let mut told = Vec::new();
    let mounts = host.mounts.missing.iter().map(|missing| ("is mounted", missing));
    let roots = host.roots.missing.iter().map(|missing| ("is kept", missing));
    let entries = host.entries.missing.iter().map(|missing| ("is kept", missing));
    for (what, missing) in mounts.chain(roots).chain(entries) {
        if missing.unseen || !missing.below.as_deref().is_none_or(is_whole) {
            continue;
        }
        let place = missing.below.as_deref().map(|below| format!(" in `{below}`"));
        let reason = &missing.reason;
        told.push((
            format!("what {what}{} is not known: {reason}", place.unwrap_or_default()),
            missing.span,
        ));
    }
    for (text, span) in told {
        let is_known =
            |(known, place): &(String, _)| *place == span && text.ends_with(known.as_str());
        if !host.unknown.iter().any(is_known) {
            host.unknown.push((text, span));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::model::testing::ephemeral;

    #[test]
    fn what_hides_a_whole_machine_or_home_is_told() {
        let unknown = |config: serde_json::Value| -> Vec<String> {
            ephemeral(config).unknown.into_iter().map(|(reason, _)| reason).collect()
        };
        assert_eq!(unknown(json!({})), [""; 0]);
        let script = json!({ "system": { "activationScripts": { "keys": { "?": "x" } } } });
        assert_eq!(unknown(script), ["what is kept is not known: x"]);
        let home = json!({
            "users": { "users": { "ann": { "isNormalUser": true, "home": "/home/ann" } } },
            "home-manager": { "users": { "ann": { "home": { "activation": { "keys": { "?": "x" } } } } } },
        });
        assert_eq!(unknown(home), ["what is kept in `/home/ann` is not known: x"]);
    }
}
