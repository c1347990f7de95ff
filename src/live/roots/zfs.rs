//! Snapshots of ZFS, as `zfs` lists them.

use std::{ffi::OsString, io, path::PathBuf, process::Command};

use jiff::Timestamp;

use super::{Form, Listing, OldRoot, Size, date};
use crate::live::Error;

/// The snapshots of a dataset: name, date and what would be free without it.
///
/// # Errors
/// When `zfs` is not there or fails.
pub fn snapshots(dataset: &str) -> Result<Listing, Error> {
    let failed = |why: String| Error::new(PathBuf::from(dataset), io::Error::other(why));
    if dataset.starts_with('-') || dataset.contains('@') {
        return Err(failed("this is no name of a dataset".to_owned()));
    }
    let output = Command::new("zfs")
        .args(["list", "-H", "-p", "-d", "1", "-t", "snapshot", "-o", "name,creation,used"])
        .arg(dataset)
        .output()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => failed("`zfs` is not on PATH".to_owned()),
            _ => failed(format!("`zfs` cannot be run: {error}")),
        })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(failed(format!("`zfs list` failed: {}", said.trim().replace('\n', "; "))));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let roots = text.lines().filter_map(snapshot).collect();
    let mut listing = Listing { roots, ..Listing::default() };
    listing.sort();
    Ok(listing)
}

fn snapshot(line: &str) -> Option<OldRoot> {
    let mut fields = line.split('\t');
    let (name, created, used) = (fields.next()?, fields.next()?, fields.next()?);
    let (_, name) = name.split_once('@')?;
    let of_name = date::of_name(name);
    let created = created.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    Some(OldRoot {
        name: OsString::from(name),
        form: Form::Snapshot,
        // When it was made is certain here.
        date: created.or(of_name),
        dated_by_name: of_name.is_some(),
        size: used.parse().ok().map(|bytes| Size { bytes, whole: true }),
        protected: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_zfs() {
        let root = snapshot("rpool/local/root@blank\t1738326600\t4096").unwrap();
        assert_eq!(root.name, "blank");
        assert_eq!(root.date.unwrap().to_string(), "2025-01-31T12:30:00Z");
        assert_eq!(root.size, Some(Size { bytes: 4096, whole: true }));
        assert!(!root.dated_by_name);
        assert!(snapshot("rpool/local/root\t1738326600\t4096").is_none());
        assert!(snapshot("").is_none());
    }

    #[test]
    fn a_name_is_no_option() {
        for name in ["-r", "rpool@x"] {
            let error = snapshots(name).unwrap_err().to_string();
            assert!(error.contains("no name of a dataset"), "{error}");
        }
    }
}
