//! Options of users, their rights and their secrets.

use super::{ENABLE, INSTALLED, STRINGS};
use crate::modules::facts::Shape::{self, Each, Fields, Scalar};

pub(super) const USERS: Shape = Fields(&[
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
            ("isSystemUser", Scalar),
            ("createHome", Scalar),
            ("homeMode", Scalar),
            ("extraGroups", STRINGS),
            ("packages", INSTALLED),
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

pub(super) const SECURITY: Shape = Fields(&[
    ("protectKernelImage", Scalar),
    ("googleOsLogin", ENABLE),
    (
        "sudo",
        Fields(&[("enable", Scalar), ("wheelNeedsPassword", Scalar), ("extraConfig", Scalar)]),
    ),
]);

/// sops-nix, of the system or of a user.
pub(super) const SOPS: Shape = Fields(&[
    ("secrets", Each(&Fields(&[("path", Scalar), ("neededForUsers", Scalar)]))),
    ("age", Fields(&[("keyFile", Scalar), ("generateKey", Scalar), ("sshKeyPaths", STRINGS)])),
    ("gnupg", Fields(&[("home", Scalar), ("sshKeyPaths", STRINGS)])),
    ("useSystemdActivation", Scalar),
]);

pub(super) const AGENIX: Shape =
    Fields(&[("secrets", Each(&Fields(&[("path", Scalar)]))), ("identityPaths", STRINGS)]);
