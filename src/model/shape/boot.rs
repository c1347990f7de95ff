//! Options of the boot: loaders and the initrd.

use super::{ENABLE, STRINGS, mounts::MOUNT_UNITS};
use crate::modules::facts::Shape::{self, Each, Fields, Scalar};

pub(super) const BOOT: Shape = Fields(&[
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
