//! Strings: joining, cutting, replacing.
//!
//! Lengths and offsets are bytes, as in Nix. A string here is always valid UTF-8: a cut inside a character moves back
//! to the character's start, so that the pieces of a string still add up to it.

use super::{Builtin, Evaluator, Kind, Pos, Result, Value};
use crate::eval::{
    Error, ErrorKind, Origin, Str, Unknown,
    coerce::{Context, Mode},
};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "toString", arity: 1, run: to_string },
    Builtin { name: "stringLength", arity: 1, run: string_length },
    Builtin { name: "substring", arity: 3, run: substring },
    Builtin { name: "concatStringsSep", arity: 2, run: concat_strings_sep },
    Builtin { name: "replaceStrings", arity: 3, run: replace_strings },
];

/// What `toString` takes.
const ANYTHING: Mode = Mode { copy_paths: false, more: true };

/// What stands for an unknown part of a string in [`Unknown::partial`].
const HOLE: &str = "«?»";

/// A string in the making, of which parts may be unknown.
#[derive(Default)]
struct Builder<'a> {
    text: String,
    context: Context<'a>,
    unknown: Option<&'a Unknown<'a>>,
    origin: Option<&'a Origin<'a>>,
}

/// Of how many joined strings the places are kept.
const TRACED: usize = 16;

impl<'a> Builder<'a> {
    fn push(&mut self, ev: &Evaluator<'a>, str: &Str<'a>, at: Pos) -> Result<'a, ()> {
        // Small strings are counted when they get into the arena.
        if self.text.len() + str.text.len() > 1 << 16 {
            ev.reserve(self.text.len() + str.text.len(), at)?;
        }
        self.text.push_str(str.text);
        self.context.add(str.context);
        Ok(())
    }

    /// Leaves a hole for an unknown part.
    fn push_unknown(&mut self, unknown: &'a Unknown<'a>) {
        self.text.push_str(unknown.partial.unwrap_or(HOLE));
        self.unknown = self.unknown.or(Some(unknown));
    }

    /// Leaves a hole when the error is that a part is unknown.
    fn push_error(&mut self, error: Error<'a>) -> Result<'a, ()> {
        match error.kind {
            ErrorKind::Unknown(unknown) => {
                self.push_unknown(unknown);
                Ok(())
            }
            _ => Err(error),
        }
    }

    fn finish(self, ev: &Evaluator<'a>, at: Pos) -> Value<'a> {
        let text = ev.text(&self.text);
        match self.unknown {
            Some(unknown) => {
                let (reason, partial) = (unknown.reason, Some(text));
                ev.unknown_like(Unknown { reason, partial, text: true, may: None }, at)
            }
            None => {
                let (context, origin) = (self.context.finish(ev), self.origin);
                Value::new(Kind::Str(ev.arena.alloc(Str { text, context, origin })), Pos::NONE)
            }
        }
    }
}

fn to_string<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    ev.shown(args[0], at)
}

impl<'a> Evaluator<'a> {
    /// `toString value`
    ///
    /// # Errors
    /// When there is no text for it.
    pub fn shown(&self, value: Value<'a>, at: Pos) -> Result<'a, Value<'a>> {
        let value = self.force(value)?;
        match value.kind() {
            Kind::Str(_) => Ok(value),
            Kind::List(_) => {
                let mut builder = Builder::default();
                push_shown(self, &mut builder, value, at)?;
                Ok(builder.finish(self, at))
            }
            _ => Ok(Value::new(Kind::Str(self.coerce_with(value, ANYTHING, at)?), Pos::NONE)),
        }
    }
}

/// Adds `toString value`; of lists every element that is known.
fn push_shown<'a>(
    ev: &Evaluator<'a>,
    builder: &mut Builder<'a>,
    value: Value<'a>,
    at: Pos,
) -> Result<'a, ()> {
    let Kind::List(list) = value.kind() else {
        return match ev.coerce_with(value, ANYTHING, at) {
            Ok(str) => builder.push(ev, str, at),
            Err(error) => builder.push_error(error),
        };
    };
    ev.nested(at, || {
        for (index, item) in list.items.iter().enumerate() {
            let item = ev.force(*item)?;
            push_shown(ev, builder, item, at)?;
            // Nix leaves out the space after an empty list.
            let empty = matches!(item.kind(), Kind::List(list) if list.items.is_empty());
            if (index + 1 < list.items.len() || list.open.is_some()) && !empty {
                builder.text.push(' ');
            }
        }
        if let Some(open) = list.open {
            builder.push_unknown(ev.arena.alloc(Unknown { partial: None, ..*open }));
        }
        Ok(())
    })
}

fn string_length<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let length = ev.coerce(args[0], at)?.text.len();
    Ok(Value::int(i64::try_from(length).expect("memory is smaller")))
}

fn substring<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let start = ev.int(args[0], at)?;
    let length = ev.int(args[1], at)?;
    let Ok(start) = usize::try_from(start) else {
        return Err(ev.type_error(at, "negative start position in `substring`"));
    };
    let str = ev.coerce(args[2], at)?;
    // A negative length means the rest.
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if start == 0 && length >= str.text.len() {
        return Ok(Value::new(Kind::Str(str), Pos::NONE));
    }
    let text = slice(str.text, start, start.saturating_add(length));
    Ok(ev.string_with(text, str.context))
}

/// The bytes from `start` to `end`, as far as they are there, both moved back to where a character starts.
pub(super) fn slice(text: &str, start: usize, end: usize) -> &str {
    let start = boundary(text, start);
    &text[start..boundary(text, end).max(start)]
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn concat_strings_sep<'a>(
    ev: &Evaluator<'a>,
    args: &[Value<'a>],
    at: Pos,
) -> Result<'a, Value<'a>> {
    let separator = ev.str(args[0], at)?;
    let list = ev.as_list(args[1], at)?;
    let mut builder = Builder::default();
    builder.context.add(separator.context);
    for (index, item) in list.items.iter().enumerate() {
        if index > 0 {
            builder.text.push_str(separator.text);
        }
        if list.items.len() <= TRACED {
            builder.origin = ev.origin_of(*item, builder.origin);
        }
        match ev.coerce(*item, at) {
            Ok(str) => builder.push(ev, str, at)?,
            Err(error) => builder.push_error(error)?,
        }
    }
    if let Some(open) = list.open {
        if !list.items.is_empty() {
            builder.text.push_str(separator.text);
        }
        builder.push_unknown(ev.arena.alloc(Unknown { partial: None, ..*open }));
    }
    Ok(builder.finish(ev, at))
}

fn replace_strings<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let from_list = ev.as_list(args[0], at)?;
    let to_list = ev.as_list(args[1], at)?;
    if let Some(open) = from_list.open.or(to_list.open) {
        return Err(ev.unknown_error(open, at));
    }
    if from_list.items.len() != to_list.items.len() {
        return Err(
            ev.type_error(at, "the lists passed to `replaceStrings` have different lengths")
        );
    }
    let mut from = Vec::with_capacity(from_list.items.len());
    for item in from_list.items {
        from.push(ev.str(*item, at)?.text);
    }
    let subject = ev.force(args[2])?;
    let (text, context, unknown) = match subject.kind() {
        // Of a string that is partly known, the known parts are replaced.
        Kind::Unknown(unknown) if unknown.partial.is_some() => {
            (unknown.partial.unwrap_or_default(), &[][..], Some(unknown))
        }
        _ => {
            let str = ev.str(subject, at)?;
            (str.text, str.context, None)
        }
    };

    let mut to: Vec<Option<&'a Str<'a>>> = vec![None; from.len()];
    let mut builder = Builder { unknown, ..Builder::default() };
    builder.context.add(context);
    // Which bytes a replacement can start with; an empty pattern matches everywhere.
    let mut starts = [from.contains(&""); 256];
    for pattern in &from {
        if let Some(&first) = pattern.as_bytes().first() {
            starts[usize::from(first)] = true;
        }
    }
    let bytes = text.as_bytes();
    ev.count(bytes.len(), at)?;
    let everywhere = from.contains(&"");
    let mut at_byte = 0;
    let mut changed = false;
    // One past the end, where an empty pattern still matches.
    while at_byte <= text.len() {
        let skip = bytes[at_byte..].iter().position(|byte| starts[usize::from(*byte)]);
        let next = skip.map_or(text.len(), |skip| at_byte + skip);
        builder.text.push_str(&text[at_byte..next]);
        at_byte = next;
        if at_byte == text.len() && !everywhere {
            break;
        }
        let rest = &bytes[at_byte..];
        ev.count(from.len(), at)?;
        let found = from.iter().position(|pattern| rest.starts_with(pattern.as_bytes()));
        if let Some(index) = found {
            changed = true;
            match to[index] {
                Some(str) => builder.push(ev, str, at)?,
                None => match ev.str(to_list.items[index], at) {
                    Ok(str) => {
                        to[index] = Some(str);
                        builder.push(ev, str, at)?;
                    }
                    Err(error) => builder.push_error(error)?,
                },
            }
            at_byte += from[index].len();
            if !from[index].is_empty() {
                continue;
            }
        }
        let width = text[at_byte..].chars().next().map_or(1, char::len_utf8);
        builder.text.push_str(&text[at_byte..(at_byte + width).min(text.len())]);
        at_byte += width;
    }
    if !changed {
        return Ok(subject);
    }
    Ok(builder.finish(ev, at))
}
