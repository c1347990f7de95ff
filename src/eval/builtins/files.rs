//! Files and paths.
//!
//! Files are only looked at through the evaluation's `Vfs`. What copies something to the store gives a symbolic store
//! path, which leads back to the original when it is read.

use std::path::Path;

use super::{Builtin, ErrorKind, Evaluator, Kind, Pos, Result, Value};
use crate::eval::Vfs as _;
use crate::{
    eval::{
        FileKind, ReadError, Str,
        coerce::Mode,
        paths,
        store_path::{of_directory, of_file, parse_sha256},
        vfs,
    },
    syntax::Sym,
};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "readFile", arity: 1, run: read_file },
    Builtin { name: "readDir", arity: 1, run: read_dir },
    Builtin { name: "readFileType", arity: 1, run: read_file_type },
    Builtin { name: "pathExists", arity: 1, run: path_exists },
    Builtin { name: "findFile", arity: 2, run: find_file },
    Builtin { name: "dirOf", arity: 1, run: dir_of },
    Builtin { name: "baseNameOf", arity: 1, run: base_name_of },
    Builtin { name: "toPath", arity: 1, run: to_path },
    Builtin { name: "storePath", arity: 1, run: store_path },
    Builtin { name: "path", arity: 1, run: path },
    Builtin { name: "filterSource", arity: 2, run: filter_source },
    Builtin { name: "toFile", arity: 2, run: to_file },
    Builtin { name: "getEnv", arity: 1, run: get_env },
];

const PLAIN: Mode = Mode { copy_paths: false, more: false };

fn read_file<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let path = ev.path_text(args[0], at)?;
    if let Some(text) = ev.store.text_of(&path) {
        return Ok(ev.string_with(text, &[]));
    }
    let real = ev.real_path(&path, at)?;
    let bytes = ev.vfs.read(&real).map_err(|error| ev.read_error(&path, &error, at))?;
    ev.reserve(bytes.len(), at)?;
    match vfs::text(Path::new(&path), bytes) {
        Ok(text) if text.contains('\0') => {
            Err(ev.type_error(at, format!("{path} holds a NUL byte, which no string can hold")))
        }
        Ok(text) => Ok(ev.string(text)),
        Err(ReadError::Absent(reason)) => Ok(ev.unknown(reason, at)),
        // Nix would take it: a string of Nix is bytes.
        Err(error) => Ok(ev.unknown(format!("{path} is {error}"), at)),
    }
}

fn kind_name(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Regular => "regular",
        FileKind::Directory => "directory",
        FileKind::Symlink => "symlink",
        FileKind::Other => "unknown",
    }
}

fn read_dir<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let path = ev.path_text(args[0], at)?;
    let vfs = &ev.vfs;
    let entries = ev.real_path(&path, at).and_then(|real| {
        vfs.resolve(&real)
            .and_then(|real| vfs.list(&real))
            .map_err(|error| ev.read_error(&path, &error, at))
    })?;
    let kinds = [FileKind::Regular, FileKind::Directory, FileKind::Symlink, FileKind::Other];
    let values = kinds.map(|kind| ev.string_with(kind_name(kind), &[]));
    let attrs = entries.iter().map(|(name, kind)| {
        let value = kinds.iter().position(|other| other == kind).map_or(values[3], |i| values[i]);
        ev.attr(name, value.with_pos(at))
    });
    Ok(ev.set(attrs.collect()))
}

fn read_file_type<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let path = ev.path_text(args[0], at)?;
    if ev.store.text_of(&path).is_some() {
        return Ok(ev.string_with(kind_name(FileKind::Regular), &[]));
    }
    let real = ev.real_path(&path, at)?;
    let kind = ev.vfs.kind(&real).map_err(|error| ev.read_error(&path, &error, at))?;
    Ok(ev.string_with(kind_name(kind), &[]))
}

/// A link that leads nowhere exists. With a slash at the end the path must be a directory.
fn path_exists<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let value = ev.force(args[0])?;
    let directory = matches!(value.kind(), Kind::Str(str)
        if str.text.ends_with('/') || str.text.ends_with("/."));
    let path = ev.path_text(value, at)?;
    if ev.store.text_of(&path).is_some() {
        return Ok(Value::bool(!directory));
    }
    let real = ev.real_path(&path, at)?;
    let vfs = &ev.vfs;
    let kind = if directory {
        vfs.resolve(&real).and_then(|real| vfs.kind(&real))
    } else {
        vfs.kind(&real)
    };
    match kind {
        Ok(kind) => Ok(Value::bool(!directory || kind == FileKind::Directory)),
        Err(ReadError::NotFound) => Ok(Value::bool(false)),
        Err(error @ (ReadError::Outside | ReadError::Absent(_))) => {
            Err(ev.read_error(&path, &error, at))
        }
        Err(ReadError::Failed(reason)) => {
            Ok(ev.unknown(format!("cannot read {path}: {reason}"), at))
        }
    }
}

/// What is on nobody's search path is unknown: the path that a real evaluation gets is not looked at.
fn find_file<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let list = ev.as_list(args[0], at)?;
    let wanted = ev.str(args[1], at)?.text;
    ev.complete(list.open, at)?;
    for &entry in list.items {
        let entry = ev.as_attrs(entry, at)?;
        let prefix = match entry.get(Sym::new("prefix")) {
            Some(attr) => ev.str(attr.value, at)?.text,
            None => "",
        };
        let rest = match wanted.strip_prefix(prefix) {
            Some(rest) if prefix.is_empty() || rest.is_empty() => rest,
            Some(rest) if rest.starts_with('/') => rest,
            _ => continue,
        };
        let dir = ev.path_text(ev.required(entry, "path", at)?, at)?;
        let path = paths::normalize(&format!("{dir}/{rest}"));
        if ev.vfs.kind(&ev.real_path(&path, at)?).is_ok() {
            return Ok(ev.path(path));
        }
    }
    Ok(ev.unknown(format!("`<{wanted}>` is not on disk"), at))
}

fn dir_of<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let value = ev.force(args[0])?;
    if let Kind::Path(path) = value.kind() {
        return Ok(ev.path(paths::parent(path.text)));
    }
    let str = ev.coerce_with(value, PLAIN, at)?;
    let parent = match str.text.rfind('/') {
        None => ".",
        Some(0) => "/",
        Some(end) => &str.text[..end],
    };
    Ok(ev.string_with(parent, str.context))
}

/// One slash at the end does not count.
fn base_name_of<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let str = ev.coerce_with(args[0], PLAIN, at)?;
    let text = str.text.strip_suffix('/').filter(|text| !text.is_empty()).unwrap_or(str.text);
    let start = text.rfind('/').map_or(0, |slash| slash + 1);
    Ok(ev.string_with(&text[start..], str.context))
}

fn to_path<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let context = ev.coerce_with(args[0], PLAIN, at)?.context;
    let path = ev.path_text(args[0], at)?;
    Ok(ev.string_with(ev.text(&path), context))
}

fn store_path<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let path = ev.path_text(args[0], at)?;
    let Some(name) = path.strip_prefix("/nix/store/").filter(|name| !name.is_empty()) else {
        return Err(ev.type_error(at, format!("{path} is not in the Nix store")));
    };
    let end = path.len() - name.find('/').map_or(0, |slash| name.len() - slash);
    let path = ev.text(&path);
    Ok(ev.string_with(path, ev.arena.alloc_slice_copy(&[&path[..end]])))
}

fn path<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let attrs = ev.as_attrs(args[0], at)?;
    let known = ["path", "name", "filter", "recursive", "sha256"];
    for attr in attrs.entries {
        if !known.contains(&attr.name.as_str()) {
            let message = format!("`path` takes no argument `{}`", attr.name);
            return Err(ev.error(ErrorKind::Type, attr.pos.or(at), message));
        }
    }
    let source = ev.path_text(ev.required(attrs, "path", at)?, at)?;
    let name = match attrs.get(Sym::new("name")) {
        Some(name) => ev.str(name.value, at)?.text,
        None => last(&source),
    };
    if let Some(attr) = attrs.get(Sym::new("sha256")) {
        let text = ev.plain_str(attr.value, at)?;
        let Some(hash) = parse_sha256(text) else {
            return Err(ev.type_error(attr.pos.or(at), format!("\"{text}\" is no SHA-256 hash")));
        };
        let recursive = match attrs.get(Sym::new("recursive")) {
            Some(attr) => ev.bool(attr.value, at)?,
            None => true,
        };
        check_name(ev, name, at)?;
        let path = if recursive { of_directory(&hash, name) } else { of_file(&hash, name) };
        return Ok(copied(ev.store.add_source_at(ev, &source, &path)));
    }
    Ok(copied(add_source(ev, &source, name, at)?))
}

/// The filter is not asked: nothing is copied, and files that it would leave out are still found below the path.
fn filter_source<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    ev.function(args[0], at)?;
    let source = ev.path_text(args[1], at)?;
    Ok(copied(add_source(ev, &source, last(&source), at)?))
}

fn copied<'a>(path: &'a Str<'a>) -> Value<'a> {
    Value::new(Kind::Str(path), Pos::NONE)
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn add_source<'a>(
    ev: &Evaluator<'a>,
    source: &str,
    name: &str,
    at: Pos,
) -> Result<'a, &'a Str<'a>> {
    check_name(ev, name, at)?;
    let real = ev.real_path(source, at)?;
    ev.vfs.kind(&real).map_err(|error| ev.read_error(source, &error, at))?;
    Ok(ev.store.add_source(ev, source, name, None))
}

pub(super) fn check_name<'a>(ev: &Evaluator<'a>, name: &str, at: Pos) -> Result<'a, ()> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+-._?=".contains(c);
    if name.is_empty() || name.len() > 211 || !name.chars().all(allowed) {
        return Err(ev.type_error(at, format!("`{name}` cannot be the name of a store path")));
    }
    Ok(())
}

fn to_file<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let name = ev.plain_str(args[0], at)?;
    check_name(ev, name, at)?;
    let text = ev.str(args[1], at)?;
    if text.context.iter().any(|path| path.starts_with(['!', '='])) {
        let message = format!("the text of `{name}` must not refer to what is built");
        return Err(ev.type_error(at, message));
    }
    Ok(copied(ev.store.add_text(ev, name, text.text)))
}

/// The environment is never looked at.
fn get_env<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let name = ev.str(args[0], at)?.text;
    if name == "HOME" {
        return Ok(ev.string(crate::eval::paths::HOME));
    }
    let known = ev.settings.environment.iter().find(|(own, _)| *own == name);
    Ok(ev.string(known.map_or("", |(_, value)| value)))
}

impl<'a> Evaluator<'a> {
    /// `builtins.nixPath`: the search paths that were named.
    pub(super) fn nix_path(&self) -> Value<'a> {
        let entries: Vec<Value<'a>> = self
            .settings
            .search_path
            .iter()
            .map(|(prefix, path)| {
                let (prefix, path) = (self.string(prefix), self.string(path));
                self.set(vec![self.attr("prefix", prefix), self.attr("path", path)])
            })
            .collect();
        self.list(&entries)
    }

    /// Whether something is on disk at a path that may be looked at.
    pub(super) fn on_disk(&self, path: &str) -> bool {
        self.vfs.kind(Path::new(path)).is_ok()
    }
}
