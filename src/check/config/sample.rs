//! A configuration file to begin with: every key, explained, commented out.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use super::{
    FILE,
    keys::{Form, KEYS, Key},
};
use crate::check::Error;

/// The text of the sample.
#[must_use]
pub fn sample() -> String {
    let mut out = String::from(
        "# The configuration of persist-lint. Paths are relative to this file.\n\
         # `persist-lint config show` says what holds, `persist-lint config schema` prints a schema for editors.\n\n",
    );
    let is_table =
        |key: &&Key| matches!(key.form, Form::Map(..) | Form::Table(_) | Form::Tables(_));
    let (tables, plain): (Vec<_>, Vec<_>) = KEYS.iter().partition(is_table);
    for key in plain {
        out += &format!("# {}\n# {} = {}\n\n", described(key), key.name, key.example);
    }
    for key in tables {
        out += &format!("# {}\n", key.doc);
        let (head, keys): (String, &[Key]) = match key.form {
            Form::Table(keys) => (format!("[{}]", key.name), keys),
            Form::Tables(keys) => (format!("[[{}]]", key.name), keys),
            _ => (format!("[{}]", key.name), &[]),
        };
        out += &format!("# {head}\n");
        if keys.is_empty() {
            out += &format!("# {}\n", entry(key));
        }
        out += &lines(keys);
        for inner in keys {
            if let Form::Tables(below) = inner.form {
                out += &format!("# [[{}.{}]]\n{}", key.name, inner.name, lines(below));
            }
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out + "\n"
}

/// The keys of a table that have an example.
fn lines(keys: &[Key]) -> String {
    let shown = keys.iter().filter(|key| !key.example.is_empty());
    let line = |key: &Key| {
        let joint = if matches!(key.form, Form::Map(..)) { "." } else { " = " };
        format!("# {}{joint}{}  # {}\n", key.name, key.example, key.doc)
    };
    shown.map(line).collect()
}

fn described(key: &Key) -> String {
    match key.form {
        Form::Choice(words) => format!("{} One of {}.", key.doc, words.join(", ")),
        _ => key.doc.to_owned(),
    }
}

fn entry(key: &Key) -> &'static str {
    if key.example.is_empty() { "\"github:NixOS/nixpkgs\" = \"../nixpkgs\"" } else { key.example }
}

/// What became of the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was written here.
    New(PathBuf),
    /// A file was there already, and was left alone.
    Exists(PathBuf),
}

/// Writes the sample into a directory, never over a file.
///
/// # Errors
/// When it cannot be written.
pub fn write_sample(dir: &Path) -> Result<Written, Error> {
    let path = dir.join(FILE);
    match OpenOptions::new().write(true).create_new(true).open(&path) {
        Ok(mut file) => {
            file.write_all(sample().as_bytes()).map_err(|error| Error::of(&path, &error))?;
            Ok(Written::New(path))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(Written::Exists(path)),
        Err(error) => Err(Error::of(&path, &error)),
    }
}
