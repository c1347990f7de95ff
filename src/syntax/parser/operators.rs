//! Operators, with a stack of our own instead of recursion: chains of `++` and `//` can be long.

use super::{Parser, index};
use crate::syntax::{
    ir::{Expr, ExprId, Op, Select},
    token::Kind,
};

/// An operator that waits for its right operand.
pub(super) struct Pending {
    strength: u8,
    start: usize,
    what: What,
}

enum What {
    Not,
    Negate,
    Infix(Op, ExprId),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Assoc {
    Left,
    Right,
    None,
}

const NOT: u8 = 7;
const HAS_ATTR: u8 = 11;
const NEGATE: u8 = 12;

fn infix(kind: Kind) -> Option<(Op, u8, Assoc)> {
    Some(match kind {
        Kind::Implies => (Op::Implies, 1, Assoc::Right),
        Kind::OrOr => (Op::Or, 2, Assoc::Left),
        Kind::AndAnd => (Op::And, 3, Assoc::Left),
        Kind::Equal => (Op::Equal, 4, Assoc::None),
        Kind::NotEqual => (Op::NotEqual, 4, Assoc::None),
        Kind::Less => (Op::Less, 5, Assoc::None),
        Kind::LessEqual => (Op::LessEqual, 5, Assoc::None),
        Kind::Greater => (Op::Greater, 5, Assoc::None),
        Kind::GreaterEqual => (Op::GreaterEqual, 5, Assoc::None),
        Kind::Update => (Op::Update, 6, Assoc::Right),
        Kind::Plus => (Op::Add, 8, Assoc::Left),
        Kind::Minus => (Op::Sub, 8, Assoc::Left),
        Kind::Star => (Op::Mul, 9, Assoc::Left),
        Kind::Slash => (Op::Div, 9, Assoc::Left),
        Kind::Concat => (Op::Concat, 10, Assoc::Right),
        _ => return None,
    })
}

impl Parser<'_> {
    /// `a |> f |> g` or `g <| f <| a`, or no pipe at all.
    pub(super) fn pipes(&mut self) -> ExprId {
        let start = self.token.start;
        let first = self.operation(None);
        self.pipes_after(first, start)
    }

    /// The same, when the first operand's first word has been read.
    pub(super) fn pipes_from(&mut self, operand: ExprId, start: usize) -> ExprId {
        let operand = self.application_of(operand, start);
        let first = self.operation(Some((operand, start)));
        self.pipes_after(first, start)
    }

    fn pipes_after(&mut self, first: ExprId, start: usize) -> ExprId {
        match self.token.kind {
            Kind::PipeInto => self.pipe_into(first, start),
            Kind::PipeFrom => self.pipe_from(first, start),
            _ => first,
        }
    }

    fn pipe_into(&mut self, mut value: ExprId, start: usize) -> ExprId {
        while self.eat(Kind::PipeInto) {
            let function = self.operation(None);
            value = self.add_call(function, value, start);
        }
        if self.at(Kind::PipeFrom) {
            self.error(self.token.range(), "`|>` and `<|` need parentheses between them");
            self.bump();
            self.operation(None);
        }
        value
    }

    fn pipe_from(&mut self, first: ExprId, start: usize) -> ExprId {
        let mut functions = vec![(first, start)];
        while self.eat(Kind::PipeFrom) {
            let start = self.token.start;
            functions.push((self.operation(None), start));
        }
        if self.at(Kind::PipeInto) {
            self.error(self.token.range(), "`|>` and `<|` need parentheses between them");
            self.bump();
            self.operation(None);
        }
        let (mut value, _) = functions.pop().expect("it starts with one");
        while let Some((function, start)) = functions.pop() {
            value = self.add_call(function, value, start);
        }
        value
    }

    fn add_call(&mut self, function: ExprId, argument: ExprId, start: usize) -> ExprId {
        let args = self.add_list(&[argument]);
        self.add(Expr::Call { function, args }, start, self.end)
    }

    /// `expr_op` of Nix's grammar. `first` is its first operand when that has been read.
    fn operation(&mut self, mut first: Option<(ExprId, usize)>) -> ExprId {
        let base = self.operators.len();
        loop {
            let (mut operand, mut start) = match first.take() {
                Some(first) => first,
                None => {
                    while self.prefix() {}
                    let start = self.token.start;
                    (self.application(), start)
                }
            };
            loop {
                if self.at(Kind::Question) {
                    (operand, start) = self.reduce(base, operand, start, HAS_ATTR, false);
                    operand = self.has_attr(operand, start);
                    continue;
                }
                let Some((op, strength, assoc)) = infix(self.token.kind) else {
                    return self.reduce(base, operand, start, 0, false).0;
                };
                (operand, start) =
                    self.reduce(base, operand, start, strength, assoc == Assoc::Right);
                if assoc == Assoc::None {
                    self.refuse_chain(operand, op);
                }
                self.bump();
                self.operators.push(Pending { strength, start, what: What::Infix(op, operand) });
                break;
            }
        }
    }

    fn prefix(&mut self) -> bool {
        let (strength, what) = match self.token.kind {
            Kind::Bang => (NOT, What::Not),
            Kind::Minus => (NEGATE, What::Negate),
            _ => return false,
        };
        self.operators.push(Pending { strength, start: self.token.start, what });
        self.bump();
        true
    }

    fn has_attr(&mut self, base: ExprId, start: usize) -> ExprId {
        self.bump();
        let path = self.attr_path();
        if path.is_empty() {
            return self.add(Expr::Hole, start, self.end);
        }
        let select = index(self.ir.selects.len());
        let path = self.add_path(&path);
        self.ir.selects.push(Select { base, path, default: None });
        self.add(Expr::HasAttr(select), start, self.end)
    }

    /// Applies the waiting operators that bind the operand more strongly than the next operator does.
    fn reduce(
        &mut self,
        base: usize,
        mut operand: ExprId,
        mut start: usize,
        strength: u8,
        right: bool,
    ) -> (ExprId, usize) {
        while self.operators.len() > base {
            let top = self.operators.last().expect("longer than base").strength;
            if top < strength || (right && top == strength) {
                break;
            }
            let pending = self.operators.pop().expect("longer than base");
            start = pending.start;
            let expr = match pending.what {
                What::Not => Expr::Not(operand),
                What::Negate => Expr::Negate(operand),
                What::Infix(op, lhs) => Expr::Binary { op, lhs, rhs: operand },
            };
            operand = self.add(expr, start, self.end);
        }
        (operand, start)
    }

    /// `a == b == c` and `a < b < c` are not Nix. The left operand ends where the operator stands, so that one in
    /// parentheses is told apart.
    fn refuse_chain(&mut self, lhs: ExprId, op: Op) {
        let Expr::Binary { op: left, .. } = self.ir.expr(lhs) else { return };
        let strength = |op| match op {
            Op::Equal | Op::NotEqual => 4,
            Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual => 5,
            _ => 0,
        };
        let in_parentheses = self.ir.range(lhs).end as usize != self.end;
        if strength(left) == strength(op) && !in_parentheses {
            let message = format!("{} cannot be chained", self.found());
            self.error(self.token.range(), message);
        }
    }
}
