//! Many differences in one folder, told as one.

use std::path::PathBuf;

use super::Change;
use crate::live::files::Kind;

/// Differences of one kind that stand side by side, more than `most` of them, as one for their folder. The changes are sorted by path.
#[must_use]
pub fn grouped(changes: &[Change], most: usize) -> Vec<Change> {
    let parent = |change: &Change| change.path.parent().map(PathBuf::from).unwrap_or_default();
    let mut by_folder: std::collections::BTreeMap<(PathBuf, super::What), Vec<&Change>> =
        std::collections::BTreeMap::new();
    for change in changes {
        by_folder.entry((parent(change), change.what)).or_default().push(change);
    }
    let mut told: Vec<Change> = Vec::new();
    for ((path, what), list) in by_folder {
        if list.len() <= most || path.parent().is_none() {
            told.extend(list.into_iter().cloned());
            continue;
        }
        told.push(Change {
            path,
            what,
            kind: Kind::Directory,
            files: list.iter().map(|change| change.files).sum(),
            bytes: list.iter().map(|change| change.bytes).fold(0, u64::saturating_add),
        });
    }
    told.sort_by(|left, right| (&left.path, left.what).cmp(&(&right.path, right.what)));
    told
}

#[cfg(test)]
mod tests {
    use super::{super::What, *};

    fn change(path: &str, what: What) -> Change {
        Change { path: path.into(), what, kind: Kind::File, files: 1, bytes: 10 }
    }

    #[test]
    fn crowds_are_told_by_their_folder() {
        let mut changes: Vec<Change> =
            (0..9).map(|number| change(&format!("/var/cache/x/{number}"), What::Added)).collect();
        changes.push(change("/var/cache/x/a", What::Removed));
        changes.push(change("/var/lib/y", What::Added));
        let told = grouped(&changes, 8);
        let texts: Vec<_> = told
            .iter()
            .map(|told| (told.path.to_str().unwrap(), told.what, told.files, told.bytes))
            .collect();
        assert_eq!(
            texts,
            [
                ("/var/cache/x", What::Added, 9, 90),
                ("/var/cache/x/a", What::Removed, 1, 10),
                ("/var/lib/y", What::Added, 1, 10),
            ]
        );
        assert_eq!(grouped(&changes, 9).len(), 11);
    }

    #[test]
    fn the_top_is_no_group() {
        let changes: Vec<Change> =
            (0..20).map(|number| change(&format!("/{number}"), What::Added)).collect();
        assert_eq!(grouped(&changes, 8).len(), 20);
    }
}
