//! A part of a flake: the whole flake is checked, and what concerns the part is reported.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use super::{Report, is_about_input};
use crate::{diagnostic::Diagnostic, source::Files};

/// Of a file or directory inside a flake: the flake's directory, written as `path` is.
///
/// As for Nix, the flake is the nearest one above, and the search ends at the repository.
#[must_use]
pub fn flake_around(path: &Path) -> Option<PathBuf> {
    let part = fs::canonicalize(path).ok()?;
    let is_flake = |dir: &Path| dir.join("flake.nix").is_file();
    if is_flake(&part) || part.file_name()? == "flake.nix" {
        return None;
    }
    let mut written = path.to_owned();
    let mut above = &*part;
    while !above.join(".git").exists() {
        above = above.parent()?;
        ascend(&mut written);
        if is_flake(above) {
            // Behind a symbolic link the way up is another one.
            let same = fs::canonicalize(&written).is_ok_and(|real| real == above);
            return Some(if same { written } else { above.to_owned() });
        }
    }
    None
}

/// Of a file outside of flakes: the nearest directory above with a machine's configuration.
///
/// The search ends at the repository, and at the home.
#[must_use]
pub fn configuration_around(path: &Path) -> Option<PathBuf> {
    let file = fs::canonicalize(path).ok()?;
    let home = std::env::home_dir().map(|home| super::real_path(&home));
    let above = file.ancestors().skip(1).take_while(|dir| Some(*dir) != home.as_deref());
    for dir in above {
        // A `default.nix` may be anything.
        if ["configuration.nix", "hive.nix"].iter().any(|name| dir.join(name).is_file()) {
            return Some(dir.to_owned());
        }
        if dir.join(".git").exists() {
            break;
        }
    }
    None
}

/// Goes to the directory that a path is in.
fn ascend(path: &mut PathBuf) {
    match path.components().next_back() {
        Some(Component::Normal(_)) => _ = path.pop(),
        Some(Component::CurDir) => *path = PathBuf::from(".."),
        _ => path.push(".."),
    }
    if path.as_os_str().is_empty() {
        path.push(".");
    }
}

/// The real paths of parts.
pub(super) fn real(parts: &[PathBuf]) -> Vec<PathBuf> {
    parts.iter().map(|part| fs::canonicalize(part).unwrap_or_else(|_| part.clone())).collect()
}

/// Whether a diagnostic concerns one of the parts, by their real paths: one of its places is there, or its repair is. What could not be
/// checked concerns all.
pub(super) fn concerns(found: &Diagnostic, parts: &[PathBuf], files: &Files) -> bool {
    let labels = found.labels.iter().map(|label| label.span.file);
    let edits = found.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span.file);
    let mut places = found.span.iter().map(|span| span.file).chain(labels).chain(edits);
    parts.is_empty()
        || is_about_input(found)
        || places.any(|file| is_part(&files.path(file), parts))
}

fn is_part(path: &Path, parts: &[PathBuf]) -> bool {
    parts.iter().any(|part| path.starts_with(part))
}

impl Report {
    /// Leaves out what does not concern the parts; all parts do when there are none.
    pub(super) fn narrowed(mut self, parts: &[PathBuf]) -> Self {
        let (files, real) = (&self.files, real(parts));
        for all in [&mut self.diagnostics, &mut self.suppressed, &mut self.baselined] {
            all.retain(|found| concerns(found, &real, files));
        }
        let unread = parts.iter().zip(&real).filter(|(_, real)| !files.any_below(real));
        self.unread = unread.map(|(part, _)| part.clone()).collect();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_up_is_written_as_the_way_down_was() {
        let steps = [
            ("hosts/web.nix", "hosts"),
            ("hosts", "."),
            ("./hosts", "."),
            (".", ".."),
            ("..", "../.."),
            ("../web.nix", ".."),
            ("/flake/hosts", "/flake"),
        ];
        for (from, to) in steps {
            let mut path = PathBuf::from(from);
            ascend(&mut path);
            assert_eq!(path, Path::new(to), "{from}");
        }
    }
}
