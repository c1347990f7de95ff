//! What the definitions of one option consist of: values, each with its priority and whether it certainly holds.

use std::sync::LazyLock;

use crate::{
    eval::{Attrs, ErrorKind, Evaluator, Kind, Pos, Result, Unknown, Value},
    syntax::Sym,
};

/// The priority of a definition that says none.
const PLAIN: i64 = 100;

/// One value that defines an option.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub file: Value<'a>,
    pub value: Value<'a>,
    pub priority: i64,
    /// What `mkOrder` says.
    pub order: Option<Value<'a>>,
    /// Why it may not hold.
    pub may: Option<&'a Unknown<'a>>,
}

impl<'a> Part<'a> {
    /// Why it is not certain what it defines: its condition or its value is not known.
    pub(super) fn doubt(&self) -> Option<&'a Unknown<'a>> {
        self.may.or(match self.value.kind() {
            Kind::Unknown(unknown) => Some(unknown),
            _ => None,
        })
    }

    /// Whether its value is known.
    pub(super) fn is_known(&self) -> bool {
        !matches!(self.value.kind(), Kind::Unknown(_))
    }
}

/// What wraps a value.
enum Wrapper<'a> {
    If(Value<'a>, Value<'a>),
    Merge(Value<'a>),
    Override(Value<'a>, Value<'a>),
    Order(Value<'a>, Value<'a>),
}

fn wrapper<'a>(ev: &Evaluator<'a>, attrs: &Attrs<'a>) -> Result<'a, Option<Wrapper<'a>>> {
    static TYPE: LazyLock<Sym> = LazyLock::new(|| Sym::new("_type"));
    let Some(ty) = attrs.get(*TYPE) else { return Ok(None) };
    let Kind::Str(ty) = ev.force(ty.value)?.kind() else { return Ok(None) };
    let part = |name: &str| attrs.get(Sym::new(name)).map(|attr| attr.value);
    let both = |first: &str| Some((part(first)?, part("content")?));
    Ok(match ty.text {
        "if" => both("condition").map(|(condition, content)| Wrapper::If(condition, content)),
        "merge" => part("contents").map(Wrapper::Merge),
        "override" => {
            both("priority").map(|(priority, content)| Wrapper::Override(priority, content))
        }
        "order" => both("priority").map(|(priority, content)| Wrapper::Order(priority, content)),
        _ => None,
    })
}

/// The value; one that fails because something is not known is not known.
fn settled<'a>(ev: &Evaluator<'a>, value: Value<'a>) -> Result<'a, Value<'a>> {
    ev.force(value).or_else(|error| match error.kind {
        ErrorKind::Unknown(unknown) => Ok(Value::new(Kind::Unknown(unknown), error.pos)),
        _ => Err(error),
    })
}

/// Whether a definition certainly holds or certainly does not, with a value that is known.
pub(super) fn is_clear<'a>(ev: &Evaluator<'a>, value: Value<'a>) -> Result<'a, bool> {
    let value = settled(ev, value)?;
    let attrs = match value.kind() {
        Kind::Unknown(_) => return Ok(false),
        Kind::Attrs(attrs) => attrs,
        _ => return Ok(true),
    };
    Ok(match wrapper(ev, attrs)? {
        None => true,
        Some(Wrapper::If(condition, content)) => match settled(ev, condition)?.kind() {
            Kind::Unknown(_) => false,
            Kind::Bool(true) => is_clear(ev, content)?,
            _ => true,
        },
        Some(Wrapper::Merge(contents)) => match settled(ev, contents)?.kind() {
            Kind::List(list) => {
                for item in list.items {
                    if !is_clear(ev, *item)? {
                        return Ok(false);
                    }
                }
                list.open.is_none()
            }
            Kind::Unknown(_) => false,
            _ => true,
        },
        // What is inside may not be needed, and may fail then.
        Some(Wrapper::Override(_, content) | Wrapper::Order(_, content)) => {
            is_clear(ev, content).unwrap_or(true)
        }
    })
}

/// The values of a definition.
pub(super) fn split<'a>(
    ev: &Evaluator<'a>,
    part: Part<'a>,
    found: &mut Vec<Part<'a>>,
) -> Result<'a, ()> {
    let value = match settled(ev, part.value) {
        Ok(value) => value,
        // It fails when it is needed.
        Err(_) if part.priority != PLAIN || part.order.is_some() => part.value,
        Err(error) => return Err(error),
    };
    let part = Part { value, ..part };
    let Kind::Attrs(attrs) = value.kind() else {
        found.push(part);
        return Ok(());
    };
    match wrapper(ev, attrs)? {
        None => found.push(part),
        Some(Wrapper::If(condition, content)) => match settled(ev, condition)?.kind() {
            Kind::Unknown(unknown) => {
                split(ev, Part { value: content, may: part.may.or(Some(unknown)), ..part }, found)?;
            }
            Kind::Bool(true) => split(ev, Part { value: content, ..part }, found)?,
            _ => {}
        },
        Some(Wrapper::Merge(contents)) => {
            let contents = settled(ev, contents)?;
            let open = match contents.kind() {
                Kind::List(list) => {
                    for item in list.items {
                        split(ev, Part { value: *item, ..part }, found)?;
                    }
                    list.open
                }
                Kind::Unknown(unknown) => Some(unknown),
                _ => None,
            };
            if let Some(unknown) = open {
                let value = Value::new(Kind::Unknown(unknown), contents.pos());
                found.push(Part { value, ..part });
            }
        }
        Some(Wrapper::Override(priority, content)) => {
            let priority = match settled(ev, priority)?.kind() {
                Kind::Int(priority) => priority,
                _ => PLAIN,
            };
            split(ev, Part { value: content, priority, ..part }, found)?;
        }
        Some(Wrapper::Order(order, content)) => {
            split(ev, Part { value: content, order: Some(order), ..part }, found)?;
        }
    }
    Ok(())
}

/// A definition as the module system passes it on, `{ file; value; }`.
pub(super) fn part<'a>(ev: &Evaluator<'a>, definition: Value<'a>, at: Pos) -> Result<'a, Part<'a>> {
    let definition = settled(ev, definition)?;
    let file = ev.select(definition, Sym::new("file"), at)?;
    let value = ev.select(definition, Sym::new("value"), at)?;
    Ok(Part { file, value, priority: PLAIN, order: None, may: None })
}
