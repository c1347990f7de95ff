//! Values that are computed when they are first needed.

use std::cell::Cell;

use super::{Env, Error, Value};
use crate::syntax::{Sym, ir::ExprId};

/// A delayed value. Its private state says how far it is; `Evaluator::force` moves it on.
pub struct Thunk<'a> {
    state: Cell<State<'a>>,
}

/// How far a thunk is.
#[derive(Clone, Copy)]
pub enum State<'a> {
    /// An expression and the scope to evaluate it in.
    Expr(ExprId, &'a Env<'a>),
    /// One attribute of a set that is itself delayed: `inherit (set) name`.
    Select(Sym, &'a Value<'a>),
    /// A function, and after it its arguments.
    Call(&'a [Value<'a>]),
    /// Being evaluated. Meeting it again is infinite recursion.
    Running,
    /// Evaluated: never a thunk itself.
    Done(Value<'a>),
    /// Evaluation failed, and would fail again.
    Failed(Error<'a>),
}

const _: () = assert!(size_of::<Thunk<'_>>() <= 24, "there are millions");

impl<'a> Thunk<'a> {
    /// A thunk in the given state.
    #[must_use]
    pub fn new(state: State<'a>) -> Self {
        Self { state: Cell::new(state) }
    }

    /// How far it is.
    #[must_use]
    pub fn state(&self) -> State<'a> {
        self.state.get()
    }

    /// Moves it on.
    pub fn set(&self, state: State<'a>) {
        self.state.set(state);
    }
}
