//! Reading plain facts out of values.

use std::{
    cell::{Cell, RefCell},
    path::{Path, PathBuf},
    sync::Arc,
};

use rustc_hash::FxHashMap;

use super::facts::{Attr, Attrs, List, Node, PACKAGES, Plain, Shape, Unknown};
use crate::{
    eval::{self, ErrorKind, Evaluator, Kind, Pos, Value, coerce, first_line},
    source::{FileId, Span},
    syntax::Sym,
};

/// How far [`Shape::Deep`] goes.
const DEPTH: u32 = 16;

/// Where built things are, and sources that Nix copied.
const STORE: &str = "/nix/store/";

/// What an option says that was removed (`lib/modules.nix` of nixpkgs).
const REMOVED: &str = "can no longer be used since it's been removed";

/// What an option says that has neither a definition nor a default.
pub(super) const NO_VALUE: &str = "' was accessed but has no value defined";

/// What a set in a list calls the path that it is about.
const PATHS: [&str; 2] = ["directory", "file"];

/// Reads values as plain data. Places are kept when they are in a file below `project`.
pub(super) struct Reader<'e, 'a> {
    evaluator: &'e Evaluator<'a>,
    project: PathBuf,
    inside: RefCell<FxHashMap<FileId, bool>>,
    /// Names of attributes: there are few, again and again.
    names: RefCell<FxHashMap<Sym, Arc<str>>>,
    /// Whether what is read belongs to something that is not enabled: then nobody misses what fails.
    off: Cell<bool>,
}

impl<'e, 'a> Reader<'e, 'a> {
    /// A reader for a project's files.
    #[must_use]
    pub(super) fn new(evaluator: &'e Evaluator<'a>, project: &Path) -> Self {
        Self {
            evaluator,
            project: project.to_owned(),
            inside: RefCell::default(),
            names: RefCell::default(),
            off: Cell::new(false),
        }
    }

    /// The value in the shape that is asked for. What fails is unknown where it stands.
    #[must_use]
    pub(super) fn read(&self, value: Value<'a>, shape: &Shape) -> Node {
        self.read_at(value, shape, DEPTH)
    }

    fn read_at(&self, value: Value<'a>, shape: &Shape, depth: u32) -> Node {
        let forced = match self.evaluator.force(value) {
            Ok(forced) => forced,
            Err(error) => {
                return Node { span: self.span(error.pos), ..Node::unknown(self.reason(error)) };
            }
        };
        let composed = || match forced.kind() {
            Kind::Str(str) | Kind::Path(str) => self.origin(str),
            _ => None,
        };
        let span = self.span(forced.pos()).or_else(|| self.span(value.pos())).or_else(composed);
        let plain = match forced.kind() {
            Kind::Null => Plain::Null,
            Kind::Bool(value) => Plain::Bool(value),
            Kind::Int(value) => Plain::Int(value),
            Kind::Float(value) => Plain::Float(value),
            Kind::Str(str) => Plain::String(Arc::from(str.text)),
            Kind::Path(path) => Plain::Path(Arc::from(path.text)),
            Kind::Lambda(_) | Kind::Builtin(_) => Plain::Function,
            Kind::List(list) => self.read_list(list, shape, depth),
            Kind::Attrs(attrs) => self.read_attrs(forced, attrs, shape, depth),
            Kind::Unknown(unknown) => Plain::Unknown(Unknown {
                reason: Arc::from(unknown.reason),
                partial: unknown.partial.map(Arc::from),
                may: unknown
                    .may
                    .filter(|_| depth > 0)
                    .map(|may| Box::new(self.read_at(may, shape, depth - 1))),
            }),
            Kind::Thunk(_) => unreachable!("forced above"),
        };
        Node { value: plain, span }
    }

    fn read_list(&self, list: &eval::List<'a>, shape: &Shape, depth: u32) -> Plain {
        let inner = match shape {
            _ if depth == 0 => return Plain::List(List::default()),
            Shape::Scalar => return Plain::List(List::default()),
            Shape::Deep => shape,
            Shape::Each(inner) | Shape::Own(inner, _) => inner,
            Shape::Fields(_) => &Shape::Scalar,
        };
        // A package is where it is chosen, and not where an overlay takes it from.
        let element = |item: &Value<'a>| {
            let node = self.read_at(*item, inner, depth - 1);
            let is_package = matches!(&node.value, Plain::Unknown(unknown) if unknown.reason.starts_with(PACKAGES));
            let chosen = self.span(item.pos()).filter(|_| is_package);
            Node { span: chosen.or(node.span), ..node }
        };
        let mut items: Vec<Node> = list.items.iter().map(element).collect();
        self.tell_apart(list.items, &mut items);
        if let (Some(open), Some(rest)) = (list.open, list.rest) {
            items.extend(rest.items.iter().map(element).map(|node| Node {
                span: node.span,
                value: Plain::Unknown(Unknown {
                    reason: Arc::from(open.reason),
                    partial: None,
                    may: Some(Box::new(node)),
                }),
            }));
        }
        Plain::List(List { items, complete: list.open.is_none() || list.rest.is_some() })
    }

    /// Texts that a function makes of the elements of a list are all where it makes them: there, each is where the last of what
    /// it is made of stands, which is of its own.
    fn tell_apart(&self, values: &[Value<'a>], nodes: &mut [Node]) {
        let place = |(index, node)| Some((text_in(node)?.span?, index));
        let mut places: Vec<(Span, usize)> =
            nodes.iter_mut().enumerate().filter_map(place).collect();
        places.sort_unstable();
        for together in places.chunk_by(|(one, _), (other, _)| one == other) {
            if together.len() == 1 {
                continue;
            }
            let origin = |&(_, index): &(Span, usize)| {
                let text = self.text_of(values[index])?;
                Some((index, self.origin(text)?))
            };
            let origins: Vec<(usize, Span)> = together.iter().filter_map(origin).collect();
            if origins.iter().all(|(_, place)| *place == origins[0].1) {
                continue;
            }
            for (index, place) in origins {
                if let Some(node) = text_in(&mut nodes[index]) {
                    node.span = Some(place);
                }
            }
        }
    }

    /// What an element of a list says: a text, or the path in a set.
    fn text_of(&self, value: Value<'a>) -> Option<&'a eval::Str<'a>> {
        let value = self.evaluator.force(value).ok()?;
        let value = match value.kind() {
            Kind::Attrs(attrs) => {
                let field = PATHS.iter().find_map(|name| attrs.get(Sym::find(name)?))?;
                self.evaluator.force(field.value).ok()?
            }
            _ => value,
        };
        if let Kind::Str(text) = value.kind() { Some(text) } else { None }
    }

    fn read_attrs(
        &self,
        value: Value<'a>,
        attrs: &eval::Attrs<'a>,
        shape: &Shape,
        depth: u32,
    ) -> Plain {
        if matches!(shape, Shape::Deep | Shape::Scalar)
            && (attrs.get(Sym::new("outPath")).is_some()
                || attrs.get(Sym::new("__toString")).is_some())
        {
            let mode = coerce::Mode { copy_paths: false, more: false };
            return match self.evaluator.coerce_with(value, mode, value.pos()) {
                // The source of a flake is in the store, wherever it is found.
                Ok(str) if str.text.starts_with('/') && !str.text.starts_with(STORE) => {
                    Plain::Path(Arc::from(str.text))
                }
                Ok(str) => Plain::String(Arc::from(str.text)),
                Err(error) => Node::unknown(self.reason(error)).value,
            };
        }
        let before = self.off.get();
        // Asking for a switch that nobody asks for would evaluate every unit.
        let asks = match shape {
            Shape::Fields(fields) => fields.iter().any(|(name, _)| *name == "enable"),
            shape => matches!(shape, Shape::Deep),
        };
        self.off.set(before || asks && self.is_off(attrs));
        let plain = self.read_members(attrs, shape, depth);
        self.off.set(before);
        plain
    }

    /// Whether this is what a switch is for that is off.
    fn is_off(&self, attrs: &eval::Attrs<'a>) -> bool {
        let switch = Sym::find("enable").and_then(|name| attrs.get(name));
        let value = switch.and_then(|attr| self.evaluator.force(attr.value).ok());
        matches!(value.map(Value::kind), Some(Kind::Bool(false)))
    }

    fn read_members(&self, attrs: &eval::Attrs<'a>, shape: &Shape, depth: u32) -> Plain {
        let complete = attrs.open.is_none();
        let mut result = Attrs { complete, ..Attrs::default() };
        match shape {
            Shape::Scalar => result.complete = false,
            _ if depth == 0 => result.complete = false,
            Shape::Fields(fields) => {
                // What a program that is off would be costs as much as one that is on.
                let is_read = |name: &str| name != "package" || !self.off.get();
                for (name, shape) in fields.iter().filter(|(name, _)| is_read(name)) {
                    if let Some(attr) = Sym::find(name).and_then(|name| attrs.get(name)) {
                        self.read_member(attr, shape, depth, &mut result);
                    }
                }
            }
            Shape::Deep | Shape::Each(_) | Shape::Own(..) => {
                for attr in attrs.entries {
                    let inner = match shape {
                        Shape::Own(_, others) if self.span(attr.pos).is_none() => others,
                        Shape::Each(inner) | Shape::Own(inner, _) => inner,
                        _ => shape,
                    };
                    self.read_member(attr, inner, depth, &mut result);
                }
            }
        }
        Plain::Attrs(result)
    }

    fn read_member(&self, attr: &eval::Attr<'a>, shape: &Shape, depth: u32, found: &mut Attrs) {
        if self.is_absent(attr.name.as_str(), attr.value) {
            return;
        }
        let node = self.read_at(attr.value, shape, depth - 1);
        let mut names = self.names.borrow_mut();
        let name = names.entry(attr.name).or_insert_with(|| Arc::from(attr.name.as_str()));
        found.entries.insert(Arc::clone(name), Attr { node, name: self.span(attr.pos) });
    }

    /// Whether this is an option without a value: one that nobody sets, or that was there once, `mkRemovedOptionModule` of
    /// nixpkgs declares it to say so when it is read.
    fn is_absent(&self, name: &str, value: Value<'a>) -> bool {
        let Err(error) = self.evaluator.force(value) else { return false };
        let is_unset = || {
            let option = error.message.split_once(NO_VALUE).map(|(option, _)| option);
            option
                .and_then(|option| option.strip_suffix(name))
                .is_some_and(|rest| rest.ends_with(['.', '`']))
        };
        matches!(error.kind, ErrorKind::Throw) && (error.message.contains(REMOVED) || is_unset())
    }

    fn reason(&self, error: eval::Error<'a>) -> String {
        match error.kind {
            ErrorKind::Unknown(unknown) => unknown.reason.to_owned(),
            _ => {
                if !self.off.get() {
                    let story = self.evaluator.story(error, |pos| self.span(pos));
                    let place = story.place.or(story.raised);
                    self.evaluator.note_at(first_line(error.message), place);
                }
                first_line(error.message)
            }
        }
    }

    /// The nearest place of the project from which a string was put together.
    fn origin(&self, str: &eval::Str<'a>) -> Option<Span> {
        let steps = std::iter::successors(str.origin, |origin| origin.earlier).take(DEPTH as usize);
        steps.filter_map(|origin| self.span(origin.pos)).next()
    }

    /// The place, when it is in a file of the project.
    #[must_use]
    pub(super) fn span(&self, pos: Pos) -> Option<Span> {
        if pos == Pos::NONE {
            return None;
        }
        let program = self.evaluator.program();
        let span = program.span(pos)?;
        let mut inside = self.inside.borrow_mut();
        let inside = inside
            .entry(span.file)
            .or_insert_with(|| program.files().path(span.file).starts_with(&self.project));
        inside.then_some(span)
    }
}

/// The node of what an element of a list says.
fn text_in(node: &mut Node) -> Option<&mut Node> {
    match node.value {
        Plain::String(_) => Some(node),
        Plain::Attrs(ref mut attrs) => {
            let name = PATHS.into_iter().find(|name| attrs.entries.contains_key(*name))?;
            attrs.entries.get_mut(name).map(|attr| &mut attr.node)
        }
        _ => None,
    }
}
