//! Recursive descent over the tokens. Variables are left as [`Expr::Undefined`]; `scope` resolves them.
//!
//! After an error the parser goes on where the enclosing construct can: at the next `;` or closing bracket.

mod attrs;
mod expr;
mod indented;
mod lambda;
mod merge;
mod operators;
mod strings;

use merge::SetBuilder;

use super::{
    error::{MAX_ERRORS, SyntaxError},
    ir::{AttrName, AttrSet, Expr, ExprId, Ir, ListRange, PathRange, StrId},
    lexer::Lexer,
    ranges::Ranges,
    strings::Strings,
    token::{Kind, Token, range},
};
use crate::source::TextRange;

/// Expressions may be nested so deep. Threads of tests and servers have stacks of 2 MiB.
const MAX_DEPTH: u32 = 500;

struct Parser<'a> {
    lexer: Lexer<'a>,
    text: &'a str,
    /// The next token, not consumed yet. When it starts a string or a path, the lexer stands right after it.
    token: Token,
    /// Where the last consumed token ends.
    end: usize,
    depth: u32,
    /// The rest of the text is nested too deep to be read.
    gave_up: bool,
    /// Closing brackets that an enclosing construct waits for.
    parens: u32,
    brackets: u32,
    ir: Ir,
    sets: Vec<SetBuilder>,
    /// Elements and arguments of the lists being read.
    pending: Vec<ExprId>,
    operators: Vec<operators::Pending>,
    errors: Vec<SyntaxError>,
}

/// Parses a text; variables are not resolved.
pub(super) fn parse(text: &str) -> (Ir, Vec<SyntaxError>) {
    let empty = Ir {
        root: ExprId(0),
        exprs: Vec::with_capacity(text.len() / 8),
        ranges: Ranges::with_capacity(text.len() / 8),
        lists: Vec::with_capacity(text.len() / 32),
        strings: Strings::with_capacity(text.len() / 64),
        sets: Vec::new(),
        lambdas: Vec::new(),
        selects: Vec::with_capacity(text.len() / 64),
        names: Vec::with_capacity(text.len() / 64),
        withs: Vec::new(),
    };
    let mut parser = Parser {
        lexer: Lexer::new(text),
        text,
        token: Token { kind: Kind::End, start: 0, end: 0 },
        end: 0,
        depth: 0,
        gave_up: false,
        parens: 0,
        brackets: 0,
        ir: empty,
        sets: Vec::with_capacity(text.len() / 128),
        pending: Vec::new(),
        operators: Vec::new(),
        errors: Vec::new(),
    };
    parser.file();
    let Parser { mut ir, sets, errors, .. } = parser;
    ir.sets = sets.into_iter().map(AttrSet::from).collect();
    (ir, errors)
}

impl<'a> Parser<'a> {
    fn file(&mut self) {
        const BOM: &str = "\u{feff}";
        if self.text.starts_with(BOM) {
            self.error(range(0, BOM.len()), "file starts with a byte order mark");
            self.lexer.pos = BOM.len();
        }
        self.read();
        self.ir.root = self.expr();
        if !self.at(Kind::End) {
            let message = format!("unexpected {} after the expression", self.found());
            self.error(self.token.range(), message);
        }
    }

    // Tokens.

    fn at(&self, kind: Kind) -> bool {
        self.token.kind == kind
    }

    /// Reads the next token from where the lexer stands.
    fn read(&mut self) {
        self.token = self.lexer.next_token();
        if self.token.kind == Kind::OpenComment {
            self.error(self.token.range(), "comment is never closed");
            let end = self.text.len();
            self.token = Token { kind: Kind::End, start: end, end };
        }
    }

    fn bump(&mut self) {
        self.end = self.token.end;
        self.read();
    }

    /// Continues with the text at an offset, after the inside of a string or path.
    fn jump(&mut self, pos: usize) {
        self.end = pos;
        self.lexer.pos = pos;
        self.read();
    }

    fn eat(&mut self, kind: Kind) -> bool {
        let is = self.at(kind);
        if is {
            self.bump();
        }
        is
    }

    fn expect(&mut self, kind: Kind, what: &str) -> bool {
        self.eat(kind) || {
            self.unexpected(what);
            false
        }
    }

    /// The text of the next token.
    fn token_text(&self) -> &'a str {
        &self.text[self.token.start..self.token.end]
    }

    /// The next token, for messages.
    fn found(&self) -> String {
        match self.token.kind {
            Kind::End => "end of file".to_owned(),
            Kind::Quote | Kind::IndentedQuote => "a string".to_owned(),
            Kind::Path | Kind::HomePath => "a path".to_owned(),
            Kind::Unknown => format!("character `{}`", self.token_text().escape_debug()),
            _ if self.token.end - self.token.start > 40 => "a long word".to_owned(),
            _ => format!("`{}`", self.token_text()),
        }
    }

    // Errors.

    fn unexpected(&mut self, expected: &str) {
        let message = format!("expected {expected}, found {}", self.found());
        self.error(self.token.range(), message);
    }

    fn error(&mut self, range: TextRange, message: impl Into<String>) {
        self.report(SyntaxError { message: message.into(), range, related: None });
    }

    /// Keeps an error, unless it stands where the last one did: then it is a consequence of that.
    fn report(&mut self, error: SyntaxError) {
        let is_consequence =
            self.errors.last().is_some_and(|last| last.range.start == error.range.start);
        if !self.gave_up && !is_consequence && self.errors.len() < MAX_ERRORS {
            self.errors.push(error);
        }
    }

    /// Runs `parse` one level deeper. Text that is nested too deep is not read any further.
    fn nested(&mut self, parse: impl FnOnce(&mut Self) -> ExprId) -> ExprId {
        if self.depth >= MAX_DEPTH {
            self.errors.truncate(MAX_ERRORS - 1);
            self.error(self.token.range(), "expression is nested too deep");
            let hole = self.add(Expr::Hole, self.token.start, self.token.end);
            self.give_up();
            return hole;
        }
        self.depth += 1;
        let expr = parse(self);
        self.depth -= 1;
        expr
    }

    /// Reads nothing any more. What is open now is not an error of the text.
    fn give_up(&mut self) {
        let end = self.text.len();
        self.lexer.pos = end;
        self.token = Token { kind: Kind::End, start: end, end };
        self.gave_up = true;
    }

    /// Goes to the end of a broken binding: past the next `;`, or before a bracket that closes something outside.
    fn skip_binding(&mut self) {
        loop {
            match self.token.kind {
                Kind::Semicolon => return self.bump(),
                Kind::End | Kind::BraceClose | Kind::In => return,
                Kind::ParenClose if self.parens > 0 => return,
                Kind::BracketClose if self.brackets > 0 => return,
                _ => self.skip_token(),
            }
        }
    }

    /// Goes past one token, or past a whole string, path or bracketed expression.
    fn skip_token(&mut self) {
        match self.token.kind {
            Kind::DollarBrace => {
                self.bump();
                self.expr();
                self.expect(Kind::BraceClose, "`}`");
            }
            kind if expr::starts_simple(kind) => {
                self.nested(Self::simple);
            }
            _ => self.bump(),
        }
    }

    // The tree.

    fn add(&mut self, expr: Expr, start: usize, end: usize) -> ExprId {
        self.add_at(expr, range(start, end))
    }

    fn add_at(&mut self, expr: Expr, range: TextRange) -> ExprId {
        let id = ExprId(index(self.ir.exprs.len()));
        self.ir.exprs.push(expr);
        self.ir.ranges.push(range);
        id
    }

    fn add_list(&mut self, elements: &[ExprId]) -> ListRange {
        let start = index(self.ir.lists.len());
        self.ir.lists.extend_from_slice(elements);
        ListRange { start, len: index(elements.len()) }
    }

    /// Makes a list of what was pushed to `pending` since its length was `base`.
    fn take_pending(&mut self, base: usize) -> ListRange {
        let start = index(self.ir.lists.len());
        self.ir.lists.extend(self.pending.drain(base..));
        ListRange { start, len: index(self.ir.lists.len()) - start }
    }

    fn add_string(&mut self, text: &str) -> StrId {
        let id = StrId(index(self.ir.strings.len()));
        self.ir.strings.push(text);
        id
    }

    fn add_path(&mut self, path: &[AttrName]) -> PathRange {
        let start = index(self.ir.names.len());
        self.ir.names.extend_from_slice(path);
        PathRange { start, len: index(path.len()) }
    }

    /// What stands where an expression is missing.
    fn hole(&mut self) -> ExprId {
        let at = self.token.start;
        self.add(Expr::Hole, at, at)
    }
}

/// An index of the tree: there are fewer than four per byte of the text, which is refused when that overflows.
#[expect(
    clippy::cast_possible_truncation,
    reason = "texts are shorter than 4 GiB, trees smaller than their texts"
)]
const fn index(index: usize) -> u32 {
    index as u32
}
