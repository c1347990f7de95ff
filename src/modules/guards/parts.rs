//! What the definitions of one option consist of: values, each with its priority and whether it certainly holds.

use std::sync::LazyLock;

use crate::{
    eval::{Attrs, ErrorKind, Evaluator, Kind, List, Pos, Result, Unknown, Value, first_line},
    modules::{primops, query::NO_VALUE},
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
    /// Why it is not certain what it defines: its condition or its value is not known. A text of which a part is not known
    /// is merged as any other, and what is known of it stays.
    pub(super) fn doubt(&self) -> Option<&'a Unknown<'a>> {
        self.may.or(match self.value.kind() {
            Kind::Unknown(unknown) if !unknown.text => Some(unknown),
            _ => None,
        })
    }

    /// Whether its value is known, or a text.
    pub(super) fn is_known(&self) -> bool {
        match self.value.kind() {
            Kind::Unknown(unknown) => unknown.text,
            _ => true,
        }
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

/// A condition. One that fails leaves what is under it unknown, and nothing else: Nix stops there, which is told as an error.
/// Where a module is missing, or other sources are evaluated than those that are locked, these may not go together, and it is
/// something unknown; what an option without a value comes to is certain in all but another release of NixOS.
fn decided<'a>(ev: &Evaluator<'a>, condition: Value<'a>) -> Result<'a, Value<'a>> {
    settled(ev, condition).or_else(|error| {
        if matches!(error.kind, ErrorKind::InfiniteRecursion | ErrorKind::Limit) {
            return Err(error);
        }
        let reason = first_line(error.message);
        let unset = error.message.contains(NO_VALUE) && !primops::locks_an_older_release(ev);
        if ev.lost().is_none() && (unset || primops::are_locked(ev)) {
            ev.fail(error);
        } else {
            ev.note(reason.as_str(), error.pos);
        }
        Ok(ev.unknown(reason, error.pos))
    })
}

/// What the definitions of an option consist of.
#[derive(Default)]
pub(super) struct Parts<'a> {
    found: Vec<Part<'a>>,
    /// What `mkOverride` holds, not looked at.
    overrides: Vec<Part<'a>>,
}

impl<'a> Parts<'a> {
    /// The parts of definitions `{ file; value; }`.
    ///
    /// Nothing is looked at that the module system would not look at, either: what a weak override holds may need the
    /// very option that it is for.
    pub(super) fn of(ev: &Evaluator<'a>, definitions: &[Value<'a>], at: Pos) -> Result<'a, Self> {
        let mut parts = Self::default();
        for definition in definitions {
            parts.split(ev, part(ev, *definition, at)?)?;
        }
        while let Some(index) =
            (0..parts.overrides.len()).min_by_key(|&index| parts.overrides[index].priority)
        {
            if parts.limit().is_some_and(|limit| limit < parts.overrides[index].priority) {
                break;
            }
            let next = parts.overrides.remove(index);
            parts.split_content(ev, next);
        }
        Ok(parts)
    }

    /// Whether all of them certainly hold, or certainly do not.
    pub(super) fn are_clear(&self) -> bool {
        self.found.iter().all(|part| part.doubt().is_none())
            && self.overrides.iter().all(|part| part.may.is_none())
    }

    /// Whether a list is not known to its end.
    pub(super) fn have_open_lists(&self) -> bool {
        let is_open =
            |part: &Part<'a>| matches!(part.value.kind(), Kind::List(list) if list.open.is_some());
        self.found.iter().any(is_open)
    }

    /// Takes lists that are not known to their end apart: the elements that are there, and those that may be.
    pub(super) fn close_lists(&mut self, ev: &Evaluator<'a>) {
        for part in std::mem::take(&mut self.found) {
            let Kind::List(&List { items, open: Some(unknown), rest }) = part.value.kind() else {
                self.found.push(part);
                continue;
            };
            let at = part.value.pos();
            self.found.push(Part { value: ev.list_in(items, None).with_pos(at), ..part });
            self.found.push(match rest {
                Some(rest) => Part {
                    value: ev.list_in(rest.items, None).with_pos(at),
                    may: part.may.or(Some(unknown)),
                    ..part
                },
                None => Part { value: Value::new(Kind::Unknown(unknown), at), ..part },
            });
        }
    }

    /// The priority of the strongest that certainly holds.
    pub(super) fn limit(&self) -> Option<i64> {
        let certain = self.found.iter().filter(|part| part.doubt().is_none());
        certain.map(|part| part.priority).min()
    }

    /// Those in doubt, and those that certainly hold, without what is weaker than a certain one: it never counts.
    pub(super) fn counting(self) -> (Vec<Part<'a>>, Vec<Part<'a>>) {
        let limit = self.limit();
        self.found
            .into_iter()
            .filter(|part| limit.is_none_or(|limit| part.priority <= limit))
            .partition(|part| part.doubt().is_some())
    }

    /// Adds the parts of what an override or order holds. What fails is left to the module system, which may not need it.
    fn split_content(&mut self, ev: &Evaluator<'a>, content: Part<'a>) {
        if !self.try_split(ev, content) {
            self.found.push(content);
        }
    }

    /// Adds the parts of one definition, or says that it fails.
    fn try_split(&mut self, ev: &Evaluator<'a>, part: Part<'a>) -> bool {
        let before = (self.found.len(), self.overrides.len());
        let is_split = self.split(ev, part).is_ok();
        if !is_split {
            self.found.truncate(before.0);
            self.overrides.truncate(before.1);
        }
        is_split
    }

    /// Adds the parts of one definition.
    fn split(&mut self, ev: &Evaluator<'a>, part: Part<'a>) -> Result<'a, ()> {
        let part = Part { value: settled(ev, part.value)?, ..part };
        let Kind::Attrs(attrs) = part.value.kind() else {
            self.found.push(part);
            return Ok(());
        };
        match wrapper(ev, attrs)? {
            None => self.found.push(part),
            Some(Wrapper::If(condition, content)) => match decided(ev, condition)?.kind() {
                // What the module system would perhaps not look at may fail, or need the very option that it is for.
                Kind::Unknown(unknown) => {
                    let may = part.may.or(Some(unknown));
                    if !self.try_split(ev, Part { value: content, may, ..part }) {
                        let value = Value::new(Kind::Unknown(unknown), condition.pos());
                        self.found.push(Part { value, may, ..part });
                    }
                }
                Kind::Bool(true) => self.split(ev, Part { value: content, ..part })?,
                _ => {}
            },
            Some(Wrapper::Merge(contents)) => {
                let contents = settled(ev, contents)?;
                let open = match contents.kind() {
                    Kind::List(list) => {
                        for item in list.items {
                            self.split(ev, Part { value: *item, ..part })?;
                        }
                        list.open
                    }
                    Kind::Unknown(unknown) => Some(unknown),
                    _ => None,
                };
                if let Some(unknown) = open {
                    let value = Value::new(Kind::Unknown(unknown), contents.pos());
                    self.found.push(Part { value, ..part });
                }
            }
            Some(Wrapper::Override(priority, content)) => {
                let priority = match settled(ev, priority)?.kind() {
                    Kind::Int(priority) => priority,
                    _ => PLAIN,
                };
                self.overrides.push(Part { value: content, priority, ..part });
            }
            Some(Wrapper::Order(order, content)) => {
                self.split_content(ev, Part { value: content, order: Some(order), ..part });
            }
        }
        Ok(())
    }
}

/// A definition as the module system passes it on, `{ file; value; }`.
fn part<'a>(ev: &Evaluator<'a>, definition: Value<'a>, at: Pos) -> Result<'a, Part<'a>> {
    let definition = settled(ev, definition)?;
    let file = ev.select(definition, Sym::new("file"), at)?;
    let value = ev.select(definition, Sym::new("value"), at)?;
    Ok(Part { file, value, priority: PLAIN, order: None, may: None })
}
