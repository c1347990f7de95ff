//! A module in its full form: `unifyModuleSyntax` of nixpkgs' `lib/modules.nix`.

use std::sync::LazyLock;

use crate::{
    eval::{Attr, Attrs, Body, Env, Evaluator, Kind, Pos, Result, Value, builtins::Builtin},
    syntax::Sym,
};

/// The names of the sets that [`unify`] makes.
pub(super) const NAMES: &[&str] = &[
    "_class",
    "_file",
    "_module",
    "config",
    "disabledModules",
    "freeformType",
    "imports",
    "key",
    "meta",
    "options",
];

/// Names that the evaluator looks for.
struct Form {
    class: Sym,
    file: Sym,
    module: Sym,
    config: Sym,
    contents: Sym,
    disabled: Sym,
    freeform: Sym,
    imports: Sym,
    key: Sym,
    meta: Sym,
    options: Sym,
    require: Sym,
    ty: Sym,
}

static FORM: LazyLock<Form> = LazyLock::new(|| Form {
    class: Sym::new("_class"),
    file: Sym::new("_file"),
    module: Sym::new("_module"),
    config: Sym::new("config"),
    contents: Sym::new("contents"),
    disabled: Sym::new("disabledModules"),
    freeform: Sym::new("freeformType"),
    imports: Sym::new("imports"),
    key: Sym::new("key"),
    meta: Sym::new("meta"),
    options: Sym::new("options"),
    require: Sym::new("require"),
    ty: Sym::new("_type"),
});

/// `unifyModuleSyntax file key m`
pub(super) fn unify<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    let (Some(file), Some(key), Some(module)) =
        (env.parameter(2), env.parameter(1), env.parameter(0))
    else {
        return body();
    };
    let form = &*FORM;
    let module = match ev.force(module)?.kind() {
        Kind::Attrs(attrs) if attrs.open.is_none() && attrs.lenient.is_none() => attrs,
        _ => return body(),
    };
    let given = |name| module.get(name).map(|attr| attr.value);
    let none = || ev.list(&[]);
    let is_explicit = given(form.config).is_some() || given(form.options).is_some();
    let (imports, options, config) = if is_explicit {
        let known = [
            form.class,
            form.file,
            form.key,
            form.disabled,
            form.imports,
            form.options,
            form.config,
            form.meta,
            form.freeform,
        ];
        if module.entries.iter().any(|attr| !known.contains(&attr.name)) {
            return body();
        }
        let config = given(form.config).unwrap_or_else(|| ev.set(Vec::new()));
        let config = match given(form.meta) {
            Some(meta) => merged(ev, config, field(form.meta, meta)),
            None => config,
        };
        (given(form.imports), given(form.options), config)
    } else {
        let imports = match (given(form.require), given(form.imports)) {
            (Some(_), Some(_)) => return body(),
            (required, imports) => required.or(imports),
        };
        (imports, None, short_config(ev, module))
    };
    let config = match given(form.freeform) {
        Some(ty) => {
            let freeform = ev.set(vec![field(form.freeform, ty)]);
            merged(ev, config, field(form.module, freeform))
        }
        None => config,
    };
    Ok(ev.set(vec![
        field(form.file, text(ev, given(form.file).unwrap_or(file))),
        field(form.class, given(form.class).unwrap_or(Value::NULL)),
        field(form.key, text(ev, given(form.key).unwrap_or(key))),
        field(form.disabled, given(form.disabled).unwrap_or_else(none)),
        field(form.imports, imports.unwrap_or_else(none)),
        field(form.options, options.unwrap_or_else(|| ev.set(Vec::new()))),
        field(form.config, config),
    ]))
}

fn field(name: Sym, value: Value<'_>) -> Attr<'_> {
    Attr { name, pos: Pos::NONE, value }
}

/// What a module defines that has nothing but definitions beside what it says of itself.
fn short_config<'a>(ev: &Evaluator<'a>, module: &'a Attrs<'a>) -> Value<'a> {
    let form = &*FORM;
    let own =
        [form.class, form.file, form.key, form.disabled, form.require, form.imports, form.freeform];
    ev.set(module.entries.iter().filter(|attr| !own.contains(&attr.name)).copied().collect())
}

/// `mkMerge [ config { … } ]`
fn merged<'a>(ev: &Evaluator<'a>, config: Value<'a>, more: Attr<'a>) -> Value<'a> {
    let contents = ev.list(&[config, ev.set(vec![more])]);
    ev.set(vec![field(FORM.ty, ev.string("merge")), field(FORM.contents, contents)])
}

/// `toString value`
fn text<'a>(ev: &Evaluator<'a>, value: Value<'a>) -> Value<'a> {
    match value.evaluated().map(Value::kind) {
        Some(Kind::Str(_)) => value,
        _ => ev.lazy_call(ev.native(&TEXT), &[value]),
    }
}

static TEXT: Builtin =
    Builtin { name: "text", arity: 1, run: |ev, args, at| ev.shown(args[0], at) };
