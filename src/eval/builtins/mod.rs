//! The builtins: one table per subject.
//!
//! A builtin gets its arguments as they are, perhaps not evaluated; it forces what it needs. When it needs something
//! unknown it returns that as an error, and its result is unknown.

mod attrs;
mod context;
mod control;
mod fetch;
mod files;
mod flake_ref;
mod hash;
mod json;
mod json_reader;
mod lists;
mod numbers;
mod order;
mod partial;
mod position;
mod regex;
mod store;
mod strings;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod text_tests;
mod toml;
mod types;
mod unknown;
mod versions;
mod xml;

pub use store::{Origin, Store, store_path};

use super::{Attr, Attrs, Error, ErrorKind, Evaluator, Kind, Partial, Pos, Result, Value};
use crate::syntax::Sym;

/// A function of the language itself.
pub struct Builtin {
    /// Its name in `builtins`.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arity: usize,
    /// What it does. `Pos` is the call's place.
    pub run: for<'a> fn(&Evaluator<'a>, &[Value<'a>], Pos) -> Result<'a, Value<'a>>,
}

/// Every table.
const TABLES: &[&[Builtin]] = &[
    attrs::BUILTINS,
    control::BUILTINS,
    hash::BUILTINS,
    json::BUILTINS,
    json_reader::BUILTINS,
    fetch::BUILTINS,
    files::BUILTINS,
    flake_ref::BUILTINS,
    lists::BUILTINS,
    numbers::BUILTINS,
    order::BUILTINS,
    position::BUILTINS,
    regex::BUILTINS,
    store::BUILTINS,
    types::BUILTINS,
    context::BUILTINS,
    strings::BUILTINS,
    toml::BUILTINS,
    versions::BUILTINS,
    xml::BUILTINS,
];

/// Builtins that are in scope without `builtins.` in front.
const GLOBAL: &[&str] = &[
    "abort",
    "baseNameOf",
    "break",
    "derivation",
    "derivationStrict",
    "dirOf",
    "fetchGit",
    "fetchMercurial",
    "fetchTarball",
    "fetchTree",
    "fromTOML",
    "import",
    "isNull",
    "map",
    "placeholder",
    "removeAttrs",
    "scopedImport",
    "throw",
    "toString",
];

/// Why a builtin is not known: Nix has it as an experiment, or another Nix has it.
const EXPERIMENTAL: &str = "a builtin that Nix 2.34 does not have without experimental features";

/// Fills the global scope.
pub(super) fn install(evaluator: &Evaluator<'_>) {
    let mut attrs: Vec<Attr<'_>> = Vec::new();
    let mut globals = evaluator.globals.borrow_mut();
    for builtin in TABLES.iter().copied().flatten() {
        let partial = evaluator.arena.alloc(Partial { builtin, args: &[] });
        let value = Value::new(Kind::Builtin(partial), Pos::NONE);
        attrs.push(evaluator.attr(builtin.name, value));
        if GLOBAL.contains(&builtin.name) {
            globals.insert(Sym::new(builtin.name), value);
        }
        globals.insert(Sym::new(&format!("__{}", builtin.name)), value);
    }
    let constants = [
        ("true", Value::bool(true)),
        ("false", Value::bool(false)),
        ("null", Value::NULL),
        ("storeDir", evaluator.string("/nix/store")),
        ("nixVersion", evaluator.string("2.34.8")),
        ("langVersion", Value::int(6)),
        ("nixPath", evaluator.nix_path()),
    ];
    for (name, value) in constants {
        attrs.push(evaluator.attr(name, value));
        if matches!(name, "true" | "false" | "null") {
            globals.insert(Sym::new(name), value);
        } else {
            globals.insert(Sym::new(&format!("__{name}")), value);
        }
    }
    if let Some(system) = &evaluator.settings.system {
        let system = evaluator.string(system);
        attrs.push(evaluator.attr("currentSystem", system));
        globals.insert(Sym::new("__currentSystem"), system);
        let time = evaluator.unknown("the time of an evaluation", Pos::NONE);
        attrs.push(evaluator.attr("currentTime", time));
        globals.insert(Sym::new("__currentTime"), time);
    }
    for name in evaluator.settings.optional_builtins {
        let reason = format!("`builtins.{name}` is not run");
        attrs.push(evaluator.attr(name, evaluator.unknown(reason, Pos::NONE)));
    }
    // `builtins.builtins` is the set itself.
    let thunk = evaluator.arena.alloc(super::Thunk::new(super::State::Running));
    let own = Value::new(Kind::Thunk(thunk), Pos::NONE);
    attrs.push(evaluator.attr("builtins", own));
    let set = evaluator.set(attrs);
    let Kind::Attrs(known) = set.kind() else { unreachable!("just made") };
    // `builtins ? fetchClosure` is false, as in Nix; who uses it all the same has a Nix that knows more.
    let other = evaluator.unknown(EXPERIMENTAL, Pos::NONE);
    let Kind::Unknown(other) = other.kind() else { unreachable!("just made") };
    let set = evaluator.lenient(known, other, Pos::NONE);
    thunk.set(super::State::Done(set));
    globals.insert(Sym::new("builtins"), set);
}

impl<'a> Evaluator<'a> {
    /// A name of the global scope.
    pub(super) fn global(&self, name: Sym, at: Pos) -> Result<'a, Value<'a>> {
        match self.globals.borrow().get(&name) {
            Some(value) => Ok(*value),
            None => Err(self.error(ErrorKind::Missing, at, format!("undefined variable `{name}`"))),
        }
    }

    /// A builtin by its name in `builtins`.
    #[must_use]
    pub fn builtin(&self, name: &str) -> Option<Value<'a>> {
        self.globals.borrow().get(&Sym::new(&format!("__{name}"))).copied()
    }
}
