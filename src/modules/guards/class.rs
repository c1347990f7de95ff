//! How definitions of a type come together.

use crate::{
    eval::{Evaluator, Kind, Result, Value},
    syntax::Sym,
};

/// How definitions of a type come together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Member by member.
    Set,
    /// The same, where members have defaults and change each other.
    Submodule,
    /// One after the other.
    List,
    /// Joined to one text.
    Text,
    /// One of them counts.
    Single,
}

/// How definitions of a type come together, by the name of the type.
pub(super) fn class<'a>(ev: &Evaluator<'a>, ty: Value<'a>) -> Result<'a, Class> {
    let mut ty = ev.force(ty)?;
    for _ in 0..4 {
        let Kind::Attrs(attrs) = ty.kind() else { return Ok(Class::Single) };
        let Some(name) = attrs.get(Sym::new("name")) else { return Ok(Class::Single) };
        let Kind::Str(name) = ev.force(name.value)?.kind() else { return Ok(Class::Single) };
        let inner = match name.text {
            "attrsOf" | "lazyAttrsOf" => return Ok(Class::Set),
            "submodule" => return Ok(Class::Submodule),
            "listOf" => return Ok(Class::List),
            "separatedString" => return Ok(Class::Text),
            "nullOr" | "unique" => "elemType",
            "coercedTo" => "finalType",
            _ => return Ok(Class::Single),
        };
        let nested =
            attrs.get(Sym::new("nestedTypes")).map(|attr| ev.force(attr.value)).transpose()?;
        let Some(Kind::Attrs(nested)) = nested.map(Value::kind) else { return Ok(Class::Single) };
        let Some(inner) = nested.get(Sym::new(inner)) else { return Ok(Class::Single) };
        ty = ev.force(inner.value)?;
    }
    Ok(Class::Single)
}

/// Whether a value is of the form that definitions of a class have.
pub(super) fn fits(class: Class, value: Value<'_>) -> bool {
    match class {
        Class::Set | Class::Submodule => matches!(value.kind(), Kind::Attrs(_)),
        Class::List => matches!(value.kind(), Kind::List(_)),
        Class::Text | Class::Single => true,
    }
}
