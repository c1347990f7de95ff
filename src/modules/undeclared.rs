//! Options of modules that are not on disk: the paths that the project writes there.
//!
//! Of an input that is not there its name is mostly all that is known. What is written for its modules says more: lists of
//! paths are what persistence modules take.

use std::collections::BTreeSet;

use super::{facts::Undeclared, graph::attribute, option_names::OptionNames, query::Reader};
use crate::{
    eval::{Evaluator, Kind, Value},
    source::Span,
    syntax::Sym,
};

/// How deep paths are looked for in a value, and in how many values of an option.
const DEPTH: u32 = 6;
const MOST: u32 = 5000;

/// The options that neither a module that was read nor NixOS declares and that hold collections of paths.
pub(super) fn read<'a>(
    evaluator: &Evaluator<'a>,
    reader: &Reader<'_, 'a>,
    config: Value<'a>,
) -> Vec<Undeclared> {
    let paths = attribute(evaluator, config, "_module")
        .and_then(|module| attribute(evaluator, module, "undeclared"));
    let Some(Kind::List(paths)) = paths.map(Value::kind) else { return Vec::new() };
    let names = |path: &Value<'a>| -> Option<Vec<&'a str>> {
        let Kind::List(path) = evaluator.force(*path).ok()?.kind() else { return None };
        let name = |name: &Value<'a>| {
            Some(evaluator.str(evaluator.force(*name).ok()?, name.pos()).ok()?.text)
        };
        path.items.iter().map(name).collect()
    };
    let paths: BTreeSet<Vec<&str>> = paths.items.iter().filter_map(names).collect();
    let mut search = Search { evaluator, reader, found: Vec::new() };
    for path in paths {
        let value = path.iter().try_fold(config, |set, name| attribute(evaluator, set, name));
        if let Some(value) = value {
            search.options(path, value, None);
        }
    }
    search.found
}

struct Search<'s, 'e, 'a> {
    evaluator: &'e Evaluator<'a>,
    reader: &'s Reader<'e, 'a>,
    found: Vec<Undeclared>,
}

impl<'a> Search<'_, '_, 'a> {
    /// What is written at a place of options. Those of NixOS are known by their first two names.
    fn options(&mut self, path: Vec<&'a str>, value: Value<'a>, place: Option<Span>) {
        let names = OptionNames::shipped();
        if names.has(&path[..path.len().min(2)].join(".")) {
            let set = self.evaluator.force(value).map(Value::kind);
            if let ([namespace], Ok(Kind::Attrs(set))) = (path.as_slice(), set)
                && names.are_below(namespace)
            {
                for attr in set.in_name_order() {
                    let path = vec![*namespace, attr.name.as_str()];
                    self.options(path, attr.value, self.reader.span(attr.pos));
                }
            }
            return;
        }
        let mut paths = Paths { evaluator: self.evaluator, found: BTreeSet::new(), left: MOST };
        paths.collect(value, DEPTH);
        if !paths.found.is_empty() {
            let paths = paths.found.into_iter().map(str::to_owned).collect();
            let span = place.or_else(|| self.reader.span(value.pos()));
            self.found.push(Undeclared { option: path.join("."), paths, span });
        }
    }
}

/// Absolute paths that stand in a collection: elements of lists and what says where those are, and names of attributes. A
/// path by itself is where a program keeps its own.
struct Paths<'e, 'a> {
    evaluator: &'e Evaluator<'a>,
    found: BTreeSet<&'a str>,
    left: u32,
}

impl<'a> Paths<'_, 'a> {
    fn collect(&mut self, value: Value<'a>, depth: u32) {
        let Some(left) = self.left.checked_sub(1) else { return };
        self.left = left;
        let (Some(depth), Ok(value)) = (depth.checked_sub(1), self.evaluator.force(value)) else {
            return;
        };
        match value.kind() {
            Kind::Unknown(unknown) => {
                if let Some(may) = unknown.may {
                    self.collect(may, depth);
                }
            }
            Kind::List(list) => {
                for &item in list.items.iter().chain(list.rest.iter().flat_map(|rest| rest.items)) {
                    self.element(item);
                    self.collect(item, depth);
                }
            }
            // A package is no collection.
            Kind::Attrs(attrs) if attrs.get(Sym::new("outPath")).is_none() => {
                for attr in attrs.in_name_order() {
                    self.path(attr.name.as_str());
                    self.collect(attr.value, depth);
                }
            }
            _ => {}
        }
    }

    /// An element of a list: a path, or a set that says which it is about.
    fn element(&mut self, item: Value<'a>) {
        let Ok(item) = self.evaluator.force(item) else { return };
        match item.kind() {
            Kind::Str(text) => self.path(text.text),
            Kind::Unknown(unknown) => {
                if let Some(may) = unknown.may {
                    self.element(may);
                }
            }
            Kind::Attrs(attrs) => {
                for attr in attrs.entries {
                    if let Ok(Kind::Str(text)) = self.evaluator.force(attr.value).map(Value::kind) {
                        self.path(text.text);
                    }
                }
            }
            _ => {}
        }
    }

    fn path(&mut self, text: &'a str) {
        if text.starts_with('/') {
            self.found.insert(text);
        }
    }
}
