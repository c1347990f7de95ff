//! Strings in quotes, and paths.

use std::borrow::Cow;

use super::Parser;
use crate::syntax::{
    ir::{Expr, ExprId},
    token::{Kind, range},
};

impl Parser<'_> {
    /// `"a${b}"`
    pub(super) fn string(&mut self) -> ExprId {
        let start = self.token.start;
        let mut pos = self.token.end;
        let base = self.pending.len();
        let mut interpolated = false;
        loop {
            let chunk = self.chunk_end(pos);
            if chunk > pos {
                self.refuse_nul(pos, chunk);
                let string = self.add_string(&unescape(&self.text[pos..chunk]));
                let part = self.add(Expr::Str(string), pos, chunk);
                self.pending.push(part);
            }
            pos = chunk;
            match self.lexer.byte(pos) {
                b'"' => {
                    pos += 1;
                    break;
                }
                b'$' if self.lexer.byte(pos + 1) == b'{' => {
                    interpolated = true;
                    pos = self.interpolation(pos);
                }
                _ => {
                    self.error(range(start, start + 1), "string is never closed");
                    pos = self.text.len();
                    break;
                }
            }
        }
        self.jump(pos);
        self.finish_string(base, interpolated, start)
    }

    /// Makes one expression of the parts that were pushed to `pending`.
    pub(super) fn finish_string(
        &mut self,
        base: usize,
        interpolated: bool,
        start: usize,
    ) -> ExprId {
        if interpolated {
            let parts = self.take_pending(base);
            return self.add(Expr::Interpolated(parts), start, self.end);
        }
        let part = self.pending.drain(base..).next();
        match part {
            Some(part) => {
                self.ir.ranges[part.0 as usize] = range(start, self.end);
                part
            }
            None => {
                let string = self.add_string("");
                self.add(Expr::Str(string), start, self.end)
            }
        }
    }

    /// Reads `${ … }` at an offset into `pending`; gives the offset after it.
    pub(super) fn interpolation(&mut self, pos: usize) -> usize {
        self.jump(pos + 2);
        let outside = (std::mem::take(&mut self.parens), std::mem::take(&mut self.brackets));
        let expr = self.expr();
        self.pending.push(expr);
        if !self.at(Kind::BraceClose) {
            self.unexpected("`}`");
            while !matches!(self.token.kind, Kind::BraceClose | Kind::End) {
                self.skip_token();
            }
        }
        (self.parens, self.brackets) = outside;
        self.token.end
    }

    /// The end of the literal text at an offset: before `"`, `${` or the end of the file.
    fn chunk_end(&self, mut pos: usize) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(len) = memchr::memchr3(b'"', b'\\', b'$', &bytes[pos..]) {
            pos += len;
            match (bytes[pos], self.lexer.byte(pos + 1)) {
                (b'"', _) | (b'$', b'{') => return pos,
                (b'$', b'"' | b'\\') => pos += 1,
                // `$$` and `\"`: two characters at once. What follows may be longer than a byte.
                _ => pos = (pos + 2).min(bytes.len()),
            }
            while !self.text.is_char_boundary(pos) {
                pos += 1;
            }
        }
        bytes.len()
    }

    pub(super) fn refuse_nul(&mut self, start: usize, end: usize) {
        if let Some(at) = memchr::memchr(0, &self.text.as_bytes()[start..end]) {
            self.error(range(start + at, start + at + 1), "string holds a NUL character");
        }
    }

    /// `./a/${b}`
    pub(super) fn path(&mut self) -> ExprId {
        let (start, mut pos) = (self.token.start, self.token.end);
        let first = self.add_string(&self.text[start..pos]);
        let interpolated = |parser: &Self, pos| {
            parser.lexer.byte(pos) == b'$' && parser.lexer.byte(pos + 1) == b'{'
        };
        if !interpolated(self, pos) {
            if self.text[start..pos].ends_with('/') {
                let end = self.lexer.path_part(pos);
                let what = if end > pos {
                    "path has an empty component"
                } else {
                    "path has a trailing slash"
                };
                self.error(range(start, end), what);
                pos = end;
            }
            self.jump(pos);
            return self.add(Expr::Path(first), start, pos);
        }
        let base = self.pending.len();
        let part = self.add(Expr::Str(first), start, pos);
        self.pending.push(part);
        while interpolated(self, pos) {
            pos = self.interpolation(pos);
            loop {
                let end = self.lexer.path_part(pos);
                if end == pos {
                    break;
                }
                let string = self.add_string(&self.text[pos..end]);
                let part = self.add(Expr::Str(string), pos, end);
                self.pending.push(part);
                pos = end;
            }
        }
        if self.text[start..pos].ends_with('/') {
            self.error(range(start, pos), "path has a trailing slash");
        }
        self.jump(pos);
        let parts = self.take_pending(base);
        self.add(Expr::InterpolatedPath(parts), start, pos)
    }
}

/// Resolves `\n` and the like; line ends become `\n`.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr2(b'\\', b'\r', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut chars = text[first..].chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => {}
            },
            '\r' => {
                out.push('\n');
                chars.next_if_eq(&'\n');
            }
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}
