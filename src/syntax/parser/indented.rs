//! `''…''`: escapes, and the removal of the common indentation, as `stripIndentation` in Nix's `parser-state.hh`.

use std::{borrow::Cow, mem};

use super::{Parser, strings::unescape};
use crate::syntax::{
    ir::{Expr, ExprId},
    token::range,
};

/// A piece of the string, as Nix's lexer cuts it.
enum Part<'a> {
    /// Text whose lines are indented.
    Text(&'a str),
    /// An escape, or a lone `$` or `'`: its value. It ends the indentation of its line.
    Escape(Cow<'a, str>),
    /// `${ … }`
    Expr(ExprId),
}

impl Parser<'_> {
    pub(super) fn indented_string(&mut self) -> ExprId {
        let start = self.token.start;
        let mut parts: Vec<(usize, Part<'_>)> = Vec::new();
        let mut pos = self.token.end;
        let mut interpolated = false;
        let text = self.text;
        loop {
            let end = self.indented_chunk(pos);
            if end > pos {
                self.refuse_nul(pos, end);
                parts.push((pos, Part::Text(&text[pos..end])));
            }
            pos = end;
            let rest = &text[pos..];
            let escape = if rest.starts_with("''$") {
                Some((3, Cow::Borrowed("$")))
            } else if rest.starts_with("'''") {
                Some((3, Cow::Borrowed("''")))
            } else if let Some(escaped) =
                rest.strip_prefix("''\\").and_then(|rest| rest.chars().next())
            {
                let len = 3 + escaped.len_utf8();
                Some((len, unescape(&rest[2..len])))
            } else if rest.starts_with("''") {
                pos += 2;
                break;
            } else if rest.starts_with("${") {
                interpolated = true;
                let base = self.pending.len();
                let at = pos;
                pos = self.interpolation(pos);
                let expr =
                    self.pending.drain(base..).next().expect("an interpolation is one expression");
                parts.push((at, Part::Expr(expr)));
                continue;
            } else if rest.len() > 1 {
                // `$` before `'`, `'` before `$`.
                Some((1, Cow::Borrowed(&rest[..1])))
            } else {
                None
            };
            let Some((len, value)) = escape else {
                self.error(range(start, start + 2), "string is never closed");
                pos = text.len();
                break;
            };
            parts.push((pos, Part::Escape(value)));
            pos += len;
        }
        let base = self.pending.len();
        self.strip(parts, pos);
        self.jump(pos);
        self.finish_string(base, interpolated, start)
    }

    /// The end of `([^\$\']|\$[^\{\']|\'[^\'\$])*` at an offset.
    fn indented_chunk(&self, mut pos: usize) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(len) = memchr::memchr2(b'$', b'\'', &bytes[pos..]) {
            pos += len;
            let Some(&next) = bytes.get(pos + 1) else { return pos };
            let ends = if bytes[pos] == b'$' { [b'{', b'\''] } else { [b'\'', b'$'] };
            if ends.contains(&next) {
                return pos;
            }
            pos += 2;
            while !self.text.is_char_boundary(pos) {
                pos += 1;
            }
        }
        bytes.len()
    }

    /// Pushes the parts to `pending` without the common indentation. Neighbouring literals become one.
    fn strip(&mut self, parts: Vec<(usize, Part<'_>)>, end: usize) {
        let mut strip = Strip { indent: common_indent(&parts), dropped: 0, at_line_start: true };
        let (mut literal, mut literal_start) = (String::new(), end);
        let count = parts.len();
        for (i, (at, part)) in parts.into_iter().enumerate() {
            let text = match part {
                Part::Expr(expr) => {
                    (strip.at_line_start, strip.dropped) = (false, 0);
                    self.push_literal(mem::take(&mut literal), literal_start, at);
                    self.pending.push(expr);
                    continue;
                }
                Part::Text(text) => Cow::Borrowed(text),
                Part::Escape(text) => text,
            };
            if literal.is_empty() {
                literal_start = at;
            }
            let before = literal.len();
            strip.push(&text, &mut literal);
            if i + 1 == count {
                drop_blank_end(&mut literal, before);
            }
        }
        self.push_literal(literal, literal_start, end);
    }

    fn push_literal(&mut self, literal: String, start: usize, end: usize) {
        if !literal.is_empty() {
            let string = self.add_string(&literal);
            let part = self.add(Expr::Str(string), start, end);
            self.pending.push(part);
        }
    }
}

/// The smallest indentation of a line that is not blank.
fn common_indent(parts: &[(usize, Part<'_>)]) -> usize {
    let (mut smallest, mut current, mut at_line_start) = (usize::MAX, 0, true);
    for (_, part) in parts {
        let &Part::Text(mut text) = part else {
            if mem::take(&mut at_line_start) {
                smallest = smallest.min(current);
            }
            continue;
        };
        while !text.is_empty() {
            if at_line_start {
                let rest = text.trim_start_matches(' ');
                current += text.len() - rest.len();
                text = rest;
                match text.as_bytes().first() {
                    Some(b'\n') => {
                        current = 0;
                        text = &text[1..];
                    }
                    Some(_) => {
                        at_line_start = false;
                        smallest = smallest.min(current);
                    }
                    None => {}
                }
            } else if let Some(line) = memchr::memchr(b'\n', text.as_bytes()) {
                (at_line_start, current) = (true, 0);
                text = &text[line + 1..];
            } else {
                break;
            }
        }
    }
    smallest
}

/// Removes indentation, across the parts of a string.
struct Strip {
    indent: usize,
    /// Spaces seen in this line.
    dropped: usize,
    at_line_start: bool,
}

impl Strip {
    fn push(&mut self, mut text: &str, out: &mut String) {
        while !text.is_empty() {
            if self.at_line_start {
                let spaces = text.len() - text.trim_start_matches(' ').len();
                let drop = spaces.min(self.indent.saturating_sub(self.dropped));
                out.push_str(&text[drop..spaces]);
                self.dropped += spaces;
                text = &text[spaces..];
                if text.is_empty() {
                    return;
                }
                self.dropped = 0;
                if text.as_bytes()[0] == b'\n' {
                    out.push('\n');
                    text = &text[1..];
                } else {
                    self.at_line_start = false;
                }
            } else if let Some(line) = memchr::memchr(b'\n', text.as_bytes()) {
                out.push_str(&text[..=line]);
                text = &text[line + 1..];
                self.at_line_start = true;
            } else {
                out.push_str(text);
                return;
            }
        }
    }
}

/// Removes the spaces before the closing quotes when they stand alone in their line. `start` is where the last part
/// begins, which has to hold the line's start.
fn drop_blank_end(literal: &mut String, start: usize) {
    if let Some(line) = literal[start..].rfind('\n') {
        let line = start + line + 1;
        if literal[line..].bytes().all(|byte| byte == b' ') {
            literal.truncate(line);
        }
    }
}
