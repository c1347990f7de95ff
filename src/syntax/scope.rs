//! Lexical addressing: which environment and slot each variable means.
//!
//! The tree is walked without recursion. `Enter` and `Leave` keep a stack of environments, and for each name the
//! stack of its bindings.

use rustc_hash::FxHashMap;

use super::{
    Sym,
    error::{MAX_ERRORS, SyntaxError, shorten},
    globals::is_global,
    ir::{AttrName, EntryValue, Expr, ExprId, Ir, ListRange, Param, StrId, WithVar},
};

/// `with`s may be nested so deep: each variable under them lists them all.
const MAX_WITHS: usize = 64;

enum Step {
    Visit(ExprId),
    Enter(Names),
    Leave(Names),
}

/// The names an environment binds.
#[derive(Clone, Copy)]
enum Names {
    Set(u32),
    Param(u32),
    With,
}

struct Resolver<'a> {
    ir: &'a mut Ir,
    errors: &'a mut Vec<SyntaxError>,
    /// Where the text is no Nix, names may mean anything.
    is_broken: bool,
    steps: Vec<Step>,
    /// How many environments there are here.
    depth: u32,
    /// For each name the depth and slot of its bindings, innermost last.
    bindings: FxHashMap<Sym, Vec<(u32, u32)>>,
    /// The depths of the enclosing `with`s.
    withs: Vec<u32>,
}

/// Replaces the variables of a tree by what they mean. `scope` are the slots of an environment around the root.
pub(super) fn resolve(ir: &mut Ir, scope: Option<&[Sym]>, errors: &mut Vec<SyntaxError>) {
    let root = ir.root;
    let is_broken = !errors.is_empty();
    let mut resolver = Resolver {
        ir,
        errors,
        is_broken,
        steps: vec![Step::Visit(root)],
        depth: 0,
        bindings: FxHashMap::default(),
        withs: Vec::new(),
    };
    if let Some(names) = scope {
        resolver.depth = 1;
        for (slot, &name) in (0..).zip(names) {
            resolver.bindings.entry(name).or_default().push((1, slot));
        }
    }
    while let Some(step) = resolver.steps.pop() {
        match step {
            Step::Visit(expr) => resolver.visit(expr),
            Step::Enter(names) => resolver.enter(names),
            Step::Leave(names) => resolver.leave(names),
        }
    }
}

impl Resolver<'_> {
    fn visit(&mut self, id: ExprId) {
        match self.ir.expr(id) {
            Expr::Undefined(name) => self.ir.exprs[id.0 as usize] = self.variable(name, id),
            Expr::Interpolated(list) | Expr::InterpolatedPath(list) | Expr::List(list) => {
                self.steps.extend(self.ir.list(list).iter().map(|&expr| Step::Visit(expr)));
            }
            Expr::Attrs(set) => self.set(set, None),
            Expr::Let { set, body } => self.set(set, Some(body)),
            Expr::SearchPath(text) => self.search_path(text, id),
            Expr::With { set, body } => {
                self.scoped(Names::With, [body]);
                self.steps.push(Step::Visit(set));
            }
            Expr::If { condition, then, otherwise } => self.push([condition, then, otherwise]),
            Expr::Assert { condition, body } => self.push([condition, body]),
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::Call { function, args } => {
                self.push([function]);
                self.steps.extend(self.ir.list(args).iter().map(|&expr| Step::Visit(expr)));
            }
            Expr::Select(select) | Expr::HasAttr(select) => self.select(select),
            Expr::Not(operand) | Expr::Negate(operand) => self.push([operand]),
            Expr::Binary { lhs, rhs, .. } => self.push([lhs, rhs]),
            Expr::Hole
            | Expr::Name(_)
            | Expr::Int(_)
            | Expr::Float(_)
            | Expr::Str(_)
            | Expr::Path(_)
            | Expr::Local { .. }
            | Expr::Dynamic(_)
            | Expr::Global(_)
            | Expr::CurPos
            | Expr::Guard { .. } => {}
        }
    }

    fn push(&mut self, exprs: impl IntoIterator<Item = ExprId>) {
        self.steps.extend(exprs.into_iter().map(Step::Visit));
    }

    fn scoped(&mut self, names: Names, inside: impl IntoIterator<Item = ExprId>) {
        self.steps.push(Step::Leave(names));
        self.push(inside);
        self.steps.push(Step::Enter(names));
    }

    fn select(&mut self, select: u32) {
        let select = &self.ir.selects[select as usize];
        self.steps.push(Step::Visit(select.base));
        self.steps.extend(select.default.map(Step::Visit));
        for name in self.ir.path(select.path) {
            if let AttrName::Dynamic(expr) = *name {
                self.steps.push(Step::Visit(expr));
            }
        }
    }

    fn lambda(&mut self, index: u32) {
        self.steps.push(Step::Leave(Names::Param(index)));
        let lambda = &self.ir.lambdas[index as usize];
        self.steps.push(Step::Visit(lambda.body));
        if let Param::Formals { formals, .. } = &lambda.param {
            self.steps.extend(formals.iter().filter_map(|formal| formal.default).map(Step::Visit));
        }
        self.steps.push(Step::Enter(Names::Param(index)));
    }

    fn set(&mut self, index: u32, body: Option<ExprId>) {
        let recursive = self.ir.sets[index as usize].recursive;
        // `inherit x;` means the `x` outside.
        for entry in 0..self.ir.sets[index as usize].entries.len() {
            let entry = self.ir.sets[index as usize].entries[entry];
            if let EntryValue::Inherit(variable) = entry.value {
                self.visit(variable);
            }
        }
        if recursive {
            self.steps.push(Step::Leave(Names::Set(index)));
        }
        self.steps.extend(body.map(Step::Visit));
        let set = &self.ir.sets[index as usize];
        for entry in &set.entries {
            if let EntryValue::Expr(expr) = entry.value {
                self.steps.push(Step::Visit(expr));
            }
        }
        self.steps.extend(set.sources.iter().map(|&expr| Step::Visit(expr)));
        self.steps.extend(
            set.dynamic.iter().flat_map(|entry| [entry.name, entry.value]).map(Step::Visit),
        );
        if recursive {
            self.steps.push(Step::Enter(Names::Set(index)));
        }
    }

    fn enter(&mut self, names: Names) {
        self.depth += 1;
        match names {
            Names::With => self.withs.push(self.depth),
            names => for_each_name(self.ir, names, |name, slot| {
                self.bindings.entry(name).or_default().push((self.depth, slot));
            }),
        }
    }

    fn leave(&mut self, names: Names) {
        self.depth -= 1;
        match names {
            Names::With => {
                self.withs.pop();
            }
            names => for_each_name(self.ir, names, |name, _| {
                if let Some(bindings) = self.bindings.get_mut(&name) {
                    bindings.pop();
                }
            }),
        }
    }

    fn variable(&mut self, name: Sym, id: ExprId) -> Expr {
        if let Some(&(depth, slot)) = self.bindings.get(&name).and_then(|bindings| bindings.last())
        {
            return Expr::Local { level: self.depth - depth, slot };
        }
        // A builtin of some other version of Nix is not worth an error.
        if is_global(name) || (self.withs.is_empty() && name.as_str().starts_with("__")) {
            return Expr::Global(name);
        }
        if self.withs.is_empty() {
            self.error(id, format!("undefined variable `{}`", shorten(name.as_str())));
            return Expr::Undefined(name);
        }
        if self.withs.len() > MAX_WITHS {
            self.error(id, format!("more than {MAX_WITHS} `with` around a variable"));
            return Expr::Hole;
        }
        let levels = self.withs.iter().rev().map(|with| self.depth - with).collect();
        self.ir.withs.push(WithVar { name, levels });
        Expr::Dynamic(u32::try_from(self.ir.withs.len() - 1).expect("fewer variables than bytes"))
    }

    /// `<name>` is `__findFile __nixPath "name"`, with whatever these names are bound to.
    fn search_path(&mut self, text: StrId, id: ExprId) {
        let names = [Sym::new("__findFile"), Sym::new("__nixPath")];
        let is_bound = |name| self.bindings.get(name).is_some_and(|bound| !bound.is_empty());
        if !names.iter().any(is_bound) {
            return;
        }
        let [function, path] = names.map(|name| self.variable(name, id));
        let range = self.ir.range(id);
        let [function, path, text] = [function, path, Expr::Str(text)].map(|expr| {
            self.ir.exprs.push(expr);
            self.ir.ranges.push(range);
            ExprId(u32::try_from(self.ir.exprs.len() - 1).expect("fewer expressions than bytes"))
        });
        let start = u32::try_from(self.ir.lists.len()).expect("fewer expressions than bytes");
        self.ir.lists.extend([path, text]);
        self.ir.exprs[id.0 as usize] = Expr::Call { function, args: ListRange { start, len: 2 } };
    }

    fn error(&mut self, at: ExprId, message: String) {
        if !self.is_broken && self.errors.len() < MAX_ERRORS {
            self.errors.push(SyntaxError { message, range: self.ir.range(at), related: None });
        }
    }
}

/// Calls `visit` with each name of an environment and its slot.
fn for_each_name(ir: &Ir, names: Names, mut visit: impl FnMut(Sym, u32)) {
    match names {
        Names::Set(set) => {
            for (slot, entry) in (0..).zip(&ir.sets[set as usize].entries) {
                visit(entry.name, slot);
            }
        }
        Names::Param(lambda) => match &ir.lambdas[lambda as usize].param {
            Param::Name(name) => visit(*name, 0),
            Param::Formals { formals, bind, .. } => {
                let names = formals.iter().map(|formal| formal.name).chain(*bind);
                for (slot, name) in (0..).zip(names) {
                    visit(name, slot);
                }
            }
        },
        Names::With => {}
    }
}
