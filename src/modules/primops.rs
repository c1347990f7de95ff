//! What the embedded library gets from Rust: unknown values, and shipped knowledge of option defaults.

use super::{
    declarations,
    defaults::{Child, Default, EVERY, OptionDefaults, OptionNode},
    definitions, embedded,
    main_programs::MAIN_PROGRAM,
    option_names::OPTIONS_OF,
    scripts::SCRIPT,
};
use crate::{
    eval::{
        Attr, Attrs, ErrorKind, Evaluator, Kind, Pos, Result, Unknown, Value, builtins::Builtin,
        first_line,
    },
    syntax::Sym,
};

static OPTION_DEFAULT: Builtin = Builtin { name: "optionDefault", arity: 1, run: option_default };
static OPTION_CHILDREN: Builtin =
    Builtin { name: "optionChildren", arity: 2, run: option_children };
static OPTION_NAMES: Builtin = Builtin { name: "optionNames", arity: 1, run: option_names };
static OPTION_TREE: Builtin = Builtin { name: "optionTree", arity: 1, run: option_tree };

static JOINED: Builtin = Builtin { name: "joined", arity: 1, run: joined };
static DISTRIBUTE: Builtin = Builtin { name: "distribute", arity: 1, run: distribute };
static UNLESS_CYCLIC: Builtin = Builtin { name: "unlessCyclic", arity: 2, run: unless_cyclic };
static KIND_OF: Builtin = Builtin { name: "kindOf", arity: 1, run: kind_of };

static KEEPS_NOTHING: Builtin = Builtin { name: "keepsNothing", arity: 1, run: keeps_nothing };

/// The system of a machine that says none.
pub(super) const SYSTEM: &str = "x86_64-linux";

/// The attributes with the release of nixpkgs that is locked, and of the one that is evaluated.
const LOCKED: &str = "nixpkgsRelease";
const EVALUATED: &str = "evaluatedRelease";
/// The attribute that says whether all sources are what is locked.
const EXACT: &str = "exact";

/// The set that the embedded library is called with. Embedded files can import it, too.
pub(super) fn set<'a>(evaluator: &Evaluator<'a>) -> Value<'a> {
    set_for(evaluator, Sources { exact: true, ..Sources::default() })
}

/// What is known of the sources that an evaluation is made of.
#[derive(Default)]
pub(super) struct Sources {
    /// The release of the nixpkgs that is locked.
    pub locked: Option<String>,
    /// That of the one that is evaluated.
    pub evaluated: Option<String>,
    /// Whether all of them are what is locked.
    pub exact: bool,
}

/// The same, for these sources when it is the first time.
pub(super) fn set_for<'a>(evaluator: &Evaluator<'a>, sources: Sources) -> Value<'a> {
    if let Some(value) = evaluator.preloaded(embedded::PRIMOPS) {
        return value;
    }
    let more = vec![
        evaluator.attr("optionDefault", evaluator.native(&OPTION_DEFAULT)),
        evaluator.attr("optionChildren", evaluator.native(&OPTION_CHILDREN)),
        evaluator.attr("optionNames", evaluator.native(&OPTION_NAMES)),
        evaluator.attr("joined", evaluator.native(&JOINED)),
        evaluator.attr("distribute", evaluator.native(&DISTRIBUTE)),
        evaluator.attr("kindOf", evaluator.native(&KIND_OF)),
        evaluator.attr("unlessCyclic", evaluator.native(&UNLESS_CYCLIC)),
        evaluator.attr("mainProgram", evaluator.native(&MAIN_PROGRAM)),
        evaluator.attr("script", evaluator.native(&SCRIPT)),
        evaluator.attr("counted", evaluator.native(&definitions::COUNTED)),
        evaluator.attr("isPlain", evaluator.native(&definitions::IS_PLAIN)),
        evaluator.attr("checked", evaluator.native(&definitions::CHECKED)),
        evaluator.attr("declared", evaluator.native(&declarations::DECLARED)),
        evaluator.attr("declarations", evaluator.native(&declarations::DECLARATIONS)),
        evaluator.attr("moduleForm", evaluator.native(&declarations::MODULE_FORM)),
        evaluator.attr("optionsOf", evaluator.native(&OPTIONS_OF)),
        evaluator.attr("keepsNothing", evaluator.native(&KEEPS_NOTHING)),
        evaluator.attr(
            EVALUATED,
            sources.evaluated.map_or(Value::NULL, |release| evaluator.string(release)),
        ),
        evaluator.attr(EXACT, Value::bool(sources.exact)),
        evaluator.attr(
            LOCKED,
            match sources.locked {
                Some(release) => evaluator.string(release),
                None => evaluator.unknown("the release of nixpkgs is not known", Pos::NONE),
            },
        ),
        evaluator.attr("system", evaluator.string(SYSTEM)),
    ];
    let value = evaluator.primops_with(more);
    evaluator.preload(embedded::PRIMOPS, value);
    value
}

/// What [`set_for`] was told of the sources.
fn told<'a>(evaluator: &Evaluator<'a>, name: &str) -> Option<Kind<'a>> {
    let all = evaluator.preloaded(embedded::PRIMOPS)?;
    super::graph::attribute(evaluator, all, name).map(Value::kind)
}

/// Whether all sources of the evaluation are what is locked, and not what somebody named instead.
pub(super) fn are_locked(evaluator: &Evaluator<'_>) -> bool {
    matches!(told(evaluator, EXACT), Some(Kind::Bool(true)))
}

/// Whether the project is for an older NixOS than the one that is evaluated, which may ask for more.
pub(super) fn locks_an_older_release(evaluator: &Evaluator<'_>) -> bool {
    match (told(evaluator, LOCKED), told(evaluator, EVALUATED)) {
        (Some(Kind::Str(locked)), Some(Kind::Str(evaluated))) => locked.text < evaluated.text,
        _ => false,
    }
}

/// Whether the project is for this release of NixOS.
pub(super) fn locks(evaluator: &Evaluator<'_>, release: &str) -> bool {
    matches!(told(evaluator, LOCKED), Some(Kind::Str(locked)) if locked.text == release)
}

/// What is wrapped around a definition, or nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapper {
    If,
    Merge,
    Override,
    Order,
}

impl Wrapper {
    const fn name(self) -> &'static str {
        match self {
            Self::If => "if",
            Self::Merge => "merge",
            Self::Override => "override",
            Self::Order => "order",
        }
    }
}

/// A value that is known, or nothing when it is unknown or cannot be evaluated.
pub(super) fn known<'a>(ev: &Evaluator<'a>, value: Value<'a>) -> Result<'a, Option<Value<'a>>> {
    match ev.force(value) {
        Ok(value) => Ok(Some(value).filter(|value| !matches!(value.kind(), Kind::Unknown(_)))),
        Err(error) if matches!(error.kind, ErrorKind::Limit | ErrorKind::InfiniteRecursion) => {
            Err(error)
        }
        Err(_) => Ok(None),
    }
}

/// Whether a value is known.
pub(super) fn is_known<'a>(ev: &Evaluator<'a>, value: Value<'a>) -> Result<'a, bool> {
    known(ev, value).map(|value| value.is_some())
}

pub(super) fn required<'a>(
    ev: &Evaluator<'a>,
    set: &Attrs<'a>,
    name: &str,
    at: Pos,
) -> Result<'a, Value<'a>> {
    let attr = set.get(Sym::new(name)).map(|attr| attr.value);
    attr.ok_or_else(|| ev.error(ErrorKind::Missing, at, format!("attribute '{name}' missing")))
}

/// The wrapper that a set is, by its `_type`.
pub(super) fn wrapper<'a>(ev: &Evaluator<'a>, attrs: &Attrs<'a>) -> Result<'a, Option<Wrapper>> {
    let Some(tag) = attrs.get(Sym::new("_type")) else { return Ok(None) };
    let Some(tag) = known(ev, tag.value)? else { return Ok(None) };
    let Kind::Str(tag) = tag.kind() else { return Ok(None) };
    Ok(match tag.text {
        "if" => Some(Wrapper::If),
        "merge" => Some(Wrapper::Merge),
        "override" => Some(Wrapper::Override),
        "order" => Some(Wrapper::Order),
        _ => None,
    })
}

/// `kindOf value`: the kind of wrapper a known value is; null when it is a plain value.
fn kind_of<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], _: Pos) -> Result<'a, Value<'a>> {
    let Kind::Attrs(attrs) = ev.force(args[0])?.kind() else { return Ok(Value::NULL) };
    Ok(wrapper(ev, attrs)?.map_or(Value::NULL, |wrapper| ev.string(wrapper.name())))
}

/// `joined unknowns`: unknown for the reasons of all of them. Inputs that are not on disk are told in one.
fn joined<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let list = ev.force(args[0])?;
    let mut reasons: Vec<&str> = Vec::new();
    for &value in ev.as_list(list, at)?.items {
        if let Kind::Unknown(unknown) = ev.force(value)?.kind() {
            let reason = super::guards::cause(unknown.reason);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }
    Ok(ev.unknown(super::report::reasons(&reasons), at))
}

/// `keepsNothing value`: whether the modules that are not there for the reason of this unknown value would keep nothing.
fn keeps_nothing<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], _: Pos) -> Result<'a, Value<'a>> {
    let quiet = match ev.force(args[0])?.kind() {
        Kind::Unknown(unknown) => super::guards::keeps_nothing(unknown.reason),
        _ => false,
    };
    Ok(Value::bool(quiet))
}

/// `unlessCyclic value other`: the value; the other one where the value needs what is being evaluated.
fn unless_cyclic<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], _: Pos) -> Result<'a, Value<'a>> {
    match ev.force(args[0]) {
        Err(error) if matches!(error.kind, ErrorKind::InfiniteRecursion) => ev.force(args[1]),
        result => result,
    }
}

/// Keeps a note of a definition that fails. What is missing in a set may be missing only here.
pub(super) fn failed<'a>(ev: &Evaluator<'a>, value: Value<'a>) {
    if let Err(error) = ev.force(value)
        && !matches!(error.kind, ErrorKind::Unknown(_) | ErrorKind::Missing)
    {
        ev.note(first_line(error.message), error.pos);
    }
}

/// What an unknown set may be, `optionalAttrs condition set`, as a definition under the unknown condition.
fn perhaps<'a>(ev: &Evaluator<'a>, value: Value<'a>) -> Option<Value<'a>> {
    let forced = ev.force(value).ok()?;
    let Kind::Unknown(unknown) = forced.kind() else { return None };
    let content = unknown.may?;
    let is_set = matches!(ev.force(content).ok()?.kind(), Kind::Attrs(_));
    let condition = ev
        .unknown_like(Unknown { may: None, partial: None, text: false, ..*unknown }, forced.pos());
    is_set.then(|| {
        ev.set(vec![
            ev.attr("_type", ev.string("if")),
            ev.attr("condition", condition),
            ev.attr("content", content),
        ])
    })
}

/// The sets inside one definition of a prefix, each with the wrappers around it from the outside in. What is unknown is
/// put into `lost`; other values are no sets and left out.
fn sets_in<'a>(
    ev: &Evaluator<'a>,
    value: Value<'a>,
    around: &mut Vec<&'a Attrs<'a>>,
    found: &mut dyn FnMut(&'a Attrs<'a>, &[&'a Attrs<'a>]),
    lost: &mut Vec<Value<'a>>,
    at: Pos,
) -> Result<'a, ()> {
    let Some(forced) = known(ev, value)? else {
        failed(ev, value);
        match perhaps(ev, value) {
            Some(wrapped) if sets_in(ev, wrapped, around, found, lost, at).is_ok() => {}
            _ => lost.push(value),
        }
        return Ok(());
    };
    let Kind::Attrs(attrs) = forced.kind() else { return Ok(()) };
    match wrapper(ev, attrs)? {
        None => found(attrs, around),
        Some(Wrapper::Merge) => {
            let contents = required(ev, attrs, "contents", at)?;
            match known(ev, contents)? {
                None => lost.push(contents),
                Some(contents) => {
                    for content in ev.as_list(contents, at)?.items {
                        sets_in(ev, *content, around, found, lost, at)?;
                    }
                }
            }
        }
        Some(_) => {
            let content = required(ev, attrs, "content", at)?;
            around.push(attrs);
            let result = sets_in(ev, content, around, found, lost, at);
            around.pop();
            result?;
        }
    }
    Ok(())
}

/// `distribute definitions`: definitions `{ file; may; value; }` of a prefix as lists of definitions of its members, in
/// `members`, and those that are not known in `lost`. Conditions and priorities go to the members unforced.
fn distribute<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let definitions = ev.force(args[0])?;
    let (file, value, may) = (Sym::new("file"), Sym::new("value"), Sym::new("may"));
    let mut members = declarations::ByName::default();
    let mut unknown = Vec::new();
    for definition in ev.as_list(definitions, at)?.items {
        let definition = ev.as_attrs(ev.force(*definition)?, at)?;
        let from = definition.get(file).map_or(Value::NULL, |attr| attr.value);
        let maybe = definition.get(may).map_or(Value::bool(false), |attr| attr.value);
        let outer = required(ev, definition, "value", at)?;
        let make = |inner: Value<'a>| {
            let attr = |name, value| Attr { name, pos: Pos::NONE, value };
            ev.set(vec![attr(file, from), attr(may, maybe), attr(value, inner)])
        };
        let mut lost = Vec::new();
        let mut found = |set: &'a Attrs<'a>, around: &[&'a Attrs<'a>]| {
            for attr in set.entries {
                let inner = around.iter().rev().fold(attr.value, |inner, wrapper| {
                    let mut entries: Vec<Attr<'a>> = wrapper.entries.iter().copied().collect();
                    for entry in &mut entries {
                        if entry.name.as_str() == "content" {
                            entry.value = inner;
                        }
                    }
                    ev.set(entries).with_pos(attr.pos)
                });
                members.add(attr, make(inner));
            }
        };
        sets_in(ev, outer, &mut Vec::new(), &mut found, &mut lost, at)?;
        unknown.extend(lost.into_iter().map(make));
    }
    let members = members.into_set(ev);
    Ok(ev.set(vec![ev.attr("members", members), ev.attr("lost", ev.list(&unknown))]))
}

/// A list of names of options.
fn names<'a>(ev: &Evaluator<'a>, list: Value<'a>, at: Pos) -> Result<'a, Vec<&'a str>> {
    let list = ev.force(list)?;
    ev.as_list(list, at)?.items.iter().map(|name| Ok(ev.str(ev.force(*name)?, at)?.text)).collect()
}

/// The value of an option that nobody sets; nothing where `node` is none.
fn value_of<'a>(ev: &Evaluator<'a>, path: &[&str], node: &OptionNode) -> Option<Value<'a>> {
    Some(match *node {
        OptionNode::Set(_) => return None,
        OptionNode::Option { implied: true, .. } => {
            ev.unknown(format!("modules of NixOS may set {}", path.join(".")), Pos::NONE)
        }
        OptionNode::Option { default, .. } => match default {
            Default::Null => Value::NULL,
            Default::Bool(value) => Value::bool(value),
            Default::Int(value) => Value::int(value),
            Default::Str(text) => ev.string(text),
        },
    })
}

/// `optionDefault [ "services" "x" "enable" ]`: `{ found; value; }`.
fn option_default<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let path = names(ev, args[0], at)?;
    let node = OptionDefaults::shipped().node(&path);
    Ok(match node.and_then(|node| value_of(ev, &path, node)) {
        Some(value) => ev.set(vec![ev.attr("found", Value::bool(true)), ev.attr("value", value)]),
        None => ev.set(vec![ev.attr("found", Value::bool(false))]),
    })
}

/// `optionChildren path`: the options that are known below a place, as an open set of their defaults.
fn option_children<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let path = names(ev, args[0], at)?;
    let present = ev.force(args[1])?;
    let present = match present.kind() {
        Kind::Attrs(present) => Some(present),
        _ => None,
    };
    Ok(match OptionDefaults::shipped().node(&path) {
        Some(OptionNode::Set(children)) => {
            let tree = ev.native(&OPTION_TREE);
            let mut here = path.clone();
            let is_asked = |child: &&Child| {
                child.name != EVERY && present.is_none_or(|set| set.get(child.symbol).is_none())
            };
            let value = |child: &Child| {
                here.push(child.name);
                let value = value_of(ev, &here, &child.node).unwrap_or_else(|| {
                    let parts: Vec<_> = here.iter().map(|name| ev.string(name)).collect();
                    ev.lazy_call(tree, &[ev.list(&parts)])
                });
                here.pop();
                Attr { name: child.symbol, pos: Pos::NONE, value }
            };
            ev.set(children.iter().filter(is_asked).map(value).collect())
        }
        _ => ev.set(Vec::new()),
    })
}

/// `optionNames path`: whether NixOS declares an option there that has any names below it, `services.redis.servers.<name>`.
fn option_names<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let path = names(ev, args[0], at)?;
    let named = match OptionDefaults::shipped().node(&path) {
        Some(OptionNode::Set(children)) => children.iter().any(|child| child.name == EVERY),
        _ => false,
    };
    Ok(Value::bool(named))
}

/// The options that are known below a place, to which more may belong.
fn option_tree<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let known = option_children(ev, &[args[0], Value::NULL], at)?;
    let path = names(ev, args[0], at)?.join(".");
    let open = ev.unknown(format!("{path} may have more options"), Pos::NONE);
    Ok(match (known.kind(), open.kind()) {
        (Kind::Attrs(attrs), Kind::Unknown(open)) => ev.set_in(attrs.entries, Some(open)),
        _ => known,
    })
}
