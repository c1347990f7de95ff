//! Which options are read from a configuration.

mod accounts;
mod boot;
mod generation;
mod mounts;
mod persistence;
mod state;
mod tree;
mod units;

pub use generation::generation_shape;

use super::knowledge::{Entry, Knowledge, Origin};
use crate::modules::facts::{
    Mode,
    Shape::{self, Each, Fields, Scalar},
};
use accounts::{AGENIX, SECURITY, SOPS, USERS};
use boot::BOOT;
use mounts::{DISKO, FILE_SYSTEMS, MOUNT_UNITS, SWAPS};
use persistence::PERSISTENCE;
use units::{OWN_SERVICES, SERVICES, TMPFILES};

const STRINGS: Shape = Each(&Scalar);
const ENABLE: Shape = Fields(&[("enable", Scalar)]);

/// Packages, by what tells their names.
const INSTALLED: Shape = Each(&Fields(&[("pname", Scalar), ("name", Scalar)]));

/// What home-manager links into a home.
const HOME_FILES: Shape = Each(&Fields(&[
    ("enable", Scalar),
    ("target", Scalar),
    ("recursive", Scalar),
    ("text", Scalar),
    // Of a derivation, what builds it.
    ("source", Fields(&[("buildCommand", Scalar)])),
]));

/// The options a [`Host`](super::Host) is made of. Those that services keep something because of come from the
/// knowledge: where the units of nixpkgs show what they keep, only those they do not show.
#[must_use]
pub(super) fn shape(mode: Mode, known: &Knowledge) -> &'static Shape {
    known.shape(mode.has_nixpkgs(), || {
        let shown = |entry: &Entry| {
            entry.origin == Origin::Generated
                && entry.paths.iter().all(|fact| fact.source.is_evaluated())
        };
        let mut tree = tree::Tree::of(&OPTIONS);
        tree.join(&state::OPTIONS);
        tree.add_patterns(&super::secret_files::OPTIONS);
        tree.add_patterns(&super::secret_files::GENERATORS);
        for (_, switch, persistent) in super::state_options::TIMER_SWITCHES {
            tree.add_patterns(&[switch]);
            tree.add_patterns(persistent.as_slice());
        }
        tree.add_all(known, |entry| !mode.has_nixpkgs() || !shown(entry));
        if mode.has_nixpkgs() {
            // Of all units this costs too much: it asks for what a unit is restarted for, be it a container's system.
            tree.join_own(&["systemd", "services"], &OWN_SERVICES);
        } else {
            tree.join(&Fields(&[("systemd", Fields(&[("services", Each(&OWN_SERVICES))]))]));
        }
        tree.leak()
    })
}

const OPTIONS: Shape = Fields(&[
    ("fileSystems", FILE_SYSTEMS),
    (
        "environment",
        Fields(&[("persistence", PERSISTENCE), ("etc", ETC), ("systemPackages", INSTALLED)]),
    ),
    ("preservation", Fields(&[("enable", Scalar), ("preserveAt", PERSISTENCE)])),
    (
        "home-manager",
        Fields(&[(
            "users",
            Each(&Fields(&[
                (
                    "home",
                    Fields(&[
                        ("persistence", PERSISTENCE),
                        ("homeDirectory", Scalar),
                        ("username", Scalar),
                        ("file", HOME_FILES),
                        ("packages", INSTALLED),
                    ]),
                ),
                ("assertions", Each(&Fields(&[("message", Scalar)]))),
                ("sops", SOPS),
                ("age", AGENIX),
            ])),
        )]),
    ),
    ("sops", SOPS),
    ("age", AGENIX),
    ("swapDevices", SWAPS),
    ("security", SECURITY),
    (
        "programs",
        Fields(&[
            ("fuse", Fields(&[("userAllowOther", Scalar)])),
            ("nh", Fields(&[("flake", Scalar)])),
            ("ssh", Fields(&[("extraConfig", Scalar), ("knownHosts", Each(&Scalar))])),
        ]),
    ),
    ("nix", Fields(&[("channel", ENABLE)])),
    ("users", USERS),
    (
        "systemd",
        Fields(&[
            ("services", SERVICES),
            ("tmpfiles", TMPFILES),
            ("mounts", MOUNT_UNITS),
            ("sysusers", ENABLE),
            (
                "coredump",
                Fields(&[
                    ("enable", Scalar),
                    ("settings", Fields(&[("Coredump", Fields(&[("Storage", Scalar)]))])),
                ]),
            ),
            ("suppressedSystemUnits", STRINGS),
            (
                "sleep",
                Fields(&[
                    ("extraConfig", Scalar),
                    ("settings", Fields(&[("Sleep", Fields(&[("AllowHibernation", Scalar)]))])),
                ]),
            ),
            ("targets", Fields(&[("hibernate", ENABLE)])),
            ("shutdown", Each(&Scalar)),
            ("shutdownRamfs", Fields(&[("enable", Scalar), ("contents", SHUTDOWN_FILES)])),
        ]),
    ),
    ("boot", BOOT),
    ("services", SERVICE_OPTIONS),
    (
        "system",
        Fields(&[
            ("stateVersion", Scalar),
            ("autoUpgrade", Fields(&[("enable", Scalar), ("flake", Scalar)])),
            ("nixos-init", ENABLE),
            ("etc", Fields(&[("overlay", Fields(&[("enable", Scalar), ("mutable", Scalar)]))])),
        ]),
    ),
    ("networking", Fields(&[("hostName", Scalar)])),
    ("wsl", ENABLE),
    ("microvm", Fields(&[("guest", ENABLE)])),
    ("disko", DISKO),
]);

const SHUTDOWN_FILES: Shape = Each(&Fields(&[("enable", Scalar), ("text", Scalar)]));

const ETC: Shape = Each(&Fields(&[
    ("enable", Scalar),
    ("source", Scalar),
    ("text", Scalar),
    ("target", Scalar),
    ("mode", Scalar),
]));

/// Options of services beside those the knowledge of state speaks about, which has `enable` of all.
const SERVICE_OPTIONS: Shape = Fields(&[
    ("journald", Fields(&[("storage", Scalar)])),
    (
        "openssh",
        Fields(&[
            ("enable", Scalar),
            ("generateHostKeys", Scalar),
            ("hostKeys", Each(&Fields(&[("path", Scalar), ("type", Scalar)]))),
            ("extraConfig", Scalar),
        ]),
    ),
    (
        "userborn",
        Fields(&[("enable", Scalar), ("static", Scalar), ("passwordFilesLocation", Scalar)]),
    ),
    ("displayManager", Fields(&[("autoLogin", Fields(&[("enable", Scalar), ("user", Scalar)]))])),
    ("getty", Fields(&[("autologinUser", Scalar)])),
    (
        "greetd",
        Fields(&[("settings", Fields(&[("initial_session", Fields(&[("user", Scalar)]))]))]),
    ),
    ("homed", ENABLE),
    ("timesyncd", ENABLE),
    ("cloud-init", ENABLE),
    ("gvfs", ENABLE),
    ("fstrim", ENABLE),
    ("kanidm", Fields(&[("enablePam", Scalar), ("unix", ENABLE)])),
    ("sssd", ENABLE),
]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_the_knowledge_are_read() {
        fn field<'s>(shape: &'s Shape, name: &str) -> &'s Shape {
            let Fields(fields) = shape else { panic!("{name} is in no set of named fields") };
            &fields.iter().find(|(known, _)| *known == name).expect("it is read").1
        }
        let offline = shape(Mode::Offline, Knowledge::shipped());
        let services = field(offline, "services");
        assert!(matches!(field(field(services, "forgejo"), "enable"), Scalar));
        assert!(matches!(field(field(services, "forgejo"), "stateDir"), Scalar));
        assert!(matches!(field(field(services, "klipper"), "user"), Scalar));
        assert!(matches!(field(field(services, "openssh"), "extraConfig"), Scalar));
        assert!(matches!(field(field(offline, "hardware"), "bluetooth"), Fields(_)));
        assert!(matches!(field(offline, "fileSystems"), Each(_)));
    }
}
