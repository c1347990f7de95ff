//! Which options are read from a configuration.

mod generation;
mod state;
mod tree;

pub use generation::generation_shape;

use super::knowledge::{Entry, Knowledge, Origin};
use crate::modules::facts::{
    Mode,
    Shape::{self, Each, Fields, Scalar},
};

const STRINGS: Shape = Each(&Scalar);
const ENABLE: Shape = Fields(&[("enable", Scalar)]);

/// One entry of a persistence module, written or evaluated. A plain string reads as one.
const ENTRY: Shape = Fields(&[
    ("directory", Scalar),
    ("file", Scalar),
    ("dirPath", Scalar),
    ("filePath", Scalar),
    ("home", Scalar),
    ("persistentStoragePath", Scalar),
    ("user", Scalar),
    ("group", Scalar),
    ("mode", Scalar),
    ("method", Scalar),
    ("how", Scalar),
    ("inInitrd", Scalar),
    ("configureParent", Scalar),
    ("parentDirectory", Fields(&[("user", Scalar), ("group", Scalar), ("mode", Scalar)])),
]);
const ENTRIES: Shape = Each(&ENTRY);

const PERSISTENCE: Shape = Each(&Fields(&[
    ("enable", Scalar),
    ("enableWarnings", Scalar),
    ("hideMounts", Scalar),
    ("allowTrash", Scalar),
    ("persistentStoragePath", Scalar),
    ("commonMountOptions", Scalar),
    ("removePrefixDirectory", Scalar),
    ("defaultDirectoryMethod", Scalar),
    ("allowOther", Scalar),
    ("directories", ENTRIES),
    ("files", ENTRIES),
    (
        "users",
        Each(&Fields(&[
            ("home", Scalar),
            ("homeMode", Scalar),
            ("homeGroup", Scalar),
            ("username", Scalar),
            ("directories", ENTRIES),
            ("files", ENTRIES),
        ])),
    ),
]));

const FILE_SYSTEMS: Shape = Each(&Fields(&[
    ("enable", Scalar),
    ("mountPoint", Scalar),
    ("device", Scalar),
    ("label", Scalar),
    ("fsType", Scalar),
    ("options", STRINGS),
    ("neededForBoot", Scalar),
    ("overlay", Fields(&[("upperdir", Scalar)])),
]));

const SERVICE_CONFIG: Shape = Fields(&[
    ("StateDirectory", STRINGS),
    ("CacheDirectory", STRINGS),
    ("LogsDirectory", STRINGS),
    ("ConfigurationDirectory", STRINGS),
    ("StateDirectoryMode", Scalar),
    ("CacheDirectoryMode", Scalar),
    ("LogsDirectoryMode", Scalar),
    ("ConfigurationDirectoryMode", Scalar),
    ("DynamicUser", Scalar),
    ("User", Scalar),
    ("Group", Scalar),
]);

const SERVICES: Shape = Each(&Fields(&[
    ("enable", Scalar),
    ("preStop", Scalar),
    ("postStop", Scalar),
    ("serviceConfig", SERVICE_CONFIG),
]));

const FIRST_BOOT: Shape = Fields(&[("unitConfig", Fields(&[("ConditionFirstBoot", Scalar)]))]);

const MOUNT_UNITS: Shape = Each(&Fields(&[
    ("enable", Scalar),
    ("what", Scalar),
    ("where", Scalar),
    ("type", Scalar),
    ("options", Scalar),
    ("mountConfig", Fields(&[("Options", Scalar)])),
]));

const INITRD_SERVICES: Shape = Each(&Fields(&[
    ("enable", Scalar),
    ("script", Scalar),
    ("preStart", Scalar),
    ("before", STRINGS),
    ("after", STRINGS),
    ("wantedBy", STRINGS),
    ("requiredBy", STRINGS),
    ("upheldBy", STRINGS),
    ("requires", STRINGS),
    ("bindsTo", STRINGS),
    ("wants", STRINGS),
    ("path", STRINGS),
    (
        "unitConfig",
        Fields(&[
            ("ConditionKernelCommandLine", STRINGS),
            ("ConditionPathExists", STRINGS),
            ("DefaultDependencies", Scalar),
        ]),
    ),
    (
        "serviceConfig",
        Fields(&[("ExecStart", STRINGS), ("ExecStartPre", STRINGS), ("Type", Scalar)]),
    ),
]));

const TMPFILES: Shape = Fields(&[
    ("rules", STRINGS),
    (
        "settings",
        Each(&Each(&Each(&Fields(&[
            ("type", Scalar),
            ("mode", Scalar),
            ("user", Scalar),
            ("group", Scalar),
            ("argument", Scalar),
        ])))),
    ),
]);

const BOOT: Shape = Fields(&[
    ("isContainer", Scalar),
    ("kernelParams", STRINGS),
    ("resumeDevice", Scalar),
    ("tmp", Fields(&[("useTmpfs", Scalar), ("cleanOnBoot", Scalar)])),
    ("zfs", Fields(&[("extraPools", STRINGS), ("unsafeAllowHibernation", Scalar)])),
    ("loader", LOADER),
    ("lanzaboote", ENABLE),
    ("kernel", ENABLE),
    (
        "initrd",
        Fields(&[
            ("preLVMCommands", Scalar),
            ("preDeviceCommands", Scalar),
            ("postDeviceCommands", Scalar),
            ("postResumeCommands", Scalar),
            ("postMountCommands", Scalar),
            ("preFailCommands", Scalar),
            (
                "network",
                Fields(&[
                    ("postCommands", Scalar),
                    ("ssh", Fields(&[("enable", Scalar), ("hostKeys", STRINGS)])),
                ]),
            ),
            ("secrets", Each(&Scalar)),
            ("luks", Fields(&[("devices", Each(&Fields(&[("name", Scalar)])))])),
            (
                "systemd",
                Fields(&[
                    ("enable", Scalar),
                    ("services", INITRD_SERVICES),
                    ("mounts", MOUNT_UNITS),
                    ("extraBin", Each(&Scalar)),
                    ("initrdBin", STRINGS),
                    ("root", Scalar),
                ]),
            ),
        ]),
    ),
]);

const LOADER: Shape = Fields(&[
    ("systemd-boot", Fields(&[("enable", Scalar), ("xbootldrMountPoint", Scalar)])),
    (
        "grub",
        Fields(&[
            ("enable", Scalar),
            ("device", Scalar),
            ("devices", STRINGS),
            ("mirroredBoots", Each(&Fields(&[("path", Scalar)]))),
        ]),
    ),
    ("limine", ENABLE),
    ("refind", ENABLE),
    ("generic-extlinux-compatible", ENABLE),
    ("external", ENABLE),
    ("efi", Fields(&[("efiSysMountPoint", Scalar)])),
]);

const SWAPS: Shape = Each(&Fields(&[
    ("device", Scalar),
    ("label", Scalar),
    ("size", Scalar),
    ("randomEncryption", Fields(&[("enable", Scalar)])),
]));

const SECURITY: Shape = Fields(&[
    ("protectKernelImage", Scalar),
    ("googleOsLogin", ENABLE),
    (
        "sudo",
        Fields(&[("enable", Scalar), ("wheelNeedsPassword", Scalar), ("extraConfig", Scalar)]),
    ),
]);

/// What home-manager links into a home.
const HOME_FILES: Shape =
    Each(&Fields(&[("enable", Scalar), ("target", Scalar), ("recursive", Scalar)]));

/// sops-nix, of the system or of a user.
const SOPS: Shape = Fields(&[
    ("secrets", Each(&Fields(&[("path", Scalar), ("neededForUsers", Scalar)]))),
    ("age", Fields(&[("keyFile", Scalar), ("generateKey", Scalar), ("sshKeyPaths", STRINGS)])),
    ("gnupg", Fields(&[("home", Scalar), ("sshKeyPaths", STRINGS)])),
    ("useSystemdActivation", Scalar),
]);

const AGENIX: Shape =
    Fields(&[("secrets", Each(&Fields(&[("path", Scalar)]))), ("identityPaths", STRINGS)]);

const USERS: Shape = Fields(&[
    ("mutableUsers", Scalar),
    ("manageLingering", Scalar),
    ("allowNoPasswordLogin", Scalar),
    ("ldap", ENABLE),
    (
        "users",
        Each(&Fields(&[
            ("enable", Scalar),
            ("home", Scalar),
            ("group", Scalar),
            ("uid", Scalar),
            ("isNormalUser", Scalar),
            ("createHome", Scalar),
            ("homeMode", Scalar),
            ("extraGroups", STRINGS),
            ("password", Scalar),
            ("hashedPassword", Scalar),
            ("initialPassword", Scalar),
            ("initialHashedPassword", Scalar),
            ("hashedPasswordFile", Scalar),
            ("passwordFile", Scalar),
            (
                "openssh",
                Fields(&[(
                    "authorizedKeys",
                    Fields(&[("keys", STRINGS), ("keyFiles", STRINGS), ("principals", STRINGS)]),
                )]),
            ),
        ])),
    ),
    ("groups", Each(&Fields(&[("gid", Scalar), ("members", STRINGS)]))),
]);

// What disko mounts, for when its module is not on disk. Contents nest: a partition, LUKS in it, btrfs in that.
const DISKO_MOUNT: Shape = Fields(&[
    ("mountpoint", Scalar),
    ("mountOptions", STRINGS),
    ("fsType", Scalar),
    ("device", Scalar),
    ("options", Fields(&[("mountpoint", Scalar)])),
]);
const DISKO_CONTENT: Shape = Fields(&[
    ("type", Scalar),
    ("format", Scalar),
    ("mountpoint", Scalar),
    ("mountOptions", STRINGS),
    ("subvolumes", Each(&DISKO_MOUNT)),
]);
const DISKO_INNER: Shape = Fields(&[
    ("type", Scalar),
    ("format", Scalar),
    ("mountpoint", Scalar),
    ("mountOptions", STRINGS),
    ("subvolumes", Each(&DISKO_MOUNT)),
    ("content", DISKO_CONTENT),
]);
const DISKO_TABLE: Shape = Fields(&[
    ("type", Scalar),
    ("format", Scalar),
    ("mountpoint", Scalar),
    ("mountOptions", STRINGS),
    ("subvolumes", Each(&DISKO_MOUNT)),
    ("partitions", Each(&Fields(&[("content", DISKO_INNER)]))),
    ("content", DISKO_INNER),
]);
const DISKO: Shape = Fields(&[(
    "devices",
    Fields(&[
        ("nodev", Each(&DISKO_MOUNT)),
        ("disk", Each(&Fields(&[("content", DISKO_TABLE)]))),
        ("mdadm", Each(&Fields(&[("content", DISKO_TABLE)]))),
        ("lvm_vg", Each(&Fields(&[("lvs", Each(&Fields(&[("content", DISKO_INNER)])))]))),
        ("zpool", Each(&Fields(&[("mountpoint", Scalar), ("datasets", Each(&DISKO_MOUNT))]))),
    ]),
)]);

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
        tree.add_all(known, |entry| !mode.has_nixpkgs() || !shown(entry));
        if mode.has_nixpkgs() {
            // Of all units this costs too much: it asks for what a unit is restarted for, be it a container's system.
            tree.join_own(&["systemd", "services"], &FIRST_BOOT);
        } else {
            tree.add_patterns(&["systemd.services.<name>.unitConfig.ConditionFirstBoot"]);
        }
        tree.leak()
    })
}

const OPTIONS: Shape = Fields(&[
    ("fileSystems", FILE_SYSTEMS),
    ("environment", Fields(&[("persistence", PERSISTENCE), ("etc", ETC)])),
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
                    ]),
                ),
                ("assertions", Each(&Fields(&[("message", Scalar)]))),
                ("sops", SOPS),
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
