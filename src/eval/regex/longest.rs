//! The longest match at every place of a text.
//!
//! libstdc++ tries all alternatives and keeps what reaches furthest, but of a repetition it takes as much as leads to
//! any match: `a?(ab)?` finds `a` in `ab`, where POSIX wants `ab`. The same is computed here, from the text's end to its
//! start and thus in time proportional to the text.

use super::node::{Node, Set};

/// What to do in a state.
enum Step {
    /// Take a byte of the set and go on with the next state.
    Byte(Set),
    /// At the start of the text only.
    Begin,
    /// At the end of the text only.
    End,
    /// Whichever reaches further.
    Either(Vec<usize>),
    /// The first when it leads to a match, otherwise the second.
    Prefer(usize, usize),
    /// Go on there.
    Jump(usize),
    /// A match ends here.
    Done,
}

/// An expression as a list of states.
pub(super) struct Program(Vec<Step>);

impl Program {
    pub(super) fn new(node: &Node) -> Self {
        let mut program = Self(Vec::new());
        program.add(node);
        program.0.push(Step::Done);
        program
    }

    /// Adds the states of a node; the next one added follows it.
    fn add(&mut self, node: &Node) {
        match node {
            Node::Set(set) => self.0.push(Step::Byte(*set)),
            Node::Begin => self.0.push(Step::Begin),
            Node::End => self.0.push(Step::End),
            Node::Group(inner) => self.add(inner),
            Node::Concat(parts) => parts.iter().for_each(|part| self.add(part)),
            Node::Alternatives(parts) => self.add_alternatives(parts, Self::add),
            Node::Repeat(inner, _, None) if inner.nullable() => {
                self.add_repeated(1, true, |program| program.add_looped(inner));
            }
            Node::Repeat(inner, least, most) => {
                (0..*least).for_each(|_| self.add(inner));
                let times = most.map_or(1, |most| most - least);
                self.add_repeated(times, most.is_none(), |program| program.add(inner));
            }
        }
    }

    /// Adds what a node can match that is not empty, given that any number of times of it is wanted: `(a*b?)*` is
    /// `(a|b)*`. So no loop comes back without having taken a byte.
    fn add_looped(&mut self, node: &Node) {
        match node {
            _ if !node.nullable() => self.add(node),
            Node::Group(inner) | Node::Repeat(inner, ..) => self.add_looped(inner),
            Node::Concat(parts) | Node::Alternatives(parts) => {
                self.add_alternatives(parts, Self::add_looped);
            }
            Node::Set(_) | Node::Begin | Node::End => self.0.push(Step::Either(Vec::new())),
        }
    }

    fn add_alternatives(&mut self, parts: &[Node], add: impl Fn(&mut Self, &Node)) {
        let fork = self.0.len();
        self.0.push(Step::Done);
        let mut starts = Vec::new();
        let mut ends = Vec::new();
        for part in parts {
            starts.push(self.0.len());
            add(self, part);
            ends.push(self.0.len());
            self.0.push(Step::Done);
        }
        let after = self.0.len();
        self.0[fork] = Step::Either(starts);
        for end in ends {
            self.0[end] = Step::Jump(after);
        }
    }

    fn add_repeated(&mut self, times: u32, endless: bool, add: impl Fn(&mut Self)) {
        let mut forks = Vec::new();
        for _ in 0..times {
            let fork = self.0.len();
            self.0.push(Step::Done);
            add(self);
            if endless {
                self.0.push(Step::Jump(fork));
            }
            forks.push(fork);
        }
        let after = self.0.len();
        for fork in forks {
            self.0[fork] = Step::Prefer(fork + 1, after);
        }
    }

    /// For each place from `first` on the end of the match there, if there is one.
    pub(super) fn ends(&self, text: &[u8], first: usize) -> Vec<Option<usize>> {
        let mut ends = vec![None; text.len() + 1 - first];
        let mut next: Vec<Option<usize>> = vec![None; self.0.len()];
        let mut row: Vec<Option<Option<usize>>> = vec![None; self.0.len()];
        for at in (first..=text.len()).rev() {
            row.fill(None);
            ends[at - first] = self.reach(0, at, text, &mut row, &next);
            // The states after a byte are where the place before goes on.
            for state in 1..self.0.len() {
                if matches!(self.0[state - 1], Step::Byte(_)) {
                    self.reach(state, at, text, &mut row, &next);
                }
            }
            for (next, reach) in next.iter_mut().zip(&row) {
                *next = reach.flatten();
            }
        }
        ends
    }

    /// How far the match from a state and a place reaches. `row` keeps what is known for the place, `next` for the
    /// one after it.
    fn reach(
        &self,
        state: usize,
        at: usize,
        text: &[u8],
        row: &mut [Option<Option<usize>>],
        next: &[Option<usize>],
    ) -> Option<usize> {
        if let Some(end) = row[state] {
            return end;
        }
        let end = match &self.0[state] {
            Step::Byte(set) => {
                let taken = text.get(at).is_some_and(|byte| set.contains(*byte));
                if taken { next[state + 1] } else { None }
            }
            Step::Begin if at != 0 => None,
            Step::End if at != text.len() => None,
            Step::Begin | Step::End => self.reach(state + 1, at, text, row, next),
            Step::Either(starts) => {
                starts.iter().filter_map(|start| self.reach(*start, at, text, row, next)).max()
            }
            Step::Prefer(first, second) => self
                .reach(*first, at, text, row, next)
                .or_else(|| self.reach(*second, at, text, row, next)),
            Step::Jump(to) => self.reach(*to, at, text, row, next),
            Step::Done => Some(at),
        };
        row[state] = Some(end);
        end
    }
}
