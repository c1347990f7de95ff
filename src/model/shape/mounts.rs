//! Options that mount something: filesystems, swap, mount units, disko.

use super::STRINGS;
use crate::modules::facts::Shape::{self, Each, Fields, Scalar};

pub(super) const FILE_SYSTEMS: Shape = Each(&Fields(&[
    ("enable", Scalar),
    ("mountPoint", Scalar),
    ("device", Scalar),
    ("label", Scalar),
    ("fsType", Scalar),
    ("options", STRINGS),
    ("neededForBoot", Scalar),
    ("overlay", Fields(&[("upperdir", Scalar)])),
]));

pub(super) const MOUNT_UNITS: Shape = Each(&Fields(&[
    ("enable", Scalar),
    ("what", Scalar),
    ("where", Scalar),
    ("type", Scalar),
    ("options", Scalar),
    ("mountConfig", Fields(&[("Options", Scalar)])),
]));

pub(super) const SWAPS: Shape = Each(&Fields(&[
    ("device", Scalar),
    ("label", Scalar),
    ("size", Scalar),
    ("randomEncryption", Fields(&[("enable", Scalar)])),
]));

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

pub(super) const DISKO: Shape = Fields(&[(
    "devices",
    Fields(&[
        ("nodev", Each(&DISKO_MOUNT)),
        ("disk", Each(&Fields(&[("content", DISKO_TABLE)]))),
        ("mdadm", Each(&Fields(&[("content", DISKO_TABLE)]))),
        ("lvm_vg", Each(&Fields(&[("lvs", Each(&Fields(&[("content", DISKO_INNER)])))]))),
        ("zpool", Each(&Fields(&[("mountpoint", Scalar), ("datasets", Each(&DISKO_MOUNT))]))),
    ]),
)]);
