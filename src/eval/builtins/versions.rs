//! Versions: `1.2pre3` is older than `1.2`.

use std::cmp::Ordering;

use super::{Builtin, Evaluator, Pos, Result, Value};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "compareVersions", arity: 2, run: compare_versions },
    Builtin { name: "splitVersion", arity: 1, run: split_version },
    Builtin { name: "parseDrvName", arity: 1, run: parse_drv_name },
];

fn compare_versions<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let left = ev.plain_str(args[0], at)?;
    let right = ev.plain_str(args[1], at)?;
    ev.count(left.len() + right.len(), at)?;
    Ok(Value::int(compare(left, right) as i64))
}

fn split_version<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let version = ev.plain_str(args[0], at)?;
    let parts: Vec<Value<'a>> = Components(version).map(|part| ev.string_with(part, &[])).collect();
    Ok(ev.list(&parts))
}

/// The version starts after the first dash that no letter follows.
fn parse_drv_name<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let text = ev.plain_str(args[0], at)?;
    let bytes = text.as_bytes();
    let dash = (0..bytes.len()).find(|&index| {
        bytes[index] == b'-' && bytes.get(index + 1).is_some_and(|next| !next.is_ascii_alphabetic())
    });
    let (name, version) = dash.map_or((text, ""), |dash| (&text[..dash], &text[dash + 1..]));
    Ok(ev.set(vec![
        ev.attr("name", ev.string_with(name, &[])),
        ev.attr("version", ev.string_with(version, &[])),
    ]))
}

/// Runs of digits, and runs of anything else, between dots and dashes.
struct Components<'a>(&'a str);

impl<'a> Iterator for Components<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0.trim_start_matches(['.', '-']);
        let number = rest.starts_with(|first: char| first.is_ascii_digit());
        let end = rest
            .find(|c: char| c.is_ascii_digit() != number || matches!(c, '.' | '-'))
            .unwrap_or(rest.len());
        let (part, rest) = rest.split_at(end);
        self.0 = rest;
        (!part.is_empty()).then_some(part)
    }
}

/// Which of two versions is older, as `nix-env -u` sees it.
fn compare(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (Components(left), Components(right));
    loop {
        let (one, other) = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (one, other) => (one.unwrap_or(""), other.unwrap_or("")),
        };
        if older(one, other) {
            return Ordering::Less;
        }
        if older(other, one) {
            return Ordering::Greater;
        }
    }
}

fn older(one: &str, other: &str) -> bool {
    // Too large for an `int` is no number for Nix.
    let (left, right) = (one.parse::<i32>().ok(), other.parse::<i32>().ok());
    match (left, right) {
        (Some(left), Some(right)) => left < right,
        (None, Some(_)) if one.is_empty() => true,
        _ if one == "pre" && other != "pre" => true,
        _ if other == "pre" => false,
        // `2.3a` is older than `2.3.1`.
        (_, Some(_)) => true,
        (Some(_), None) => false,
        (None, None) => one < other,
    }
}
