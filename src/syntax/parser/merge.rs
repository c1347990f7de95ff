//! Binding sets: `a.b = 1; a.c = 2; a = { d = 3; };` becomes one set, as `addAttr` in Nix's `parser-state.hh` does it.

use rustc_hash::FxHashMap;

use super::{Parser, index};
use crate::{
    source::TextRange,
    syntax::{
        Sym,
        ir::{AttrName, AttrSet, DynamicEntry, Entry, EntryValue, Expr, ExprId},
        parse::SyntaxError,
    },
};

/// An [`AttrSet`] that can still grow.
pub(super) struct SetBuilder {
    recursive: bool,
    entries: Vec<Entry>,
    pub(super) sources: Vec<ExprId>,
    dynamic: Vec<DynamicEntry>,
    /// Places in `entries`, once there are many.
    index: FxHashMap<Sym, u32>,
}

/// Sets with more entries than this are searched by hash.
const FEW: usize = 12;

impl SetBuilder {
    fn find(&self, name: Sym) -> Option<Entry> {
        if self.index.is_empty() {
            return self.entries.iter().find(|entry| entry.name == name).copied();
        }
        self.index.get(&name).map(|&place| self.entries[place as usize])
    }

    fn push(&mut self, entry: Entry) {
        if self.entries.len() >= FEW {
            if self.index.is_empty() {
                self.index = self.entries.iter().map(|entry| entry.name).zip(0..).collect();
            }
            self.index.insert(entry.name, index(self.entries.len()));
        }
        self.entries.push(entry);
    }
}

impl From<SetBuilder> for AttrSet {
    fn from(set: SetBuilder) -> Self {
        Self {
            recursive: set.recursive,
            entries: set.entries.into(),
            sources: set.sources.into(),
            dynamic: set.dynamic.into(),
        }
    }
}

impl Parser<'_> {
    pub(super) fn new_set(&mut self, recursive: bool) -> u32 {
        self.sets.push(SetBuilder {
            recursive,
            entries: Vec::new(),
            sources: Vec::new(),
            dynamic: Vec::new(),
            index: FxHashMap::default(),
        });
        index(self.sets.len() - 1)
    }

    /// Adds `path = value;`.
    pub(super) fn bind(&mut self, mut set: u32, path: &[AttrName], value: ExprId) {
        let (&last, parents) = path.split_last().expect("a path has at least one name");
        for (depth, &name) in parents.iter().enumerate() {
            // Text of the implicit set: from the next name to the end of the value.
            let rest = TextRange::new(self.name_range(path[depth + 1]).start, index(self.end));
            set = match name {
                AttrName::Static(name, at) => match self.sets[set as usize].find(name) {
                    Some(entry) => match self.set_of(entry) {
                        Some(nested) => nested,
                        None => return self.duplicate_attribute(&path[..=depth], at, entry),
                    },
                    None => {
                        let nested = self.new_set(false);
                        let expr = self.add_at(Expr::Attrs(nested), rest);
                        self.sets[set as usize].push(Entry {
                            name,
                            at,
                            value: EntryValue::Expr(expr),
                        });
                        nested
                    }
                },
                AttrName::Dynamic(name) => {
                    let nested = self.new_set(false);
                    let value = self.add_at(Expr::Attrs(nested), rest);
                    self.sets[set as usize].dynamic.push(DynamicEntry { name, value });
                    nested
                }
            };
        }
        match last {
            AttrName::Static(name, at) => {
                self.name_lambdas(value, name);
                let entry = Entry { name, at, value: EntryValue::Expr(value) };
                self.insert(set, entry, &mut path.to_vec());
            }
            AttrName::Dynamic(name) => {
                self.sets[set as usize].dynamic.push(DynamicEntry { name, value })
            }
        }
    }

    /// Adds a name of an `inherit`.
    pub(super) fn inherit(&mut self, set: u32, entry: Entry) {
        match self.sets[set as usize].find(entry.name) {
            Some(first) => {
                self.duplicate_attribute(
                    &[AttrName::Static(entry.name, entry.at)],
                    entry.at,
                    first,
                );
            }
            None => self.sets[set as usize].push(entry),
        }
    }

    /// Adds an entry; two sets of one name become one. `path` ends with the entry's name and is for messages.
    fn insert(&mut self, set: u32, entry: Entry, path: &mut Vec<AttrName>) {
        let Some(first) = self.sets[set as usize].find(entry.name) else {
            return self.sets[set as usize].push(entry);
        };
        let (Some(into), Some(from)) = (self.set_of(first), self.set_of(entry)) else {
            return self.duplicate_attribute(path, entry.at, first);
        };
        // Whether `from` is recursive is forgotten, as in Nix: https://github.com/NixOS/nix/issues/9020.
        let from = std::mem::replace(
            &mut self.sets[from as usize],
            SetBuilder {
                recursive: false,
                entries: Vec::new(),
                sources: Vec::new(),
                dynamic: Vec::new(),
                index: FxHashMap::default(),
            },
        );
        let first_source = index(self.sets[into as usize].sources.len());
        for mut entry in from.entries {
            if let EntryValue::InheritFrom(source) = &mut entry.value {
                *source += first_source;
            }
            path.push(AttrName::Static(entry.name, entry.at));
            self.insert(into, entry, path);
            path.pop();
        }
        let into = &mut self.sets[into as usize];
        into.sources.extend(from.sources);
        into.dynamic.extend(from.dynamic);
    }

    fn set_of(&self, entry: Entry) -> Option<u32> {
        let EntryValue::Expr(value) = entry.value else { return None };
        let Expr::Attrs(set) = self.ir.expr(value) else { return None };
        Some(set)
    }

    fn name_range(&self, name: AttrName) -> TextRange {
        let (AttrName::Static(_, expr) | AttrName::Dynamic(expr)) = name;
        self.ir.range(expr)
    }

    /// Tells a function, and the functions it returns, what they are called.
    fn name_lambdas(&mut self, mut value: ExprId, name: Sym) {
        while let Expr::Lambda(lambda) = self.ir.expr(value) {
            let lambda = &mut self.ir.lambdas[lambda as usize];
            lambda.name = Some(name);
            value = lambda.body;
        }
    }

    /// `let` binds only names that are known from the text.
    pub(super) fn refuse_dynamic(&mut self, set: u32) {
        for entry in std::mem::take(&mut self.sets[set as usize].dynamic) {
            self.error(self.ir.range(entry.name), "dynamic attribute in `let`");
        }
    }

    fn duplicate_attribute(&mut self, path: &[AttrName], at: ExprId, first: Entry) {
        let name = path.iter().map(|name| match name {
            AttrName::Static(name, _) => name.as_str(),
            AttrName::Dynamic(_) => "${…}",
        });
        let message =
            format!("attribute `{}` is already defined", name.collect::<Vec<_>>().join("."));
        let related = Some((self.ir.range(first.at), "first defined here".to_owned()));
        self.report(SyntaxError { message, range: self.ir.range(at), related });
    }
}
