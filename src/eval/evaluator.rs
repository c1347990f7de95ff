//! One evaluation: its arena, limits and caches.

use std::{
    cell::{Cell, RefCell},
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use bumpalo::Bump;
use rustc_hash::FxHashMap;

use super::{
    Bounds, Closure, Env, Error, File, FileIndex, FileReads, Gauge, Limits, Pos, Program, Reads,
    Recorder, Result, Scope, Source, Str, Thunk, Unknown, Value, builtins,
};
use crate::{
    source::Span,
    syntax::{Sym, ir::Lambda},
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
    /// A directory whose files see each other where they are, also when a copy of one is imported.
    pub uncopied: Option<&'static str>,
    /// What `builtins.getEnv` knows, by name. All others are empty, as in pure evaluation.
    pub environment: &'static [(&'static str, &'static str)],
    /// Builtins that only some have switched on: they are there, and what they give is unknown.
    pub optional_builtins: &'static [&'static str],
    /// Whether it is written down what the evaluation looks at, and for which directory also which expressions.
    pub recorded: Option<PathBuf>,
    /// The directory whose files are the user's: of what is written there each place is kept. All are when it is `None`.
    pub own: Option<PathBuf>,
    /// Says that nobody waits for the outcome any more.
    pub stop: Option<Arc<AtomicBool>>,
}

/// The memory of an evaluation, which the next one can use again.
#[derive(Default)]
pub struct Arena(Bump);

impl Arena {
    /// Gives up what an evaluation left, and what of its memory is not kept for the next one.
    pub fn clear(&mut self) {
        self.0.reset();
    }

    /// How many bytes it holds.
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.allocated_bytes()
    }
}

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
            uncopied: None,
            environment: &[],
            optional_builtins: &[],
            recorded: None,
            own: None,
            stop: None,
        }
    }
}

/// Runs Nix programs. All its values live as long as its arena.
pub struct Evaluator<'a> {
    pub(super) program: &'a Program,
    pub(super) vfs: Recorder<'a>,
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
    incomplete: RefCell<Vec<Vec<&'a str>>>,
    left_out: Cell<Option<&'a str>>,
    lost: Cell<Option<&'a Unknown<'a>>>,
    has_result: Cell<bool>,
    placed: RefCell<Vec<Span>>,
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
            vfs: Recorder::new(&**program.vfs(), settings.recorded.is_some()),
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
            },
            notes: RefCell::default(),
            name_strings: RefCell::default(),
            failures: RefCell::default(),
            incomplete: RefCell::default(),
            left_out: Cell::new(None),
            lost: Cell::new(None),
            has_result: Cell::new(false),
            placed: RefCell::default(),
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
        self.file_at(path, path, pos)
    }

    /// The file at an absolute path, parsed, as it is for whom it is at another path: a copy of it in the store.
    pub(super) fn file_at(&self, path: &str, copy: &str, pos: Pos) -> Result<'a, &'a File<'a>> {
        if let Some(file) = self.files.borrow().get(copy) {
            return Ok(file);
        }
        let source = self.program.load(Path::new(path)).map_err(|error| {
            let failed = Err(error.clone());
            self.vfs.note_read(Path::new(path), &failed);
            self.read_error(path, &error, pos)
        })?;
        let file = self.adopt_at(source, copy);
        self.files.borrow_mut().insert(file.path, file);
        Ok(file)
    }

    /// Takes a parsed source into this evaluation.
    pub fn adopt(&self, source: Arc<Source>) -> &'a File<'a> {
        let path = source.path.clone();
        self.adopt_at(source, &path)
    }

    fn adopt_at(&self, source: Arc<Source>, path: &str) -> &'a File<'a> {
        let source: &'a Arc<Source> = self.sources.alloc(source);
        let strings =
            self.arena.alloc_slice_fill_with(source.ir.strings.len(), |_| Cell::new(None));
        let is_below = |dir: &PathBuf| Path::new(&source.path).starts_with(dir);
        let is_recorded = self.settings.recorded.as_ref().is_some_and(is_below);
        let is_embedded = self.settings.uncopied.is_some_and(|dir| source.path.starts_with(dir));
        let is_own = is_embedded || self.settings.own.as_ref().is_none_or(is_below);
        let count = if is_recorded { source.ir.exprs.len() } else { 0 };
        let seen = self.arena.alloc_slice_fill_with(count, |_| Cell::new(false));
        let mut adopted = self.adopted.borrow_mut();
        let file = self.arena.alloc(File {
            index: FileIndex::new(adopted.len()),
            source,
            path: if path == source.path { &source.path } else { self.text(path) },
            ir: &source.ir,
            base: source.base,
            id: source.file,
            strings,
            seen,
            is_own,
        });
        adopted.push(file);
        file
    }

    /// What the evaluation looked at so far; nothing when it is not written down.
    #[must_use]
    pub fn reads(&self) -> Reads {
        if self.settings.recorded.is_none() {
            return Reads::default();
        }
        let adopted = self.adopted.borrow();
        let files = adopted.iter().map(|file| {
            let seen = file.seen.iter().map(Cell::get).collect();
            let seen = (!file.seen.is_empty()).then_some(seen);
            FileReads { source: Arc::clone(file.source), seen }
        });
        Reads {
            files: files.collect(),
            asked: self.vfs.asked(),
            placed: self.placed.borrow().clone(),
        }
    }

    /// Says that the line of a place is asked for.
    pub fn note_place(&self, span: Span) {
        if self.settings.recorded.is_some() {
            self.placed.borrow_mut().push(span);
        }
    }

    /// The way to the files.
    #[must_use]
    pub fn vfs(&self) -> &Recorder<'a> {
        &self.vfs
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

    /// Says that something was left out which may define anything below a prefix of options: no absence is certain there
    /// any more.
    pub fn mark_incomplete(&self, prefix: Vec<&'a str>) {
        let mut all = self.incomplete.borrow_mut();
        if !all.contains(&prefix) {
            all.push(prefix);
        }
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

    /// Whether a place is in a file of the project.
    #[must_use]
    pub fn is_own(&self, pos: Pos) -> bool {
        let own = self.settings.own.as_ref();
        let is_own = |span: Span| {
            let path = self.program.files().path(span.file);
            own.is_none_or(|own| path.starts_with(own))
        };
        self.program.span(pos).is_some_and(is_own)
    }

    /// Says why modules are not known, whatever they would define.
    pub fn lose(&self, unknown: &'a Unknown<'a>) {
        self.lost.set(Some(unknown));
    }

    /// Why modules are not known, if any is not.
    #[must_use]
    pub fn lost(&self) -> Option<&'a Unknown<'a>> {
        self.lost.get()
    }

    /// Says that there is what the evaluation is for: whatever is evaluated from now on is only needed for parts of it.
    pub fn mark_result(&self) {
        self.has_result.set(true);
    }

    /// Whether there is what the evaluation is for.
    #[must_use]
    pub fn has_result(&self) -> bool {
        self.has_result.get()
    }

    /// Below which options something was left out.
    #[must_use]
    pub fn incomplete(&self) -> Vec<Vec<&'a str>> {
        self.incomplete.borrow().clone()
    }
}
