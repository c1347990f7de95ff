//! Random expressions of the language, loosely typed so that most of them have a value.

use std::fmt::Write as _;

use super::{
    calls::CALLS,
    literals::{FLOATS, INDENTED, INTEGERS, LARGE, NAMES, PATHS, QUOTED, REGEXES, TEXTS},
};

/// A source of numbers that gives the same ones for the same seed (splitmix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// True once in `times`.
    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }
}

/// What an expression is likely to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Null,
    Bool,
    Int,
    Float,
    Str,
    Path,
    /// A list of anything.
    List,
    /// A list of integers.
    Ints,
    /// A list of strings.
    Strs,
    /// A set of anything.
    Set,
    /// A function of one argument of any kind.
    Function,
}

const TYPES: &[Type] = &[
    Type::Null,
    Type::Bool,
    Type::Int,
    Type::Int,
    Type::Float,
    Type::Str,
    Type::Str,
    Type::Path,
    Type::List,
    Type::Ints,
    Type::Strs,
    Type::Set,
    Type::Set,
    Type::Function,
];

/// Makes expressions. The variables in scope are known with their types.
pub(crate) struct Generator {
    random: Random,
    scope: Vec<(String, Type)>,
    /// Whether what Nix got after 2.8 may be used.
    recent: bool,
    budget: usize,
}

impl Generator {
    pub(crate) fn new(seed: u64, recent: bool) -> Self {
        Self { random: Random::new(seed), scope: Vec::new(), recent, budget: 0 }
    }

    /// An expression of a size that is still read easily.
    pub(crate) fn expression(&mut self) -> String {
        self.scope.clear();
        self.budget = 8 + self.random.below(40);
        let ty = *self.random.pick(TYPES);
        self.of(ty)
    }

    fn any(&mut self) -> String {
        let ty = *self.random.pick(TYPES);
        self.of(ty)
    }

    /// An expression of a type, or now and then of another one.
    fn of(&mut self, ty: Type) -> String {
        let ty = if self.random.one_in(60) { *self.random.pick(TYPES) } else { ty };
        if self.budget == 0 {
            return self.leaf(ty);
        }
        self.budget -= 1;
        if self.random.one_in(5) {
            return self.leaf(ty);
        }
        if self.random.one_in(4) {
            return self.wrapped(ty);
        }
        if self.random.below(5) < 3
            && let Some(call) = self.call(ty)
        {
            return call;
        }
        self.operation(ty)
    }

    /// Something without parts: a variable or a literal.
    fn leaf(&mut self, ty: Type) -> String {
        let fitting: Vec<&String> =
            self.scope.iter().filter(|(_, own)| *own == ty).map(|(name, _)| name).collect();
        if !fitting.is_empty() && !self.random.one_in(3) {
            return (*self.random.pick(&fitting)).clone();
        }
        match ty {
            Type::Null => "null".to_owned(),
            Type::Bool => (*self.random.pick(&["true", "false"])).to_owned(),
            Type::Int if self.recent && self.random.one_in(6) => {
                (*self.random.pick(LARGE)).to_owned()
            }
            Type::Int => (*self.random.pick(INTEGERS)).to_owned(),
            Type::Float => (*self.random.pick(FLOATS)).to_owned(),
            Type::Str => format!("\"{}\"", self.random.pick(TEXTS)),
            Type::Path => (*self.random.pick(PATHS)).to_owned(),
            Type::List => {
                (*self.random.pick(&["[ ]", "[ 1 \"a\" ]", "[ null [ ] { } ]", "[ true 1.5 ]"]))
                    .to_owned()
            }
            Type::Ints => {
                (*self.random.pick(&["[ ]", "[ 1 ]", "[ 3 1 2 ]", "[ 2 2 (-5) ]"])).to_owned()
            }
            Type::Strs => (*self.random.pick(&[
                "[ ]",
                "[ \"a\" ]",
                "[ \"b\" \"a\" \"b\" ]",
                "[ \"x1\" \"\" ]",
            ]))
            .to_owned(),
            Type::Set => (*self.random.pick(&[
                "{ }",
                "{ a = 1; }",
                "{ a = \"x\"; b = null; }",
                "{ x.y = 2; foo = [ 1 ]; }",
            ]))
            .to_owned(),
            Type::Function => (*self.random.pick(&[
                "(x: x)",
                "(x: y: x)",
                "({ a ? 1, ... }: a)",
                "(x: [ x ])",
                "builtins.isString",
                "toString",
                "(_: null)",
                "({ a, b ? a }@s: s)",
                "builtins.typeOf",
            ]))
            .to_owned(),
        }
    }

    /// A call of a builtin that gives a type.
    fn call(&mut self, ty: Type) -> Option<String> {
        let fitting: Vec<_> = CALLS
            .iter()
            .filter(|call| call.result == ty && (self.recent || !call.recent))
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let call = *self.random.pick(&fitting);
        let mut text = String::from("(");
        text += call.function;
        for argument in call.arguments {
            let argument = match *argument {
                "regex" => {
                    // What an empty last round leaves in a group depends on the release of the C++ library.
                    let usable = REGEXES.len() - usize::from(self.recent);
                    format!("\"{}\"", self.random.pick(&REGEXES[..usable]))
                }
                "small" => self.random.below(5).to_string(),
                "name" => format!("\"{}\"", self.random.pick(NAMES)),
                "names" => {
                    format!("[ \"{}\" \"{}\" ]", self.random.pick(NAMES), self.random.pick(NAMES))
                }
                "any" => self.any(),
                "null" => self.of(Type::Null),
                "bool" => self.of(Type::Bool),
                "int" => self.of(Type::Int),
                "float" => self.of(Type::Float),
                "number" => self.number(),
                "str" => self.of(Type::Str),
                "path" => self.of(Type::Path),
                "list" => self.of(Type::List),
                "ints" => self.of(Type::Ints),
                "strs" => self.of(Type::Strs),
                "lists" => format!("[ {} {} ]", self.of(Type::List), self.of(Type::Ints)),
                "set" => self.of(Type::Set),
                "sets" => format!("[ {} {} ]", self.of(Type::Set), self.of(Type::Set)),
                "fn" => self.of(Type::Function),
                "predicate" => self.lambda(None, Type::Bool),
                "int->bool" => self.lambda(Some(Type::Int), Type::Bool),
                "int->int" => self.lambda(Some(Type::Int), Type::Int),
                "int->str" => self.lambda(Some(Type::Int), Type::Str),
                "str->str" => self.lambda(Some(Type::Str), Type::Str),
                "str->any" => {
                    let ty = *self.random.pick(TYPES);
                    self.lambda(Some(Type::Str), ty)
                }
                "any->any" => {
                    let ty = *self.random.pick(TYPES);
                    self.lambda(None, ty)
                }
                "any->list" => self.lambda(None, Type::List),
                "str->any->any" => self.lambda2(Type::Str, None),
                "int->int->int" => self.lambda2(Type::Int, Some(Type::Int)),
                literal => literal.to_owned(),
            };
            text.push(' ');
            text += &argument;
        }
        text.push(')');
        Some(text)
    }

    fn number(&mut self) -> String {
        let ty = if self.random.one_in(3) { Type::Float } else { Type::Int };
        self.of(ty)
    }

    fn fresh(&mut self) -> String {
        (*self.random.pick(NAMES)).to_owned()
    }

    /// A function of one argument.
    fn lambda(&mut self, from: Option<Type>, to: Type) -> String {
        let name = self.fresh();
        let mark = self.scope.len();
        if let Some(from) = from {
            self.bind(&name, from);
        } else {
            self.scope.retain(|(own, _)| *own != name);
        }
        let mark = mark.min(self.scope.len());
        let body = self.of(to);
        self.scope.truncate(mark);
        format!("({name}: {body})")
    }

    fn lambda2(&mut self, from: Type, to: Option<Type>) -> String {
        let to = to.unwrap_or_else(|| *self.random.pick(TYPES));
        let (first, second) = (self.fresh(), self.fresh());
        let saved = self.scope.clone();
        self.bind(&first, from);
        self.bind(&second, to);
        let body = self.of(to);
        self.scope = saved;
        format!("({first}: {second}: {body})")
    }

    fn bind(&mut self, name: &str, ty: Type) {
        self.scope.retain(|(own, _)| own != name);
        self.scope.push((name.to_owned(), ty));
    }

    /// What can give any type: a choice, a scope, a call, a selection.
    fn wrapped(&mut self, ty: Type) -> String {
        let saved = self.scope.clone();
        let text = match self.random.below(14) {
            0 => format!("(if {} then {} else {})", self.of(Type::Bool), self.of(ty), self.of(ty)),
            1 => format!("(assert {}; {})", self.of(Type::Bool), self.of(ty)),
            2 | 3 => self.let_in(ty),
            4 => {
                let set = self.bindings(false);
                let mark = set.1;
                for (name, own) in &mark {
                    if !self.scope.iter().any(|(bound, _)| bound == name) {
                        self.scope.push((name.clone(), *own));
                    }
                }
                format!("(with {}; {})", set.0, self.of(ty))
            }
            5 => {
                let name = self.fresh();
                let from = *self.random.pick(TYPES);
                let argument = self.of(from);
                self.bind(&name, from);
                format!("(({name}: {}) {argument})", self.of(ty))
            }
            6 | 7 => self.pattern_call(ty),
            8 => {
                let (name, value) = (self.fresh(), self.of(ty));
                format!("{{ {name} = {value}; }}.{name}")
            }
            9 => {
                let (name, other) = (self.fresh(), self.fresh());
                format!("({{ {name} = {}; }}.{other} or {})", self.of(ty), self.of(ty))
            }
            10 => {
                let name = self.fresh();
                format!("(rec {{ {name} = {}; out = {name}; }}.out)", self.leaf(ty))
            }
            11 => format!("(builtins.head [ {} ])", self.of(ty)),
            12 => format!(
                "({{ __functor = self: x: self.v; v = {}; }} {})",
                self.of(ty),
                self.leaf(Type::Int)
            ),
            _ => {
                let value = self.of(ty);
                let other = self.any();
                format!("(builtins.{} {other} {value})", self.random.pick(&["seq", "deepSeq"]))
            }
        };
        self.scope = saved;
        text
    }

    fn let_in(&mut self, ty: Type) -> String {
        let mut text = String::from("(let ");
        let first = self.fresh();
        let own = *self.random.pick(TYPES);
        let value = self.of(own);
        write!(text, "{first} = {value}; ").expect("a string can be written to");
        self.bind(&first, own);
        if self.random.one_in(2) {
            let second = self.fresh();
            if second != first {
                let own = *self.random.pick(TYPES);
                let value = self.of(own);
                write!(text, "{second} = {value}; ").expect("a string can be written to");
                self.bind(&second, own);
            }
        }
        format!("{text}in {})", self.of(ty))
    }

    /// A function with a pattern, called with a set that fits, or nearly.
    fn pattern_call(&mut self, ty: Type) -> String {
        let (first, second) = ("a", "b");
        let (one, two) = (*self.random.pick(TYPES), *self.random.pick(TYPES));
        let argument = format!(
            "{{ {first} = {};{} }}",
            self.of(one),
            match self.random.below(4) {
                0 => format!(" {second} = {};", self.of(two)),
                1 => " extra = 1;".to_owned(),
                _ => String::new(),
            }
        );
        let default = self.leaf(two);
        self.bind(first, one);
        self.bind(second, two);
        let (before, after) = match self.random.below(4) {
            0 => ("args@", ""),
            1 => ("", "@args"),
            _ => ("", ""),
        };
        if before.len() + after.len() > 0 {
            self.bind("args", Type::Set);
        }
        let rest = if self.random.one_in(5) { "" } else { ", ..." };
        let default = if self.random.one_in(6) { first.to_owned() } else { default };
        format!(
            "(({before}{{ {first}, {second} ? {default}{rest} }}{after}: {}) {argument})",
            self.of(ty)
        )
    }

    /// A set, with the types of its attributes.
    fn bindings(&mut self, recursive: bool) -> (String, Vec<(String, Type)>) {
        let mut text = String::from(if recursive { "rec { " } else { "{ " });
        let mut bound: Vec<(String, Type)> = Vec::new();
        for _ in 0..=self.random.below(3) {
            let name = self.fresh();
            if bound.iter().any(|(own, _)| *own == name) {
                continue;
            }
            let ty = *self.random.pick(TYPES);
            let value = self.of(ty);
            match self.random.below(8) {
                0 => write!(text, "{name}.{} = {value}; ", self.fresh()),
                1 => write!(text, "{} = {value}; ", self.random.pick(QUOTED)),
                _ => write!(text, "{name} = {value}; "),
            }
            .expect("a string can be written to");
            bound.push((name, ty));
        }
        let free =
            self.scope.iter().find(|(name, _)| bound.iter().all(|(own, _)| own != name)).cloned();
        if let Some((name, ty)) = free
            && self.random.one_in(3)
        {
            write!(text, "inherit {name}; ").expect("a string can be written to");
            bound.push((name, ty));
        } else if self.random.one_in(6) {
            let name = self.fresh();
            if bound.iter().all(|(own, _)| *own != name) {
                let set = self.of(Type::Set);
                write!(text, "inherit ({set}) {name}; ").expect("a string can be written to");
            }
        }
        text.push('}');
        (text, bound)
    }

    /// Literals with parts, and operators.
    fn operation(&mut self, ty: Type) -> String {
        match ty {
            Type::Null => "null".to_owned(),
            Type::Bool => self.comparison(),
            Type::Int => {
                let (left, right) = (self.of(Type::Int), self.of(Type::Int));
                match self.random.below(6) {
                    0 => format!("(-{left})"),
                    1 => format!("({left} / {right})"),
                    2 => format!("({left} * {right})"),
                    3 => format!("({left} - {right})"),
                    _ => format!("({left} + {right})"),
                }
            }
            Type::Float => {
                let (left, right) = (self.of(Type::Float), self.number());
                format!("({left} {} {right})", self.random.pick(&["+", "-", "*", "/"]))
            }
            Type::Str => self.string(),
            Type::Path => match self.random.below(3) {
                0 => format!("({} + {})", self.of(Type::Path), self.of(Type::Str)),
                1 => format!("({} + {})", self.of(Type::Path), self.of(Type::Path)),
                _ => self.leaf(Type::Path),
            },
            Type::List | Type::Ints | Type::Strs => {
                if self.random.one_in(3) {
                    return format!("({} ++ {})", self.of(ty), self.of(ty));
                }
                let mut text = String::from("[ ");
                for _ in 0..self.random.below(4) {
                    let item = match ty {
                        Type::Ints => self.of(Type::Int),
                        Type::Strs => self.of(Type::Str),
                        _ => self.any(),
                    };
                    text += &item;
                    text.push(' ');
                }
                text.push(']');
                text
            }
            Type::Set => match self.random.below(5) {
                0 => format!("({} // {})", self.of(Type::Set), self.of(Type::Set)),
                1 => format!("({})", self.bindings(true).0),
                _ => self.bindings(false).0,
            },
            Type::Function => {
                let ty = *self.random.pick(TYPES);
                self.lambda(None, ty)
            }
        }
    }

    fn comparison(&mut self) -> String {
        match self.random.below(9) {
            0 => format!("(!{})", self.of(Type::Bool)),
            1 => {
                let operator = *self.random.pick(&["&&", "||", "->", "=="]);
                format!("({} {operator} {})", self.of(Type::Bool), self.of(Type::Bool))
            }
            2 => {
                let path = match self.random.below(4) {
                    0 => (*self.random.pick(QUOTED)).to_owned(),
                    1 => format!("{}.{}", self.fresh(), self.fresh()),
                    _ => self.fresh(),
                };
                format!("({} ? {path})", self.of(Type::Set))
            }
            3 | 4 => {
                let operator = *self.random.pick(&["==", "!="]);
                format!("({} {operator} {})", self.any(), self.any())
            }
            5 => {
                let ty = *self.random.pick(TYPES);
                format!("({} == {})", self.of(ty), self.of(ty))
            }
            _ => {
                let ty = *self.random.pick(&[
                    Type::Int,
                    Type::Float,
                    Type::Str,
                    Type::Path,
                    Type::Ints,
                    Type::Strs,
                ]);
                let operator = *self.random.pick(&["<", ">", "<=", ">="]);
                format!("({} {operator} {})", self.of(ty), self.of(ty))
            }
        }
    }

    fn string(&mut self) -> String {
        match self.random.below(6) {
            0 => format!("({} + {})", self.of(Type::Str), self.of(Type::Str)),
            1 => format!("''{}''", self.random.pick(INDENTED)),
            2 => {
                let value = self.of(Type::Str);
                format!(
                    "''\n    {}\n      ${{{value}}}\n   \\${{{value}}} ''${{x}}\n  ''",
                    self.random.pick(&["a", "", "  b", "''$"])
                )
            }
            3 => format!("(toString {})", self.any_but_function()),
            _ => {
                let (before, after) = (*self.random.pick(TEXTS), *self.random.pick(TEXTS));
                // `$` before `${` would escape it.
                let before = before.trim_end_matches('$');
                format!("\"{before}${{{}}}{after}\"", self.of(Type::Str))
            }
        }
    }

    fn any_but_function(&mut self) -> String {
        let types: Vec<Type> =
            TYPES.iter().copied().filter(|ty| !matches!(ty, Type::Function | Type::Set)).collect();
        let ty = *self.random.pick(&types);
        self.of(ty)
    }
}
