//! Trees as text, for tests: `(call f x)`, `{ a = 1; }`, `l0.1` for level 0, slot 1.

use std::fmt::Write as _;

use super::{
    Parsed,
    ir::{AttrName, AttrSet, EntryValue, Expr, ExprId, Ir, ListRange, Param},
    parse,
};

/// The tree of a text, with its errors in front: `! message`.
pub(super) fn print(text: &str) -> String {
    print_parsed(&parse(text))
}

pub(super) fn print_parsed(parsed: &Parsed) -> String {
    let mut out = String::new();
    for error in &parsed.errors {
        let _ = write!(out, "! {} ", error.message);
    }
    expr(&parsed.ir, parsed.ir.root, &mut out);
    out
}

fn list(ir: &Ir, range: ListRange, out: &mut String) {
    for &element in ir.list(range) {
        out.push(' ');
        expr(ir, element, out);
    }
}

fn expr(ir: &Ir, id: ExprId, out: &mut String) {
    let _ = match ir.expr(id) {
        Expr::Hole => write!(out, "HOLE"),
        Expr::Name(name) => write!(out, "{name}"),
        Expr::Int(int) => write!(out, "{int}"),
        Expr::Float(float) => write!(out, "{float:?}"),
        Expr::Str(string) => write!(out, "{:?}", ir.string(string)),
        Expr::Path(string) => write!(out, "path({})", ir.string(string)),
        Expr::SearchPath(string) => write!(out, "<{}>", ir.string(string)),
        Expr::Local { level, slot } => write!(out, "l{level}.{slot}"),
        Expr::Dynamic(with) => {
            let with = &ir.withs[with as usize];
            write!(out, "with:{}@{:?}", with.name, with.levels)
        }
        Expr::Global(name) => write!(out, "{name}"),
        Expr::Undefined(name) => write!(out, "?{name}"),
        Expr::CurPos => write!(out, "CURPOS"),
        Expr::Guard { .. } => write!(out, "GUARD"),
        Expr::Interpolated(parts) => return wrap(out, "str", |out| list(ir, parts, out)),
        Expr::InterpolatedPath(parts) => return wrap(out, "path", |out| list(ir, parts, out)),
        Expr::List(elements) => return wrap(out, "list", |out| list(ir, elements, out)),
        Expr::Attrs(index) => return set(ir, &ir.sets[index as usize], out),
        Expr::Let { set: index, body } => {
            return wrap(out, "let ", |out| {
                set(ir, &ir.sets[index as usize], out);
                all(ir, &[body], out);
            });
        }
        Expr::With { set, body } => return wrap(out, "with", |out| all(ir, &[set, body], out)),
        Expr::If { condition, then, otherwise } => {
            return wrap(out, "if", |out| all(ir, &[condition, then, otherwise], out));
        }
        Expr::Assert { condition, body } => {
            return wrap(out, "assert", |out| all(ir, &[condition, body], out));
        }
        Expr::Lambda(index) => return lambda(ir, index, out),
        Expr::Call { function, args } => {
            return wrap(out, "call", |out| {
                all(ir, &[function], out);
                list(ir, args, out);
            });
        }
        Expr::Select(index) => return select(ir, index, ".", out),
        Expr::HasAttr(index) => return select(ir, index, "?", out),
        Expr::Not(operand) => return wrap(out, "!", |out| all(ir, &[operand], out)),
        Expr::Negate(operand) => return wrap(out, "-", |out| all(ir, &[operand], out)),
        Expr::Binary { op, lhs, rhs } => {
            return wrap(out, &format!("{op:?}"), |out| all(ir, &[lhs, rhs], out));
        }
    };
}

fn wrap(out: &mut String, head: &str, inside: impl FnOnce(&mut String)) {
    out.push('(');
    out.push_str(head);
    inside(out);
    out.push(')');
}

fn all(ir: &Ir, exprs: &[ExprId], out: &mut String) {
    for &id in exprs {
        out.push(' ');
        expr(ir, id, out);
    }
}

fn set(ir: &Ir, set: &AttrSet, out: &mut String) {
    out.push_str(if set.recursive { "rec{" } else { "{" });
    for entry in &set.entries {
        let _ = write!(out, " {}", entry.name);
        match entry.value {
            EntryValue::Expr(value) => {
                out.push_str(" = ");
                expr(ir, value, out);
            }
            EntryValue::Inherit(variable) => {
                out.push_str(" = outer ");
                expr(ir, variable, out);
            }
            EntryValue::InheritFrom(source) => {
                let _ = write!(out, " from {source}");
            }
        }
        out.push(';');
    }
    for &source in &set.sources {
        out.push_str(" source ");
        expr(ir, source, out);
        out.push(';');
    }
    for entry in &set.dynamic {
        out.push_str(" ${");
        expr(ir, entry.name, out);
        out.push_str("} = ");
        expr(ir, entry.value, out);
        out.push(';');
    }
    out.push_str(" }");
}

fn lambda(ir: &Ir, index: u32, out: &mut String) {
    let lambda = &ir.lambdas[index as usize];
    out.push_str("(\\");
    if let Some(name) = lambda.name {
        let _ = write!(out, "[{name}]");
    }
    match &lambda.param {
        Param::Name(name) => {
            let _ = write!(out, "{name}");
        }
        Param::Formals { formals, ellipsis, bind } => {
            out.push('{');
            for formal in formals {
                let _ = write!(out, " {}", formal.name);
                if let Some(default) = formal.default {
                    out.push('?');
                    expr(ir, default, out);
                }
            }
            out.push_str(if *ellipsis { " ... }" } else { " }" });
            if let Some(bind) = bind {
                let _ = write!(out, "@{bind}");
            }
        }
    }
    out.push_str(": ");
    expr(ir, lambda.body, out);
    out.push(')');
}

fn select(ir: &Ir, index: u32, operator: &str, out: &mut String) {
    let select = &ir.selects[index as usize];
    out.push('(');
    expr(ir, select.base, out);
    out.push_str(operator);
    for (i, &name) in ir.path(select.path).iter().enumerate() {
        if i > 0 {
            out.push('.');
        }
        match name {
            AttrName::Static(name, _) => out.push_str(name.as_str()),
            AttrName::Dynamic(name) => {
                out.push_str("${");
                expr(ir, name, out);
                out.push('}');
            }
        }
    }
    if let Some(default) = select.default {
        out.push_str(" or ");
        expr(ir, default, out);
    }
    out.push(')');
}
