//! Owner, mode, extended attributes (which hold ACLs and capabilities) and times.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    io,
    os::{
        fd::AsFd,
        unix::ffi::{OsStrExt as _, OsStringExt as _},
    },
    path::PathBuf,
};

use rustix::{
    fs::{
        AtFlags, Gid, IFlags, Mode, Timespec, Timestamps, UTIME_OMIT, Uid, XattrFlags, chmodat,
        chownat, ioctl_getflags, ioctl_setflags, lgetxattr, llistxattr, lremovexattr, lsetxattr,
        utimensat,
    },
    io::Errno,
};

use super::{Folder, Kind, Node};

/// Extended attributes by name.
pub(in crate::live) type Extended = BTreeMap<OsString, Vec<u8>>;

/// What the kernel gives to a file by its place, and not the one who made it.
const OF_PLACE: [&str; 1] = ["security.selinux"];

/// What bcachefs lists of the directories above, too.
const INHERITED: &str = "bcachefs_effective.";

/// What one filesystem offers and another may not know: compression, mostly. A file is whole without.
fn is_property(name: &OsStr) -> bool {
    ["btrfs.", "bcachefs."].iter().any(|of| name.as_bytes().starts_with(of.as_bytes()))
}

/// The largest attribute and list of attributes that Linux has: limits.h.
const LARGEST: usize = 65536;

fn path(folder: &Folder, name: &OsStr) -> PathBuf {
    folder.path().join(name)
}

/// The extended attributes of a name; none where the filesystem has none.
pub(in crate::live) fn extended(folder: &Folder, name: &OsStr) -> io::Result<Extended> {
    let path = path(folder, name);
    let mut buffer = vec![0; LARGEST];
    let length = match llistxattr(&path, &mut buffer[..]) {
        Ok(length) => length,
        Err(Errno::OPNOTSUPP | Errno::NOSYS) => return Ok(Extended::new()),
        Err(error) => return Err(error.into()),
    };
    if length == 0 {
        return Ok(Extended::new());
    }
    let mut found = Extended::new();
    let mut value = vec![0; LARGEST];
    for name in buffer[..length].split(|byte| *byte == 0) {
        let of_place = OF_PLACE.iter().any(|of_place| of_place.as_bytes() == name);
        if name.is_empty() || of_place || name.starts_with(INHERITED.as_bytes()) {
            continue;
        }
        let name = OsString::from_vec(name.to_vec());
        match lgetxattr(&path, &name, &mut value[..]) {
            Ok(length) => drop(found.insert(name, value[..length].to_vec())),
            // Gone meanwhile.
            Err(Errno::NODATA) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(found)
}

/// Whether two files have the same attributes, as far as both their filesystems know them.
pub(in crate::live) fn same(one: &Extended, other: &Extended) -> bool {
    let essential = |(name, _): &(&OsString, &Vec<u8>)| !is_property(name);
    one.iter().filter(essential).eq(other.iter().filter(essential))
}

/// Makes an empty file, or what will be made in a directory, be written in place or not, as another is: `chattr +C` of btrfs. Both have to be the
/// same to share their blocks. Where a filesystem has no such flag, it writes as it does.
pub(in crate::live) fn write_in_place(file: &impl AsFd, like: &impl AsFd) {
    let (Ok(own), Ok(wanted)) = (ioctl_getflags(file), ioctl_getflags(like)) else { return };
    if own.contains(IFlags::NOCOW) != wanted.contains(IFlags::NOCOW) {
        let _ = ioctl_setflags(file, own ^ IFlags::NOCOW);
    }
}

/// Makes a name have the attributes of a file elsewhere: owner and mode first, as changing them takes others away, and the time last.
pub(in crate::live) fn apply(
    folder: &Folder,
    name: &OsStr,
    like: &Node,
    extended: &Extended,
) -> io::Result<()> {
    let own = folder.look(name)?;
    if (own.user, own.group) != (like.user, like.group) {
        let (user, group) = (Uid::from_raw(like.user), Gid::from_raw(like.group));
        chownat(folder, name, Some(user), Some(group), AtFlags::SYMLINK_NOFOLLOW)?;
    }
    if like.kind != Kind::Link {
        chmodat(folder, name, Mode::from_raw_mode(like.mode), AtFlags::empty())?;
    }
    let path = path(folder, name);
    // A directory hands an ACL down to what is made in it.
    for name in self::extended(folder, name)?.keys().filter(|name| !extended.contains_key(*name)) {
        lremovexattr(&path, name)?;
    }
    for (name, value) in extended {
        match lsetxattr(&path, name, value, XattrFlags::empty()) {
            Err(Errno::OPNOTSUPP | Errno::INVAL) if is_property(name) => {}
            result => result?,
        }
    }
    let modified =
        Timespec { tv_sec: like.changed.seconds, tv_nsec: like.changed.nanoseconds.into() };
    let times = Timestamps {
        last_access: Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT },
        last_modification: modified,
    };
    Ok(utimensat(folder, name, &times, AtFlags::SYMLINK_NOFOLLOW)?)
}
