//! Regular expressions: `match` and `split`.

use std::ops::Range;

use super::{Builtin, Evaluator, Pos, Result, Value, strings::slice};
use crate::eval::regex::{Ere, Groups};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "match", arity: 2, run: match_whole },
    Builtin { name: "split", arity: 2, run: split },
];

/// How many bytes could be compared while one is matched.
const MATCHING: usize = 8;

const TOO_SLOW: &str = "a regular expression is too large for its text";

fn match_whole<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let ere = compiled(ev, args[0], at)?;
    let text = ev.str(args[1], at)?.text;
    ev.count(text.len() * MATCHING, at)?;
    if ere.is_too_slow(text) {
        return Ok(ev.unknown(TOO_SLOW, at));
    }
    Ok(ere.matches(text).map_or(Value::NULL, |groups| submatches(ev, text, groups)))
}

fn split<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let ere = compiled(ev, args[0], at)?;
    let subject = ev.force(args[1])?;
    let text = ev.str(subject, at)?.text;
    ev.count(text.len() * MATCHING, at)?;
    if ere.is_too_slow(text) {
        return Ok(ev.unknown(TOO_SLOW, at));
    }
    let found = ere.split(text);
    if found.is_empty() {
        return Ok(ev.list(&[subject]));
    }
    let mut parts = Vec::with_capacity(found.len() * 2 + 1);
    let mut end = 0;
    for (range, groups) in found {
        parts.push(piece(ev, text, &(end..range.start)));
        parts.push(submatches(ev, text, groups));
        end = range.end;
    }
    parts.push(piece(ev, text, &(end..text.len())));
    Ok(ev.list(&parts))
}

fn compiled<'a>(ev: &Evaluator<'a>, value: Value<'a>, at: Pos) -> Result<'a, std::rc::Rc<Ere>> {
    let pattern = ev.plain_str(value, at)?;
    Ere::cached(pattern).map_err(|reason| {
        ev.type_error(at, format!("invalid regular expression \"{pattern}\": {reason}"))
    })
}

fn submatches<'a>(ev: &Evaluator<'a>, text: &'a str, groups: Groups) -> Value<'a> {
    let groups: Vec<Value<'a>> = groups
        .into_iter()
        .map(|range| range.map_or(Value::NULL, |range| piece(ev, text, &range)))
        .collect();
    ev.list(&groups)
}

/// Expressions work on bytes, so a submatch may start or end inside a character.
fn piece<'a>(ev: &Evaluator<'a>, text: &'a str, range: &Range<usize>) -> Value<'a> {
    ev.string_with(slice(text, range.start, range.end), &[])
}
