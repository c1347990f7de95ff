//! The tree of an expression, and the same in the `regex` crate's dialect.

use std::fmt::Write as _;

/// A set of bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Set([u64; 4]);

impl Set {
    pub(super) fn add(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    pub(super) fn contains(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] & (1 << (byte & 63)) != 0
    }

    pub(super) fn inverted(self) -> Self {
        Self(self.0.map(|word| !word))
    }
}

/// A part of an expression.
pub(super) enum Node {
    /// One byte of a set: `a`, `.`, `[a-z]`
    Set(Set),
    /// `^`
    Begin,
    /// `$`
    End,
    /// `(node)`
    Group(Box<Node>),
    /// `ab`; nothing at all when empty.
    Concat(Vec<Node>),
    /// `a|b`
    Alternatives(Vec<Node>),
    /// `a*`, `a{2,3}`: at least, at most.
    Repeat(Box<Node>, u32, Option<u32>),
}

impl Node {
    /// Whether it matches the empty text.
    pub(super) fn nullable(&self) -> bool {
        match self {
            Self::Set(_) => false,
            Self::Begin | Self::End => true,
            Self::Group(inner) => inner.nullable(),
            Self::Concat(parts) => parts.iter().all(Self::nullable),
            Self::Alternatives(parts) => parts.iter().any(Self::nullable),
            Self::Repeat(inner, least, _) => *least == 0 || inner.nullable(),
        }
    }

    /// How many states it takes when repetitions are written out.
    pub(super) fn states(&self) -> usize {
        match self {
            Self::Set(_) | Self::Begin | Self::End => 1,
            Self::Group(inner) => inner.states().saturating_add(2),
            Self::Concat(parts) | Self::Alternatives(parts) => {
                parts.iter().fold(1, |sum: usize, part| sum.saturating_add(part.states() + 1))
            }
            Self::Repeat(inner, least, most) => {
                let times = most.unwrap_or(least + 1).max(1) as usize;
                inner.states().saturating_add(1).saturating_mul(times)
            }
        }
    }

    /// Writes it in the `regex` crate's dialect.
    pub(super) fn translate(&self, out: &mut String) {
        const INFALLIBLE: &str = "writing to a string does not fail";
        match self {
            Self::Set(set) => set.translate(out),
            Self::Begin => out.push_str("\\A"),
            Self::End => out.push_str("\\z"),
            Self::Group(inner) => {
                out.push('(');
                inner.translate(out);
                out.push(')');
            }
            Self::Concat(parts) => parts.iter().for_each(|part| part.translate(out)),
            Self::Alternatives(parts) => {
                // An alternative is a whole expression or what a group holds, so it needs no `(?:`.
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        out.push('|');
                    }
                    part.translate(out);
                }
            }
            Self::Repeat(inner, least, most) => {
                out.push_str("(?:");
                inner.translate(out);
                out.push(')');
                match (least, most) {
                    (0, None) => out.push('*'),
                    (1, None) => out.push('+'),
                    (0, Some(1)) => out.push('?'),
                    (least, None) => write!(out, "{{{least},}}").expect(INFALLIBLE),
                    (least, Some(most)) => write!(out, "{{{least},{most}}}").expect(INFALLIBLE),
                }
            }
        }
    }
}

impl Set {
    fn translate(self, out: &mut String) {
        let mut ranges: Vec<(u8, u8)> = Vec::new();
        for byte in (0..=u8::MAX).filter(|byte| self.contains(*byte)) {
            match ranges.last_mut() {
                Some((_, end)) if *end + 1 == byte => *end = byte,
                _ => ranges.push((byte, byte)),
            }
        }
        if ranges.is_empty() {
            out.push_str("[a&&b]");
            return;
        }
        out.push('[');
        for (start, end) in ranges {
            write!(out, "\\x{start:02X}-\\x{end:02X}").expect("writing to a string does not fail");
        }
        out.push(']');
    }
}
