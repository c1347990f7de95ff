//! Paths: literals, search paths, and the files behind them.

use std::path::{Path, PathBuf};

use super::{
    Env, Error, ErrorKind, Evaluator, File, FileKind, Frame, Kind, Pos, ReadError, Result, Scope,
    Str, Value, Vfs as _, coerce::Mode, store_path,
};
use crate::syntax::ir::{Expr, ListRange};

/// The home directory of every evaluation: it must not depend on who runs it.
pub const HOME: &str = "/homeless-shelter";

/// The largest file that is hashed for its store path, in bytes.
const HASHED: u64 = 1 << 20;

/// An absolute path without `.`, `..`, doubled and trailing slashes. Symbolic links are not looked at.
#[must_use]
pub fn normalize(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let mut text = String::with_capacity(path.len());
    for part in &parts {
        text.push('/');
        text.push_str(part);
    }
    if text.is_empty() {
        text.push('/');
    }
    text
}

/// The directory of a path; that of `/` is `/`.
#[must_use]
pub fn parent(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(at) => &path[..at],
    }
}

/// A path as written in a file, made absolute.
fn absolute(text: &str, file: &File<'_>) -> String {
    match text.strip_prefix('~') {
        Some(rest) => normalize(&format!("{HOME}{rest}")),
        None if text.starts_with('/') => normalize(text),
        None => normalize(&format!("{}/{text}", parent(file.path))),
    }
}

impl<'a> Evaluator<'a> {
    pub(super) fn path_literal(
        &self,
        text: &str,
        scope: Scope<'a>,
        at: Pos,
    ) -> Result<'a, Value<'a>> {
        Ok(self.path(absolute(text, scope.file)).with_pos(at))
    }

    pub(super) fn interpolate_path(
        &self,
        parts: ListRange,
        scope: Scope<'a>,
        at: Pos,
    ) -> Result<'a, Value<'a>> {
        let ir = scope.file.ir;
        let mut text = String::new();
        for (index, &part) in ir.list(parts).iter().enumerate() {
            if let Expr::Str(literal) = scope.file.expr(part) {
                let literal = ir.string(literal);
                if index == 0 {
                    // The slash before an interpolation counts.
                    text = absolute(literal, scope.file);
                    if literal.ends_with('/') && !text.ends_with('/') {
                        text.push('/');
                    }
                } else {
                    text.push_str(literal);
                }
                continue;
            }
            let value = self.eval(part, scope)?;
            text.push_str(
                self.coerce_with(value, Mode { copy_paths: false, more: false }, at)?.text,
            );
        }
        Ok(self.path(normalize(&text)).with_pos(at))
    }

    /// `<name/rest>`. What is in no search path may be a channel: those are called as the flake registry calls them.
    pub(super) fn search_path(&self, text: &str, at: Pos) -> Result<'a, Value<'a>> {
        for (name, dir) in &self.settings.search_path {
            let rest = text.strip_prefix(name.as_str());
            if let Some(rest) = rest
                && (rest.is_empty() || rest.starts_with('/') || name.is_empty())
            {
                let path = normalize(&format!("{dir}/{rest}"));
                if self.vfs.kind(Path::new(&path)).is_ok() {
                    return Ok(self.path(path).with_pos(at));
                }
            }
        }
        let (name, rest) = text.split_once('/').unwrap_or((text, ""));
        let locate = self.settings.locate.as_ref();
        if let Some(dir) = locate.and_then(|locate| locate.find(&format!("flake:{name}"))) {
            let path = normalize(&format!("{}/{rest}", dir.to_string_lossy()));
            // Reading what is absent says why it is.
            if let Ok(_) | Err(ReadError::Absent(_)) = self.vfs.kind(Path::new(&path)) {
                return Ok(self.path(path).with_pos(at));
            }
        }
        // Nixpkgs looks for these overlays and goes on without them. `<nix/…>` comes with Nix.
        let complete = self.settings.search_path_complete && !text.starts_with("nix/");
        if complete || text == "nixpkgs-overlays" {
            let message = format!("`<{text}>` is in no search path");
            return Err(self.error(ErrorKind::Throw, at, message));
        }
        Ok(self.unknown(format!("`<{text}>` is not on disk"), at))
    }

    /// The text of a value that names a file, and the path to read it from.
    ///
    /// # Errors
    /// When the value is neither a path nor an absolute string.
    pub fn path_text(&self, value: Value<'a>, at: Pos) -> Result<'a, String> {
        let value = self.force(value)?;
        if let Kind::Path(path) = value.kind() {
            return Ok(path.text.to_owned());
        }
        let str = self.coerce_with(value, Mode { copy_paths: false, more: false }, at)?;
        if !str.text.starts_with('/') {
            return Err(self.type_error(at, format!("\"{}\" is not an absolute path", str.text)));
        }
        Ok(normalize(str.text))
    }

    /// The file behind a path of the evaluation: symbolic store paths lead back to what they were made from.
    ///
    /// # Errors
    /// Unknown when the path is the output of a derivation, which only a build would make.
    pub fn real_path(&self, path: &str, at: Pos) -> Result<'a, PathBuf> {
        match self.store.resolve(path) {
            super::builtins::Origin::Outside => Ok(PathBuf::from(path)),
            // A copy of a part of a copy leads to a copy again.
            super::builtins::Origin::Source(path) => self.nested(at, || self.real_path(&path, at)),
            super::builtins::Origin::Derivation => {
                let unknown =
                    self.unknown("import from derivation: the file exists only after a build", at);
                let Kind::Unknown(unknown) = unknown.kind() else { unreachable!("just made") };
                Err(self.unknown_error(unknown, at))
            }
        }
    }

    /// The error for a file that could not be read; unknown when it may not be.
    pub fn read_error(&self, path: &str, error: &ReadError, at: Pos) -> Error<'a> {
        let reason = match error {
            ReadError::Outside => {
                Some(format!("`{path}` is outside of the project and its inputs"))
            }
            ReadError::Absent(reason) => Some(reason.clone()),
            ReadError::NotFound | ReadError::Failed(_) => None,
        };
        if let Some(reason) = reason {
            self.note(reason.clone(), at);
            let unknown = self.unknown(reason, at);
            let Kind::Unknown(unknown) = unknown.kind() else { unreachable!("just made") };
            return self.unknown_error(unknown, at);
        }
        self.error(ErrorKind::Io, at, format!("cannot read {path}: {error}"))
    }

    /// The store path a local file would be copied to. Nothing is copied.
    pub(super) fn copy_path(&self, path: &str, at: Pos) -> Result<'a, &'a Str<'a>> {
        let real = self.real_path(path, at)?;
        let name = path.rsplit('/').next().unwrap_or("source");
        let kind = self.vfs.kind(&real).map_err(|error| self.read_error(path, &error, at))?;
        // Of a file the path is as in Nix, if it is not executable; a directory or a picture is not read for that.
        let vfs = &self.vfs;
        let small = kind == FileKind::Regular && vfs.size(&real).is_ok_and(|size| size <= HASHED);
        let file = small.then(|| vfs.read(&real).ok());
        let hash = file.flatten().map(|bytes| store_path::archive_hash(&bytes));
        Ok(self.store.add_source(self, path, name, hash.as_ref()))
    }

    /// `import path`: the value of the file, evaluated once.
    ///
    /// # Errors
    /// When it cannot be read or evaluated; unknown when it is not on disk for a known reason.
    pub fn import(&self, path: &str, at: Pos) -> Result<'a, Value<'a>> {
        if let Some(value) = self.imports.borrow().get(path) {
            return self.force(*value);
        }
        if let Some(text) = self.store.text_of(path) {
            let source = self.program.add(Path::new(path), text, &[]);
            return self.evaluate(self.adopt(source), &[]);
        }
        let real = self.real_path(path, at)?;
        let vfs = &self.vfs;
        let mut file = vfs.resolve(&real).map_err(|error| self.read_error(path, &error, at))?;
        let mut named = PathBuf::from(path);
        if vfs.kind(&file) == Ok(FileKind::Directory) {
            named.push("default.nix");
            file.push("default.nix");
            file = vfs
                .resolve(&file)
                .map_err(|error| self.read_error(&file.to_string_lossy(), &error, at))?;
        }
        // Paths in a file of a copied directory lead to files of the copy.
        let is_copy = matches!(self.store.resolve(path), super::builtins::Origin::Source(_))
            && !self.settings.uncopied.is_some_and(|dir| file.starts_with(dir));
        let named = if is_copy { &named } else { &file };
        let file = self.file_at(&file.to_string_lossy(), &named.to_string_lossy(), at)?;
        let value = match self.imports.borrow().get(file.path) {
            Some(value) => *value,
            None => {
                let env = self.arena.alloc(Env::many(None, &[]));
                self.delayed(file.ir.root, Scope { file, env })
            }
        };
        self.imports.borrow_mut().insert(file.path, value);
        self.imports.borrow_mut().insert(self.text(path), value);
        self.force(value).map_err(|error| self.traced(error, at, Frame::Import(file.path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalizes() {
        assert_eq!(normalize("/a/./b//../c/"), "/a/c");
        assert_eq!(normalize("/.."), "/");
        assert_eq!(parent("/a/b"), "/a");
        assert_eq!(parent("/a"), "/");
    }
}
