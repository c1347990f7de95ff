//! Expressions of library files that get a fallback when they are unknown or fail.
//!
//! A library that merges many definitions into one value would lose them all when one is unknown. Who runs the
//! evaluator names the binding in the library's text where the loss can be contained, and what to take instead.

use std::collections::BTreeSet;

use super::{Env, Error, ErrorKind, Evaluator, Kind, Result, Scope, Value};
use crate::syntax::ir::{EntryValue, Expr, ExprId, Ir};

/// A binding to be guarded, and how.
pub struct Guard {
    /// The end of the file's path.
    pub file: &'static str,
    /// The binding's name. When it binds a function, the body is guarded and not the function.
    pub name: &'static str,
    /// What happens to it.
    pub action: Action,
}

/// What a [`Guard`] does, with the environment of the guarded expression.
#[derive(Clone, Copy)]
pub enum Action {
    /// Gives a value when the expression is unknown or fails, from the reason.
    Fallback(for<'a> fn(&Evaluator<'a>, &'a Env<'a>, Error<'a>) -> Result<'a, Value<'a>>),
    /// Changes variables before the expression is evaluated.
    Prepare(for<'a> fn(&Evaluator<'a>, &'a Env<'a>)),
    /// Takes what the expression asserts before its value to hold.
    Trust,
    /// Evaluates the expression, or not, and decides what it comes to.
    Around(Around),
    /// The same, where the sets that the expression makes have these attributes, in the order of their names. Another
    /// version of the library may make others, and is left alone.
    Instead(&'static [&'static str], Around),
}

/// Evaluates a guarded expression, or not, and decides what it comes to.
pub(super) type Around =
    for<'a> fn(&Evaluator<'a>, &'a Env<'a>, Body<'_, 'a>) -> Result<'a, Value<'a>>;

/// What evaluates a guarded expression.
pub type Body<'f, 'a> = &'f dyn Fn() -> Result<'a, Value<'a>>;

/// The attributes of the sets in an expression, in the order of their names.
fn made(ir: &Ir, expr: ExprId) -> Vec<&'static str> {
    let range = ir.range(expr);
    let sets = ir.exprs.iter().zip(ir.ranges.iter()).filter_map(|(expr, within)| match *expr {
        Expr::Attrs(set) if range.start <= within.start && within.end <= range.end => Some(set),
        _ => None,
    });
    let entries = sets.flat_map(|set| &ir.sets[set as usize].entries);
    let names: BTreeSet<&str> = entries.map(|entry| entry.name.as_str()).collect();
    names.into_iter().collect()
}

/// Puts the guards that concern a file into its tree.
pub(super) fn install(ir: &mut Ir, path: &str, guards: &[Guard]) {
    for (index, guard) in guards.iter().enumerate() {
        if !path.ends_with(guard.file) {
            continue;
        }
        let bound: Vec<(usize, usize, ExprId)> = ir
            .sets
            .iter()
            .enumerate()
            .flat_map(|(set, attrs)| {
                attrs.entries.iter().enumerate().map(move |(entry, attr)| (set, entry, attr))
            })
            .filter_map(|(set, entry, attr)| match attr.value {
                EntryValue::Expr(expr) if attr.name.as_str() == guard.name => {
                    Some((set, entry, expr))
                }
                _ => None,
            })
            .collect();
        for (set, entry, expr) in bound {
            if matches!(guard.action, Action::Instead(names, _) if made(ir, expr) != names) {
                continue;
            }
            let mut innermost = None;
            let mut inner = expr;
            loop {
                inner = match ir.expr(inner) {
                    Expr::Lambda(lambda) => {
                        innermost = Some(lambda);
                        ir.lambdas[lambda as usize].body
                    }
                    // What the function shares between its calls.
                    Expr::Let { body, .. } => body,
                    _ => break,
                };
            }
            let body = innermost.map_or(expr, |lambda| ir.lambdas[lambda as usize].body);
            let guarded = ExprId(ir.exprs.len() as u32);
            ir.exprs.push(Expr::Guard { body, guard: index as u32 });
            ir.ranges.push(ir.range(body));
            match innermost {
                Some(lambda) => ir.lambdas[lambda as usize].body = guarded,
                None => ir.sets[set].entries[entry].value = EntryValue::Expr(guarded),
            }
        }
    }
}

impl<'a> Evaluator<'a> {
    pub(super) fn eval_guarded(
        &self,
        body: ExprId,
        guard: u32,
        scope: Scope<'a>,
    ) -> Result<'a, Value<'a>> {
        let fallback = match self.program.guards()[guard as usize].action {
            Action::Fallback(fallback) => fallback,
            Action::Prepare(prepare) => {
                prepare(self, scope.env);
                return self.eval(body, scope);
            }
            Action::Trust => {
                let mut body = body;
                while let Expr::Assert { body: asserted, .. } = scope.file.expr(body) {
                    body = asserted;
                }
                return self.eval(body, scope);
            }
            Action::Around(around) | Action::Instead(_, around) => {
                return around(self, scope.env, &|| self.eval(body, scope));
            }
        };
        let error = match self.eval(body, scope) {
            Ok(value) => match value.kind() {
                Kind::Unknown(unknown) => self.unknown_error(unknown, value.pos()),
                _ => return Ok(value),
            },
            Err(error) => error,
        };
        // A value that needs itself may be needed too early only here; running out is the end.
        if matches!(error.kind, ErrorKind::InfiniteRecursion | ErrorKind::Limit) {
            return Err(error);
        }
        fallback(self, scope.env, error)
    }
}
