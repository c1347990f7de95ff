//! Options of services and of `systemd.tmpfiles`.

use super::STRINGS;
use crate::modules::facts::Shape::{self, Each, Fields, Scalar};

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

pub(super) const SERVICES: Shape = Each(&Fields(&[
    ("enable", Scalar),
    ("preStop", Scalar),
    ("postStop", Scalar),
    ("serviceConfig", SERVICE_CONFIG),
]));

pub(super) const FIRST_BOOT: Shape =
    Fields(&[("unitConfig", Fields(&[("ConditionFirstBoot", Scalar)]))]);

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
