//! How an error came about: the steps that are noted while it passes, and what of them is told.

use super::{Error, ErrorKind, EvalError, Evaluator, Frame, Pos, State, Thunk, Trace};
use crate::{source::Span, syntax::ir::Lambda};

/// The longest trace that is kept. The innermost steps count; of nixpkgs' module system some hundred lie between two
/// lines of a user.
const LENGTH: u32 = 512;
/// How many steps through the reader's own files are told.
const OWN: usize = 4;
/// How many things that a library says of itself are told.
const CONTEXTS: usize = 2;

/// How many calls may take each other's place: more are without end.
pub(super) const TAIL_CALLS: u32 = 1 << 20;

/// The first and the last call in tail position of one expression. The bodies took its place, so nothing else
/// remembers them; those between are not kept, for there may be millions.
#[derive(Default)]
pub(super) struct TailCalls<'a> {
    first: Option<(&'a Lambda, Pos)>,
    last: Option<(&'a Lambda, Pos)>,
    count: u32,
}

impl<'a> TailCalls<'a> {
    /// Notes a call, and says how many there were.
    #[inline]
    pub(super) fn push(&mut self, lambda: &'a Lambda, at: Pos) -> u32 {
        self.count += 1;
        if self.first.is_none() {
            self.first = Some((lambda, at));
        } else {
            self.last = Some((lambda, at));
        }
        self.count
    }
}

/// What of an error is told.
pub struct Story {
    /// The innermost place in the reader's own files.
    pub place: Option<Span>,
    /// Where it was raised, when that is another place.
    pub raised: Option<Span>,
    /// Steps through the reader's own files, the innermost first.
    pub own: Vec<(String, Span)>,
    /// What libraries say they were doing, the innermost first: "while evaluating the option `x.y`".
    pub contexts: Vec<String>,
    /// How many steps are left out.
    pub folded: usize,
}

impl<'a> Evaluator<'a> {
    /// Whether a step that an error passes is kept.
    pub(super) fn is_traced(&self, error: Error<'a>) -> bool {
        !matches!(error.kind, ErrorKind::Unknown(_) | ErrorKind::Limit)
            && error.trace.is_none_or(|trace| trace.length < LENGTH)
    }

    /// The error with advice on what to do.
    pub fn advised(&self, error: Error<'a>, advice: &str) -> Error<'a> {
        self.traced(error, error.pos, Frame::Context(self.text(advice)))
    }

    /// The error with one more step of how it came about, unless its place is the one just noted.
    #[cold]
    pub(super) fn traced(&self, error: Error<'a>, pos: Pos, frame: Frame<'a>) -> Error<'a> {
        let (known, length) = error.trace.map_or((error.pos, 0), |trace| (trace.pos, trace.length));
        if !self.is_traced(error) || known == pos && !matches!(frame, Frame::Context(_)) {
            return error;
        }
        let trace = self.arena.alloc(Trace { frame, pos, length: length + 1, inner: error.trace });
        self.arena.alloc(EvalError { trace: Some(trace), ..*error })
    }

    /// The error with the calls in tail position that led to it.
    #[cold]
    pub(super) fn tail_traced(&self, error: Error<'a>, calls: &TailCalls<'a>) -> Error<'a> {
        let calls = calls.last.into_iter().chain(calls.first);
        calls.fold(error, |error, (lambda, at)| self.traced(error, at, Frame::Call(lambda.name)))
    }

    /// Whether an error is that of a cycle which it has not passed completely.
    fn in_cycle(&self, error: Error<'a>) -> bool {
        matches!(error.kind, ErrorKind::InfiniteRecursion) && self.cycle.get().is_some()
    }

    /// In a cycle, the place where the value was needed; `part` is a place that this one stands for, too.
    #[cold]
    pub(super) fn needed_at(&self, error: Error<'a>, at: Pos, part: Pos) -> Error<'a> {
        if !self.in_cycle(error) {
            return error;
        }
        match error.trace {
            None => self.arena.alloc(EvalError { pos: at, ..*error }),
            Some(head) if head.frame == Frame::Cycle && head.pos == part => {
                let head = self.arena.alloc(Trace { pos: at, ..*head });
                self.arena.alloc(EvalError { trace: Some(head), ..*error })
            }
            Some(_) => self.traced(error, at, Frame::Cycle),
        }
    }

    /// In a cycle, the value that was being evaluated; the cycle ends with the one that needs itself.
    #[cold]
    pub(super) fn cycle_traced(
        &self,
        error: Error<'a>,
        thunk: &'a Thunk<'a>,
        state: State<'a>,
        pos: Pos,
    ) -> Error<'a> {
        if !self.in_cycle(error) {
            return error;
        }
        if self.cycle.get().is_some_and(|start| std::ptr::eq(start, thunk)) {
            self.cycle.set(None);
        }
        // A value may be known by the place that asks for it, as an argument is by the name of a parameter.
        let at = match state {
            State::Expr(file, expr, _) => Pos(self.adopted(file).base + expr.0),
            State::Call(call) => call.function.pos(),
            State::MapAttr(_, map) => map.function.pos(),
            State::MapItem(_, map) => map.function.pos(),
            _ => pos,
        };
        self.traced(error, at, Frame::Cycle)
    }

    /// What to tell of an error to whom the files belong for which `own` gives a place.
    pub fn story(&self, error: Error<'a>, own: impl Fn(Pos) -> Option<Span>) -> Story {
        let mut steps: Vec<&Trace<'a>> =
            std::iter::successors(error.trace, |trace| trace.inner).collect();
        steps.reverse();
        let cyclic = matches!(error.kind, ErrorKind::InfiniteRecursion);
        // Of a cycle the links count. Calls lead through the parameters of modules, which say nothing.
        let counts =
            |frame: Frame<'_>| !cyclic || matches!(frame, Frame::Cycle | Frame::Attribute(_));
        let links = steps.iter().filter(|step| counts(step.frame)).map(|step| step.pos);
        let others = steps.iter().map(|step| step.pos);
        let place = own(error.pos).or_else(|| links.chain(others).find_map(&own));
        let raised = if own(error.pos).is_none() { self.program.span(error.pos) } else { None };
        let mut story = Story { place, raised, own: Vec::new(), contexts: Vec::new(), folded: 0 };
        let mut told: Vec<Span> = place.into_iter().collect();
        for step in &steps {
            let span = own(step.pos).filter(|_| counts(step.frame));
            let folded = if let Some(span) = span {
                let last = told.last().copied();
                let around = cyclic && last.is_some_and(|inner| contains(span, inner));
                let new = !told.contains(&span) && !around;
                if new {
                    told.push(span);
                    if story.own.len() < OWN {
                        story.own.push((first_line(&step.frame.to_string()), span));
                        continue;
                    }
                }
                new
            } else if let Frame::Context(text) = step.frame {
                let text = first_line(text);
                // Advice can be long; its first sentence says what it is about.
                let text = text.split_once(". ").map_or(&*text, |(sentence, _)| sentence);
                let new = story.contexts.iter().all(|known| known != text);
                if new && story.contexts.len() < CONTEXTS {
                    story.contexts.push(text.to_owned());
                    continue;
                }
                new
            } else {
                step.pos != Pos::NONE
            };
            story.folded += usize::from(folded);
        }
        story
    }
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.file == inner.file
        && outer.range.start <= inner.range.start
        && inner.range.end <= outer.range.end
}

/// A message's first line as messages are written here: no final dot or colon, names in backticks.
#[must_use]
pub fn first_line(message: &str) -> String {
    let mut lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines.next().unwrap_or("evaluation failed").trim_end_matches(['.', ':']);
    // Older libraries quote `like this'.
    let mut quoted = false;
    let char = |char: char| match char {
        '`' => {
            quoted = !quoted;
            '`'
        }
        '\'' if quoted => {
            quoted = false;
            '`'
        }
        char => char,
    };
    line.chars().map(char).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn lines_are_written_alike() {
        for (text, line) in [
            ("while evaluating the option `a.b':", "while evaluating the option `a.b`"),
            ("\n  it's `so' and `thus`.\nmore", "it's `so` and `thus`"),
            ("", "evaluation failed"),
        ] {
            assert_eq!(super::first_line(text), line);
        }
    }
}
