//! A directory that is open.

use std::{
    ffi::{OsStr, OsString},
    io,
    os::{
        fd::{AsFd, AsRawFd as _, BorrowedFd, OwnedFd},
        unix::ffi::OsStrExt as _,
    },
    path::{Path, PathBuf},
};

use rustix::{
    fs::{AtFlags, Dir, Mode, OFlags, ResolveFlags, StatxFlags, openat2, statx},
    io::{Errno, retry_on_intr},
};

use super::Node;

/// `STATX_SUBVOL`, since Linux 6.10.
const SUBVOLUME: StatxFlags = StatxFlags::from_bits_retain(0x8000);

/// Filesystems that matter here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filesystem {
    /// btrfs, whose subvolumes begin with inode 256.
    Btrfs,
    /// bcachefs, whose subvolumes begin with inode 4096.
    Bcachefs,
    /// Another, without subvolumes.
    Other,
}

impl Filesystem {
    /// Whether a directory is the top of a subvolume.
    #[must_use]
    pub fn is_subvolume(self, node: &Node) -> bool {
        match self {
            // btrfs-tree.h: BTRFS_FIRST_FREE_OBJECTID
            Self::Btrfs => node.identity.inode == 256,
            // bcachefs_format.h: BCACHEFS_ROOT_INO
            Self::Bcachefs => node.identity.inode == 4096,
            Self::Other => false,
        }
    }
}

/// A directory that is open.
#[derive(Debug)]
pub struct Folder {
    handle: OwnedFd,
}

impl AsFd for Folder {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.handle.as_fd()
    }
}

impl Folder {
    /// The directory at a path that somebody named. Links in it are followed.
    ///
    /// # Errors
    /// When it is not there, is no directory or may not be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let handle = retry_on_intr(|| rustix::fs::open(path, flags, Mode::empty()))?;
        Ok(Self { handle })
    }

    /// The directory at a path, as a machine sees it whose root this is: links in the path are followed and stay within.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn within(&self, path: &Path) -> io::Result<Self> {
        let path = path.strip_prefix("/").unwrap_or(path);
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let handle = self.open_at(
            path.as_os_str(),
            OFlags::RDONLY | OFlags::DIRECTORY,
            ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS,
        )?;
        Ok(Self { handle })
    }

    /// A file at a path, to be read; links in the path are followed as by [`Self::within`].
    ///
    /// # Errors
    /// When it is not there, may not be read, or is something that might never end, such as a pipe.
    pub fn file_within(&self, path: &Path) -> io::Result<std::fs::File> {
        let path = path.strip_prefix("/").unwrap_or(path);
        let handle = self.open_at(
            path.as_os_str(),
            OFlags::RDONLY | OFlags::NONBLOCK,
            ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS,
        )?;
        let file = std::fs::File::from(handle);
        if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is no file")) }
    }

    /// A directory in this one. Neither a link nor the top of another mount is opened.
    ///
    /// # Errors
    /// When it is none, may not be read, is a link (`ELOOP`) or a mount (`EXDEV`).
    pub fn child(&self, name: &OsStr) -> io::Result<Self> {
        let handle = self.open_at(name, OFlags::RDONLY | OFlags::DIRECTORY, strict())?;
        Ok(Self { handle })
    }

    /// A directory in this one, whatever is mounted there. A link is not opened.
    ///
    /// # Errors
    /// When it is none, may not be read or is a link (`ELOOP`).
    pub fn step(&self, name: &OsStr) -> io::Result<Self> {
        let how = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        let handle = self.open_at(name, OFlags::RDONLY | OFlags::DIRECTORY, how)?;
        Ok(Self { handle })
    }

    /// A file in this one, to be read. Neither a link nor what another mount has there is opened.
    ///
    /// # Errors
    /// When it may not be read, is a link (`ELOOP`) or a mount (`EXDEV`).
    pub fn file(&self, name: &OsStr) -> io::Result<OwnedFd> {
        self.open_at(name, OFlags::RDONLY | OFlags::NONBLOCK, strict())
    }

    /// Opens without a trace in the time of access, where that is allowed.
    fn open_at(&self, name: &OsStr, flags: OFlags, how: ResolveFlags) -> io::Result<OwnedFd> {
        let open = |flags: OFlags| {
            retry_on_intr(|| {
                // The kernel asks for another try when something was renamed meanwhile.
                let mut tries = 0;
                loop {
                    match openat2(&self.handle, name, flags, Mode::empty(), how) {
                        Err(Errno::AGAIN) if tries < 64 => tries += 1,
                        result => return result,
                    }
                }
            })
        };
        let flags = flags | OFlags::CLOEXEC | OFlags::NOCTTY;
        match open(flags | OFlags::NOATIME) {
            Err(Errno::PERM) => Ok(open(flags)?),
            result => Ok(result?),
        }
    }

    /// The names in it, sorted by their bytes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.handle)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." {
                names.push(OsStr::from_bytes(name).to_owned());
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// What is known of a name in it, a link not followed.
    ///
    /// # Errors
    /// When there is no such name, or it may not be asked for.
    pub fn look(&self, name: &OsStr) -> io::Result<Node> {
        self.stat(name, AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT)
    }

    /// The same; `None` when there is no such name.
    ///
    /// # Errors
    /// When it may not be asked for.
    pub fn find(&self, name: &OsStr) -> io::Result<Option<Node>> {
        match self.look(name) {
            Ok(node) => Ok(Some(node)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What is known of the directory itself.
    ///
    /// # Errors
    /// When it may not be asked for.
    pub fn itself(&self) -> io::Result<Node> {
        self.stat(OsStr::new(""), AtFlags::EMPTY_PATH)
    }

    fn stat(&self, name: &OsStr, flags: AtFlags) -> io::Result<Node> {
        let what = StatxFlags::BASIC_STATS | StatxFlags::MNT_ID | SUBVOLUME;
        let stat = retry_on_intr(|| statx(&self.handle, name, flags, what))?;
        Ok(Node::new(&stat))
    }

    /// Where a link in it leads.
    ///
    /// # Errors
    /// When it is no link.
    pub fn target(&self, name: &OsStr) -> io::Result<PathBuf> {
        let target = rustix::fs::readlinkat(&self.handle, name, Vec::new())?;
        Ok(PathBuf::from(OsStr::from_bytes(target.to_bytes())))
    }

    /// Its filesystem.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn filesystem(&self) -> io::Result<Filesystem> {
        let stat = rustix::fs::fstatfs(&self.handle)?;
        // The field is signed on some machines; the numbers have 32 bits.
        Ok(match stat.f_type as u32 {
            0x9123_683e => Filesystem::Btrfs,
            0xca45_1a4e => Filesystem::Bcachefs,
            _ => Filesystem::Other,
        })
    }

    /// What is free on its filesystem for this user, in bytes.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn free(&self) -> io::Result<u64> {
        let stat = rustix::fs::fstatvfs(&self.handle)?;
        let blocks =
            if rustix::process::geteuid().is_root() { stat.f_bfree } else { stat.f_bavail };
        Ok(blocks.saturating_mul(stat.f_frsize))
    }

    /// A path of the directory for calls and programs that take paths only. It leads to the open directory, wherever that was moved, for as long
    /// as it is open.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", self.handle.as_raw_fd()))
    }
}

fn strict() -> ResolveFlags {
    ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_XDEV
}
