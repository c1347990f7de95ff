//! JSON: `toJSON` in exactly Nix's form, and `fromJSON`.

use std::fmt::Write as _;

use super::{Attr, Builtin, Error, Evaluator, Kind, Pos, Result, Value};
use crate::{
    eval::{
        Str,
        coerce::{Context, Mode},
    },
    syntax::Sym,
};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "toJSON", arity: 1, run: to_json },
    Builtin { name: "fromJSON", arity: 1, run: from_json },
];

fn to_json<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let str = ev.to_json(args[0], true, at)?;
    Ok(ev.string_with(str.text, str.context))
}

impl<'a> Evaluator<'a> {
    /// The value as JSON, on one line. A path becomes the store path it would be copied to, or its own text.
    ///
    /// # Errors
    /// When it holds a function or something that fails; unknown when any part is.
    pub fn to_json(&self, value: Value<'a>, copy_paths: bool, at: Pos) -> Result<'a, &'a Str<'a>> {
        let mut writer = Writer { ev: self, out: String::new(), context: Context::default(), at };
        writer.write(value, copy_paths)?;
        Ok(self
            .arena
            .alloc(Str { text: self.text(&writer.out), context: writer.context.finish(self) }))
    }
}

struct Writer<'e, 'a> {
    ev: &'e Evaluator<'a>,
    out: String,
    context: Context<'a>,
    at: Pos,
}

impl<'a> Writer<'_, 'a> {
    fn write(&mut self, value: Value<'a>, copy_paths: bool) -> Result<'a, ()> {
        let ev = self.ev;
        let value = ev.force(value)?;
        if self.out.len() > 1 << 16 {
            ev.reserve(self.out.len(), self.at)?;
        }
        match value.kind() {
            Kind::Null => self.out.push_str("null"),
            Kind::Bool(value) => self.out.push_str(if value { "true" } else { "false" }),
            Kind::Int(value) => write!(self.out, "{value}").expect("strings take all"),
            Kind::Float(value) => self.out.push_str(&float(value)),
            Kind::Str(str) => self.string(str),
            Kind::Path(path) if copy_paths => {
                let str = ev.copy_path(path.text, self.at)?;
                self.string(str);
            }
            Kind::Path(path) => self.string(path),
            Kind::List(list) => {
                if let Some(open) = list.open {
                    return Err(ev.unknown_error(open, self.at));
                }
                self.out.push('[');
                ev.nested(self.at, || {
                    for (index, item) in list.items.iter().enumerate() {
                        if index > 0 {
                            self.out.push(',');
                        }
                        self.write(*item, copy_paths)?;
                    }
                    Ok(())
                })?;
                self.out.push(']');
            }
            Kind::Attrs(attrs) => {
                if attrs.get(ev.names.to_string).is_some() {
                    let mode = Mode { copy_paths: false, more: false };
                    let str = ev.coerce_with(value, mode, self.at)?;
                    self.string(str);
                    return Ok(());
                }
                if let Some(out_path) = attrs.get(ev.names.out_path) {
                    return ev.nested(self.at, || self.write(out_path.value, copy_paths));
                }
                if let Some(open) = attrs.open {
                    return Err(ev.unknown_error(open, self.at));
                }
                self.out.push('{');
                ev.nested(self.at, || {
                    for (index, attr) in attrs.in_name_order().into_iter().enumerate() {
                        if index > 0 {
                            self.out.push(',');
                        }
                        write_string(&mut self.out, attr.name.as_str());
                        self.out.push(':');
                        self.write(attr.value, copy_paths).map_err(|error| {
                            ev.traced(error, attr.pos, || {
                                format!("while evaluating attribute `{}`", attr.name)
                            })
                        })?;
                    }
                    Ok(())
                })?;
                self.out.push('}');
            }
            Kind::Unknown(unknown) => return Err(ev.unknown_error(unknown, self.at)),
            Kind::Lambda(_) | Kind::Builtin(_) | Kind::Thunk(_) => {
                return Err(ev.type_error(self.at, "cannot convert a function to JSON"));
            }
        }
        Ok(())
    }

    fn string(&mut self, str: &Str<'a>) {
        self.context.add(str.context);
        write_string(&mut self.out, str.text);
    }
}

/// Writes a text as JSON: only what must be escaped is.
fn write_string(out: &mut String, text: &str) {
    out.push('"');
    let mut start = 0;
    for (index, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0..0x20 => "",
            _ => continue,
        };
        out.push_str(&text[start..index]);
        out.push_str(escape);
        if escape.is_empty() {
            write!(out, "\\u{byte:04x}").expect("strings take all");
        }
        start = index + 1;
    }
    out.push_str(&text[start..]);
    out.push('"');
}

/// The shortest digits that give the same number back, in the layout of the library Nix uses.
fn float(value: f64) -> String {
    if !value.is_finite() {
        return "null".to_owned();
    }
    let shortest = format!("{value:e}");
    let (mantissa, exponent) = shortest.split_once('e').expect("`{:e}` writes an exponent");
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits = mantissa.replace('.', "");
    // Where the point is, counted from the start of the digits.
    let point = exponent.parse::<i32>().expect("an exponent is a number") + 1;
    let count = i32::try_from(digits.len()).expect("at most 17 digits");
    if value == 0.0 {
        return format!("{sign}0.0");
    }
    if (count..=15).contains(&point) {
        return format!("{sign}{digits}{}.0", "0".repeat((point - count) as usize));
    }
    if (1..=15).contains(&point) {
        let (whole, part) = digits.split_at(point as usize);
        return format!("{sign}{whole}.{part}");
    }
    if (-3..=0).contains(&point) {
        return format!("{sign}0.{}{digits}", "0".repeat(-point as usize));
    }
    let (first, rest) = digits.split_at(1);
    let dot = if rest.is_empty() { "" } else { "." };
    let exponent = point - 1;
    let exponent_sign = if exponent < 0 { '-' } else { '+' };
    format!("{sign}{first}{dot}{rest}e{exponent_sign}{:02}", exponent.abs())
}

fn from_json<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let text = ev.plain_str(args[0], at)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { ev, text, at: 0, pos: at };
    let value = reader.value(0)?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.error("something follows the value"));
    }
    Ok(value)
}

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
        self.ev.tick(self.pos)?;
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

#[cfg(test)]
mod tests {
    #[test]
    fn writes_floats_as_nix_does() {
        for (value, text) in [
            (1.0, "1.0"),
            (0.1, "0.1"),
            (1e100, "1e+100"),
            (1.5e-7, "1.5e-07"),
            (0.00012, "0.00012"),
            (0.000_012, "1.2e-05"),
            (123_456_789_012_345.0, "123456789012345.0"),
            (1e15, "1e+15"),
            (-2.5, "-2.5"),
            (-0.0, "-0.0"),
        ] {
            assert_eq!(super::float(value), text);
        }
    }
}
