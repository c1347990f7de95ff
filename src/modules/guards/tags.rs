//! What nixpkgs' module system wraps around values: sets that say by their `_type` what they are.

use std::sync::LazyLock;

use crate::{
    eval::{Attrs, Evaluator, Kind, Result, Unknown, Value},
    syntax::Sym,
};

/// Names in the sets of nixpkgs' `lib/modules.nix`.
pub(super) struct Names {
    pub ty: Sym,
    pub condition: Sym,
    pub content: Sym,
    pub contents: Sym,
    pub priority: Sym,
    pub file: Sym,
    pub value: Sym,
    pub config: Sym,
    pub options: Sym,
}

pub(super) static NAMES: LazyLock<Names> = LazyLock::new(|| Names {
    ty: Sym::new("_type"),
    condition: Sym::new("condition"),
    content: Sym::new("content"),
    contents: Sym::new("contents"),
    priority: Sym::new("priority"),
    file: Sym::new("file"),
    value: Sym::new("value"),
    config: Sym::new("config"),
    options: Sym::new("options"),
});

/// What is wrapped around a value.
pub(super) enum Tagged<'a> {
    /// Nothing.
    Plain,
    /// Something that is called so.
    As(&'a str, &'a Attrs<'a>),
    /// It is not known, and why.
    Unclear(&'a Unknown<'a>),
}

/// `value._type or ""`
pub(super) fn tagged<'a>(ev: &Evaluator<'a>, value: Value<'a>) -> Result<'a, Tagged<'a>> {
    Ok(match ev.force(value)?.kind() {
        Kind::Attrs(attrs) => match (attrs.get(NAMES.ty), attrs.open) {
            (Some(tag), _) => match ev.force(tag.value)?.kind() {
                Kind::Str(tag) => Tagged::As(tag.text, attrs),
                Kind::Unknown(unknown) => Tagged::Unclear(unknown),
                _ => Tagged::Plain,
            },
            (None, Some(unknown)) => Tagged::Unclear(unknown),
            (None, None) => Tagged::Plain,
        },
        Kind::Unknown(unknown) if !unknown.text => Tagged::Unclear(unknown),
        _ => Tagged::Plain,
    })
}
