//! What the machine keeps: the options of the persistence modules, and what people write by hand instead.

mod by_hand;
mod entries;
mod initrd;
mod modules;
mod owners;
mod scripts;

use super::View;
use crate::model::{Host, PersistenceEntry, PersistenceRoot, Set};

/// Sets [`Host::roots`] and [`Host::entries`]. The users and mounts must have been read.
pub(super) fn read(config: View<'_>, host: &mut Host) {
    let mut kept =
        Collected { roots: Set::complete(Vec::new()), entries: Set::complete(Vec::new()) };
    modules::impermanence(config, host, &mut kept);
    modules::home_manager(config, host, &mut kept);
    modules::preservation(config, host, &mut kept);
    by_hand::read(config, host, &mut kept);
    initrd::read(host, &mut kept);
    scripts::read(config, host, &mut kept);
    by_hand::name_roots(&mut kept.entries.items);
    owners::read(config, &mut kept);
    host.roots = kept.roots;
    host.entries = kept.entries;
}

/// What was found so far.
struct Collected {
    roots: Set<PersistenceRoot>,
    entries: Set<PersistenceEntry>,
}
