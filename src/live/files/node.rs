//! What the kernel tells of a file, see statx(2).

use rustix::fs::{Statx, StatxAttributes};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Link,
    /// A named pipe.
    Fifo,
    /// A socket.
    Socket,
    /// A block device.
    Block,
    /// A character device.
    Character,
}

impl Kind {
    /// For the reader.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Directory => "directory",
            Self::Link => "symbolic link",
            Self::Fifo => "named pipe",
            Self::Socket => "socket",
            Self::Block | Self::Character => "device",
        }
    }

    fn of(mode: u16) -> Self {
        match mode & 0o170_000 {
            0o040_000 => Self::Directory,
            0o120_000 => Self::Link,
            0o010_000 => Self::Fifo,
            0o140_000 => Self::Socket,
            0o060_000 => Self::Block,
            0o020_000 => Self::Character,
            _ => Self::File,
        }
    }
}

/// Which file it is. Two names with the same identity are the same file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The device, major and minor; btrfs has one for each subvolume.
    pub device: (u32, u32),
    /// The subvolume, on kernels that tell it (6.10): on bcachefs, snapshots share the other two.
    pub subvolume: u64,
    /// The number of the inode.
    pub inode: u64,
}

/// A moment: seconds since 1970 and nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time {
    /// Seconds.
    pub seconds: i64,
    /// Nanoseconds, below 10⁹.
    pub nanoseconds: u32,
}

/// What is known of a file without opening it.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Its kind.
    pub kind: Kind,
    /// Which one it is.
    pub identity: Identity,
    /// The number of the mount it was reached through.
    pub mount: u64,
    /// Whether it is the top of a mount.
    pub mount_point: bool,
    /// Its length in bytes.
    pub size: u64,
    /// What it takes on the disk, in bytes.
    pub allocated: u64,
    /// How many names it has.
    pub links: u32,
    /// The twelve bits of its mode.
    pub mode: u32,
    /// The number of its owner.
    pub user: u32,
    /// The number of its group.
    pub group: u32,
    /// When its contents changed last.
    pub changed: Time,
    /// Of a device, which one it is.
    pub special: (u32, u32),
    /// Whether it can neither be changed nor deleted, or only grow: chattr(1).
    pub immutable: bool,
}

impl Node {
    pub(super) fn new(stat: &Statx) -> Self {
        let fixed = StatxAttributes::IMMUTABLE | StatxAttributes::APPEND;
        Self {
            kind: Kind::of(stat.stx_mode),
            identity: Identity {
                device: (stat.stx_dev_major, stat.stx_dev_minor),
                subvolume: stat.stx_subvol,
                inode: stat.stx_ino,
            },
            mount: stat.stx_mnt_id,
            mount_point: stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT),
            size: stat.stx_size,
            allocated: stat.stx_blocks.saturating_mul(512),
            links: stat.stx_nlink,
            mode: u32::from(stat.stx_mode) & 0o7777,
            user: stat.stx_uid,
            group: stat.stx_gid,
            changed: Time { seconds: stat.stx_mtime.tv_sec, nanoseconds: stat.stx_mtime.tv_nsec },
            special: (stat.stx_rdev_major, stat.stx_rdev_minor),
            immutable: stat.stx_attributes.intersects(fixed),
        }
    }
}
