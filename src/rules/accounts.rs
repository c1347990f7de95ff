//! What several rules ask about users: where their passwords are kept, and whose numbers NixOS chooses.

use crate::model::{AccountMaker, Boot, Host, Mode, StatePath, User};

/// Accounts of every NixOS that have no number. They own nothing that lasts.
const OF_NIXOS: [&str; 5] = ["dhcpcd", "nscd", "systemd-oom", "resolvconf", "systemd-coredump"];

/// The accounts whose number NixOS chooses. Without nixpkgs, only those that the project makes are known: people, and users
/// that it calls users of the system.
pub(super) fn without_number(host: &Host) -> Vec<&str> {
    let full = host.mode.is_some_and(Mode::has_nixpkgs);
    let users = host.users.iter().filter(|user| user.enable.is(&true) && user.uid.is(&None));
    let users = users.filter(|user| full || user.normal.is(&true) || is_own(host, user));
    let users = users.map(|user| user.name.as_str());
    let groups = host.groups.iter().filter(|group| full && group.gid.is(&None));
    let mut accounts: Vec<_> = users
        .chain(groups.map(|group| group.name.as_str()))
        .filter(|name| !OF_NIXOS.contains(name))
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
}

/// Whether a user of the system is the project's own. nixpkgs may have a number for that of a service.
fn is_own(host: &Host, user: &User) -> bool {
    let of_service = |state: &StatePath| state.user.some() == Some(&user.name);
    user.system.is(&true) && user.span.is_some() && !host.state.iter().any(of_service)
}

/// Whether every account that is known has a number. Without nixpkgs, those of services are not known.
pub(super) fn all_have_numbers(host: &Host) -> bool {
    host.mode.is_some_and(Mode::has_nixpkgs)
        && host.users.is_complete()
        && host.groups.is_complete()
        && without_number(host).is_empty()
}

/// The file with the passwords, when it is known which.
pub(super) fn shadow(host: &Host) -> Option<String> {
    match Boot::of(host).accounts? {
        AccountMaker::Userborn => {
            host.settings.password_files.some().map(|directory| format!("{directory}/shadow"))
        }
        AccountMaker::Activation | AccountMaker::Sysusers => Some("/etc/shadow".to_owned()),
    }
}

/// Whether the user may do everything: `root`, or in `wheel`. `None` when not known.
pub(super) fn is_privileged(host: &Host, user: &User) -> Option<bool> {
    if user.name == "root" || user.extra_groups.iter().any(|group| group == "wheel") {
        return Some(true);
    }
    let wheel = host.groups.iter().find(|group| group.name == "wheel");
    if wheel.is_some_and(|group| group.members.iter().any(|member| *member == user.name)) {
        return Some(true);
    }
    let known =
        user.extra_groups.is_complete() && wheel.is_none_or(|group| group.members.is_complete());
    known.then_some(false)
}
