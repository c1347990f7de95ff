//! Bindings and attribute paths.

use super::Parser;
use crate::syntax::{
    Sym,
    ir::{AttrName, Entry, EntryValue, Expr, ExprId},
    token::Kind,
};

impl Parser<'_> {
    /// `{ … }`
    pub(super) fn braced_bindings(&mut self, set: u32) {
        self.expect(Kind::BraceOpen, "`{`");
        // A closing bracket in here closes nothing outside.
        let outside = (std::mem::take(&mut self.parens), std::mem::take(&mut self.brackets));
        self.bindings(set);
        (self.parens, self.brackets) = outside;
        self.expect(Kind::BraceClose, "`}`");
    }

    /// Bindings up to `}`, `in` or the end.
    pub(super) fn bindings(&mut self, set: u32) {
        loop {
            match self.token.kind {
                Kind::BraceClose | Kind::In | Kind::End => return,
                Kind::Inherit => self.inherits(set),
                kind if starts_name(kind) => self.binding(set),
                Kind::ParenClose if self.parens > 0 => return,
                Kind::BracketClose if self.brackets > 0 => return,
                _ => {
                    self.unexpected("an attribute name");
                    self.skip_binding();
                }
            }
        }
    }

    fn binding(&mut self, set: u32) {
        let path = self.attr_path();
        let has_value = self.expect(Kind::Assign, "`=`");
        let value = if has_value { self.expr() } else { self.hole() };
        if !path.is_empty() {
            let errors = self.errors.len();
            self.bind(set, &path, value);
            if !has_value {
                // A name that is just being typed: it may well be the start of another.
                self.errors.truncate(errors);
            }
        }
        self.end_binding();
    }

    fn end_binding(&mut self) {
        if self.eat(Kind::Semicolon) {
            return;
        }
        self.unexpected("`;`");
        // A forgotten `;` before the end of the set or before `inherit` loses nothing.
        if !matches!(self.token.kind, Kind::Inherit) {
            self.skip_binding();
        }
    }

    /// `inherit a b;`, `inherit (e) a b;`
    fn inherits(&mut self, set: u32) {
        self.bump();
        let source = self.at(Kind::ParenOpen).then(|| {
            let source = self.nested(Self::simple);
            let sources = &mut self.sets[set as usize].sources;
            sources.push(source);
            super::index(sources.len() - 1)
        });
        while starts_name(self.token.kind) {
            match self.attr_name() {
                Some(AttrName::Static(name, at)) => {
                    let value = match source {
                        Some(source) => EntryValue::InheritFrom(source),
                        None => EntryValue::Inherit(
                            self.add_at(Expr::Undefined(name), self.ir.range(at)),
                        ),
                    };
                    self.inherit(set, Entry { name, at, value });
                }
                Some(AttrName::Dynamic(name)) => {
                    self.error(self.ir.range(name), "dynamic attribute in `inherit`");
                }
                None => break,
            }
        }
        self.end_binding();
    }

    /// `a.b.${c}`. Empty, with an error, if there is no name at all.
    pub(super) fn attr_path(&mut self) -> Vec<AttrName> {
        let mut path = Vec::with_capacity(1);
        loop {
            match self.attr_name() {
                Some(name) => path.push(name),
                None => {
                    self.unexpected("an attribute name");
                    return path;
                }
            }
            if !self.eat(Kind::Dot) {
                return path;
            }
        }
    }

    fn attr_name(&mut self) -> Option<AttrName> {
        let start = self.token.start;
        match self.token.kind {
            Kind::Ident | Kind::Or => {
                let name = Sym::new(self.token_text());
                let at = self.add_at(Expr::Name(name), self.token.range());
                self.bump();
                Some(AttrName::Static(name, at))
            }
            Kind::Quote => {
                let expr = self.nested(Self::string);
                Some(self.name_of(expr, start))
            }
            Kind::DollarBrace => {
                self.bump();
                let expr = self.expr();
                self.expect(Kind::BraceClose, "`}`");
                Some(self.name_of(expr, start))
            }
            _ => None,
        }
    }

    /// `"a"` and `${"a"}` are names like `a`.
    fn name_of(&mut self, expr: ExprId, start: usize) -> AttrName {
        let Expr::Str(string) = self.ir.expr(expr) else { return AttrName::Dynamic(expr) };
        let name = Sym::new(self.ir.string(string));
        AttrName::Static(name, self.add(Expr::Name(name), start, self.end))
    }
}

fn starts_name(kind: Kind) -> bool {
    matches!(kind, Kind::Ident | Kind::Or | Kind::Quote | Kind::DollarBrace)
}
