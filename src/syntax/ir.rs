//! The tree that is evaluated: one flat, position-independent [`Ir`] per file.
//!
//! Names are resolved already: a variable is a number of environments to go up and a slot there, attribute paths
//! such as `a.b = 1; a.c = 2;` are merged into nested sets, operators that are sugar (`|>`, `<|`, `let { … }`)
//! are gone. Every [`ExprId`] has a range of the text, so it serves as a position too.

use super::{Sym, ranges::Ranges, strings::Strings};
use crate::source::TextRange;

/// Names an expression of one [`Ir`], and the place where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(pub u32);

/// Names a text in [`Ir::strings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StrId(pub u32);

/// A run of [`Ir::lists`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListRange {
    /// Index of the first.
    pub start: u32,
    /// How many.
    pub len: u32,
}

/// A run of [`Ir::names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PathRange {
    /// Index of the first.
    pub start: u32,
    /// How many.
    pub len: u32,
}

/// One expression. Environments are made by a call of a [`Lambda`], a `let`, a recursive set and a `with`, one each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expr {
    /// Text that is not Nix: evaluates to an unknown value.
    Hole,
    /// The place of an attribute name, formal or binding. Never evaluated.
    Name(Sym),
    /// `120`
    Int(i64),
    /// `1.5`
    Float(f64),
    /// `"text"`, `''text''` or a bare URL, without interpolation.
    Str(StrId),
    /// `"a${b}"`: parts in order, literal parts are [`Expr::Str`].
    Interpolated(ListRange),
    /// `./a`, `../a`, `/a`, `~/a`: as written.
    Path(StrId),
    /// `./a/${b}`: parts in order, the first is a [`Expr::Str`] with the path as written.
    InterpolatedPath(ListRange),
    /// `<nixpkgs/nixos>`: the text between the brackets.
    SearchPath(StrId),
    /// A variable bound `level` environments up, in slot `slot` there.
    Local {
        /// How many environments to go up; 0 is the innermost.
        level: u32,
        /// The slot in that environment.
        slot: u32,
    },
    /// A variable of some enclosing `with`; index into [`Ir::withs`].
    Dynamic(u32),
    /// A name of the global scope: `true`, `null`, `builtins`, `import`, `map`, `__add`, …
    Global(Sym),
    /// A variable that is bound nowhere.
    Undefined(Sym),
    /// `[ a b ]`
    List(ListRange),
    /// `{ … }` or `rec { … }`; index into [`Ir::sets`].
    Attrs(u32),
    /// `let … in body`: a recursive set's environment around a body.
    Let {
        /// Index into [`Ir::sets`]; it is recursive and has no dynamic entries.
        set: u32,
        /// What it evaluates to.
        body: ExprId,
    },
    /// `with set; body`: an environment of one slot that holds the set.
    With {
        /// The set, evaluated outside.
        set: ExprId,
        /// What it evaluates to.
        body: ExprId,
    },
    /// `if condition then a else b`
    If {
        /// The condition.
        condition: ExprId,
        /// Value when true.
        then: ExprId,
        /// Value when false.
        otherwise: ExprId,
    },
    /// `assert condition; body`
    Assert {
        /// The condition.
        condition: ExprId,
        /// What it evaluates to.
        body: ExprId,
    },
    /// `x: …`, `{ a, b ? 1, ... }@all: …`; index into [`Ir::lambdas`].
    Lambda(u32),
    /// `f a b`: all arguments that are written in a row.
    Call {
        /// The function.
        function: ExprId,
        /// The arguments, at least one.
        args: ListRange,
    },
    /// `a.b.${c} or d`; index into [`Ir::selects`].
    Select(u32),
    /// `a ? b.c`; index into [`Ir::selects`], whose `default` is `None`.
    HasAttr(u32),
    /// `!a`
    Not(ExprId),
    /// `-a`
    Negate(ExprId),
    /// `a + b` and the like.
    Binary {
        /// Which.
        op: Op,
        /// Left operand.
        lhs: ExprId,
        /// Right operand.
        rhs: ExprId,
    },
    /// `__curPos`
    CurPos,
    /// An expression with a fallback, put in by the evaluator and never by the parser.
    Guard {
        /// The expression.
        body: ExprId,
        /// Which fallback.
        guard: u32,
    },
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// `&&`
    And,
    /// `||`
    Or,
    /// `->`
    Implies,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `++`
    Concat,
    /// `//`
    Update,
}

/// The bindings of a set or of a `let`.
///
/// When recursive, they live in an environment of their own: slot *i* is entry *i*, and the values of
/// [`AttrSet::sources`] follow in the slots after the entries. All expressions below are then evaluated in that
/// environment, except [`EntryValue::Inherit`], which is always evaluated in the surrounding one.
#[derive(Clone, Debug, PartialEq)]
pub struct AttrSet {
    /// `rec { … }` or `let`.
    pub recursive: bool,
    /// Bindings with a name known from the text, in source order, each name once.
    pub entries: Box<[Entry]>,
    /// The expressions of `inherit (e) …`, each evaluated at most once.
    pub sources: Box<[ExprId]>,
    /// `${name} = value;`
    pub dynamic: Box<[DynamicEntry]>,
}

/// `name = value;` or one name of an `inherit`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The name.
    pub name: Sym,
    /// Where the name stands (an [`Expr::Name`]).
    pub at: ExprId,
    /// What is bound.
    pub value: EntryValue,
}

/// What an [`Entry`] binds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EntryValue {
    /// `name = expr;`
    Expr(ExprId),
    /// `inherit name;`: the variable, to be evaluated in the surrounding environment.
    Inherit(ExprId),
    /// `inherit (e) name;`: the attribute of the source with this index.
    InheritFrom(u32),
}

/// `${name} = value;`
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DynamicEntry {
    /// Gives the name; `null` leaves the attribute out.
    pub name: ExprId,
    /// The value.
    pub value: ExprId,
}

/// A function.
#[derive(Clone, Debug, PartialEq)]
pub struct Lambda {
    /// Its parameter.
    pub param: Param,
    /// Its body, evaluated in an environment with the parameter's slots.
    pub body: ExprId,
    /// The name it was bound to, for messages and traces.
    pub name: Option<Sym>,
}

/// The parameter of a [`Lambda`].
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// `x:`, in slot 0.
    Name(Sym),
    /// `{ a, b ? 1, ... }@all:`; formal *i* is in slot *i*, `all` in the slot after the formals.
    Formals {
        /// In source order, each name once.
        formals: Box<[Formal]>,
        /// `...`: other attributes are allowed.
        ellipsis: bool,
        /// `@all`
        bind: Option<Sym>,
    },
}

/// One name of a set pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Formal {
    /// The name.
    pub name: Sym,
    /// Where it stands (an [`Expr::Name`]).
    pub at: ExprId,
    /// `? default`, evaluated in the function's own environment.
    pub default: Option<ExprId>,
}

/// `base.path or default`, `base ? path`.
#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    /// The set.
    pub base: ExprId,
    /// The attribute path, at least one name.
    pub path: PathRange,
    /// `or default`
    pub default: Option<ExprId>,
}

/// One name of an attribute path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AttrName {
    /// `a` or `"a"`, and where it stands (an [`Expr::Name`]).
    Static(Sym, ExprId),
    /// `${expr}` or `"a${expr}"`.
    Dynamic(ExprId),
}

/// A variable that only an enclosing `with` can give.
#[derive(Clone, Debug, PartialEq)]
pub struct WithVar {
    /// The name.
    pub name: Sym,
    /// How many environments up the sets of the enclosing `with`s are, innermost first; each is in slot 0.
    pub levels: Box<[u32]>,
}

/// One file, ready to be evaluated. Its root is evaluated in the empty environment.
#[derive(Clone, Debug, PartialEq)]
pub struct Ir {
    /// The whole file.
    pub root: ExprId,
    /// All expressions.
    pub exprs: Vec<Expr>,
    /// The range of each expression in the text.
    pub ranges: Ranges,
    /// Lists of expressions: elements, parts, arguments.
    pub lists: Vec<ExprId>,
    /// Literal texts, escapes and indentation resolved.
    pub strings: Strings,
    /// Sets and `let`s.
    pub sets: Vec<AttrSet>,
    /// Functions.
    pub lambdas: Vec<Lambda>,
    /// Selections and `?`.
    pub selects: Vec<Select>,
    /// Attribute paths of selections.
    pub names: Vec<AttrName>,
    /// Variables from `with`.
    pub withs: Vec<WithVar>,
}

impl Ir {
    /// Gives back memory that was held for more of the file: trees are kept for as long as anything runs.
    pub(super) fn shrink(&mut self) {
        self.exprs.shrink_to_fit();
        self.ranges.shrink_to_fit();
        self.lists.shrink_to_fit();
        self.strings.shrink_to_fit();
        self.sets.shrink_to_fit();
        self.lambdas.shrink_to_fit();
        self.selects.shrink_to_fit();
        self.names.shrink_to_fit();
        self.withs.shrink_to_fit();
    }

    /// The expression.
    #[must_use]
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs[id.0 as usize]
    }

    /// Where the expression stands.
    #[must_use]
    pub fn range(&self, id: ExprId) -> TextRange {
        self.ranges[id.0 as usize]
    }

    /// The expressions of a list.
    #[must_use]
    pub fn list(&self, range: ListRange) -> &[ExprId] {
        &self.lists[range.start as usize..(range.start + range.len) as usize]
    }

    /// The names of an attribute path.
    #[must_use]
    pub fn path(&self, range: PathRange) -> &[AttrName] {
        &self.names[range.start as usize..(range.start + range.len) as usize]
    }

    /// A literal text.
    #[must_use]
    pub fn string(&self, id: StrId) -> &str {
        self.strings.get(id.0 as usize)
    }
}

const _: () = assert!(size_of::<Expr>() <= 16, "an expression is copied on every step");
