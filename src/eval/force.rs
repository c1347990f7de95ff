//! Forcing thunks, and taking values for what an operation needs.

use rustc_hash::FxHashSet;

use super::{
    Attrs, Error, ErrorKind, Evaluator, Kind, List, Pos, Result, Scope, State, Str, Thunk, Unknown,
    Value,
};

impl<'a> Evaluator<'a> {
    /// The value itself, never a thunk. Unknown values are values.
    ///
    /// # Errors
    /// Whatever evaluation gives, but never [`ErrorKind::Unknown`].
    #[inline]
    pub fn force(&self, value: Value<'a>) -> Result<'a, Value<'a>> {
        match value.kind() {
            Kind::Thunk(thunk) => match thunk.state() {
                State::Done(value) => Ok(value),
                _ => self.force_thunk(thunk, value.pos()),
            },
            _ => Ok(value),
        }
    }

    fn force_thunk(&self, thunk: &'a Thunk<'a>, pos: Pos) -> Result<'a, Value<'a>> {
        let state = thunk.state();
        match state {
            State::Done(value) => return Ok(value),
            State::Failed(error) => return Err(error),
            State::Running => {
                self.cycle.set(Some(thunk));
                return Err(self.error(
                    ErrorKind::InfiniteRecursion,
                    pos,
                    "infinite recursion: the value needs itself",
                ));
            }
            State::Expr(..)
            | State::Select(..)
            | State::Call(_)
            | State::MapAttr(..)
            | State::MapItem(..) => {}
        }
        thunk.set(State::Running);
        let result = self.nested(pos, || match state {
            State::Expr(file, expr, env) => {
                self.eval(expr, Scope { file: self.adopted(file), env })
            }
            State::Select(name, set) => {
                let set = self.force(*set)?;
                let value = self.select(set, name, pos)?;
                self.force(value)
            }
            State::Call(call) => self.call(call.function, call.args, pos),
            State::MapAttr(name, map) => {
                let attr = map.attrs.get(name).expect("the thunk is made for an attribute");
                self.call(map.function, &[self.name(name, attr.pos), attr.value], pos)
            }
            State::MapItem(index, map) => {
                self.call(map.function, &map.items[index as usize..=index as usize], pos)
            }
            State::Running | State::Done(_) | State::Failed(_) => unreachable!("handled above"),
        });
        match result {
            Ok(value) => {
                thunk.set(State::Done(value));
                Ok(value)
            }
            Err(error) => match error.kind {
                ErrorKind::Unknown(unknown) => {
                    let value = self.outcome(unknown, error.pos.or(pos));
                    thunk.set(State::Done(value));
                    Ok(value)
                }
                // What failed because it was asked for too early, or too deep, can succeed later.
                ErrorKind::InfiniteRecursion | ErrorKind::Limit => {
                    thunk.set(state);
                    Err(self.cycle_traced(error, thunk, state, pos))
                }
                _ => {
                    thunk.set(State::Failed(error));
                    Err(error)
                }
            },
        }
    }

    /// Runs one level deeper, within the bounds.
    ///
    /// # Errors
    /// When a bound is hit, and those of the work.
    pub fn nested<T>(&self, pos: Pos, work: impl FnOnce() -> Result<'a, T>) -> Result<'a, T> {
        let depth = self.depth.get();
        self.deepen(pos)?;
        let result = work();
        self.depth.set(depth);
        result
    }

    /// The error of calls that perhaps never end.
    pub(super) fn too_deep(&self, pos: Pos) -> Error<'a> {
        self.error(ErrorKind::Limit, pos, "evaluation is nested too deep, perhaps without end")
    }

    /// Counts one level more; the caller sets the depth back.
    pub(super) fn deepen(&self, pos: Pos) -> Result<'a, ()> {
        self.tick(pos)?;
        let depth = self.depth.get();
        if depth >= self.settings.limits.depth {
            return Err(self.too_deep(pos));
        }
        self.depth.set(depth + 1);
        Ok(())
    }

    /// Forces everything inside, and gives the value itself. Unknown parts stay.
    ///
    /// # Errors
    /// The first that comes up.
    pub fn force_deep(&self, value: Value<'a>) -> Result<'a, Value<'a>> {
        self.force_parts(value, &mut FxHashSet::default())
    }

    /// `seen` holds the lists and sets on the way or done: a value may contain itself.
    fn force_parts(
        &self,
        value: Value<'a>,
        seen: &mut FxHashSet<*const ()>,
    ) -> Result<'a, Value<'a>> {
        let value = self.force(value)?;
        let new = match value.kind() {
            Kind::List(list) => seen.insert(std::ptr::from_ref(list).cast()),
            Kind::Attrs(attrs) => seen.insert(std::ptr::from_ref(attrs).cast()),
            _ => false,
        };
        if !new {
            return Ok(value);
        }
        self.nested(value.pos(), || {
            match value.kind() {
                Kind::List(list) => {
                    for item in list.items {
                        self.force_parts(*item, seen)?;
                    }
                }
                Kind::Attrs(attrs) => {
                    for attr in attrs.in_name_order() {
                        self.force_parts(attr.value, seen)?;
                    }
                }
                _ => {}
            }
            Ok(value)
        })
    }

    fn expected(&self, what: &str, value: Value<'a>, pos: Pos) -> Error<'a> {
        match value.kind() {
            Kind::Unknown(unknown) => {
                self.unknown_error(self.result_of(unknown), value.pos().or(pos))
            }
            _ => self.type_error(pos, format!("expected {what}, got {}", self.describe(value))),
        }
    }

    /// What an expression comes to that needs an unknown value: of what type it is nobody knows.
    pub(super) fn outcome(&self, unknown: &'a Unknown<'a>, pos: Pos) -> Value<'a> {
        let unknown = match unknown.text {
            true => self.arena.alloc(Unknown { text: false, ..*unknown }),
            false => unknown,
        };
        Value::new(Kind::Unknown(unknown), pos)
    }

    /// What comes of an unknown value: what that may be is not what the result may be.
    pub(super) fn result_of(&self, unknown: &'a Unknown<'a>) -> &'a Unknown<'a> {
        match unknown.may {
            Some(_) => self.arena.alloc(Unknown { may: None, ..*unknown }),
            None => unknown,
        }
    }

    /// A short name of a value for messages: its type, and its text when that is short.
    #[must_use]
    pub fn describe(&self, value: Value<'a>) -> String {
        match value.kind() {
            Kind::Null => "`null`".to_owned(),
            Kind::Bool(value) => format!("`{value}`"),
            Kind::Int(value) => format!("the integer {value}"),
            Kind::Float(value) => format!("the number {value}"),
            Kind::Str(value) if value.text.len() <= 40 => {
                format!("the string \"{}\"", value.text.escape_debug())
            }
            Kind::Str(_) => "a string".to_owned(),
            Kind::Path(value) => format!("the path {}", value.text),
            Kind::List(_) => "a list".to_owned(),
            Kind::Attrs(_) => "a set".to_owned(),
            Kind::Lambda(_) | Kind::Builtin(_) => "a function".to_owned(),
            Kind::Unknown(_) => "an unknown value".to_owned(),
            Kind::Thunk(_) => "a value".to_owned(),
        }
    }

    /// The value as a boolean.
    ///
    /// # Errors
    /// When it is something else, or unknown. `pos` is where it is needed; so for all below.
    pub fn bool(&self, value: Value<'a>, pos: Pos) -> Result<'a, bool> {
        let value = self.force(value)?;
        match value.kind() {
            Kind::Bool(value) => Ok(value),
            _ => Err(self.expected("a boolean", value, pos)),
        }
    }

    /// The value as an integer.
    ///
    /// # Errors
    /// As [`Evaluator::bool`].
    pub fn int(&self, value: Value<'a>, pos: Pos) -> Result<'a, i64> {
        let value = self.force(value)?;
        match value.kind() {
            Kind::Int(value) => Ok(value),
            _ => Err(self.expected("an integer", value, pos)),
        }
    }

    /// The value as a string with its context. Nothing is coerced.
    ///
    /// # Errors
    /// As [`Evaluator::bool`].
    pub fn str(&self, value: Value<'a>, pos: Pos) -> Result<'a, &'a Str<'a>> {
        let value = self.force(value)?;
        match value.kind() {
            Kind::Str(value) => Ok(value),
            _ => Err(self.expected("a string", value, pos)),
        }
    }

    /// The value as a string that must not refer to the store.
    ///
    /// # Errors
    /// As [`Evaluator::bool`], and when it has a context.
    pub fn plain_str(&self, value: Value<'a>, pos: Pos) -> Result<'a, &'a str> {
        let str = self.str(value, pos)?;
        if let Some(path) = str.context.first() {
            return Err(self.type_error(
                pos,
                format!("the string \"{}\" must not refer to the store path {path}", str.text),
            ));
        }
        Ok(str.text)
    }

    /// The value as a list.
    ///
    /// # Errors
    /// As [`Evaluator::bool`].
    pub fn as_list(&self, value: Value<'a>, pos: Pos) -> Result<'a, &'a List<'a>> {
        let value = self.force(value)?;
        match value.kind() {
            Kind::List(value) => Ok(value),
            _ => Err(self.expected("a list", value, pos)),
        }
    }

    /// The value as a set.
    ///
    /// # Errors
    /// As [`Evaluator::bool`].
    pub fn as_attrs(&self, value: Value<'a>, pos: Pos) -> Result<'a, &'a Attrs<'a>> {
        let value = self.force(value)?;
        match value.kind() {
            Kind::Attrs(value) => Ok(value),
            _ => Err(self.expected("a set", value, pos)),
        }
    }
}
