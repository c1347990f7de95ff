//! What modules are, and what they declare, for the native module system.

use rustc_hash::FxHashMap;

use super::primops::{known, required, wrapper};
use crate::{
    eval::{Attr, Attrs, Evaluator, Kind, Pos, Result, Value, builtins::Builtin},
    syntax::Sym,
};

pub(super) static DECLARED: Builtin = Builtin { name: "declared", arity: 1, run: declared };
pub(super) static DECLARATIONS: Builtin =
    Builtin { name: "declarations", arity: 1, run: declarations };
pub(super) static MODULE_FORM: Builtin = Builtin { name: "moduleForm", arity: 1, run: module_form };

/// `moduleForm value`: how a module is written, as `native/lib/modules/collect.nix` reads it.
fn module_form<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], _: Pos) -> Result<'a, Value<'a>> {
    let form = match known(ev, args[0])?.map(Value::kind) {
        None => "unknown",
        Some(Kind::Lambda(_) | Kind::Builtin(_)) => "function",
        Some(Kind::List(_)) => "list",
        Some(Kind::Str(_) | Kind::Path(_)) => "file",
        Some(Kind::Attrs(attrs)) => form_of_set(ev, attrs)?,
        Some(_) => "other",
    };
    Ok(ev.string(form))
}

fn form_of_set<'a>(ev: &Evaluator<'a>, attrs: &Attrs<'a>) -> Result<'a, &'static str> {
    let has = |name| attrs.get(Sym::new(name)).is_some();
    if has("__functor") {
        return Ok("function");
    }
    if wrapper(ev, attrs)?.is_some() {
        return Ok("wrapped");
    }
    Ok(if is_tagged(ev, attrs, "flake")? {
        "flake"
    } else if has("config") || has("options") {
        "explicit"
    } else {
        "short"
    })
}

/// Whether the `_type` of a set is this.
fn is_tagged<'a>(ev: &Evaluator<'a>, attrs: &Attrs<'a>, tag: &str) -> Result<'a, bool> {
    let Some(own) = attrs.get(Sym::new("_type")) else { return Ok(false) };
    let own = known(ev, own.value)?;
    Ok(matches!(own.map(Value::kind), Some(Kind::Str(own)) if own.text == tag))
}

/// `declared declarations`: declarations `{ file; options; }` as `{ options; sets; }`, without those that are not known.
fn declared<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let (mut options, mut sets) = (Vec::new(), Vec::new());
    for &declaration in ev.as_list(args[0], at)?.items {
        let declared = required(ev, ev.as_attrs(declaration, at)?, "options", at)?;
        let Some(declared) = known(ev, declared)? else { continue };
        match declared.kind() {
            Kind::Attrs(attrs) if is_tagged(ev, attrs, "option")? => options.push(declaration),
            _ => sets.push(declaration),
        }
    }
    Ok(ev.set(vec![ev.attr("options", ev.list(&options)), ev.attr("sets", ev.list(&sets))]))
}

/// `declarations sets`: sets of declarations `{ file; options; }` as a list of declarations for each name. What is not known is
/// left out.
fn declarations<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let (file, options) = (Sym::new("file"), Sym::new("options"));
    let mut members = ByName::default();
    for &declaration in ev.as_list(args[0], at)?.items {
        let declaration = ev.as_attrs(declaration, at)?;
        let from = declaration.get(file).map_or(Value::NULL, |attr| attr.value);
        let Some(declared) = known(ev, required(ev, declaration, "options", at)?)? else {
            continue;
        };
        let Kind::Attrs(declared) = declared.kind() else { continue };
        for attr in declared.entries {
            let field = |name, value| Attr { name, pos: Pos::NONE, value };
            members.add(attr, ev.set(vec![field(file, from), field(options, attr.value)]));
        }
    }
    Ok(members.into_set(ev))
}

/// Lists of values by the names of attributes, each name where it was met first.
#[derive(Default)]
pub(super) struct ByName<'a> {
    lists: Vec<(Sym, Pos, Vec<Value<'a>>)>,
    places: FxHashMap<Sym, usize>,
}

impl<'a> ByName<'a> {
    /// Adds a value under the name of an attribute.
    pub(super) fn add(&mut self, attr: &Attr<'a>, value: Value<'a>) {
        let place = *self.places.entry(attr.name).or_insert_with(|| {
            self.lists.push((attr.name, attr.pos, Vec::new()));
            self.lists.len() - 1
        });
        self.lists[place].2.push(value);
    }

    /// Those under a name, if it was met.
    pub(super) fn get(&self, name: Sym) -> Option<&[Value<'a>]> {
        self.places.get(&name).map(|&place| self.lists[place].2.as_slice())
    }

    /// The names with what is under them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Sym, &[Value<'a>])> {
        self.lists.iter().map(|(name, _, values)| (*name, values.as_slice()))
    }

    /// All of them as a set.
    pub(super) fn into_set(self, ev: &Evaluator<'a>) -> Value<'a> {
        self.into_set_of(ev, |values| ev.list(values))
    }

    /// All of them as a set of what `made` makes of each list.
    pub(super) fn into_set_of(
        self,
        ev: &Evaluator<'a>,
        made: impl Fn(&[Value<'a>]) -> Value<'a>,
    ) -> Value<'a> {
        let attr =
            |(name, pos, values): (Sym, Pos, Vec<_>)| Attr { name, pos, value: made(&values) };
        ev.set(self.lists.into_iter().map(attr).collect())
    }
}
