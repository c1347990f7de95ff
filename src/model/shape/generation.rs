//! What is read of a configuration when knowledge is made from it.

use super::{STRINGS, accounts::USERS, tree::Tree, units::TMPFILES};
use crate::{
    model::knowledge::OptionPattern,
    modules::facts::Shape::{self, Each, Fields, Scalar},
};

const OPTIONS: Shape = Fields(&[
    ("users", USERS),
    (
        "systemd",
        Fields(&[
            ("tmpfiles", TMPFILES),
            (
                "services",
                Each(&Fields(&[
                    ("enable", Scalar),
                    ("preStart", Scalar),
                    ("script", Scalar),
                    ("environment", Each(&Scalar)),
                    (
                        "serviceConfig",
                        Fields(&[
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
                            ("ReadWritePaths", STRINGS),
                            ("BindPaths", STRINGS),
                            ("WorkingDirectory", Scalar),
                            ("ExecStart", STRINGS),
                            ("ExecStartPre", STRINGS),
                        ]),
                    ),
                ])),
            ),
        ]),
    ),
]);

/// Units, rules and users, and whether each of these options is on.
#[must_use]
pub fn generation_shape(switches: &[String]) -> &'static Shape {
    let mut tree = Tree::of(&OPTIONS);
    for option in switches.iter().filter_map(|name| OptionPattern::parse(name).ok()) {
        tree.add(option.components());
    }
    Box::leak(Box::new(tree.leak()))
}
