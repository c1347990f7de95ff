//! Why a fact is as it is: the definition that made it, the option that switched that one on, and so on, up to a line of
//! the project.
//!
//! nixpkgs says which file defines an option (`definitionsWithLocations`). What made that file define it is found among
//! the options the same file declares: of those that are on, the one that the user, or the next file, set. When it is
//! not plain which one that is, the chain ends.

use std::{cell::OnceCell, path::PathBuf, sync::Arc};

use rustc_hash::FxHashMap;

use super::{
    facts::{Chain, Link, without_version},
    graph::attribute,
    query::Reader,
};
use crate::{
    eval::{Attrs, Evaluator, Kind, Pos, Value},
    source::{FileId, Span},
    syntax::Sym,
};

/// How many options a chain has at most.
const LENGTH: usize = 6;
/// How deep options are looked for in what a module declares.
const DEPTH: usize = 8;

/// Of a definition without `mkOverride`.
const USUAL_PRIORITY: i64 = 100;

/// Where homes are, below which their modules define what they do.
const HOME: [&str; 2] = ["home-manager", "users"];

/// What a set in a list calls the path it is about.
const PATHS: [&str; 3] = ["directory", "file", "path"];

/// Follows definitions of one host to their causes.
pub(super) struct Tracer<'e, 'a> {
    evaluator: &'e Evaluator<'a>,
    reader: &'e Reader<'e, 'a>,
    config: Value<'a>,
    options: Value<'a>,
    /// Directories of inputs, with what to call them.
    inputs: Vec<(PathBuf, String)>,
    modules: OnceCell<FxHashMap<FileId, Vec<Module<'a>>>>,
}

/// A module as the module system read it.
#[derive(Clone, Copy)]
struct Module<'a> {
    options: Option<Value<'a>>,
    config: Option<Value<'a>>,
}

/// One definition of an option or of a member of it.
struct Definition {
    pos: Pos,
    /// The line, when it is one of the project.
    span: Option<Span>,
    /// Below which others count: that of `mkForce` and its like, around all the rest.
    priority: i64,
}

type Path = Vec<Arc<str>>;

impl<'e, 'a> Tracer<'e, 'a> {
    /// A tracer for a host; `None` when its options are not at hand.
    pub(super) fn new(
        evaluator: &'e Evaluator<'a>,
        reader: &'e Reader<'e, 'a>,
        host: Value<'a>,
        inputs: Vec<(PathBuf, String)>,
    ) -> Option<Self> {
        let config = attribute(evaluator, host, "config")?;
        let options = attribute(evaluator, host, "options")?;
        Some(Self { evaluator, reader, config, options, inputs, modules: OnceCell::new() })
    }

    /// What made the option at a path, or the member of it, be there.
    pub(super) fn trace(&self, path: &[String]) -> Option<Chain> {
        let mut path: Path = path.iter().map(|name| Arc::from(name.as_str())).collect();
        let mut chain = Chain::default();
        let mut seen: Vec<Path> = Vec::new();
        while chain.links.len() < LENGTH && !seen.contains(&path) {
            seen.push(path.clone());
            let definitions = self.definitions(&path);
            let option: Arc<str> = show(&path).into();
            if let Some(span) = definitions.iter().find_map(|definition| definition.span) {
                chain.links.push(Link { option, module: None });
                chain.span = Some(span);
                return Some(chain);
            }
            let Some(definition) = definitions.first() else { break };
            let Some(file) = self.evaluator.program().span(definition.pos).map(|span| span.file)
            else {
                break;
            };
            chain.links.push(Link { option, module: Some(self.call(file)) });
            let Some(next) = self.switch(file, &path) else { break };
            path = next;
        }
        (!chain.links.is_empty()).then_some(chain)
    }

    /// The definitions of an option, or of a member of one, that made it as it is.
    fn definitions(&self, path: &[Arc<str>]) -> Vec<Definition> {
        self.definitions_in(self.options, path)
    }

    /// The same of the options of one evaluation.
    fn definitions_in(&self, options: Value<'a>, path: &[Arc<str>]) -> Vec<Definition> {
        let mut found = Vec::new();
        let mut option = options;
        let mut rest = path;
        while !self.is_option(option) {
            let Some((name, more)) = rest.split_first() else { return found };
            let Some(inner) = attribute(self.evaluator, option, name) else { return found };
            (option, rest) = (inner, more);
        }
        let Some(Kind::List(list)) =
            attribute(self.evaluator, option, "definitionsWithLocations").map(Value::kind)
        else {
            return found;
        };
        for item in list.items {
            let Ok(item) = self.evaluator.force(*item) else { continue };
            let Kind::Attrs(item) = item.kind() else { continue };
            let Some(value) = item.get(Sym::new("value")) else { continue };
            self.places(value.value, Pos::NONE, rest, None, &mut found);
        }
        let strongest = found.iter().map(|definition| definition.priority).min();
        found.retain(|definition| Some(definition.priority) == strongest);
        // What is defined as a module, such as a home, says what its own options are.
        match (self.options_of_member(option, rest), rest) {
            (Some(options), [_, more @ ..]) if found.is_empty() => {
                self.definitions_in(options, more)
            }
            _ => found,
        }
    }

    /// The options of a member that is a submodule, as newer releases of nixpkgs tell them.
    fn options_of_member(&self, option: Value<'a>, rest: &[Arc<str>]) -> Option<Value<'a>> {
        let path = ["valueMeta", "attrs", rest.first()?, "configuration", "options"];
        path.iter().try_fold(option, |set, name| attribute(self.evaluator, set, name))
    }

    /// Where a definition says something about a member.
    fn places(
        &self,
        value: Value<'a>,
        name: Pos,
        rest: &[Arc<str>],
        priority: Option<i64>,
        found: &mut Vec<Definition>,
    ) {
        let Ok(forced) = self.evaluator.force(value) else { return };
        if let (Kind::List(list), [name]) = (forced.kind(), rest) {
            let stands_there = |item: &&Value<'a>| self.is_entry(**item, name);
            if let Some(item) = list.items.iter().find(stands_there) {
                let written = self.evaluator.force(*item).map_or(Pos::NONE, Value::pos);
                self.add([item.pos(), written, value.pos()], priority, found);
            }
            return;
        }
        let Kind::Attrs(attrs) = forced.kind() else {
            if rest.is_empty() && !matches!(forced.kind(), Kind::Bool(false) | Kind::Unknown(_)) {
                self.add([forced.pos(), value.pos(), name], priority, found);
            }
            return;
        };
        if let Some(inner) = self.unwrap(attrs) {
            let priority = priority.or_else(|| self.priority(attrs));
            for (condition, value) in inner {
                if condition.is_none_or(|condition| self.is_true(condition)) {
                    self.places(value, name, rest, priority, found);
                }
            }
            return;
        }
        let Some((first, more)) = rest.split_first() else {
            return self.add([name, forced.pos(), value.pos()], priority, found);
        };
        if let Some(attr) = attrs.get(Sym::new(first)) {
            self.places(attr.value, attr.pos, more, priority, found);
        }
    }

    /// Whether an item of a list is what is looked for: a package of that name, a path, or a set with one. One that is
    /// relative is so to a home.
    fn is_entry(&self, item: Value<'a>, wanted: &str) -> bool {
        let Ok(item) = self.evaluator.force(item) else { return false };
        let text = |name: &str| {
            let text = attribute(self.evaluator, item, name)?;
            if let Kind::Str(text) = text.kind() { Some(text.text) } else { None }
        };
        let path = match item.kind() {
            Kind::Attrs(attrs) if attrs.get(Sym::new("drvPath")).is_some() => {
                let of_name = || text("name").map(without_version);
                return text("pname").or_else(of_name) == Some(wanted);
            }
            Kind::Attrs(attrs) => {
                let field = PATHS.iter().find_map(|name| attrs.get(Sym::find(name)?));
                field.and_then(|field| self.evaluator.force(field.value).ok())
            }
            _ => Some(item),
        };
        match path.map(Value::kind) {
            Some(Kind::Str(path)) => wanted
                .strip_suffix(path.text.trim_end_matches('/'))
                .is_some_and(|home| home.is_empty() || home.ends_with('/')),
            _ => false,
        }
    }

    fn has(&self, items: &[Value<'a>], wanted: &str) -> bool {
        items.iter().any(|item| self.is_entry(*item, wanted))
    }

    fn add(&self, places: [Pos; 3], priority: Option<i64>, found: &mut Vec<Definition>) {
        let [first, second, third] = places;
        let own = places.iter().find_map(|pos| Some((*pos, self.reader.span(*pos)?)));
        let (pos, span) = match own {
            Some((pos, span)) => (pos, Some(span)),
            None => (first.or(second).or(third), None),
        };
        let priority = priority.unwrap_or(USUAL_PRIORITY);
        found.push(Definition { pos, span, priority });
    }

    /// What `mkOverride` says.
    fn priority(&self, attrs: &Attrs<'a>) -> Option<i64> {
        let priority = self.evaluator.force(attrs.get(Sym::new("priority"))?.value).ok()?;
        if let Kind::Int(priority) = priority.kind() { Some(priority) } else { None }
    }

    /// What is wrapped by `mkIf`, `mkMerge`, `mkOverride` or `mkOrder`, with its condition; `None` for a plain set.
    fn unwrap(&self, attrs: &Attrs<'a>) -> Option<Vec<(Option<Value<'a>>, Value<'a>)>> {
        let kind = self.evaluator.force(attrs.get(Sym::new("_type"))?.value).ok()?;
        let Kind::Str(kind) = kind.kind() else { return None };
        let part = |name: &str| attrs.get(Sym::new(name)).map(|attr| attr.value);
        match kind.text {
            "if" => Some(vec![(Some(part("condition")?), part("content")?)]),
            "override" | "order" => Some(vec![(None, part("content")?)]),
            "merge" => match self.evaluator.force(part("contents")?).ok()?.kind() {
                Kind::List(list) => Some(list.items.iter().map(|item| (None, *item)).collect()),
                _ => None,
            },
            _ => None,
        }
    }

    fn is_true(&self, value: Value<'a>) -> bool {
        matches!(self.evaluator.force(value).map(Value::kind), Ok(Kind::Bool(true)))
    }

    fn is_option(&self, value: Value<'a>) -> bool {
        attribute(self.evaluator, value, "_type")
            .is_some_and(|kind| matches!(kind.kind(), Kind::Str(kind) if kind.text == "option"))
    }

    /// The option that makes the modules of a file define something.
    fn switch(&self, file: FileId, path: &[Arc<str>]) -> Option<Path> {
        let modules = self.modules().get(&file)?;
        // The modules of a home know nothing of the options around it.
        let (home, path) = path.split_at(if is_of_home(path) { HOME.len() + 1 } else { 0 });
        let within = |path: &[Arc<str>]| [home, path].concat();
        let mut conditions = Vec::new();
        for module in modules {
            if let Some(config) = module.config {
                self.conditions(config, path, &mut Vec::new(), &mut conditions);
            }
        }
        if conditions.is_empty() {
            return None;
        }
        let mut switches = Vec::new();
        for module in modules {
            if let Some(options) = module.options {
                self.switches(options, home, &mut Vec::new(), path, &mut switches);
            }
        }
        switches.retain(|switch| switch != path);
        let own: Vec<(Path, Vec<Definition>)> = switches
            .iter()
            .map(|switch| (switch.clone(), self.definitions(&within(switch))))
            .filter(|(_, definitions)| {
                definitions.iter().any(|definition| definition.span.is_some())
            })
            .collect();
        // A condition that is the very value the user wrote.
        let places: Vec<Pos> = conditions.iter().map(|condition| condition.pos()).collect();
        let exact = own.iter().find(|(_, definitions)| {
            definitions
                .iter()
                .any(|definition| definition.span.is_some() && places.contains(&definition.pos))
        });
        if let Some((switch, _)) = exact {
            return Some(within(switch));
        }
        let own: Vec<Path> = own.into_iter().map(|(switch, _)| switch).collect();
        main(if own.is_empty() { &switches } else { &own }).map(|switch| within(&switch))
    }

    /// The conditions, all true, under which a module defines something.
    fn conditions(
        &self,
        value: Value<'a>,
        rest: &[Arc<str>],
        around: &mut Vec<Value<'a>>,
        found: &mut Vec<Value<'a>>,
    ) {
        let Ok(value) = self.evaluator.force(value) else { return };
        let inner = match value.kind() {
            Kind::Attrs(attrs) => match self.unwrap(attrs) {
                Some(inner) => inner,
                None => {
                    match rest.split_first() {
                        None => found.extend_from_slice(around),
                        Some((name, more)) => {
                            if let Some(attr) = attrs.get(Sym::new(name)) {
                                self.conditions(attr.value, more, around, found);
                            }
                        }
                    }
                    return;
                }
            },
            Kind::List(list) if matches!(rest, [name] if self.has(list.items, name)) => {
                return found.extend_from_slice(around);
            }
            // The embedded library keeps a list of definitions.
            Kind::List(list) => list.items.iter().map(|item| (None, *item)).collect(),
            _ if rest.is_empty() => return found.extend_from_slice(around),
            _ => return,
        };
        for (condition, value) in inner {
            match condition.map(|condition| self.evaluator.force(condition)) {
                None => self.conditions(value, rest, around, found),
                Some(Ok(condition)) if matches!(condition.kind(), Kind::Bool(true)) => {
                    around.push(condition);
                    self.conditions(value, rest, around, found);
                    around.pop();
                }
                Some(_) => {}
            }
        }
    }

    /// The options a module declares that switch something on, and are on; those of a module of a home are there.
    fn switches(
        &self,
        options: Value<'a>,
        home: &[Arc<str>],
        at: &mut Path,
        wanted: &[Arc<str>],
        found: &mut Vec<Path>,
    ) {
        let Ok(value) = self.evaluator.force(options) else { return };
        let Kind::Attrs(attrs) = value.kind() else { return };
        if at.len() > DEPTH {
            return;
        }
        if !self.is_option(value) {
            for attr in attrs.entries {
                at.push(attr.name.as_str().into());
                self.switches(attr.value, home, at, wanted, found);
                at.pop();
            }
            return;
        }
        let names: Vec<&str> = home.iter().chain(at.iter()).map(|name| &**name).collect();
        let set =
            names.iter().try_fold(self.config, |set, name| attribute(self.evaluator, set, name));
        match set.map(Value::kind) {
            Some(Kind::Bool(true))
                if names.last().is_some_and(|name| name.starts_with("enable")) =>
            {
                found.push(at.clone());
            }
            // `services.redis.servers.<name>`, for a unit whose name ends in that of a member.
            Some(Kind::Attrs(members)) => {
                let Some(unit) = wanted.last() else { return };
                let is_part = |name: &str| {
                    !name.is_empty()
                        && unit.strip_suffix(name).is_some_and(|rest| rest.ends_with('-'))
                };
                for member in members.entries.iter().filter(|member| is_part(member.name.as_str()))
                {
                    let mut path = at.clone();
                    path.push(member.name.as_str().into());
                    found.push(path);
                }
            }
            _ => {}
        }
    }

    /// All modules, by the files they are written in.
    fn modules(&self) -> &FxHashMap<FileId, Vec<Module<'a>>> {
        self.modules.get_or_init(|| {
            let mut modules: FxHashMap<FileId, Vec<Module<'a>>> = FxHashMap::default();
            for [_, _, loaded] in self.evaluator.remembered() {
                let Kind::Attrs(attrs) = loaded.kind() else { continue };
                let value = |name| self.evaluator.force(attrs.get(Sym::new(name))?.value).ok();
                let (options, config) = (value("options"), value("config"));
                // One that declares nothing is switched on by options of others.
                if matches!(options.map(Value::kind), Some(Kind::Attrs(set)) if set.entries.is_empty()) {
                    continue;
                }
                let file = |value: Value<'a>| {
                    self.evaluator.program().span(value.pos()).map(|span| span.file)
                };
                let Some(file) = options.and_then(file).or(config.and_then(file)) else {
                    continue;
                };
                let module = Module { options, config };
                modules.entry(file).or_default().push(module);
            }
            modules
        })
    }

    /// What people call a file of an input.
    fn call(&self, file: FileId) -> Arc<str> {
        let path = self.evaluator.program().files().path(file);
        for (dir, name) in &self.inputs {
            if let Ok(rest) = path.strip_prefix(dir) {
                let rest = rest.display();
                let name = if name == "nixpkgs" { String::new() } else { format!("{name}/") };
                return format!("{name}{rest}").into();
            }
        }
        path.display().to_string().into()
    }
}

/// Whether a path is one within a home.
fn is_of_home(path: &[Arc<str>]) -> bool {
    path.len() > HOME.len() && HOME.iter().zip(path).all(|(name, part)| *name == &**part)
}

/// Of several options that are on the one that the others belong to, if there is such a one.
fn main(switches: &[Path]) -> Option<Path> {
    let shortest = switches.iter().min_by_key(|switch| switch.len())?;
    let (_, area) = shortest.split_last()?;
    let is_main = switches.iter().all(|switch| {
        switch == shortest || switch.len() > shortest.len() && switch.starts_with(area)
    });
    is_main.then(|| shortest.clone())
}

/// A path as it is written in Nix.
fn show(path: &[Arc<str>]) -> String {
    let plain = |name: &str| {
        !name.is_empty()
            && !name.starts_with(|first: char| first.is_ascii_digit() || first == '-')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '\''))
    };
    let parts: Vec<String> = path
        .iter()
        .map(|name| if plain(name) { name.to_string() } else { format!("{:?}", &**name) })
        .collect();
    parts.join(".")
}
