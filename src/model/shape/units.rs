//! Options of services and of `systemd.tmpfiles`.

use super::STRINGS;
use crate::modules::facts::Shape::{self, Each, Fields, Scalar};

/// The directories of a service, and whose they are.
pub(super) const SERVICE_CONFIG: Shape = Fields(&[
    ("StateDirectory", STRINGS),
    ("CacheDirectory", STRINGS),
    ("LogsDirectory", STRINGS),
    ("ConfigurationDirectory", STRINGS),
    ("StateDirectoryMode", Scalar),
    ("CacheDirectoryMode", Scalar),
    ("LogsDirectoryMode", Scalar),
    ("ConfigurationDirectoryMode", Scalar),
    ("DynamicUser", Scalar),
    ("BindPaths", STRINGS),
    ("User", Scalar),
    ("Group", Scalar),
]);

pub(super) const SERVICES: Shape = Each(&Fields(&[
    ("enable", Scalar),
    ("preStop", Scalar),
    ("postStop", Scalar),
    ("serviceConfig", SERVICE_CONFIG),
]));

/// What is asked of units that are written in the project. Of all units it would cost too much: commands contain packages.
pub(super) const OWN_SERVICES: Shape = Fields(&[
    ("requires", STRINGS),
    ("requisite", STRINGS),
    ("bindsTo", STRINGS),
    ("wants", STRINGS),
    ("after", STRINGS),
    ("unitConfig", Fields(&[("ConditionFirstBoot", Scalar)])),
    ("preStart", Scalar),
    ("script", Scalar),
    ("serviceConfig", Fields(&[("ExecStart", STRINGS), ("ExecStartPre", STRINGS)])),
]);

pub(super) const TMPFILES: Shape = Fields(&[
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
