//! From bytes to a tree.

use super::{Fingerprint, OPS, Unpacked, tag};
use crate::{
    source::TextRange,
    syntax::{
        Sym,
        ir::{
            AttrName, AttrSet, DynamicEntry, Entry, EntryValue, Expr, ExprId, Formal, Ir, Lambda,
            ListRange, Param, PathRange, Select, StrId, WithVar,
        },
        ranges::Ranges,
        strings::Strings,
    },
};

struct Reader<'b> {
    rest: &'b [u8],
    names: Vec<Sym>,
    /// The expression that was named last.
    last: u32,
}

/// The tree of bytes that [`super::pack`] made; `None` when they are others.
#[must_use]
pub fn unpack(bytes: &[u8]) -> Option<Unpacked> {
    let mut reader = Reader { rest: bytes, names: Vec::new(), last: 0 };
    let length = u32::from_le_bytes(*reader.array()?);
    let text = Fingerprint { length, hash: u64::from_le_bytes(*reader.array()?) };
    let names = reader.count()?;
    reader.names = (0..names).map(|_| reader.text().map(Sym::new)).collect::<Option<_>>()?;
    Some(Unpacked { ir: reader.body()?, text })
}

/// So many ranges.
pub(in crate::syntax) fn unpack_ranges(bytes: &[u8], count: usize) -> Vec<TextRange> {
    let mut reader = Reader { rest: bytes, names: Vec::new(), last: 0 };
    let mut last = 0;
    let mut next = || {
        let start = reader.signed(last)?;
        last = reader.signed(start)?;
        Some(TextRange::new(start, last))
    };
    // Each expression has a place, whatever happened to the bytes.
    (0..count).map(|_| next().unwrap_or_default()).collect()
}

impl<'b> Reader<'b> {
    fn body(&mut self) -> Option<Ir> {
        let exprs = self.count()?;
        let lists = self.count()?;
        let strings = self.count()?;
        let sets = self.count()?;
        let lambdas = self.count()?;
        let selects = self.count()?;
        let names = self.count()?;
        let withs = self.count()?;
        Some(Ir {
            root: self.expr()?,
            exprs: self.many(exprs, Self::expression)?,
            lists: self.many(lists, Self::expr)?,
            strings: self.strings(strings)?,
            sets: self.many(sets, Self::set)?,
            lambdas: self.many(lambdas, Self::lambda)?,
            selects: self.many(selects, Self::select)?,
            names: self.many(names, Self::attr_name)?,
            withs: self.many(withs, |reader| {
                Some(WithVar { name: reader.name()?, levels: reader.boxed(Self::number)? })
            })?,
            ranges: Ranges::packed(self.rest, exprs),
        })
    }

    fn many<T>(
        &mut self,
        count: usize,
        mut read: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut all = Vec::with_capacity(count);
        for _ in 0..count {
            all.push(read(self)?);
        }
        Some(all)
    }

    fn boxed<T>(&mut self, read: impl FnMut(&mut Self) -> Option<T>) -> Option<Box<[T]>> {
        let count = self.count()?;
        Some(self.many(count, read)?.into_boxed_slice())
    }

    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    fn flag(&mut self) -> Option<bool> {
        Some(self.byte()? != 0)
    }

    fn array<const N: usize>(&mut self) -> Option<&'b [u8; N]> {
        let (array, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(array)
    }

    #[inline]
    fn number(&mut self) -> Option<u32> {
        let first = self.byte()?;
        if first < 0x80 {
            return Some(first.into());
        }
        let mut number = u32::from(first & 0x7f);
        for shift in [7, 14, 21, 28] {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    #[inline]
    fn signed(&mut self, from: u32) -> Option<u32> {
        let number = self.number()?;
        Some(from.wrapping_add((number >> 1) ^ (number & 1).wrapping_neg()))
    }

    /// How many follow. Each takes a byte or more, so that nothing too large is made room for.
    fn count(&mut self) -> Option<usize> {
        let count = self.number()? as usize;
        (count <= self.rest.len()).then_some(count)
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = self.count()?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        std::str::from_utf8(text).ok()
    }

    #[inline]
    fn expr(&mut self) -> Option<ExprId> {
        self.last = self.signed(self.last)?;
        Some(ExprId(self.last))
    }

    fn optional(&mut self) -> Option<Option<ExprId>> {
        Some(if self.flag()? { Some(self.expr()?) } else { None })
    }

    fn name(&mut self) -> Option<Sym> {
        let index = self.number()?;
        self.names.get(index as usize).copied()
    }

    fn optional_name(&mut self) -> Option<Option<Sym>> {
        Some(if self.flag()? { Some(self.name()?) } else { None })
    }

    fn string(&mut self) -> Option<StrId> {
        self.number().map(StrId)
    }

    fn list(&mut self) -> Option<ListRange> {
        Some(ListRange { start: self.number()?, len: self.number()? })
    }

    fn expression(&mut self) -> Option<Expr> {
        Some(match self.byte()? {
            tag::HOLE => Expr::Hole,
            tag::NAME => Expr::Name(self.name()?),
            tag::INT => Expr::Int(i64::from_le_bytes(*self.array()?)),
            tag::FLOAT => Expr::Float(f64::from_le_bytes(*self.array()?)),
            tag::STR => Expr::Str(self.string()?),
            tag::INTERPOLATED => Expr::Interpolated(self.list()?),
            tag::PATH => Expr::Path(self.string()?),
            tag::INTERPOLATED_PATH => Expr::InterpolatedPath(self.list()?),
            tag::SEARCH_PATH => Expr::SearchPath(self.string()?),
            tag::LOCAL => Expr::Local { level: self.number()?, slot: self.number()? },
            tag::DYNAMIC => Expr::Dynamic(self.number()?),
            tag::GLOBAL => Expr::Global(self.name()?),
            tag::UNDEFINED => Expr::Undefined(self.name()?),
            tag::LIST => Expr::List(self.list()?),
            tag::ATTRS => Expr::Attrs(self.number()?),
            tag::LET => Expr::Let { set: self.number()?, body: self.expr()? },
            tag::WITH => Expr::With { set: self.expr()?, body: self.expr()? },
            tag::IF => {
                Expr::If { condition: self.expr()?, then: self.expr()?, otherwise: self.expr()? }
            }
            tag::ASSERT => Expr::Assert { condition: self.expr()?, body: self.expr()? },
            tag::LAMBDA => Expr::Lambda(self.number()?),
            tag::CALL => Expr::Call { args: self.list()?, function: self.expr()? },
            tag::SELECT => Expr::Select(self.number()?),
            tag::HAS_ATTR => Expr::HasAttr(self.number()?),
            tag::NOT => Expr::Not(self.expr()?),
            tag::NEGATE => Expr::Negate(self.expr()?),
            tag::CUR_POS => Expr::CurPos,
            operator => {
                let op = *OPS.get(usize::from(operator.checked_sub(tag::BINARY)?))?;
                Expr::Binary { op, lhs: self.expr()?, rhs: self.expr()? }
            }
        })
    }

    fn attr_name(&mut self) -> Option<AttrName> {
        Some(match self.byte()? {
            0 => AttrName::Static(self.name()?, self.expr()?),
            _ => AttrName::Dynamic(self.expr()?),
        })
    }

    fn strings(&mut self, count: usize) -> Option<Strings> {
        let lengths = self.many(count, Self::number)?;
        Strings::cut(self.text()?, lengths.into_iter())
    }

    fn set(&mut self) -> Option<AttrSet> {
        Some(AttrSet {
            recursive: self.flag()?,
            entries: self.boxed(|reader| {
                Some(Entry {
                    name: reader.name()?,
                    at: reader.expr()?,
                    value: match reader.byte()? {
                        0 => EntryValue::Expr(reader.expr()?),
                        1 => EntryValue::Inherit(reader.expr()?),
                        _ => EntryValue::InheritFrom(reader.number()?),
                    },
                })
            })?,
            sources: self.boxed(Self::expr)?,
            dynamic: self.boxed(|reader| {
                Some(DynamicEntry { name: reader.expr()?, value: reader.expr()? })
            })?,
        })
    }

    fn lambda(&mut self) -> Option<Lambda> {
        let param = match self.byte()? {
            0 => Param::Name(self.name()?),
            formals => Param::Formals {
                ellipsis: formals == 2,
                bind: self.optional_name()?,
                formals: self.boxed(|reader| {
                    Some(Formal {
                        name: reader.name()?,
                        at: reader.expr()?,
                        default: reader.optional()?,
                    })
                })?,
            },
        };
        Some(Lambda { param, body: self.expr()?, name: self.optional_name()? })
    }

    fn select(&mut self) -> Option<Select> {
        Some(Select {
            base: self.expr()?,
            path: PathRange { start: self.number()?, len: self.number()? },
            default: self.optional()?,
        })
    }
}
