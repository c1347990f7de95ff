//! Which file of the project imports which, as the module system read them.

use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{facts::Import, query::Reader};
use crate::{
    eval::{Evaluator, Kind, Pos, Value},
    syntax::Sym,
};

/// The imports of the evaluation, sorted; files that are not below `project` are left out.
pub(super) fn read<'a>(
    evaluator: &Evaluator<'a>,
    reader: &Reader<'_, 'a>,
    project: &Path,
) -> Vec<Import> {
    let mut imports = Vec::new();
    for [importer, module, loaded] in evaluator.remembered() {
        let Ok(module) = evaluator.force(module) else { continue };
        if !matches!(module.kind(), Kind::Path(_) | Kind::Str(_)) {
            continue;
        }
        let Kind::Attrs(attrs) = loaded.kind() else { continue };
        let file = attrs.get(Sym::new("_file")).or_else(|| attrs.get(Sym::new("file")));
        let Some(to) = file.and_then(|file| self::file(evaluator, file.value)) else { continue };
        if !to.starts_with(project) {
            continue;
        }
        let from = self::file(evaluator, importer).filter(|from| from.starts_with(project));
        imports.push(Import { from, to, span: reader.span(module.pos()) });
    }
    imports.sort();
    imports.dedup();
    imports
}

/// The file of the project: modules of a directory that was copied to the store are where it was copied from.
fn file<'a>(evaluator: &Evaluator<'a>, value: Value<'a>) -> Option<PathBuf> {
    match evaluator.force(value).ok()?.kind() {
        Kind::Str(text) | Kind::Path(text) => evaluator.real_path(text.text, Pos::NONE).ok(),
        _ => None,
    }
}

/// A cycle in a graph of imports: the files on it, the first one not repeated.
pub(super) fn cycle(imports: &[Import]) -> Option<Vec<&Import>> {
    let mut walk = Walk::default();
    for import in imports {
        if let Some(from) = import.from.as_deref() {
            walk.of.entry(from).or_default().push(import);
        }
    }
    imports.iter().filter_map(|import| import.from.as_deref()).find_map(|file| walk.from(file))
}

/// A walk along imports.
#[derive(Default)]
struct Walk<'i> {
    /// What each file imports.
    of: FxHashMap<&'i Path, Vec<&'i Import>>,
    /// The files from which no cycle is reached.
    done: FxHashSet<&'i Path>,
    /// The way to here.
    on: Vec<&'i Import>,
}

impl<'i> Walk<'i> {
    fn from(&mut self, file: &'i Path) -> Option<Vec<&'i Import>> {
        if self.done.contains(file) {
            return None;
        }
        let is_from = |import: &&Import| import.from.as_deref() == Some(file);
        if let Some(start) = self.on.iter().position(is_from) {
            return Some(self.on[start..].to_vec());
        }
        for import in self.of.remove(file).unwrap_or_default() {
            self.on.push(import);
            let found = self.from(&import.to);
            self.on.pop();
            if found.is_some() {
                return found;
            }
        }
        self.done.insert(file);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(from: &str, to: &str) -> Import {
        Import { from: Some(from.into()), to: to.into(), span: None }
    }

    #[test]
    fn cycles() {
        let tree = [import("/a", "/b"), import("/a", "/c"), import("/b", "/c")];
        assert_eq!(cycle(&tree), None);
        let round = [import("/a", "/b"), import("/b", "/c"), import("/c", "/b")];
        let files: Vec<_> =
            cycle(&round).expect("b and c").into_iter().map(|found| &found.to).collect();
        assert_eq!(files, [Path::new("/c"), Path::new("/b")]);
        assert_eq!(cycle(&[import("/a", "/a")]).map(|found| found.len()), Some(1));
    }
}
