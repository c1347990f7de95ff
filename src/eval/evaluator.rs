//! One evaluation: its arena, limits and caches.

use std::{
    cell::{Cell, RefCell},
    path::{Path, PathBuf},
    sync::Arc,
};

use bumpalo::Bump;
use rustc_hash::FxHashMap;

use super::{
    Attr, Attrs, Bounds, Call, Closure, Entries, Env, Error, ErrorKind, EvalError, File, FileIndex,
    Gauge, Kind, Limits, List, Origin, Pos, Program, Result, Scope, Source, State, Str, Thunk,
    Unknown, Value, builtins,
};
use crate::{
    source::Span,
    syntax::{
        Sym,
        ir::{ExprId, Lambda},
    },
};

/// What an evaluation may assume about the world.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its bounds.
    pub limits: Limits,
    /// `builtins.currentSystem`; `None` leaves it out, as pure evaluation does.
    pub system: Option<String>,
    /// Variables whose missing attributes are unknown values and not errors: `config` of a module system in which
    /// not every module is on disk.
    pub open_variables: &'static [&'static str],
    /// `<name>` search paths: name and directory.
    pub search_path: Vec<(String, String)>,
    /// Whether these are all there are: else what is in none of them is unknown.
    pub search_path_complete: bool,
    /// Where sources are that fetchers name.
    pub locate: Option<Locate>,
    /// What `builtins.getEnv` knows, by name. All others are empty, as in pure evaluation.
    pub environment: &'static [(&'static str, &'static str)],
    /// Builtins that only some have switched on: they are there, and what they give is unknown.
    pub optional_builtins: &'static [&'static str],
}

/// The memory of an evaluation, which the next one can use again.
#[derive(Default)]
pub struct Arena(Bump);

type Find = dyn Fn(&str) -> Option<PathBuf> + Send + Sync;

/// Says which directory holds the source of a URL.
#[derive(Clone)]
pub struct Locate(Arc<Find>);

impl Locate {
    /// Wraps the function that knows.
    pub fn new(find: impl Fn(&str) -> Option<PathBuf> + Send + Sync + 'static) -> Self {
        Self(Arc::new(find))
    }

    /// The directory of a URL's source.
    #[must_use]
    pub fn find(&self, url: &str) -> Option<PathBuf> {
        (self.0)(url)
    }
}

impl std::fmt::Debug for Locate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Locate")
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            system: Some("x86_64-linux".to_owned()),
            open_variables: &[],
            search_path: Vec::new(),
            search_path_complete: false,
            locate: None,
            environment: &[],
            optional_builtins: &[],
        }
    }
}

/// Runs Nix programs. All its values live as long as its arena.
pub struct Evaluator<'a> {
    pub(super) program: &'a Program,
    pub(super) arena: &'a Bump,
    pub(super) bounds: Bounds<'a>,
    pub(super) settings: Settings,
    sources: &'a typed_arena::Arena<Arc<Source>>,
    files: RefCell<FxHashMap<&'a str, &'a File<'a>>>,
    adopted: RefCell<Vec<&'a File<'a>>>,
    pub(super) imports: RefCell<FxHashMap<&'a str, Value<'a>>>,
    pub(super) globals: RefCell<FxHashMap<Sym, Value<'a>>>,
    pub(super) depth: Cell<u32>,
    pub(super) store: builtins::Store<'a>,
    pub(super) names: Names,
    /// Names of attributes as strings, each made once.
    pub(super) name_strings: RefCell<FxHashMap<Sym, &'a Str<'a>>>,
    notes: RefCell<Vec<(String, Option<Span>)>>,
    failures: RefCell<Vec<Error<'a>>>,
    incomplete: Cell<bool>,
    left_out: Cell<Option<&'a str>>,
    seen: RefCell<Vec<[Value<'a>; 3]>>,
    pub(super) joins: Cell<u32>,
    /// The value that was found to need itself, until the error has passed all links of the cycle.
    pub(super) cycle: Cell<Option<&'a Thunk<'a>>>,
}

/// Symbols the evaluator itself looks for.
pub(super) struct Names {
    pub(super) functor: Sym,
    pub(super) to_string: Sym,
    pub(super) out_path: Sym,
    pub(super) overrides: Sym,
    pub(super) ty: Sym,
    pub(super) name: Sym,
    pub(super) output_name: Sym,
    pub(super) drv_attrs: Sym,
}

impl<'a> Evaluator<'a> {
    /// Runs `work` with an evaluator of its own; everything it made is freed afterwards.
    ///
    /// Call it on a large stack ([`super::on_large_stack`]).
    pub fn run<T>(
        program: &Program,
        settings: Settings,
        work: impl for<'b> FnOnce(&Evaluator<'b>) -> T,
    ) -> T {
        Evaluator::run_in(&mut Arena::default(), None, program, settings, work)
    }

    /// As [`Evaluator::run`], in memory that is there already and may be used again.
    pub fn run_in<T>(
        Arena(arena): &mut Arena,
        gauge: Option<&dyn Gauge>,
        program: &Program,
        settings: Settings,
        work: impl for<'b> FnOnce(&Evaluator<'b>) -> T,
    ) -> T {
        arena.reset();
        let arena = &*arena;
        // What was kept from the last evaluation is taken before anything is made in it.
        let kept = arena.allocated_bytes();
        if let Some(gauge) = gauge {
            gauge.grown(kept);
        }
        let sources = typed_arena::Arena::new();
        let evaluator = Evaluator {
            program,
            arena,
            bounds: Bounds::new(gauge, kept),
            sources: &sources,
            files: RefCell::default(),
            adopted: RefCell::default(),
            imports: RefCell::default(),
            globals: RefCell::default(),
            depth: Cell::new(0),
            store: builtins::Store::default(),
            names: Names {
                functor: Sym::new("__functor"),
                to_string: Sym::new("__toString"),
                out_path: Sym::new("outPath"),
                overrides: Sym::new("__overrides"),
                ty: Sym::new("type"),
                name: Sym::new("name"),
                output_name: Sym::new("outputName"),
                drv_attrs: Sym::new("drvAttrs"),
            },
            notes: RefCell::default(),
            name_strings: RefCell::default(),
            failures: RefCell::default(),
            incomplete: Cell::new(false),
            left_out: Cell::new(None),
            seen: RefCell::default(),
            joins: Cell::new(0),
            cycle: Cell::new(None),
            settings,
        };
        builtins::install(&evaluator);
        work(&evaluator)
    }

    /// What the evaluations of this run share.
    #[must_use]
    pub fn program(&self) -> &'a Program {
        self.program
    }

    /// The file at an absolute path, parsed.
    ///
    /// # Errors
    /// When it cannot be read; unknown when it may not be read.
    pub fn file(&self, path: &str, pos: Pos) -> Result<'a, &'a File<'a>> {
        if let Some(file) = self.files.borrow().get(path) {
            return Ok(file);
        }
        let source = self
            .program
            .load(Path::new(path))
            .map_err(|error| self.read_error(path, &error, pos))?;
        let file = self.adopt(source);
        self.files.borrow_mut().insert(file.path, file);
        Ok(file)
    }

    /// Takes a parsed source into this evaluation.
    pub fn adopt(&self, source: Arc<Source>) -> &'a File<'a> {
        let source: &'a Arc<Source> = self.sources.alloc(source);
        let strings =
            self.arena.alloc_slice_fill_with(source.ir.strings.len(), |_| Cell::new(None));
        let mut adopted = self.adopted.borrow_mut();
        let file = self.arena.alloc(File {
            index: FileIndex::new(adopted.len()),
            path: &source.path,
            ir: &source.ir,
            base: source.base,
            id: source.file,
            strings,
        });
        adopted.push(file);
        file
    }

    /// A file of this evaluation.
    #[inline]
    pub(super) fn adopted(&self, index: FileIndex) -> &'a File<'a> {
        self.adopted.borrow()[index.get()]
    }

    /// Where a function was made.
    pub(super) fn scope_of(&self, closure: &Closure<'a>) -> Scope<'a> {
        Scope { file: self.adopted(closure.file), env: closure.env }
    }

    /// A function's text.
    pub fn lambda(&self, closure: &Closure<'a>) -> &'a Lambda {
        self.scope_of(closure).lambda(closure)
    }

    /// Evaluates a parsed text in an environment whose slots hold `scope`.
    ///
    /// # Errors
    /// Whatever evaluation gives.
    pub fn evaluate(&self, file: &'a File<'a>, scope: &[Value<'a>]) -> Result<'a, Value<'a>> {
        let slots =
            self.arena.alloc_slice_fill_iter(scope.iter().map(|value| Cell::new(Some(*value))));
        let env = self.arena.alloc(Env::many(None, slots));
        self.eval(file.ir.root, Scope { file, env })
    }

    /// Keeps a note for the report: something that could not be computed.
    pub fn note(&self, message: impl Into<String>, pos: Pos) {
        self.note_at(message, self.program.span(pos));
    }

    /// As [`Evaluator::note`], at a place that was looked up.
    pub fn note_at(&self, message: impl Into<String>, place: Option<Span>) {
        let note = (message.into(), place);
        let mut notes = self.notes.borrow_mut();
        if !notes.contains(&note) {
            notes.push(note);
        }
    }

    /// The notes so far.
    #[must_use]
    pub fn notes(&self) -> Vec<(String, Option<Span>)> {
        self.notes.borrow().clone()
    }

    /// Keeps an error that was contained and must still be told.
    pub fn fail(&self, error: Error<'a>) {
        let mut failures = self.failures.borrow_mut();
        if !failures.iter().any(|known| known.pos == error.pos && known.message == error.message) {
            failures.push(error);
        }
    }

    /// The contained errors so far.
    #[must_use]
    pub fn failures(&self) -> Vec<Error<'a>> {
        self.failures.borrow().clone()
    }

    /// Remembers what a guard saw, for whoever asks when the evaluation is done.
    pub fn remember(&self, seen: [Value<'a>; 3]) {
        self.seen.borrow_mut().push(seen);
    }

    /// What guards saw, in order.
    #[must_use]
    pub fn remembered(&self) -> Vec<[Value<'a>; 3]> {
        self.seen.borrow().clone()
    }

    /// Says that something was left out which may define anything: no absence is certain any more.
    pub fn mark_incomplete(&self) {
        self.incomplete.set(true);
    }

    /// Says that a module was left out that may define services and users, but keeps nothing.
    pub fn leave_out(&self, reason: &'a str) {
        self.left_out.set(self.left_out.get().or(Some(reason)));
    }

    /// Why such a module was left out, of the first.
    #[must_use]
    pub fn left_out(&self) -> Option<&'a str> {
        self.left_out.get()
    }

    /// Whether nothing was left out.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.incomplete.get()
    }

    // Making values.

    /// An error at a place.
    pub fn error(&self, kind: ErrorKind<'a>, pos: Pos, message: impl AsRef<str>) -> Error<'a> {
        let message = self.arena.alloc_str(message.as_ref());
        self.arena.alloc(EvalError { kind, message, pos, trace: None })
    }

    /// A type error at a place.
    pub fn type_error(&self, pos: Pos, message: impl AsRef<str>) -> Error<'a> {
        self.error(ErrorKind::Type, pos, message)
    }

    /// The error that carries an unknown value outwards.
    pub fn unknown_error(&self, unknown: &'a Unknown<'a>, pos: Pos) -> Error<'a> {
        self.arena.alloc(EvalError {
            kind: ErrorKind::Unknown(unknown),
            message: unknown.reason,
            pos,
            trace: None,
        })
    }

    /// An unknown value.
    pub fn unknown(&self, reason: impl AsRef<str>, pos: Pos) -> Value<'a> {
        let reason = self.arena.alloc_str(reason.as_ref());
        Value::new(
            Kind::Unknown(self.arena.alloc(Unknown { reason, partial: None, may: None })),
            pos,
        )
    }

    /// Text in the arena.
    pub fn text(&self, text: &str) -> &'a str {
        self.arena.alloc_str(text)
    }

    /// A string without context.
    pub fn string(&self, text: impl AsRef<str>) -> Value<'a> {
        self.string_with(self.arena.alloc_str(text.as_ref()), &[])
    }

    /// A string with context; the text is in the arena already.
    pub fn string_with(&self, text: &'a str, context: &'a [&'a str]) -> Value<'a> {
        Value::new(Kind::Str(self.arena.alloc(Str { text, context, origin: None })), Pos::NONE)
    }

    /// An unknown value made at a place.
    pub fn unknown_like(&self, unknown: Unknown<'a>, pos: Pos) -> Value<'a> {
        Value::new(Kind::Unknown(self.arena.alloc(unknown)), pos)
    }

    /// A string put together from others, the last of which is `part`.
    pub(super) fn composed(
        &self,
        text: &str,
        context: &'a [&'a str],
        part: Option<Value<'a>>,
        pos: Pos,
    ) -> Value<'a> {
        let origin = part.and_then(|part| self.origin_of(part, None));
        let text = self.text(text);
        Value::new(Kind::Str(self.arena.alloc(Str { text, context, origin })), pos)
    }

    /// Where a part of a string was made, in front of where the parts before it were.
    pub(super) fn origin_of(
        &self,
        part: Value<'a>,
        before: Option<&'a Origin<'a>>,
    ) -> Option<&'a Origin<'a>> {
        // A part that is not evaluated yet is where its text stands.
        let value = match part.kind() {
            Kind::Thunk(_) => self.force(part).ok()?,
            _ => part,
        };
        let own = match value.kind() {
            Kind::Str(str) | Kind::Path(str) => str.origin,
            _ => None,
        };
        let earlier = match (own, before) {
            (Some(own), Some(before)) => {
                Some(&*self.arena.alloc(Origin { pos: own.pos, earlier: Some(before) }))
            }
            (own, before) => own.or(before),
        };
        let pos = value.pos();
        if pos == Pos::NONE {
            return earlier;
        }
        Some(self.arena.alloc(Origin { pos, earlier }))
    }

    /// A path; the text is absolute and normalised.
    pub fn path(&self, text: impl AsRef<str>) -> Value<'a> {
        let text = self.arena.alloc_str(text.as_ref());
        Value::new(
            Kind::Path(self.arena.alloc(Str { text, context: &[], origin: None })),
            Pos::NONE,
        )
    }

    /// A complete list.
    pub fn list(&self, items: &[Value<'a>]) -> Value<'a> {
        self.list_in(self.arena.alloc_slice_copy(items), None)
    }

    /// A list whose elements are in the arena already.
    pub fn list_in(&self, items: &'a [Value<'a>], open: Option<&'a Unknown<'a>>) -> Value<'a> {
        Value::new(Kind::List(self.arena.alloc(List { items, open })), Pos::NONE)
    }

    /// A complete set; of attributes with the same name the first stays.
    pub fn set(&self, attrs: Vec<Attr<'a>>) -> Value<'a> {
        self.set_with(attrs, None)
    }

    /// A set; of attributes with the same name the first stays.
    pub fn set_with(&self, mut attrs: Vec<Attr<'a>>, open: Option<&'a Unknown<'a>>) -> Value<'a> {
        attrs.sort_by_key(|attr| attr.name);
        attrs.dedup_by_key(|attr| attr.name);
        self.set_in(self.arena.alloc_slice_copy(&attrs), open)
    }

    /// A set whose attributes are in the arena already, sorted by symbol, each once.
    pub fn set_in(
        &self,
        entries: impl Into<Entries<'a>>,
        open: Option<&'a Unknown<'a>>,
    ) -> Value<'a> {
        let entries = entries.into();
        Value::new(Kind::Attrs(self.arena.alloc(Attrs { entries, open, lenient: None })), Pos::NONE)
    }

    /// The same set, of which attributes it lacks are unknown where lacking them would be an error.
    pub fn lenient(&self, attrs: &Attrs<'a>, reason: &'a Unknown<'a>, pos: Pos) -> Value<'a> {
        Value::new(Kind::Attrs(self.arena.alloc(Attrs { lenient: Some(reason), ..*attrs })), pos)
    }

    /// An attribute of a name, made nowhere.
    pub fn attr(&self, name: &str, value: Value<'a>) -> Attr<'a> {
        Attr { name: Sym::new(name), pos: Pos::NONE, value }
    }

    /// A value computed when it is first needed.
    pub fn thunk(&self, state: State<'a>, pos: Pos) -> Value<'a> {
        Value::new(Kind::Thunk(self.arena.alloc(Thunk::new(state))), pos)
    }

    /// An expression, evaluated when its value is first needed.
    pub(super) fn delayed(&self, expr: ExprId, scope: Scope<'a>) -> Value<'a> {
        let at = super::expr::pos(scope, expr);
        self.thunk(State::Expr(scope.file.index, expr, scope.env), at)
    }

    /// A function of the program.
    pub(super) fn closure(&self, lambda: u32, scope: Scope<'a>, at: Pos) -> Value<'a> {
        let closure = Closure { lambda, file: scope.file.index, env: scope.env };
        Value::new(Kind::Lambda(self.arena.alloc(closure)), at)
    }

    /// The call of a function, when its value is first needed.
    pub fn lazy_call(&self, function: Value<'a>, args: &[Value<'a>]) -> Value<'a> {
        let args = self.arena.alloc_slice_copy(args);
        self.thunk(State::Call(self.arena.alloc(Call { function, args })), function.pos())
    }
}
