//! Values of the Nix language.
//!
//! Everything lives in the arena of one evaluation and is freed with it; a [`Value`] is a 16-byte copy. Each value
//! remembers the [`Pos`] that made it: a list merged from ten modules still knows the line of every element.

use super::{
    Attr, Entries, Env, Error, FileIndex,
    builtins::Builtin,
    thunk::{Call, MapAttrs, MapItems, State, Thunk},
};
use crate::syntax::{Sym, ir::ExprId};

/// A place in some file of the evaluation: the file's base plus an [`ExprId`] of it. 0 is no place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pos(pub u32);

impl Pos {
    /// No place: a value made by a builtin or by the linter itself.
    pub const NONE: Self = Self(0);

    /// This place, or the other one when it is none.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self == Self::NONE { other } else { self }
    }
}

/// A value, perhaps not evaluated yet. [`Value::kind`] says which.
#[derive(Clone, Copy)]
pub struct Value<'a>(Repr<'a>);

/// The same as [`Kind`] with the place packed into each variant, which keeps a value at 16 bytes; and what else may be in
/// the memory of a thunk, never in a value.
#[derive(Clone, Copy)]
pub(super) enum Repr<'a> {
    Null(Pos),
    Bool(Pos, bool),
    Int(Pos, i64),
    Float(Pos, f64),
    Str(Pos, &'a Str<'a>),
    Path(Pos, &'a Str<'a>),
    List(Pos, &'a List<'a>),
    Attrs(Pos, &'a Attrs<'a>),
    Lambda(Pos, &'a Closure<'a>),
    Builtin(Pos, &'a Partial<'a>),
    Unknown(Pos, &'a Unknown<'a>),
    Thunk(Pos, &'a Thunk<'a>),
    Expr(FileIndex, ExprId, &'a Env<'a>),
    Select(Sym, &'a Value<'a>),
    Call(&'a Call<'a>),
    MapAttr(Sym, &'a MapAttrs<'a>),
    MapItem(u32, &'a MapItems<'a>),
    Running,
    Failed(Error<'a>),
}

impl<'a> Repr<'a> {
    pub(super) fn of_state(state: State<'a>) -> Self {
        match state {
            State::Expr(file, expr, env) => Self::Expr(file, expr, env),
            State::Select(name, set) => Self::Select(name, set),
            State::Call(call) => Self::Call(call),
            State::MapAttr(name, map) => Self::MapAttr(name, map),
            State::MapItem(index, map) => Self::MapItem(index, map),
            State::Running => Self::Running,
            State::Done(value) => value.0,
            State::Failed(error) => Self::Failed(error),
        }
    }

    #[inline]
    pub(super) fn state(self) -> State<'a> {
        match self {
            Self::Expr(file, expr, env) => State::Expr(file, expr, env),
            Self::Select(name, set) => State::Select(name, set),
            Self::Call(call) => State::Call(call),
            Self::MapAttr(name, map) => State::MapAttr(name, map),
            Self::MapItem(index, map) => State::MapItem(index, map),
            Self::Running => State::Running,
            Self::Failed(error) => State::Failed(error),
            value => State::Done(Value(value)),
        }
    }
}

const IN_THUNK: &str = "only a thunk holds what is not a value";

/// What a value is.
#[derive(Clone, Copy)]
pub enum Kind<'a> {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `120`
    Int(i64),
    /// `1.5`
    Float(f64),
    /// `"text"`
    Str(&'a Str<'a>),
    /// `./file`: absolute and without `.` and `..`; no context.
    Path(&'a Str<'a>),
    /// `[ 1 2 ]`
    List(&'a List<'a>),
    /// `{ a = 1; }`
    Attrs(&'a Attrs<'a>),
    /// `x: x`
    Lambda(&'a Closure<'a>),
    /// `builtins.map`, or `builtins.map f`
    Builtin(&'a Partial<'a>),
    /// A value that cannot be computed, with the reason.
    Unknown(&'a Unknown<'a>),
    /// Not evaluated yet: see `Evaluator::force`.
    Thunk(&'a Thunk<'a>),
}

const _: () = assert!(size_of::<Value<'_>>() == 16, "values are copied everywhere");
const _: () = assert!(size_of::<Option<Value<'_>>>() == 16, "an empty slot costs nothing");

impl<'a> Value<'a> {
    /// A value made at a place.
    #[must_use]
    pub fn new(kind: Kind<'a>, pos: Pos) -> Self {
        Self(match kind {
            Kind::Null => Repr::Null(pos),
            Kind::Bool(x) => Repr::Bool(pos, x),
            Kind::Int(x) => Repr::Int(pos, x),
            Kind::Float(x) => Repr::Float(pos, x),
            Kind::Str(x) => Repr::Str(pos, x),
            Kind::Path(x) => Repr::Path(pos, x),
            Kind::List(x) => Repr::List(pos, x),
            Kind::Attrs(x) => Repr::Attrs(pos, x),
            Kind::Lambda(x) => Repr::Lambda(pos, x),
            Kind::Builtin(x) => Repr::Builtin(pos, x),
            Kind::Unknown(x) => Repr::Unknown(pos, x),
            Kind::Thunk(x) => Repr::Thunk(pos, x),
        })
    }

    /// What it is.
    #[must_use]
    #[inline]
    pub fn kind(self) -> Kind<'a> {
        match self.0 {
            Repr::Null(_) => Kind::Null,
            Repr::Bool(_, x) => Kind::Bool(x),
            Repr::Int(_, x) => Kind::Int(x),
            Repr::Float(_, x) => Kind::Float(x),
            Repr::Str(_, x) => Kind::Str(x),
            Repr::Path(_, x) => Kind::Path(x),
            Repr::List(_, x) => Kind::List(x),
            Repr::Attrs(_, x) => Kind::Attrs(x),
            Repr::Lambda(_, x) => Kind::Lambda(x),
            Repr::Builtin(_, x) => Kind::Builtin(x),
            Repr::Unknown(_, x) => Kind::Unknown(x),
            Repr::Thunk(_, x) => Kind::Thunk(x),
            Repr::Expr(..)
            | Repr::Select(..)
            | Repr::Call(_)
            | Repr::MapAttr(..)
            | Repr::MapItem(..)
            | Repr::Running
            | Repr::Failed(_) => unreachable!("{IN_THUNK}"),
        }
    }

    /// The value itself, when nothing has to be evaluated for it.
    #[must_use]
    pub fn evaluated(self) -> Option<Self> {
        match self.kind() {
            Kind::Thunk(thunk) => match thunk.state() {
                State::Done(value) => Some(value),
                _ => None,
            },
            _ => Some(self),
        }
    }

    /// Where it was made.
    #[must_use]
    pub fn pos(self) -> Pos {
        match self.0 {
            Repr::Null(pos)
            | Repr::Bool(pos, _)
            | Repr::Int(pos, _)
            | Repr::Float(pos, _)
            | Repr::Str(pos, _)
            | Repr::Path(pos, _)
            | Repr::List(pos, _)
            | Repr::Attrs(pos, _)
            | Repr::Lambda(pos, _)
            | Repr::Builtin(pos, _)
            | Repr::Unknown(pos, _)
            | Repr::Thunk(pos, _) => pos,
            Repr::Expr(..)
            | Repr::Select(..)
            | Repr::Call(_)
            | Repr::MapAttr(..)
            | Repr::MapItem(..)
            | Repr::Running
            | Repr::Failed(_) => unreachable!("{IN_THUNK}"),
        }
    }

    /// The same value, made at another place.
    #[must_use]
    pub fn with_pos(self, pos: Pos) -> Self {
        Self::new(self.kind(), pos)
    }

    /// `null`, made nowhere.
    pub const NULL: Self = Self(Repr::Null(Pos::NONE));

    /// A boolean, made nowhere.
    #[must_use]
    pub const fn bool(value: bool) -> Self {
        Self(Repr::Bool(Pos::NONE, value))
    }

    /// An integer, made nowhere.
    #[must_use]
    pub const fn int(value: i64) -> Self {
        Self(Repr::Int(Pos::NONE, value))
    }

    /// A floating-point number, made nowhere.
    #[must_use]
    pub const fn float(value: f64) -> Self {
        Self(Repr::Float(Pos::NONE, value))
    }

    /// The word `builtins.typeOf` gives; `thunk` and `unknown` for what has none.
    #[must_use]
    pub fn type_name(self) -> &'static str {
        match self.kind() {
            Kind::Null => "null",
            Kind::Bool(_) => "bool",
            Kind::Int(_) => "int",
            Kind::Float(_) => "float",
            Kind::Str(_) => "string",
            Kind::Path(_) => "path",
            Kind::List(_) => "list",
            Kind::Attrs(_) => "set",
            Kind::Lambda(_) | Kind::Builtin(_) => "lambda",
            Kind::Unknown(_) => "unknown",
            Kind::Thunk(_) => "thunk",
        }
    }
}

/// A string with its context: the store paths it refers to, sorted, in the form Nix prints them
/// (`path`, `!output!path.drv`, `=path.drv`).
#[derive(Clone, Copy, Debug)]
pub struct Str<'a> {
    /// The text.
    pub text: &'a str,
    /// The context.
    pub context: &'a [&'a str],
    /// What it was put together from, for a string that is not written as it is.
    pub origin: Option<&'a Origin<'a>>,
}

/// Where the last part of a composed string was made: `"${home}/${directory}"` in a library still leads to the line
/// that says `directory`.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// Where the part was made.
    pub pos: Pos,
    /// What the part was put together from itself.
    pub earlier: Option<&'a Self>,
}

/// A list.
#[derive(Clone, Copy)]
pub struct List<'a> {
    /// The elements.
    pub items: &'a [Value<'a>],
    /// Set when there may be more elements, with the reason.
    pub open: Option<&'a Unknown<'a>>,
    /// Those that there may be more, when no others may be there: any of these.
    pub rest: Option<&'a Self>,
}

impl<'a> List<'a> {
    /// A complete list.
    #[must_use]
    pub const fn of(items: &'a [Value<'a>]) -> Self {
        Self { items, open: None, rest: None }
    }
}

/// A set.
#[derive(Clone, Copy)]
pub struct Attrs<'a> {
    /// The attributes.
    pub entries: Entries<'a>,
    /// Set when there may be more attributes, with the reason.
    pub open: Option<&'a Unknown<'a>>,
    /// Set when an attribute it lacks is unknown where lacking it would be an error. Whoever asks first whether the
    /// set has it is told that it has not.
    pub lenient: Option<&'a Unknown<'a>>,
}

/// Why an attribute is unknown that the set certainly has not, although it may have more than it shows.
pub const ABSENT: &str = "it is not there";
/// Why an attribute is unknown that the set may not have.
pub const IN_DOUBT: &str = "whether it is there is not known";

impl<'a> Attrs<'a> {
    /// Whether it has an attribute of that name, or why that is not known.
    ///
    /// # Errors
    /// When that is not known: why.
    pub fn has(&self, name: Sym) -> std::result::Result<bool, &'a Unknown<'a>> {
        match self.get(name).map(|attr| attr.value.kind()) {
            Some(Kind::Unknown(unknown)) if unknown.reason == ABSENT => Ok(false),
            Some(Kind::Unknown(unknown)) if unknown.reason == IN_DOUBT => Err(unknown),
            Some(_) => Ok(true),
            None => self.open.map_or(Ok(false), Err),
        }
    }

    /// The attribute of that name.
    #[must_use]
    #[inline]
    pub fn get(&self, name: Sym) -> Option<&'a Attr<'a>> {
        self.entries.get(name)
    }

    /// The attributes in the order of their names, as every builtin lists them.
    #[must_use]
    pub fn in_name_order(&self) -> Vec<&'a Attr<'a>> {
        let mut attrs: Vec<(&'static str, &'a Attr<'a>)> =
            self.entries.iter().map(|attr| (attr.name.as_str(), attr)).collect();
        attrs.sort_unstable_by_key(|(name, _)| *name);
        attrs.into_iter().map(|(_, attr)| attr).collect()
    }
}

/// A function of the program: a lambda and the environment it was made in.
#[derive(Clone, Copy)]
pub struct Closure<'a> {
    /// Index into the file's [`ir::Ir::lambdas`](crate::syntax::ir::Ir::lambdas).
    pub lambda: u32,
    /// Its file.
    pub file: FileIndex,
    /// Where free variables live.
    pub env: &'a Env<'a>,
}

const _: () =
    assert!(size_of::<Closure<'_>>() == 16, "there are as many as functions are mentioned");

/// A builtin with the arguments it got so far, fewer than it takes.
#[derive(Clone, Copy)]
pub struct Partial<'a> {
    /// The builtin.
    pub builtin: &'static Builtin,
    /// The arguments so far.
    pub args: &'a [Value<'a>],
}

/// Why a value cannot be computed.
///
/// Selecting from it, calling it and interpolating it give unknown values again, so that one missing input does not
/// take the rest of a configuration with it.
#[derive(Clone, Copy)]
pub struct Unknown<'a> {
    /// One phrase: "input `secrets` is not on disk".
    pub reason: &'a str,
    /// The parts of a string that are known, with `«?»` for the rest.
    pub partial: Option<&'a str>,
    /// Whether it is certainly a string.
    pub text: bool,
    /// A value that may hold: it was defined under a condition that is not known.
    pub may: Option<Value<'a>>,
}
