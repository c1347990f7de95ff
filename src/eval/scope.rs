//! Scopes: the variables that an expression sees, and the file it stands in.
//!
//! A call makes an environment, and most functions have one parameter. So an environment of one variable holds it itself,
//! and which file its text is in is kept by what is evaluated there: a thunk or a closure, which have room for it.

use std::cell::Cell;

use super::{Closure, File, Value};
use crate::syntax::ir::Lambda;

/// A variable; empty only while its scope is being made.
pub type Slot<'a> = Cell<Option<Value<'a>>>;

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The file whose text it is.
    pub file: &'a File<'a>,
    /// The variables around it.
    pub env: &'a Env<'a>,
}

impl<'a> Scope<'a> {
    /// The text of a function of this file.
    #[must_use]
    pub(super) fn lambda(self, closure: &Closure<'a>) -> &'a Lambda {
        &self.file.ir.lambdas[closure.lambda as usize]
    }

    /// The scope inside.
    #[must_use]
    pub(super) fn inner(self, env: &'a Env<'a>) -> Self {
        Self { env, ..self }
    }
}

/// The variables of one level, and the levels around it.
pub struct Env<'a> {
    /// The next level outside.
    pub up: Option<&'a Env<'a>>,
    slots: Slots<'a>,
}

enum Slots<'a> {
    One(Slot<'a>),
    Many(&'a [Slot<'a>]),
}

const _: () = assert!(size_of::<Env<'_>>() == 32, "every call makes one");

impl<'a> Env<'a> {
    /// A level with one variable.
    #[must_use]
    pub fn one(up: Option<&'a Self>, value: Option<Value<'a>>) -> Self {
        Self { up, slots: Slots::One(Cell::new(value)) }
    }

    /// A level with any number of variables.
    #[must_use]
    pub fn many(up: Option<&'a Self>, slots: &'a [Slot<'a>]) -> Self {
        Self { up, slots: Slots::Many(slots) }
    }

    /// The variables of this level.
    #[must_use]
    #[inline]
    pub fn slots(&self) -> &[Slot<'a>] {
        match &self.slots {
            Slots::One(slot) => std::slice::from_ref(slot),
            Slots::Many(slots) => slots,
        }
    }

    /// The parameter of the function that many levels outside, or the first variable there: of `a: b: c: …` it is `b` for 1.
    #[must_use]
    pub fn parameter(&self, up: usize) -> Option<Value<'a>> {
        let level = std::iter::successors(Some(self), |level| level.up).nth(up)?;
        level.slots().first()?.get()
    }
}

/// Names a file within an evaluation. It has 24 bits, because a thunk has room for no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileIndex([u8; 3]);

impl FileIndex {
    /// The index of a number.
    pub(super) fn new(index: usize) -> Self {
        assert!(index < 1 << 24, "memory has no room for so many files");
        let [a, b, c, ..] = index.to_le_bytes();
        Self([a, b, c])
    }

    pub(super) fn get(self) -> usize {
        let [a, b, c] = self.0;
        u32::from_le_bytes([a, b, c, 0]) as usize
    }
}
