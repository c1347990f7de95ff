//! Plain data about the hosts of a project, read from evaluated configurations.
//!
//! [`Host::from_facts`] makes a [`Host`] out of the plain facts of one configuration. What the persistence modules mean
//! by their options is applied here, so that the rest sees absolute paths, owners and modes. Nothing here evaluates
//! Nix, and nothing is made up: what is not known is a [`Fact::Unknown`] or a [`Set`] that is not complete.

mod assumption;
mod backing;
mod boot;
mod ephemeral;
mod fact;
mod host;
mod initrd;
mod loader;
pub mod knowledge;
mod mount;
pub mod path;
mod persistence;
mod places;
mod put_away;
mod read;
mod release;
mod script;
mod secret_files;
mod secrets;
mod seen;
mod shape;
mod shell;
mod state;
mod state_options;
mod surroundings;
#[cfg(test)]
pub(crate) mod testing;
mod unit;
mod upkeep;
mod user;
mod volatile;
mod wipe;

pub use crate::modules::facts::{Chain, Link, Mode};
pub use assumption::{Assumptions, Wiped};
pub use backing::{Backing, Kept};
pub use boot::{AccountMaker, Arrival, Boot, Step, Way, mount_step};
pub use fact::{Certainty, Doubt, Fact, Missing, Provenance, Set};
pub use host::{EtcFile, Excluded, Fleet, HomeFile, HomeTarget, Host, HostKey, IMAGES, Settings};
pub use initrd::{
    Hook, Initrd, InitrdSecret, InitrdUnit, ShutdownProgram, Wipe, WipeRunner, WipeTarget,
};
pub use knowledge::{Loss, StateKind};
pub use loader::{Hibernation, Loaders, Swap};
pub use mount::{Mount, Verdict};
pub use persistence::{EntryKind, How, PersistenceEntry, PersistenceRoot, RemovedOption, Source};
pub use put_away::PutAway;
pub use release::{
    ASSERTS_TARGET_MOUNTS, HOME_MANAGER_V2, IMPERMANENCE_V2, IMPORTS_HOME_MODULE, Release, Versions,
};
pub use script::{Reach, Script};
pub use secret_files::SecretFile;
pub use secrets::{Agenix, DecryptionKey, Secret, Secrets, Sops};
pub use seen::{Seen, SeenLoss, SeenStale};
pub use shape::generation_shape;
pub use state::StatePath;
pub use state_options::{ReplacedFile, StateOptions, Timer};
pub use unit::{DirectoryKind, Unit, UnitDirectory};
pub use upkeep::Upkeep;
pub use user::{Group, Login, User};
pub use volatile::Volatile;
