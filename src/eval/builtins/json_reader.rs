//! Reading JSON: `fromJSON`.

use super::{Attr, Builtin, Error, Evaluator, Pos, Result, Value};
use crate::syntax::Sym;

pub(super) const BUILTINS: &[Builtin] = &[Builtin { name: "fromJSON", arity: 1, run: from_json }];

fn from_json<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let text = ev.plain_str(args[0], at)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    ev.count(text.len() / AT_ONCE, at)?;
    let mut reader = Reader { ev, text, at: 0, pos: at };
    let value = reader.value(0)?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.error("something follows the value"));
    }
    Ok(value)
}

/// Bytes that are read in the time of one look: some inputs are a hundred megabytes of JSON.
const AT_ONCE: usize = 4;

/// Lists and objects inside each other.
const DEPTH: u32 = 10_000;

/// Reads values straight into the evaluation.
struct Reader<'e, 'a> {
    ev: &'e Evaluator<'a>,
    text: &'a str,
    at: usize,
    pos: Pos,
}

impl<'a> Reader<'_, 'a> {
    fn error(&self, message: &str) -> Error<'a> {
        let line = self.text[..self.at.min(self.text.len())].matches('\n').count() + 1;
        self.ev.type_error(self.pos, format!("invalid JSON in line {line}: {message}"))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Skips space, and takes a byte if it is there.
    fn eat(&mut self, byte: u8) -> bool {
        self.space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: u32) -> Result<'a, Value<'a>> {
        if depth > DEPTH {
            return Err(self.error("it is nested too deep"));
        }
        self.ev.reserve(0, self.pos)?;
        self.space();
        for (word, value) in
            [("null", Value::NULL), ("true", Value::bool(true)), ("false", Value::bool(false))]
        {
            if self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(value.with_pos(self.pos));
            }
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => {
                self.at += 1;
                let text = self.string()?;
                Ok(self.ev.string_with(text, &[]).with_pos(self.pos))
            }
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => Err(self.error("expected a value")),
            None => Err(self.error("it ends too early")),
        }
    }

    fn array(&mut self, depth: u32) -> Result<'a, Value<'a>> {
        self.at += 1;
        let mut items = Vec::new();
        if !self.eat(b']') {
            loop {
                items.push(self.value(depth + 1)?);
                if self.eat(b']') {
                    break;
                }
                if !self.eat(b',') {
                    return Err(self.error("expected `,` or `]`"));
                }
            }
        }
        Ok(self.ev.list(&items).with_pos(self.pos))
    }

    fn object(&mut self, depth: u32) -> Result<'a, Value<'a>> {
        self.at += 1;
        let mut attrs: Vec<Attr<'a>> = Vec::new();
        if !self.eat(b'}') {
            loop {
                if !self.eat(b'"') {
                    return Err(self.error("expected a name in quotes"));
                }
                let name = Sym::new(self.string()?);
                if !self.eat(b':') {
                    return Err(self.error("expected `:`"));
                }
                let value = self.value(depth + 1)?;
                attrs.push(Attr { name, pos: Pos::NONE, value });
                if self.eat(b'}') {
                    break;
                }
                if !self.eat(b',') {
                    return Err(self.error("expected `,` or `}`"));
                }
            }
        }
        // Of names that are there twice the last counts; `Evaluator::set` keeps the first.
        attrs.reverse();
        Ok(self.ev.set(attrs).with_pos(self.pos))
    }

    fn number(&mut self) -> Result<'a, Value<'a>> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let mut float = false;
        match self.peek() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            float = true;
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            float = true;
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let text = &self.text[start..self.at];
        if !float {
            if let Ok(value) = text.parse() {
                return Ok(Value::int(value).with_pos(self.pos));
            }
            if text.parse::<u64>().is_ok() {
                return Err(self.error("an integer is too large"));
            }
        }
        let value: f64 = text.parse().expect("the form was checked");
        if value.is_infinite() {
            return Err(self.error("a number is too large"));
        }
        Ok(Value::float(value).with_pos(self.pos))
    }

    fn digits(&mut self) -> Result<'a, ()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if start == self.at { Err(self.error("expected a digit")) } else { Ok(()) }
    }

    /// What follows the opening quote.
    fn string(&mut self) -> Result<'a, &'a str> {
        let mut text = String::new();
        let mut start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let last = &self.text[start..self.at];
                    self.at += 1;
                    if text.is_empty() {
                        return Ok(last);
                    }
                    text.push_str(last);
                    return Ok(self.ev.text(&text));
                }
                Some(b'\\') => {
                    text.push_str(&self.text[start..self.at]);
                    self.at += 1;
                    text.push(self.escape()?);
                    start = self.at;
                }
                Some(0..0x20) => return Err(self.error("a control character in a string")),
                Some(_) => self.at += 1,
                None => return Err(self.error("a string does not end")),
            }
        }
    }

    fn escape(&mut self) -> Result<'a, char> {
        let Some(byte) = self.peek() else { return Err(self.error("a string does not end")) };
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => byte as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.hex()?;
                let code = if (0xd800..0xdc00).contains(&high) {
                    if !self.text.as_bytes()[self.at..].starts_with(b"\\u") {
                        return Err(self.error("half of a surrogate pair"));
                    }
                    self.at += 2;
                    let low = self.hex()?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return Err(self.error("half of a surrogate pair"));
                    }
                    0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)
                } else {
                    high
                };
                match char::from_u32(code) {
                    Some('\0') => return Err(self.error("a string holds a NUL")),
                    Some(char) => char,
                    None => return Err(self.error("half of a surrogate pair")),
                }
            }
            _ => return Err(self.error("an unknown escape")),
        })
    }

    fn hex(&mut self) -> Result<'a, u32> {
        let digits = self.text.get(self.at..self.at + 4);
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(digits) = digits else { return Err(self.error("expected four hex digits")) };
        self.at += 4;
        Ok(u32::from_str_radix(digits, 16).expect("four hex digits fit"))
    }
}
