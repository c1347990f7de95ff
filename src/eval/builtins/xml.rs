//! XML: `toXML` in exactly Nix's form.

use std::fmt::Write as _;

use rustc_hash::FxHashSet;

use super::{Attrs, Builtin, Evaluator, Kind, Pos, Result, Value};
use crate::{
    eval::{coerce::Context, print::float},
    syntax::{Sym, ir::Param},
};

pub(super) const BUILTINS: &[Builtin] = &[Builtin { name: "toXML", arity: 1, run: to_xml }];

fn to_xml<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let mut writer = Writer {
        ev,
        out: "<?xml version='1.0' encoding='utf-8'?>\n".to_owned(),
        depth: 0,
        context: Context::default(),
        seen: FxHashSet::default(),
        at,
    };
    writer.open("expr", &[]);
    writer.write(args[0])?;
    writer.close("expr");
    Ok(ev.string_with(ev.text(&writer.out), writer.context.finish(ev)))
}

struct Writer<'e, 'a> {
    ev: &'e Evaluator<'a>,
    out: String,
    depth: usize,
    context: Context<'a>,
    /// Derivations that were written in full.
    seen: FxHashSet<&'a str>,
    at: Pos,
}

impl<'a> Writer<'_, 'a> {
    fn write(&mut self, value: Value<'a>) -> Result<'a, ()> {
        let ev = self.ev;
        let value = ev.force(value)?;
        // What is open will be closed, which takes as much again, and a text that grows is copied.
        if self.out.len() > 1 << 16 {
            ev.reserve(self.out.len().saturating_mul(4), self.at)?;
        }
        match value.kind() {
            Kind::Null => self.empty("null", &[]),
            Kind::Bool(value) => self.empty("bool", &[("value", &value.to_string())]),
            Kind::Int(value) => self.empty("int", &[("value", &value.to_string())]),
            Kind::Float(value) => self.empty("float", &[("value", &float(value))]),
            Kind::Str(str) => {
                self.context.add(str.context);
                self.empty("string", &[("value", str.text)]);
            }
            Kind::Path(path) => self.empty("path", &[("value", path.text)]),
            Kind::List(list) => {
                ev.complete(list.open, self.at)?;
                self.open("list", &[]);
                ev.nested(self.at, || list.items.iter().try_for_each(|item| self.write(*item)))?;
                self.close("list");
            }
            Kind::Attrs(attrs) => {
                ev.complete(attrs.open, self.at)?;
                ev.nested(self.at, || self.set(attrs))?;
            }
            Kind::Lambda(closure) => self.function(&ev.lambda(closure).param),
            Kind::Builtin(_) | Kind::Thunk(_) => self.empty("unevaluated", &[]),
            Kind::Unknown(unknown) => return Err(ev.unknown_error(unknown, self.at)),
        }
        Ok(())
    }

    fn set(&mut self, attrs: &Attrs<'a>) -> Result<'a, ()> {
        if !self.ev.is_derivation(attrs)? {
            self.open("attrs", &[]);
            self.attrs(attrs)?;
            self.close("attrs");
            return Ok(());
        }
        let mut paths = Vec::new();
        for name in ["drvPath", "outPath"] {
            if let Some(attr) = attrs.get(Sym::new(name))
                && let Kind::Str(path) = self.ev.force(attr.value)?.kind()
            {
                paths.push((name, path.text));
            }
        }
        self.open("derivation", &paths);
        match paths.first() {
            Some(("drvPath", drv)) if !drv.is_empty() && self.seen.insert(drv) => {
                self.attrs(attrs)?;
            }
            _ => self.empty("repeated", &[]),
        }
        self.close("derivation");
        Ok(())
    }

    fn attrs(&mut self, attrs: &Attrs<'a>) -> Result<'a, ()> {
        for attr in attrs.in_name_order() {
            self.open("attr", &[("name", attr.name.as_str())]);
            self.write(attr.value)?;
            self.close("attr");
        }
        Ok(())
    }

    fn function(&mut self, param: &Param) {
        self.open("function", &[]);
        match param {
            Param::Name(name) => self.empty("varpat", &[("name", name.as_str())]),
            Param::Formals { formals, ellipsis, bind } => {
                let mut attributes = Vec::new();
                if *ellipsis {
                    attributes.push(("ellipsis", "1"));
                }
                if let Some(name) = bind {
                    attributes.push(("name", name.as_str()));
                }
                self.open("attrspat", &attributes);
                let mut names: Vec<&str> =
                    formals.iter().map(|formal| formal.name.as_str()).collect();
                names.sort_unstable();
                for name in names {
                    self.empty("attr", &[("name", name)]);
                }
                self.close("attrspat");
            }
        }
        self.close("function");
    }

    /// A width in a format would do, up to 65535.
    fn indent(&mut self) {
        self.out.extend(std::iter::repeat_n(' ', self.depth * 2));
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        write!(self.out, "<{name}").expect("strings take all");
        for (name, value) in attributes {
            write!(self.out, " {name}=\"").expect("strings take all");
            for char in value.chars() {
                match char {
                    '"' => self.out.push_str("&quot;"),
                    '<' => self.out.push_str("&lt;"),
                    '>' => self.out.push_str("&gt;"),
                    '&' => self.out.push_str("&amp;"),
                    '\n' => self.out.push_str("&#xA;"),
                    char => self.out.push(char),
                }
            }
            self.out.push('"');
        }
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push_str(">\n");
        self.depth += 1;
    }

    fn close(&mut self, name: &str) {
        self.depth -= 1;
        self.indent();
        writeln!(self.out, "</{name}>").expect("strings take all");
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push_str(" />\n");
    }
}
