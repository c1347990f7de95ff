//! `/proc/self/mountinfo`, see proc_pid_mountinfo(5).

use std::{
    ffi::{OsStr, OsString},
    os::unix::ffi::{OsStrExt as _, OsStringExt as _},
    path::PathBuf,
};

/// One mount as the kernel tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountInfo {
    /// Its number.
    pub id: u64,
    /// The number of the mount it is on.
    pub parent: u64,
    /// The device, `8:1`. Binds of one filesystem share it.
    pub device: String,
    /// What of the filesystem is shown: `/`, the directory of a bind, the path of a subvolume.
    pub root: PathBuf,
    /// Where it is.
    pub point: PathBuf,
    /// The type of the filesystem.
    pub fs_type: String,
    /// What was mounted: a device, `tmpfs`, `none`.
    pub source: OsString,
    /// Options of the mount, then those of the filesystem.
    pub options: Vec<OsString>,
}

impl MountInfo {
    /// Whether the filesystem is in memory.
    #[must_use]
    pub fn is_memory(&self) -> bool {
        matches!(self.fs_type.as_str(), "tmpfs" | "ramfs")
    }

    /// The value of the option `name=value`; the last one counts.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&OsStr> {
        let value = |option: &OsString| {
            let rest = option.as_bytes().strip_prefix(name.as_bytes())?;
            Some(rest.strip_prefix(b"=")?.len())
        };
        self.options.iter().rev().find_map(|option| {
            let bytes = option.as_bytes();
            value(option).map(|length| OsStr::from_bytes(&bytes[bytes.len() - length..]))
        })
    }
}

/// The mounts of a file, in the order they were made. A line that does not have the form is left out.
#[must_use]
pub fn parse(text: &[u8]) -> Vec<MountInfo> {
    text.split(|byte| *byte == b'\n').filter_map(line).collect()
}

fn line(line: &[u8]) -> Option<MountInfo> {
    let mut fields = line.split(|byte| *byte == b' ');
    let mut field = || fields.next().filter(|field| !field.is_empty());
    let id = number(field()?)?;
    let parent = number(field()?)?;
    let device = text(field()?);
    let root = PathBuf::from(unescape(field()?));
    let point = PathBuf::from(unescape(field()?));
    let mut options = split(field()?);
    // Any number of optional fields end with a dash.
    while field()? != b"-" {}
    let fs_type = text(&unescape(field()?).into_vec());
    // The source can be an empty text.
    let source = unescape(fields.next()?);
    options.extend(split(fields.next().unwrap_or_default()));
    Some(MountInfo { id, parent, device, root, point, fs_type, source, options })
}

fn number(field: &[u8]) -> Option<u64> {
    std::str::from_utf8(field).ok()?.parse().ok()
}

fn text(field: &[u8]) -> String {
    String::from_utf8_lossy(field).into_owned()
}

fn split(options: &[u8]) -> Vec<OsString> {
    let parts = options.split(|byte| *byte == b',').filter(|part| !part.is_empty());
    parts.map(unescape).collect()
}

/// Space, tab, newline, backslash and `#` are written as a backslash and three octal digits.
fn unescape(field: &[u8]) -> OsString {
    let mut out = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'\\').then(|| after.get(..3).and_then(octal)).flatten();
        match escaped {
            Some(byte) => {
                out.push(byte);
                rest = &after[3..];
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    OsString::from_vec(out)
}

fn octal(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok()?;
    if digits.starts_with('+') { None } else { u8::from_str_radix(digits, 8).ok() }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_lines_of_a_machine() {
        let text = b"\
23 1 0:21 / / rw,relatime shared:1 - tmpfs none rw,size=2097152k,mode=755\n\
31 23 8:2 /nix /nix ro,noatime shared:5 master:2 propagate_from:3 - ext4 /dev/sda2 rw\n\
40 23 8:1 /persist/var/lib/foo /var/lib/foo rw shared:9 - ext4 /dev/sda1 rw\n\
41 23 0:45 / /srv rw - overlay overlay rw,lowerdir=/a:/b,upperdir=/up,workdir=/w\n\
42 23 0:46 / /mnt rw - tmpfs  rw\n";
        let mounts = parse(text);
        assert_eq!(mounts.len(), 5);
        assert_eq!((mounts[0].id, mounts[0].parent), (23, 1));
        assert!(mounts[0].is_memory());
        assert_eq!(mounts[0].option("size"), Some(OsStr::new("2097152k")));
        assert_eq!(mounts[1].fs_type, "ext4");
        assert_eq!(mounts[1].source, "/dev/sda2");
        assert_eq!(mounts[2].root, Path::new("/persist/var/lib/foo"));
        assert_eq!(mounts[2].point, Path::new("/var/lib/foo"));
        assert_eq!(mounts[2].device, "8:1");
        assert_eq!(mounts[3].option("upperdir"), Some(OsStr::new("/up")));
        assert_eq!(mounts[3].option("upper"), None);
        assert_eq!(mounts[4].source, "");
    }

    #[test]
    fn names_are_bytes() {
        let text = b"1 0 0:1 / /a\\040b\\012c\\134d\\011\\043 rw - tmpfs x\\040y rw\n\
2 0 0:1 / /\xff\xfe rw - tmpfs none rw\n3 0 0:1 / /a\\9\\04 rw - fuse.sshfs none rw\n";
        let mounts = parse(text);
        assert_eq!(mounts[0].point, Path::new("/a b\nc\\d\t#"));
        assert_eq!(mounts[0].source, "x y");
        assert_eq!(mounts[1].point.as_os_str().as_bytes(), b"/\xff\xfe");
        assert_eq!(mounts[2].point, Path::new("/a\\9\\04"));
    }

    #[test]
    fn what_is_no_mount_is_left_out() {
        let broken: [&[u8]; 6] =
            [b"", b"x y z", b"1 2 3", b"1 0 0:1 / /a rw", b"1 0 0:1 / /a rw - tmpfs", b"\xff"];
        for text in broken {
            assert_eq!(parse(text), []);
        }
        let without_options = parse(b"1 0 0:1 / /a rw - tmpfs none");
        assert_eq!(without_options[0].options, ["rw"]);
    }
}
