//! From a tree to bytes.

use rustc_hash::FxHashMap;

use super::{Fingerprint, OPS, tag};
use crate::{
    source::TextRange,
    syntax::{
        Sym,
        ir::{AttrName, EntryValue, Expr, ExprId, Ir, ListRange, Param},
    },
};

struct Writer<'a> {
    ir: &'a Ir,
    bytes: Vec<u8>,
    names: FxHashMap<Sym, u32>,
    /// In the order of their numbers.
    texts: Vec<Sym>,
    /// The expression that was named last.
    last: u32,
}

/// The bytes of a tree that was made of a text. Guards are left out.
#[must_use]
pub fn pack(ir: &Ir, text: &str) -> Vec<u8> {
    let guards = ir.exprs.iter().rev().take_while(|expr| matches!(expr, Expr::Guard { .. }));
    let exprs = ir.exprs.len() - guards.count();
    let mut writer = Writer {
        ir,
        bytes: Vec::with_capacity(exprs * 8),
        names: FxHashMap::default(),
        texts: Vec::new(),
        last: 0,
    };
    writer.body(exprs);
    let Writer { bytes: body, texts, .. } = writer;

    let mut bytes = Vec::with_capacity(body.len() + texts.len() * 16 + 16);
    let text = Fingerprint::of(text);
    bytes.extend(text.length.to_le_bytes());
    bytes.extend(text.hash.to_le_bytes());
    number(&mut bytes, texts.len() as u32);
    for name in texts {
        number(&mut bytes, name.as_str().len() as u32);
        bytes.extend(name.as_str().as_bytes());
    }
    bytes.extend(body);
    bytes
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Small numbers on both sides of zero as small numbers.
fn signed(bytes: &mut Vec<u8>, of: u32, from: u32) {
    let distance = of.wrapping_sub(from) as i32;
    number(bytes, ((distance << 1) ^ (distance >> 31)) as u32);
}

impl Writer<'_> {
    fn body(&mut self, exprs: usize) {
        let ir = self.ir;
        let counts = [
            exprs,
            ir.lists.len(),
            ir.strings.len(),
            ir.sets.len(),
            ir.lambdas.len(),
            ir.selects.len(),
            ir.names.len(),
            ir.withs.len(),
        ];
        counts.iter().for_each(|&count| self.count(count));
        self.expr(ir.root);
        ir.exprs[..exprs].iter().for_each(|&expr| self.expression(expr));
        ir.lists.iter().for_each(|&expr| self.expr(expr));
        (0..ir.strings.len()).for_each(|index| self.count(ir.strings.get(index).len()));
        self.count(ir.strings.text().len());
        self.bytes.extend(ir.strings.text().as_bytes());
        self.sets();
        self.lambdas();
        self.selects();
        for with in &ir.withs {
            self.name(with.name);
            self.count(with.levels.len());
            with.levels.iter().for_each(|&level| self.number(level));
        }
        pack_ranges(&ir.ranges[..exprs], &mut self.bytes);
    }

    fn number(&mut self, value: u32) {
        number(&mut self.bytes, value);
    }

    fn count(&mut self, count: usize) {
        self.number(count as u32);
    }

    fn expr(&mut self, id: ExprId) {
        let mut id = id;
        // There can be one around another.
        while let Expr::Guard { body, .. } = self.ir.expr(id) {
            id = body;
        }
        signed(&mut self.bytes, id.0, self.last);
        self.last = id.0;
    }

    fn optional(&mut self, expr: Option<ExprId>) {
        self.bytes.push(u8::from(expr.is_some()));
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn name(&mut self, name: Sym) {
        let next = self.texts.len() as u32;
        let index = *self.names.entry(name).or_insert(next);
        if index == next {
            self.texts.push(name);
        }
        self.number(index);
    }

    fn tagged(&mut self, tag: u8, value: u32) {
        self.bytes.push(tag);
        self.number(value);
    }

    fn list(&mut self, tag: u8, list: ListRange) {
        self.tagged(tag, list.start);
        self.number(list.len);
    }

    fn exprs<const N: usize>(&mut self, tag: u8, exprs: [ExprId; N]) {
        self.bytes.push(tag);
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    fn named(&mut self, tag: u8, name: Sym) {
        self.bytes.push(tag);
        self.name(name);
    }

    fn expression(&mut self, expr: Expr) {
        match expr {
            // Guards were left out.
            Expr::Hole | Expr::Guard { .. } => self.bytes.push(tag::HOLE),
            Expr::Name(name) => self.named(tag::NAME, name),
            Expr::Int(value) => {
                self.bytes.push(tag::INT);
                self.bytes.extend(value.to_le_bytes());
            }
            Expr::Float(value) => {
                self.bytes.push(tag::FLOAT);
                self.bytes.extend(value.to_le_bytes());
            }
            Expr::Str(text) => self.tagged(tag::STR, text.0),
            Expr::Interpolated(parts) => self.list(tag::INTERPOLATED, parts),
            Expr::Path(text) => self.tagged(tag::PATH, text.0),
            Expr::InterpolatedPath(parts) => self.list(tag::INTERPOLATED_PATH, parts),
            Expr::SearchPath(text) => self.tagged(tag::SEARCH_PATH, text.0),
            Expr::Local { level, slot } => {
                self.tagged(tag::LOCAL, level);
                self.number(slot);
            }
            Expr::Dynamic(with) => self.tagged(tag::DYNAMIC, with),
            Expr::Global(name) => self.named(tag::GLOBAL, name),
            Expr::Undefined(name) => self.named(tag::UNDEFINED, name),
            Expr::List(elements) => self.list(tag::LIST, elements),
            Expr::Attrs(set) => self.tagged(tag::ATTRS, set),
            Expr::Let { set, body } => {
                self.tagged(tag::LET, set);
                self.expr(body);
            }
            Expr::With { set, body } => self.exprs(tag::WITH, [set, body]),
            Expr::If { condition, then, otherwise } => {
                self.exprs(tag::IF, [condition, then, otherwise]);
            }
            Expr::Assert { condition, body } => self.exprs(tag::ASSERT, [condition, body]),
            Expr::Lambda(lambda) => self.tagged(tag::LAMBDA, lambda),
            Expr::Call { function, args } => {
                self.list(tag::CALL, args);
                self.expr(function);
            }
            Expr::Select(select) => self.tagged(tag::SELECT, select),
            Expr::HasAttr(select) => self.tagged(tag::HAS_ATTR, select),
            Expr::Not(operand) => self.exprs(tag::NOT, [operand]),
            Expr::Negate(operand) => self.exprs(tag::NEGATE, [operand]),
            Expr::Binary { op, lhs, rhs } => {
                let op = OPS.iter().position(|&other| other == op).unwrap_or_default() as u8;
                self.exprs(tag::BINARY + op, [lhs, rhs]);
            }
            Expr::CurPos => self.bytes.push(tag::CUR_POS),
        }
    }

    fn sets(&mut self) {
        for set in &self.ir.sets {
            self.bytes.push(u8::from(set.recursive));
            self.count(set.entries.len());
            for entry in &set.entries {
                self.name(entry.name);
                self.expr(entry.at);
                match entry.value {
                    EntryValue::Expr(expr) => self.exprs(0, [expr]),
                    EntryValue::Inherit(expr) => self.exprs(1, [expr]),
                    EntryValue::InheritFrom(source) => self.tagged(2, source),
                }
            }
            self.count(set.sources.len());
            set.sources.iter().for_each(|&source| self.expr(source));
            self.count(set.dynamic.len());
            for entry in &set.dynamic {
                self.expr(entry.name);
                self.expr(entry.value);
            }
        }
    }

    fn lambdas(&mut self) {
        for lambda in &self.ir.lambdas {
            match &lambda.param {
                Param::Name(name) => self.named(0, *name),
                Param::Formals { formals, ellipsis, bind } => {
                    self.bytes.push(1 + u8::from(*ellipsis));
                    self.optional_name(*bind);
                    self.count(formals.len());
                    for formal in formals {
                        self.name(formal.name);
                        self.expr(formal.at);
                        self.optional(formal.default);
                    }
                }
            }
            self.expr(lambda.body);
            self.optional_name(lambda.name);
        }
    }

    fn optional_name(&mut self, name: Option<Sym>) {
        self.bytes.push(u8::from(name.is_some()));
        if let Some(name) = name {
            self.name(name);
        }
    }

    fn selects(&mut self) {
        for select in &self.ir.selects {
            self.expr(select.base);
            self.number(select.path.start);
            self.number(select.path.len);
            self.optional(select.default);
        }
        for name in &self.ir.names {
            match *name {
                AttrName::Static(name, at) => {
                    self.named(0, name);
                    self.expr(at);
                }
                AttrName::Dynamic(expr) => self.exprs(1, [expr]),
            }
        }
    }
}

/// Each place beside the one before it.
pub(in crate::syntax) fn pack_ranges(ranges: &[TextRange], bytes: &mut Vec<u8>) {
    let mut last = 0;
    for range in ranges {
        signed(bytes, range.start, last);
        signed(bytes, range.end, range.start);
        last = range.end;
    }
}
