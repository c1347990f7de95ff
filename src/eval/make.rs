//! Making values in the arena of an evaluation.

use super::{
    Attr, Attrs, Call, Closure, Entries, Error, ErrorKind, EvalError, Evaluator, Kind, List,
    Origin, Pos, Scope, State, Str, Thunk, Unknown, Value,
};
use crate::syntax::{Sym, ir::ExprId};

impl<'a> Evaluator<'a> {
    /// An error at a place.
    pub fn error(&self, kind: ErrorKind<'a>, pos: Pos, message: impl AsRef<str>) -> Error<'a> {
        let message = self.arena.alloc_str(message.as_ref());
        self.arena.alloc(EvalError { kind, message, pos, trace: None })
    }

    /// A type error at a place.
    pub fn type_error(&self, pos: Pos, message: impl AsRef<str>) -> Error<'a> {
        self.error(ErrorKind::Type, pos, message)
    }

    /// The error that carries an unknown value outwards.
    pub fn unknown_error(&self, unknown: &'a Unknown<'a>, pos: Pos) -> Error<'a> {
        self.arena.alloc(EvalError {
            kind: ErrorKind::Unknown(unknown),
            message: unknown.reason,
            pos,
            trace: None,
        })
    }

    /// An unknown value.
    pub fn unknown(&self, reason: impl AsRef<str>, pos: Pos) -> Value<'a> {
        let reason = self.arena.alloc_str(reason.as_ref());
        Value::new(
            Kind::Unknown(self.arena.alloc(Unknown {
                reason,
                partial: None,
                text: false,
                may: None,
            })),
            pos,
        )
    }

    /// A string that is not known.
    pub fn unknown_text(&self, reason: &str, pos: Pos) -> Value<'a> {
        let reason = self.arena.alloc_str(reason);
        self.unknown_like(Unknown { reason, partial: None, text: true, may: None }, pos)
    }

    /// Text in the arena.
    pub fn text(&self, text: &str) -> &'a str {
        self.arena.alloc_str(text)
    }

    /// A string without context.
    pub fn string(&self, text: impl AsRef<str>) -> Value<'a> {
        self.string_with(self.arena.alloc_str(text.as_ref()), &[])
    }

    /// A string with context; the text is in the arena already.
    pub fn string_with(&self, text: &'a str, context: &'a [&'a str]) -> Value<'a> {
        Value::new(Kind::Str(self.arena.alloc(Str { text, context, origin: None })), Pos::NONE)
    }

    /// What may hold, for such a reason.
    pub(super) fn doubted(&self, value: Value<'a>, unknown: &Unknown<'a>) -> Value<'a> {
        let may = Unknown { may: Some(value), partial: None, text: false, ..*unknown };
        self.unknown_like(may, value.pos())
    }

    /// An unknown value made at a place.
    pub fn unknown_like(&self, unknown: Unknown<'a>, pos: Pos) -> Value<'a> {
        Value::new(Kind::Unknown(self.arena.alloc(unknown)), pos)
    }

    /// A string put together from others, the last of which is `part`.
    pub(super) fn composed(
        &self,
        text: &str,
        context: &'a [&'a str],
        part: Option<Value<'a>>,
        pos: Pos,
    ) -> Value<'a> {
        let origin = part.and_then(|part| self.origin_of(part, None));
        let text = self.text(text);
        Value::new(Kind::Str(self.arena.alloc(Str { text, context, origin })), pos)
    }

    /// Where a part of a string was made, in front of where the parts before it were.
    pub(super) fn origin_of(
        &self,
        part: Value<'a>,
        before: Option<&'a Origin<'a>>,
    ) -> Option<&'a Origin<'a>> {
        // A part that is not evaluated yet is where its text stands.
        let value = match part.kind() {
            Kind::Thunk(_) => self.force(part).ok()?,
            _ => part,
        };
        let own = match value.kind() {
            Kind::Str(str) | Kind::Path(str) => str.origin,
            _ => None,
        };
        let earlier = match (own, before) {
            (Some(own), Some(before)) => {
                Some(&*self.arena.alloc(Origin { pos: own.pos, earlier: Some(before) }))
            }
            (own, before) => own.or(before),
        };
        let pos = value.pos();
        if pos == Pos::NONE {
            return earlier;
        }
        Some(self.arena.alloc(Origin { pos, earlier }))
    }

    /// A path; the text is absolute and normalised.
    pub fn path(&self, text: impl AsRef<str>) -> Value<'a> {
        let text = self.arena.alloc_str(text.as_ref());
        Value::new(
            Kind::Path(self.arena.alloc(Str { text, context: &[], origin: None })),
            Pos::NONE,
        )
    }

    /// A complete list.
    pub fn list(&self, items: &[Value<'a>]) -> Value<'a> {
        self.list_in(self.arena.alloc_slice_copy(items), None)
    }

    /// A list that may have more elements when there is a reason.
    pub fn open_list(&self, items: &[Value<'a>], open: Option<&'a Unknown<'a>>) -> Value<'a> {
        self.list_in(self.arena.alloc_slice_copy(items), open)
    }

    /// A list whose elements are in the arena already.
    pub fn list_in(&self, items: &'a [Value<'a>], open: Option<&'a Unknown<'a>>) -> Value<'a> {
        self.list_with(items, open, None)
    }

    /// A list whose elements are in the arena already, with those that there may be more, when those are known.
    pub fn list_with(
        &self,
        items: &'a [Value<'a>],
        open: Option<&'a Unknown<'a>>,
        rest: Option<&'a List<'a>>,
    ) -> Value<'a> {
        Value::new(Kind::List(self.arena.alloc(List { items, open, rest })), Pos::NONE)
    }

    /// A complete set; of attributes with the same name the first stays.
    pub fn set(&self, attrs: Vec<Attr<'a>>) -> Value<'a> {
        self.set_with(attrs, None)
    }

    /// A set; of attributes with the same name the first stays.
    pub fn set_with(&self, mut attrs: Vec<Attr<'a>>, open: Option<&'a Unknown<'a>>) -> Value<'a> {
        attrs.sort_by_key(|attr| attr.name);
        attrs.dedup_by_key(|attr| attr.name);
        self.set_in(self.arena.alloc_slice_copy(&attrs), open)
    }

    /// A set whose attributes are in the arena already, sorted by symbol, each once.
    pub fn set_in(
        &self,
        entries: impl Into<Entries<'a>>,
        open: Option<&'a Unknown<'a>>,
    ) -> Value<'a> {
        let entries = entries.into();
        Value::new(Kind::Attrs(self.arena.alloc(Attrs { entries, open, lenient: None })), Pos::NONE)
    }

    /// The same set, of which attributes it lacks are unknown where lacking them would be an error.
    pub fn lenient(&self, attrs: &Attrs<'a>, reason: &'a Unknown<'a>, pos: Pos) -> Value<'a> {
        Value::new(Kind::Attrs(self.arena.alloc(Attrs { lenient: Some(reason), ..*attrs })), pos)
    }

    /// An attribute of a name, made nowhere.
    pub fn attr(&self, name: &str, value: Value<'a>) -> Attr<'a> {
        Attr { name: Sym::new(name), pos: Pos::NONE, value }
    }

    /// A value computed when it is first needed.
    pub fn thunk(&self, state: State<'a>, pos: Pos) -> Value<'a> {
        Value::new(Kind::Thunk(self.arena.alloc(Thunk::new(state))), pos)
    }

    /// An expression, evaluated when its value is first needed.
    pub(super) fn delayed(&self, expr: ExprId, scope: Scope<'a>) -> Value<'a> {
        let at = super::expr::pos(scope, expr);
        self.thunk(State::Expr(scope.file.index, expr, scope.env), at)
    }

    /// A function of the program.
    pub(super) fn closure(&self, lambda: u32, scope: Scope<'a>, at: Pos) -> Value<'a> {
        let closure = Closure { lambda, file: scope.file.index, env: scope.env };
        Value::new(Kind::Lambda(self.arena.alloc(closure)), at)
    }

    /// The call of a function, when its value is first needed.
    pub fn lazy_call(&self, function: Value<'a>, args: &[Value<'a>]) -> Value<'a> {
        let args = self.arena.alloc_slice_copy(args);
        self.thunk(State::Call(self.arena.alloc(Call { function, args })), function.pos())
    }
}
