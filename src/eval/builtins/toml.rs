//! TOML: `fromTOML`.

use toml::Value as Toml;

use super::{Builtin, Evaluator, Pos, Result, Value};

pub(super) const BUILTINS: &[Builtin] = &[Builtin { name: "fromTOML", arity: 1, run: from_toml }];

fn from_toml<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let text = ev.plain_str(args[0], at)?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        ev.type_error(at, format!("invalid TOML: {}", error.message()))
    })?;
    convert(ev, Toml::Table(table), at)
}

fn convert<'a>(ev: &Evaluator<'a>, value: Toml, at: Pos) -> Result<'a, Value<'a>> {
    let nul = || ev.type_error(at, "invalid TOML: a string holds a NUL");
    Ok(match value {
        Toml::String(text) if text.contains('\0') => return Err(nul()),
        Toml::String(text) => ev.string(text),
        Toml::Integer(value) => Value::int(value),
        Toml::Float(value) => Value::float(value),
        Toml::Boolean(value) => Value::bool(value),
        // Behind a feature that Nix has not made stable.
        Toml::Datetime(_) => {
            return Err(ev.type_error(at, "invalid TOML: dates and times are not supported"));
        }
        Toml::Array(items) => {
            let items: Result<'a, Vec<Value<'a>>> =
                items.into_iter().map(|item| convert(ev, item, at)).collect();
            ev.list(&items?)
        }
        Toml::Table(table) => {
            let mut attrs = Vec::with_capacity(table.len());
            for (name, value) in table {
                if name.contains('\0') {
                    return Err(nul());
                }
                attrs.push(ev.attr(&name, convert(ev, value, at)?));
            }
            ev.set(attrs)
        }
    }
    .with_pos(at))
}
