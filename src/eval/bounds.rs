//! What makes every evaluation end: bounds on depth, steps and memory.

use std::{
    cell::{Cell, RefCell},
    sync::atomic::Ordering,
};

use rustc_hash::FxHashMap;

use super::{Error, ErrorKind, Evaluator, Pos, Result};

/// Bounds that make every evaluation end.
///
/// All but the memory count what the text asks for, so that the same text ends in the same way on every machine.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Nested calls and forced values.
    pub depth: u32,
    /// Calls and forced values in total. The largest hosts known take a tenth of it.
    pub fuel: u64,
    /// Calls and forced values at one place of a text. Work that doubles is done at few places, that of a host
    /// at many: the largest hosts known come to a fifth of it.
    pub place: u64,
    /// Bytes of the arena.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 60_000, fuel: 200_000_000, place: 6_000_000, memory: 3 << 30 }
    }
}

/// Is told from time to time how much memory an evaluation takes, and may let it wait.
pub trait Gauge {
    /// The evaluation takes so many bytes now.
    fn grown(&self, bytes: usize);
}

/// How many bytes an evaluation grows before the gauge is told.
const GAUGE_STEP: usize = 8 << 20;

/// Steps between two looks at the bounds. All of them count for the place that is seen then; it is a prime, so that
/// every place of a loop has its turn.
const INTERVAL: u32 = 1021;

/// How many elements or bytes a builtin looks at in the time of a step.
const LOOKS: usize = 32;

/// What an evaluation has used.
pub(super) struct Bounds<'a> {
    /// Steps before the one that looks.
    left: Cell<u32>,
    /// Steps up to the last look.
    counted: Cell<u64>,
    /// Steps by place.
    places: RefCell<FxHashMap<Pos, u64>>,
    exhausted: Cell<Option<Error<'a>>>,
    gauge: Option<&'a dyn Gauge>,
    /// The memory that the gauge knows of.
    reported: Cell<usize>,
}

impl<'a> Bounds<'a> {
    /// For an evaluation that has `kept` bytes from the one before.
    pub(super) fn new(gauge: Option<&'a dyn Gauge>, kept: usize) -> Self {
        Self {
            left: Cell::new(INTERVAL - 1),
            counted: Cell::new(0),
            places: RefCell::default(),
            exhausted: Cell::new(None),
            gauge,
            reported: Cell::new(kept),
        }
    }
}

impl<'a> Evaluator<'a> {
    /// Counts one step.
    ///
    /// # Errors
    /// When a bound is hit, and from then on always.
    #[inline]
    pub(super) fn tick(&self, pos: Pos) -> Result<'a, ()> {
        match self.bounds.left.get().checked_sub(1) {
            Some(left) => {
                self.bounds.left.set(left);
                Ok(())
            }
            None => self.look(INTERVAL, pos),
        }
    }

    /// Counts what a builtin does without a step: elements or bytes that it looks at.
    ///
    /// # Errors
    /// When a bound is hit.
    pub fn count(&self, looks: usize, pos: Pos) -> Result<'a, ()> {
        let steps = u32::try_from(looks / LOOKS).unwrap_or(u32::MAX);
        match self.bounds.left.get().checked_sub(steps) {
            Some(left) => {
                self.bounds.left.set(left);
                Ok(())
            }
            None => self.look(steps.max(INTERVAL), pos),
        }
    }

    /// Checks the bounds before `steps` more.
    #[cold]
    fn look(&self, steps: u32, pos: Pos) -> Result<'a, ()> {
        if let Some(error) = self.bounds.exhausted.get() {
            return Err(error);
        }
        if self.settings.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Err(self.exhaust("the evaluation was stopped", pos));
        }
        let limits = &self.settings.limits;
        let counted = self.bounds.counted.get() + u64::from(steps);
        if counted > limits.fuel {
            return Err(self.exhaust("evaluation takes too many steps", pos));
        }
        let mut places = self.bounds.places.borrow_mut();
        let place = places.entry(pos).or_default();
        *place += u64::from(steps);
        if *place > limits.place {
            return Err(self.exhaust("evaluation takes too many steps here", pos));
        }
        drop(places);
        let memory = self.memory();
        if memory > limits.memory {
            return Err(self.exhaust("evaluation needs too much memory", pos));
        }
        self.bounds.counted.set(counted);
        self.bounds.left.set(INTERVAL - 1);
        if let Some(gauge) = self.bounds.gauge
            && memory > self.bounds.reported.get() + GAUGE_STEP
        {
            self.bounds.reported.set(memory);
            gauge.grown(memory);
        }
        Ok(())
    }

    /// Ends the evaluation: every further step gives the same error.
    fn exhaust(&self, message: &str, pos: Pos) -> Error<'a> {
        self.bounds.left.set(0);
        if let Some(error) = self.bounds.exhausted.get() {
            return error;
        }
        let error = self.error(ErrorKind::Limit, pos, message);
        self.bounds.exhausted.set(Some(error));
        error
    }

    /// The bound that ended the evaluation, if one did.
    #[must_use]
    pub fn exhausted(&self) -> Option<Error<'a>> {
        self.bounds.exhausted.get()
    }

    /// Checks that `bytes` more fit, before something large is made.
    ///
    /// # Errors
    /// When they do not: the evaluation ends.
    pub fn reserve(&self, bytes: usize, pos: Pos) -> Result<'a, ()> {
        if self.memory().saturating_add(bytes) > self.settings.limits.memory {
            return Err(self.exhaust("evaluation needs too much memory", pos));
        }
        Ok(())
    }

    /// Bytes the values take so far.
    #[must_use]
    pub fn memory(&self) -> usize {
        // What the newest chunk still has room for is not used.
        self.arena.allocated_bytes() - self.arena.chunk_capacity()
    }
}
