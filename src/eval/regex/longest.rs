//! The longest match at every place of a text.
//!
//! libstdc++ tries all alternatives and keeps what reaches furthest, but of a repetition it takes as much as leads to
//! any match: `a?(ab)?` finds `a` in `ab`, where POSIX wants `ab`. The same is computed here, from the text's end to its
//! start and thus in time proportional to the text.

use super::parse::{Node, Set};

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

/// How far the match from a state and a place reaches.
#[derive(Clone, Copy)]
enum Reach {
    NotTried,
    /// Being computed: to come back without having taken a byte leads nowhere.
    Running,
    To(Option<usize>),
}

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
            Node::Alternatives(parts) => {
                let fork = self.0.len();
                self.0.push(Step::Done);
                let mut starts = Vec::new();
                let mut ends = Vec::new();
                for part in parts {
                    starts.push(self.0.len());
                    self.add(part);
                    ends.push(self.0.len());
                    self.0.push(Step::Done);
                }
                let after = self.0.len();
                self.0[fork] = Step::Either(starts);
                for end in ends {
                    self.0[end] = Step::Jump(after);
                }
            }
            Node::Repeat(inner, least, most) => {
                for _ in 0..*least {
                    self.add(inner);
                }
                let forks = most.map_or(1, |most| most - least);
                let mut pending = Vec::new();
                for _ in 0..forks {
                    let fork = self.0.len();
                    self.0.push(Step::Done);
                    self.add(inner);
                    if most.is_none() {
                        self.0.push(Step::Jump(fork));
                    }
                    pending.push(fork);
                }
                let after = self.0.len();
                for fork in pending {
                    self.0[fork] = Step::Prefer(fork + 1, after);
                }
            }
        }
    }

    /// For each place from `first` on the end of the match there, if there is one.
    pub(super) fn ends(&self, text: &[u8], first: usize) -> Vec<Option<usize>> {
        let mut ends = vec![None; text.len() + 1 - first];
        let mut next: Vec<Option<usize>> = vec![None; self.0.len()];
        let mut row = vec![Reach::NotTried; self.0.len()];
        for at in (first..=text.len()).rev() {
            row.fill(Reach::NotTried);
            ends[at - first] = self.reach(0, at, text, &mut row, &next);
            // The states after a byte are where the place before goes on.
            for state in 1..self.0.len() {
                if matches!(self.0[state - 1], Step::Byte(_)) {
                    self.reach(state, at, text, &mut row, &next);
                }
            }
            for (next, reach) in next.iter_mut().zip(&row) {
                *next = if let Reach::To(end) = reach { *end } else { None };
            }
        }
        ends
    }

    fn reach(
        &self,
        state: usize,
        at: usize,
        text: &[u8],
        row: &mut [Reach],
        next: &[Option<usize>],
    ) -> Option<usize> {
        match row[state] {
            Reach::To(end) => return end,
            Reach::Running => return None,
            Reach::NotTried => row[state] = Reach::Running,
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
        row[state] = Reach::To(end);
        end
    }
}
