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

use super::{Assumptions, Host, Versions, ephemeral, wipe};
use crate::modules::facts::HostFacts;
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
        let mut host = Self {
            name: facts.name.clone(),
            mode: Some(facts.mode),
            entry: facts.entry.clone(),
            span: facts.span,
            versions: Versions::of(facts.release.as_deref(), &facts.inputs),
            unknown: facts.unknown.clone(),
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
        persistence::read(config, &mut host);
        for own in &facts.homes {
            let home = host.user(&own.user).and_then(|user| user.home.some()).cloned();
            let why = format!("`homeConfigurations.{:?}` may keep it", own.name);
            host.entries.lacks_at(why, own.span, Some(home.as_deref().unwrap_or("/home")));
        }
        settings::keeps_although_image(&mut host);
        host.upkeep = upkeep::read(config);
        host.home_files = home_files::read(config, &host);
        host.secret_files = secret_files::read(config);
        host.state_options = state_options::read(config, &host.initrd, host.mode);
        state::read(config, &mut host);
        origins::apply(facts, &mut host);
        host
    }
}
