//! Expressions, from `x: …` down to literals.

use super::{Parser, index};
use crate::syntax::{
    Sym,
    ir::{AttrName, Expr, ExprId, Select},
    token::Kind,
};

/// Whether a token starts an argument or a list element.
pub(super) fn starts_simple(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Ident
            | Kind::Int
            | Kind::Float
            | Kind::Quote
            | Kind::IndentedQuote
            | Kind::Path
            | Kind::HomePath
            | Kind::SearchPath
            | Kind::Uri
            | Kind::ParenOpen
            | Kind::Rec
            | Kind::BraceOpen
            | Kind::BracketOpen
    )
}

impl Parser<'_> {
    /// Any expression: `expr_function` of Nix's grammar.
    pub(super) fn expr(&mut self) -> ExprId {
        self.nested(Self::function)
    }

    fn function(&mut self) -> ExprId {
        match self.token.kind {
            Kind::Ident | Kind::BraceOpen => match self.try_lambda() {
                Some(lambda) => lambda,
                None => self.pipes(),
            },
            Kind::Assert => self.assert(),
            Kind::With => self.with(),
            Kind::If => self.if_then_else(),
            Kind::Let => self.let_in(),
            _ => self.pipes(),
        }
    }

    fn assert(&mut self) -> ExprId {
        let start = self.token.start;
        self.bump();
        let condition = self.expr();
        self.expect(Kind::Semicolon, "`;`");
        let body = self.expr();
        self.add(Expr::Assert { condition, body }, start, self.end)
    }

    fn with(&mut self) -> ExprId {
        let start = self.token.start;
        self.bump();
        let set = self.expr();
        self.expect(Kind::Semicolon, "`;`");
        let body = self.expr();
        self.add(Expr::With { set, body }, start, self.end)
    }

    fn if_then_else(&mut self) -> ExprId {
        let start = self.token.start;
        self.bump();
        let condition = self.expr();
        let then = if self.expect(Kind::Then, "`then`") { self.expr() } else { self.hole() };
        let otherwise = if self.expect(Kind::Else, "`else`") { self.expr() } else { self.hole() };
        self.add(Expr::If { condition, then, otherwise }, start, self.end)
    }

    fn let_in(&mut self) -> ExprId {
        let start = self.token.start;
        self.bump();
        if self.at(Kind::BraceOpen) {
            let simple = self.let_body(start);
            let selected = self.select_from(simple, start);
            return self.pipes_from(selected, start);
        }
        let set = self.new_set(true);
        self.bindings(set);
        self.refuse_dynamic(set);
        let body = if self.expect(Kind::In, "`in`") { self.expr() } else { self.hole() };
        self.add(Expr::Let { set, body }, start, self.end)
    }

    /// `let { …; body = x; }`, with the next token at the brace.
    fn let_body(&mut self, start: usize) -> ExprId {
        let keyword = self.end;
        let set = self.new_set(true);
        self.braced_bindings(set);
        let base = self.add(Expr::Attrs(set), start, self.end);
        let body = Sym::new("body");
        let at = self.add(Expr::Name(body), start, keyword);
        let path = [AttrName::Static(body, at)];
        self.add_select(base, &path, None, start)
    }

    /// `f a b`
    pub(super) fn application(&mut self) -> ExprId {
        let start = self.token.start;
        let function = self.select();
        self.application_of(function, start)
    }

    pub(super) fn application_of(&mut self, function: ExprId, start: usize) -> ExprId {
        let base = self.pending.len();
        while self.at_operand() {
            let argument = self.select();
            self.pending.push(argument);
        }
        if self.pending.len() == base {
            return function;
        }
        let args = self.take_pending(base);
        self.add(Expr::Call { function, args }, start, self.end)
    }

    /// Whether `let {` comes next.
    fn at_let_body(&mut self) -> bool {
        if !self.at(Kind::Let) {
            return false;
        }
        let pos = self.lexer.pos;
        let is_body = self.lexer.next_token().kind == Kind::BraceOpen;
        self.lexer.pos = pos;
        is_body
    }

    /// `a.b or c`: `expr_select` of Nix's grammar.
    fn select(&mut self) -> ExprId {
        let start = self.token.start;
        let base = self.simple();
        self.select_from(base, start)
    }

    fn select_from(&mut self, base: ExprId, start: usize) -> ExprId {
        if self.eat(Kind::Dot) {
            let path = self.attr_path();
            if path.is_empty() {
                return self.add(Expr::Hole, start, self.end);
            }
            let default = self.at(Kind::Or).then(|| {
                self.bump();
                self.nested(
                    |parser| if parser.at_operand() { parser.select() } else { parser.missing() },
                )
            });
            return self.add_select(base, &path, default, start);
        }
        if self.at(Kind::Or) {
            // nixpkgs once had a function of this name: `f or` is a call.
            let or = self.add_at(Expr::Undefined(Sym::new("or")), self.token.range());
            self.bump();
            let args = self.add_list(&[or]);
            return self.add(Expr::Call { function: base, args }, start, self.end);
        }
        base
    }

    fn add_select(
        &mut self,
        base: ExprId,
        path: &[AttrName],
        default: Option<ExprId>,
        start: usize,
    ) -> ExprId {
        let select = index(self.ir.selects.len());
        let path = self.add_path(path);
        self.ir.selects.push(Select { base, path, default });
        self.add(Expr::Select(select), start, self.end)
    }

    fn at_operand(&mut self) -> bool {
        starts_simple(self.token.kind) || self.at_let_body()
    }

    fn missing(&mut self) -> ExprId {
        self.unexpected("an expression");
        self.hole()
    }

    /// `expr_simple` of Nix's grammar.
    pub(super) fn simple(&mut self) -> ExprId {
        let token = self.token;
        match token.kind {
            Kind::Ident => {
                let text = self.token_text();
                let expr =
                    if text == "__curPos" { Expr::CurPos } else { Expr::Undefined(Sym::new(text)) };
                self.leaf(expr)
            }
            Kind::Int => match self.token_text().parse() {
                Ok(int) => self.leaf(Expr::Int(int)),
                Err(_) => self.invalid("integer"),
            },
            Kind::Float => match self.token_text().parse::<f64>() {
                Ok(float) if in_range(float, self.token_text()) => self.leaf(Expr::Float(float)),
                _ => self.invalid("float"),
            },
            Kind::Uri => {
                let string = self.add_string(self.token_text());
                self.leaf(Expr::Str(string))
            }
            Kind::SearchPath => {
                let string = self.add_string(&self.text[token.start + 1..token.end - 1]);
                self.leaf(Expr::SearchPath(string))
            }
            Kind::Quote => self.string(),
            Kind::IndentedQuote => self.indented_string(),
            Kind::Path | Kind::HomePath => self.path(),
            Kind::ParenOpen => self.parenthesised(),
            Kind::BracketOpen => self.list(),
            Kind::BraceOpen | Kind::Rec => self.set(),
            Kind::Let if self.at_let_body() => {
                self.bump();
                self.nested(|parser| parser.let_body(token.start))
            }
            Kind::If | Kind::Let | Kind::With | Kind::Assert => {
                let message = format!("{} needs parentheses here", self.found());
                self.error(token.range(), message);
                self.expr()
            }
            _ => self.missing(),
        }
    }

    fn leaf(&mut self, expr: Expr) -> ExprId {
        let id = self.add_at(expr, self.token.range());
        self.bump();
        id
    }

    fn invalid(&mut self, what: &str) -> ExprId {
        let message = format!("invalid {what}");
        self.error(self.token.range(), message);
        self.leaf(Expr::Hole)
    }

    fn parenthesised(&mut self) -> ExprId {
        self.bump();
        self.parens += 1;
        let inner = self.expr();
        self.parens -= 1;
        self.expect(Kind::ParenClose, "`)`");
        inner
    }

    fn list(&mut self) -> ExprId {
        let start = self.token.start;
        self.bump();
        self.brackets += 1;
        let base = self.pending.len();
        loop {
            if self.at_operand() {
                let element = self.nested(Self::select);
                self.pending.push(element);
                continue;
            }
            match self.token.kind {
                Kind::BracketClose | Kind::End | Kind::Semicolon | Kind::BraceClose => break,
                Kind::ParenClose if self.parens > 0 => break,
                _ => {
                    let message = format!("unexpected {} in a list", self.found());
                    self.error(self.token.range(), message);
                    self.bump();
                }
            }
        }
        self.brackets -= 1;
        self.expect(Kind::BracketClose, "`]`");
        let elements = self.take_pending(base);
        self.add(Expr::List(elements), start, self.end)
    }

    fn set(&mut self) -> ExprId {
        let start = self.token.start;
        let recursive = self.eat(Kind::Rec);
        let set = self.new_set(recursive);
        self.braced_bindings(set);
        self.add(Expr::Attrs(set), start, self.end)
    }
}

/// Nix refuses what `strtod` calls out of range, which includes numbers too small for full precision.
fn in_range(float: f64, text: &str) -> bool {
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
    float.is_normal() || (float == 0.0 && mantissa.bytes().all(|byte| matches!(byte, b'0' | b'.')))
}
