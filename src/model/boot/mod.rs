//! When things happen during the boot, and so when a path can be read.
//!
//! A machine boots in two stages. The first, the initrd, mounts what is needed for boot and then activates the system; the
//! second is systemd on the real root, which mounts the rest and starts services. What reads a file in between (the password of
//! a user, the key of a secret) finds it only if everything on the way to it was set up before. [`Step`] names what can happen,
//! [`Boot::position`] puts it in order, and [`Host::arrival`](super::Host::arrival) says after which step a path leads to its
//! data.
//!
//! Where the order comes from, by file of nixpkgs 26.11 and of the modules:
//!
//! | order | source |
//! |---|---|
//! | filesystems with `neededForBoot` before the activation | `nixos/modules/system/boot/systemd/initrd.nix`, `nixos/lib/utils.nix: pathsNeededForBoot` |
//! | activation in the initrd, of the scripted stage 1 after it: the same order | `initrd.nix: initrd-nixos-activation`, `stage-2-init.sh` |
//! | activation scripts by their `deps`, then by name | `nixos/modules/system/activation/activation-script.nix: textClosureMap` |
//! | secrets for users before `users`; other secrets of sops after `users`, and by name after `persist-files` | sops-nix `modules/sops/default.nix`, `secrets-for-users/default.nix` |
//! | agenix before `users` | agenix `modules/age.nix: users.deps` |
//! | files of impermanence in the activation, after `users` | impermanence `nixos.nix: persist-files` |
//! | directories of impermanence at `local-fs.target`, those in `pathsNeededForBoot` in the initrd | the same, `systemd.mounts`, `boot.initrd.systemd.mounts` |
//! | until its second version as `fileSystems`, so in the initrd where `neededForBoot` says so | revision 2b99fef |
//! | preservation at `local-fs.target`, or in the initrd with `inInitrd`; links by tmpfiles | preservation `lib.nix` |
//! | userborn and sysusers before `local-fs-pre.target` | `nixos/modules/services/system/userborn.nix`, systemd `systemd-sysusers.service` |
//! | agenix with those: after them, and after no mount | agenix `modules/age.nix: agenix-install-secrets` |
//! | sops with those: after `local-fs.target`; for users before them, with the mounts of its keys | sops-nix, the files above |
//! | no activation scripts with nixos-init | `nixos/modules/system/activation/nixos-init.nix` |

mod arrival;
#[cfg(test)]
mod tests;

pub use arrival::{Arrival, Way, mount_step};

use super::{Certainty, Fact, Host};

/// Something that happens once during the boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The initrd has mounted what is needed for boot.
    InitrdMounts,
    /// sops-nix decrypts secrets with `neededForUsers`.
    SecretsForUsers,
    /// agenix decrypts.
    Agenix,
    /// Users and groups are made.
    Accounts,
    /// `/etc` is filled from the configuration.
    Etc,
    /// impermanence binds or links single files.
    PersistFiles,
    /// sops-nix decrypts the other secrets.
    Sops,
    /// The second stage has mounted everything.
    Mounts,
    /// `systemd-tmpfiles` has made its links.
    Tmpfiles,
    /// Ordinary services start.
    Services,
}

/// Who makes users and groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountMaker {
    /// The script `users` of the activation.
    Activation,
    /// `userborn.service`
    Userborn,
    /// `systemd-sysusers.service`
    Sysusers,
}

/// What of a configuration decides the order.
#[derive(Clone, Copy, Debug)]
pub struct Boot {
    /// Who makes users; `None` when not known.
    pub accounts: Option<AccountMaker>,
    /// Whether activation scripts run at boot; `None` when not known.
    pub activation: Option<bool>,
    /// Whether a unit of sops-nix decrypts; `None` when not known.
    pub sops_unit: Option<bool>,
}

impl Boot {
    /// Reads it from a host.
    #[must_use]
    pub fn of(host: &Host) -> Self {
        let settings = &host.settings;
        let accounts = match (settings.userborn.known(), settings.sysusers.known()) {
            (Some(true), _) => Some(AccountMaker::Userborn),
            (_, Some(true)) => Some(AccountMaker::Sysusers),
            (Some(false), Some(false)) => Some(AccountMaker::Activation),
            _ => None,
        };
        Self {
            accounts,
            activation: settings.nixos_init.known().map(|on| !on),
            sops_unit: match &host.secrets.sops.systemd_activation {
                Fact::Known(Some(on), _) => Some(*on),
                Fact::Known(None, _) => accounts.map(|maker| maker != AccountMaker::Activation),
                Fact::Unknown(_) => None,
            },
        }
    }

    /// When a step happens: a step of a lower number is over before one of a higher begins. `None` when not known.
    #[must_use]
    pub fn position(self, step: Step) -> Option<u8> {
        let by_unit = self.accounts.map(|maker| maker != AccountMaker::Activation);
        let either =
            |activation, unit| by_unit.map(|unit_makes| if unit_makes { unit } else { activation });
        match step {
            Step::InitrdMounts => Some(0),
            Step::SecretsForUsers => either(10, 50),
            // With users made by a unit, agenix waits for that, and for no mount.
            Step::Agenix => either(10, 52),
            Step::Accounts => either(20, 51),
            Step::Etc => Some(30),
            Step::PersistFiles => self.activation.map(|runs| if runs { 40 } else { 60 }),
            Step::Sops => self.sops_unit.map(|unit| if unit { 61 } else { 41 }),
            Step::Mounts => Some(60),
            Step::Tmpfiles => Some(70),
            Step::Services => Some(80),
        }
    }

    /// Whether one step is over before another begins.
    #[must_use]
    pub fn before(self, first: Step, second: Step) -> Certainty {
        match (self.position(first), self.position(second)) {
            (Some(first), Some(second)) if first < second => Certainty::Yes,
            (Some(_), Some(_)) => Certainty::No,
            _ => Certainty::Unknown,
        }
    }
}
