//! What is read of a configuration when knowledge is made from it.

use super::{
    STRINGS,
    accounts::USERS,
    tree::Tree,
    units::{SERVICE_CONFIG, TMPFILES},
};
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
                    ("serviceConfig", SERVICE_CONFIG),
                ])),
            ),
        ]),
    ),
]);

/// What else a service says of its files.
const FILES: Shape = Fields(&[(
    "systemd",
    Fields(&[(
        "services",
        Each(&Fields(&[(
            "serviceConfig",
            Fields(&[
                ("ReadWritePaths", STRINGS),
                ("WorkingDirectory", Scalar),
                ("ExecStart", STRINGS),
                ("ExecStartPre", STRINGS),
            ]),
        )])),
    )]),
)]);

/// Units, rules and users, and whether each of these options is on.
#[must_use]
pub fn generation_shape(switches: &[String]) -> &'static Shape {
    let mut tree = Tree::of(&OPTIONS);
    tree.join(&FILES);
    for option in switches.iter().filter_map(|name| OptionPattern::parse(name).ok()) {
        tree.add(option.components());
    }
    Box::leak(Box::new(tree.leak()))
}
