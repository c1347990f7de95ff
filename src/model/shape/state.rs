//! Options that say where state is, beside those that the shipped knowledge names: containers, timers, certificates,
//! networks, and the XDG directories of homes.

use super::{ENABLE, STRINGS};
use crate::modules::facts::Shape::{self, Each, Fields, Own, Scalar};

/// What a service of a person runs.
const USER_SERVICE: Shape = Fields(&[(
    "Service",
    Fields(&[
        ("ExecStart", Scalar),
        ("ExecStartPre", Scalar),
        ("ExecStop", Scalar),
        ("ExecStopPost", Scalar),
    ]),
)]);

const BACKUP: Shape = Fields(&[("paths", STRINGS)]);

pub(super) const OPTIONS: Shape = Fields(&[
    (
        "environment",
        Fields(&[(
            "persistence",
            Each(&Fields(&[(
                "directories",
                Each(&Fields(&[("defaultPerms", Fields(&[("mode", Scalar)]))])),
            )])),
        )]),
    ),
    // The texts of NixOS contain the whole system.
    ("system", Fields(&[("activationScripts", Own(&Fields(&[("text", Scalar)]), &Scalar))])),
    (
        "boot",
        Fields(&[
            (
                "lanzaboote",
                Fields(&[
                    ("enable", Scalar),
                    ("pkiBundle", Scalar),
                    ("publicKeyFile", Scalar),
                    ("privateKeyFile", Scalar),
                ]),
            ),
            ("loader", Fields(&[("limine", Fields(&[("secureBoot", ENABLE)]))])),
        ]),
    ),
    (
        "containers",
        Each(&Fields(&[
            ("ephemeral", Scalar),
            (
                "bindMounts",
                Each(&Fields(&[
                    ("hostPath", Scalar),
                    ("mountPoint", Scalar),
                    ("isReadOnly", Scalar),
                ])),
            ),
        ])),
    ),
    (
        "services",
        Fields(&[
            ("restic", Fields(&[("backups", Each(&BACKUP))])),
            ("borgbackup", Fields(&[("jobs", Each(&BACKUP))])),
        ]),
    ),
    ("hardware", Fields(&[("printers", Fields(&[("ensurePrinters", Each(&Scalar))]))])),
    (
        "home-manager",
        Fields(&[(
            "users",
            Each(&Fields(&[
                ("xdg", XDG),
                ("home", Fields(&[("activation", Own(&Fields(&[("data", Scalar)]), &Scalar))])),
                (
                    "systemd",
                    Fields(&[("user", Fields(&[("services", Own(&USER_SERVICE, &Fields(&[])))]))]),
                ),
            ])),
        )]),
    ),
    (
        "networking",
        Fields(&[
            ("useNetworkd", Scalar),
            (
                "networkmanager",
                Fields(&[
                    ("enable", Scalar),
                    ("ensureProfiles", Fields(&[("profiles", Each(&Scalar))])),
                ]),
            ),
            (
                "wireless",
                Fields(&[
                    ("enable", Scalar),
                    ("allowAuxiliaryImperativeNetworks", Scalar),
                    ("iwd", ENABLE),
                ]),
            ),
        ]),
    ),
    (
        "security",
        Fields(&[(
            "acme",
            Fields(&[
                ("defaults", Fields(&[("server", Scalar)])),
                ("certs", Each(&Fields(&[("server", Scalar), ("directory", Scalar)]))),
            ]),
        )]),
    ),
    (
        "services",
        Fields(&[
            (
                "journald",
                Fields(&[("storage", Scalar), ("extraConfig", Scalar), ("upload", ENABLE)]),
            ),
            ("usbguard", Fields(&[("rules", Scalar)])),
        ]),
    ),
    (
        "systemd",
        Fields(&[
            ("network", ENABLE),
            (
                "timers",
                Each(&Fields(&[
                    ("enable", Scalar),
                    ("timerConfig", Fields(&[("Persistent", Scalar), ("OnCalendar", STRINGS)])),
                ])),
            ),
        ]),
    ),
    (
        "virtualisation",
        Fields(&[(
            "oci-containers",
            Fields(&[
                ("backend", Scalar),
                ("containers", Each(&Fields(&[("volumes", STRINGS), ("serviceName", Scalar)]))),
            ]),
        )]),
    ),
]);

const XDG: Shape = Fields(&[
    ("configHome", Scalar),
    ("dataHome", Scalar),
    ("stateHome", Scalar),
    ("cacheHome", Scalar),
]);
