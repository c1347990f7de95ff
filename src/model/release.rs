//! Releases of NixOS and revisions of the persistence modules: what changed when.

use std::collections::BTreeMap;

use crate::modules::facts::LockedInput;

/// Directories became `systemd.mounts` on master of impermanence (2b99fef).
pub const IMPERMANENCE_V2: i64 = 1_758_372_777;
/// home-manager's `home.persistence` became an interface to the NixOS module (1b02741).
pub const HOME_MANAGER_V2: i64 = 1_758_372_989;
/// The NixOS module imports that of home-manager, and the flake's output for it only refuses to be used (f868c97).
pub const IMPORTS_HOME_MODULE: i64 = 1_767_548_760;
/// `neededForBoot` is asserted for ephemeral mounts above an entry too (7b1d382).
pub const ASSERTS_TARGET_MOUNTS: i64 = 1_769_548_169;

/// When nixpkgs#435781, which made systemd the default in the initrd, was still being reviewed: what is older has the
/// scripted one on every branch.
const BEFORE_SYSTEMD_INITRD: i64 = 1_775_779_200;

/// When 24.11 was branched off: what is newer imports pools of ZFS in `postResumeCommands`.
const IMPORTS_POOLS_LATE: i64 = 1_731_628_800;

/// A NixOS release such as 26.05; releases compare by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    /// Two digits of the year.
    pub year: u16,
    /// 5 or 11.
    pub month: u16,
}

impl Release {
    /// The first release with `services.journald.storage` (nixpkgs#265283), whose default has not changed since.
    pub const JOURNAL_STORAGE: Self = Self { year: 24, month: 5 };

    /// The first release whose systemd commits `/etc/machine-id` by a unit that a bind mount makes fail.
    pub const COMMITS_MACHINE_ID: Self = Self { year: 24, month: 11 };

    /// The first release whose scripted initrd imports pools of ZFS in `postResumeCommands` (nixpkgs#346247).
    pub const IMPORTS_POOLS_LATE: Self = Self { year: 24, month: 11 };

    /// The first release whose initrd is systemd by default, and whose build fails on hooks of the scripted one.
    pub const SYSTEMD_INITRD: Self = Self { year: 26, month: 5 };

    /// Reads `26.05`, `26.11pre` and `26.05.20260101.abcdef`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('.')?;
        let month = rest.get(..2)?;
        let release = Self { year: year.parse().ok()?, month: month.parse().ok()? };
        (matches!(release.month, 5 | 11) && (13..100).contains(&release.year)).then_some(release)
    }
}

/// The versions a host is made of.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// NixOS, of the nixpkgs that was evaluated.
    pub nixos: Option<Release>,
    /// Commit time of the nixpkgs that is locked. Another one may have been evaluated.
    pub nixpkgs: Option<i64>,
    /// The release whose branch is locked as nixpkgs.
    pub nixpkgs_branch: Option<Release>,
    /// Commit time of impermanence, seconds since 1970. Commits were merged late: compare with the times on master.
    pub impermanence: Option<i64>,
    /// Commit time of preservation.
    pub preservation: Option<i64>,
    /// Whether impermanence is locked to another repository or branch than the usual one, where times mean something else.
    pub impermanence_is_a_fork: bool,
}

impl Versions {
    /// Reads the locked inputs.
    #[must_use]
    pub fn of(release: Option<&str>, inputs: &BTreeMap<String, LockedInput>) -> Self {
        let locked = |repo: &str| {
            let of_repo = |(name, input): &(&String, &LockedInput)| {
                input
                    .repo
                    .as_deref()
                    .map_or(name.as_str() == repo, |locked| locked.eq_ignore_ascii_case(repo))
            };
            inputs.iter().find(of_repo).map(|(_, input)| input)
        };
        let time = |repo: &str| locked(repo).and_then(|input| input.last_modified);
        let is_a_fork = |input: &LockedInput| {
            input.owner.as_deref().is_some_and(|owner| !owner.eq_ignore_ascii_case("nix-community"))
                || input.reference.as_deref().is_some_and(|name| name == "home-manager-v1")
        };
        Self {
            nixos: release.and_then(Release::parse),
            nixpkgs: inputs.get("nixpkgs").and_then(|input| input.last_modified),
            nixpkgs_branch: inputs.get("nixpkgs").and_then(branch),
            impermanence: time("impermanence"),
            preservation: time("preservation"),
            impermanence_is_a_fork: locked("impermanence").is_some_and(is_a_fork),
        }
    }

    /// Whether the nixpkgs that is locked has the scripted initrd by default, whichever was evaluated.
    #[must_use]
    pub fn locks_scripted_initrd(&self) -> bool {
        self.nixpkgs.is_some_and(|time| time < BEFORE_SYSTEMD_INITRD)
            || self.nixpkgs_branch.is_some_and(|branch| branch < Release::SYSTEMD_INITRD)
    }

    /// Whether it is certain that the scripted initrd imports pools of ZFS only after a sleeping machine was resumed,
    /// whichever nixpkgs was evaluated.
    #[must_use]
    pub fn imports_pools_late(&self) -> bool {
        let late = Release::IMPORTS_POOLS_LATE;
        self.nixos.is_some_and(|release| release >= late)
            && self.nixpkgs.is_none_or(|time| time >= IMPORTS_POOLS_LATE)
            && self.nixpkgs_branch.is_none_or(|branch| branch >= late)
    }

    /// Whether impermanence mounts directories by `systemd.mounts`; `None` when its revision is not known.
    #[must_use]
    pub fn impermanence_v2(&self) -> Option<bool> {
        self.impermanence.map(|time| time >= IMPERMANENCE_V2)
    }
}

/// The release of a branch: `nixos-25.11-small` is 25.11.
fn branch(input: &LockedInput) -> Option<Release> {
    let name = input.reference.as_deref()?;
    let release = name.strip_prefix("nixos-").or(name.strip_prefix("release-"))?;
    Release::parse(release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_compare_by_age() {
        assert_eq!(Release::parse("26.11pre"), Some(Release { year: 26, month: 11 }));
        assert!(Release::parse("25.11").unwrap() < Release::SYSTEMD_INITRD);
        assert_eq!(Release::parse("unstable"), None);
    }

    #[test]
    fn what_is_locked_can_be_older_than_what_is_evaluated() {
        let locked = |reference: &str, time: i64| {
            let input = LockedInput {
                repo: Some("nixpkgs".to_owned()),
                reference: Some(reference.to_owned()),
                last_modified: Some(time),
                ..LockedInput::default()
            };
            let inputs = BTreeMap::from([("nixpkgs".to_owned(), input)]);
            Versions::of(Some("26.11"), &inputs)
        };
        let late = |reference, time| locked(reference, time).imports_pools_late();
        assert!(late("nixos-unstable", IMPORTS_POOLS_LATE));
        assert!(!late("nixos-unstable", IMPORTS_POOLS_LATE - 1));
        assert!(!late("nixos-24.05", IMPORTS_POOLS_LATE + 1));
        let locked = |reference, time| locked(reference, time).locks_scripted_initrd();
        assert!(locked("nixos-unstable", BEFORE_SYSTEMD_INITRD - 1));
        assert!(!locked("nixos-unstable", BEFORE_SYSTEMD_INITRD));
        assert!(locked("nixos-25.11-small", BEFORE_SYSTEMD_INITRD + 20_000_000));
        assert!(!locked("release-26.05", BEFORE_SYSTEMD_INITRD + 20_000_000));
    }
}
