//! Options of the persistence modules.

use crate::modules::facts::Shape::{self, Each, Fields, Scalar};

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

pub(super) const PERSISTENCE: Shape = Each(&Fields(&[
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
