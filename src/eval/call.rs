//! Calling functions, builtins and functors.

use super::{ErrorKind, Evaluator, Frame, Kind, Partial, Pos, Result, Scope, Unknown, Value};
use crate::syntax::ir::{ExprId, Lambda, ListRange};

/// The most arguments that a builtin takes.
const MOST_ARGUMENTS: usize = 4;

/// What a call comes to.
pub(super) enum Step<'a> {
    /// A value.
    Done(Value<'a>),
    /// A body still to be evaluated, in the place of the call.
    Tail(&'a Lambda, Scope<'a>),
}

impl<'a> Evaluator<'a> {
    pub(super) fn eval_call(
        &self,
        function: ExprId,
        args: ListRange,
        scope: Scope<'a>,
        at: Pos,
    ) -> Result<'a, Step<'a>> {
        let mut function = self.eval(function, scope)?;
        let args = scope.file.ir.list(args);
        let mut index = 0;
        while index < args.len() {
            match function.kind() {
                Kind::Lambda(closure) => {
                    let given = args[index..].iter().map(|&arg| self.delay(arg, scope));
                    let (lambda, inner, taken) = self.bind_params(closure, given, at)?;
                    index += taken;
                    if index == args.len() {
                        return Ok(Step::Tail(lambda, inner));
                    }
                    function = self
                        .nested(at, || self.eval(lambda.body, inner))
                        .map_err(|error| self.traced(error, at, Frame::Call(lambda.name)))?;
                }
                Kind::Builtin(partial) => {
                    let wanted = partial.builtin.arity - partial.args.len();
                    let taken = wanted.min(args.len() - index);
                    let given =
                        args[index..index + taken].iter().map(|&arg| self.delay(arg, scope));
                    index += taken;
                    function = self.apply_builtin(partial, given, at)?;
                }
                _ => {
                    let arg = self.delay(args[index], scope);
                    index += 1;
                    function = self.call_other(function, arg, at)?;
                }
            }
        }
        Ok(Step::Done(function))
    }

    /// Calls a function with arguments.
    ///
    /// # Errors
    /// Whatever the call gives, and when the value cannot be called.
    pub fn call(&self, function: Value<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
        let mut function = self.force(function)?;
        let mut index = 0;
        while index < args.len() {
            match function.kind() {
                Kind::Lambda(closure) => {
                    let (lambda, inner, taken) =
                        self.bind_params(closure, args[index..].iter().copied(), at)?;
                    index += taken;
                    function = self
                        .nested(at, || self.eval(lambda.body, inner))
                        .map_err(|error| self.traced(error, at, Frame::Call(lambda.name)))?;
                }
                Kind::Builtin(partial) => {
                    let taken =
                        (partial.builtin.arity - partial.args.len()).min(args.len() - index);
                    let given = args[index..index + taken].iter().copied();
                    index += taken;
                    function = self.apply_builtin(partial, given, at)?;
                }
                _ => {
                    function = self.call_other(function, args[index], at)?;
                    index += 1;
                }
            }
        }
        Ok(function)
    }

    fn apply_builtin(
        &self,
        partial: &Partial<'a>,
        given: impl Iterator<Item = Value<'a>>,
        at: Pos,
    ) -> Result<'a, Value<'a>> {
        let builtin = partial.builtin;
        // Builtins are called all the time, and their arguments need no memory of their own.
        let mut room = [Value::NULL; MOST_ARGUMENTS];
        let mut count = 0;
        for arg in partial.args.iter().copied().chain(given) {
            room[count] = arg;
            count += 1;
        }
        let args = &room[..count];
        if count < builtin.arity {
            let args = self.arena.alloc_slice_copy(args);
            return Ok(Value::new(Kind::Builtin(self.arena.alloc(Partial { builtin, args })), at));
        }
        let result = self.nested(at, || (builtin.run)(self, args, at));
        match result {
            Ok(value) => {
                let value = self.force(value)?;
                Ok(value.with_pos(value.pos().or(at)))
            }
            Err(error) => match error.kind {
                ErrorKind::Unknown(unknown) => Ok(self.outcome(unknown, error.pos.or(at))),
                _ => Err(self.traced(error, at, Frame::Builtin(builtin.name))),
            },
        }
    }

    /// A set with `__functor`, an unknown value, or what cannot be called.
    fn call_other(&self, function: Value<'a>, arg: Value<'a>, at: Pos) -> Result<'a, Value<'a>> {
        match function.kind() {
            Kind::Attrs(attrs) => {
                if let Some(functor) = attrs.get(self.names.functor) {
                    return self.call(functor.value, &[function, arg], at);
                }
                if let Some(open) = attrs.open.or(attrs.lenient) {
                    return Err(self.unknown_error(open, at));
                }
            }
            Kind::Unknown(unknown) => {
                let result = Unknown { may: None, partial: None, text: false, ..*unknown };
                return Ok(Value::new(Kind::Unknown(self.arena.alloc(result)), at));
            }
            _ => {}
        }
        Err(self.type_error(at, format!("{} cannot be called", self.describe(function))))
    }
}
