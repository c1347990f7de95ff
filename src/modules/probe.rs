//! NixOS with one option switched on, again and again: what knowledge is made from.

use std::path::Path;

use super::{
    facts::{HostFacts, Mode, Node, Shape},
    hosts::ENVIRONMENT,
    query::Reader,
};
use crate::{
    eval::{Arena, Evaluator, Kind, Pos, Program, Result, Settings, Value, on_large_stack},
    syntax::Sym,
};

/// A machine that has what every machine has.
const MINIMAL: &str = r#"{ fileSystems."/" = { device = "none"; fsType = "tmpfs"; }; boot.loader.grub.enable = false; system.stateVersion = "26.11"; }"#;

/// A nixpkgs whose options are tried.
pub struct Probe<'p> {
    program: &'p Program,
    nixpkgs: &'p Path,
}

/// What a machine with one more option is like.
pub struct Tried {
    /// Its facts in the shape that was asked for.
    pub facts: HostFacts,
    /// The values of the set the option is in, with which a path can be named.
    pub siblings: Node,
}

impl<'p> Probe<'p> {
    /// The nixpkgs in a directory that the program may read.
    #[must_use]
    pub fn new(program: &'p Program, nixpkgs: &'p Path) -> Self {
        Self { program, nixpkgs }
    }

    /// The names of all options `….enable` of type boolean, sorted.
    ///
    /// # Errors
    /// When NixOS cannot be evaluated: why.
    pub fn switches(&self) -> std::result::Result<Vec<String>, String> {
        self.run(&mut Arena::default(), |evaluator| {
            let options =
                evaluator.select(self.base(evaluator)?, Sym::new("options"), Pos::NONE)?;
            let mut found = Vec::new();
            walk(evaluator, options, &mut Vec::new(), &mut found);
            found.sort();
            Ok(found)
        })
    }

    /// The minimal machine, and the same with each of these options set to true. What fails is unknown where it stands.
    /// The arena is used again: most of what a machine costs is memory that nobody had before.
    ///
    /// # Errors
    /// When NixOS cannot be evaluated: why.
    pub fn each(
        &self,
        options: &[String],
        shape: &Shape,
        arena: &mut Arena,
        mut found: impl FnMut(Option<&str>, Tried) + Send,
    ) -> std::result::Result<(), String> {
        self.run(arena, |evaluator| {
            let base = self.base(evaluator)?;
            let extend = evaluator.select(base, Sym::new("extendModules"), Pos::NONE)?;
            found(None, self.read(evaluator, base, &[], shape)?);
            for option in options {
                let names: Vec<&str> = option.split('.').collect();
                let module = self.module(evaluator, &switched_on(&names))?;
                let modules = evaluator.attr("modules", evaluator.list(&[module]));
                let host = evaluator.call(extend, &[evaluator.set(vec![modules])], Pos::NONE);
                let tried = host.and_then(|host| self.read(evaluator, host, &names, shape));
                let tried = tried.unwrap_or_else(|error| Tried {
                    facts: facts(Node::unknown(error.message)),
                    siblings: Node::unknown("not evaluated"),
                });
                found(Some(option), tried);
            }
            Ok(())
        })
    }

    fn run<T: Send>(
        &self,
        arena: &mut Arena,
        work: impl for<'a> FnOnce(&Evaluator<'a>) -> Result<'a, T> + Send,
    ) -> std::result::Result<T, String> {
        on_large_stack(|| {
            let settings = Settings { environment: ENVIRONMENT, ..Settings::default() };
            Evaluator::run_in(arena, None, self.program, settings, |evaluator| {
                work(evaluator).map_err(|error| error.message.to_owned())
            })
        })
    }

    fn base<'a>(&self, evaluator: &Evaluator<'a>) -> Result<'a, Value<'a>> {
        let eval_config = self.nixpkgs.join("nixos/lib/eval-config.nix");
        let eval_config = evaluator.import(&eval_config.to_string_lossy(), Pos::NONE)?;
        let module = self.module(evaluator, MINIMAL)?;
        let arguments = vec![
            evaluator.attr("modules", evaluator.list(&[module])),
            evaluator.attr("system", evaluator.string("x86_64-linux")),
        ];
        let host = evaluator.call(eval_config, &[evaluator.set(arguments)], Pos::NONE)?;
        evaluator.force(host)
    }

    fn module<'a>(&self, evaluator: &Evaluator<'a>, text: &str) -> Result<'a, Value<'a>> {
        let source = self.program.add(Path::new("«knowledge»"), text, &[Sym::new("builtins")]);
        evaluator.evaluate(evaluator.adopt(source), &[Value::NULL])
    }

    fn read<'a>(
        &self,
        evaluator: &Evaluator<'a>,
        host: Value<'a>,
        option: &[&str],
        shape: &Shape,
    ) -> Result<'a, Tried> {
        let config = evaluator.select(evaluator.force(host)?, Sym::new("config"), Pos::NONE)?;
        let config = evaluator.force(config)?;
        let reader = Reader::new(evaluator, Path::new("/nowhere"));
        let parents = option.split_last().map_or(&[][..], |(_, parents)| parents);
        let set = parents.iter().try_fold(config, |set, name| {
            evaluator.force(evaluator.select(set, Sym::new(name), Pos::NONE)?)
        });
        let siblings = match set {
            Ok(set) if !option.is_empty() => reader.read(set, &Shape::Each(&Shape::Scalar)),
            _ => Node::unknown("no set"),
        };
        Ok(Tried { facts: facts(reader.read(config, shape)), siblings })
    }
}

/// A module that has an option on, and what has to be set beside it.
fn switched_on(option: &[&str]) -> String {
    format!("({}) {}", include_str!("probe.nix"), list(option))
}

/// The names as a list of strings.
fn list(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
    format!("[ {} ]", names.join(" "))
}

fn facts(config: Node) -> HostFacts {
    HostFacts {
        name: "minimal".to_owned(),
        mode: Mode::Full,
        entry: std::path::PathBuf::new(),
        span: None,
        config,
        complete: true,
        left_out: None,
        undeclared: Vec::new(),
        homes: Vec::new(),
        wrapped: Vec::new(),
        scripts: std::collections::BTreeMap::new(),
        inputs: std::collections::BTreeMap::new(),
        release: None,
        unknown: Vec::new(),
        errors: Vec::new(),
        chains: std::collections::BTreeMap::new(),
        imports: Vec::new(),
        reads: crate::eval::Reads::default(),
    }
}

/// Collects the switches below a set of options. What cannot be evaluated is left out.
fn walk<'a>(
    evaluator: &Evaluator<'a>,
    value: Value<'a>,
    path: &mut Vec<&'a str>,
    found: &mut Vec<String>,
) {
    let Ok(value) = evaluator.force(value) else { return };
    let Kind::Attrs(attrs) = value.kind() else { return };
    let text = |set: Value<'a>, name: &str| {
        let value = evaluator.select(set, Sym::new(name), Pos::NONE);
        match value.and_then(|value| evaluator.force(value)).map(Value::kind) {
            Ok(Kind::Str(text)) => Some(text.text),
            _ => None,
        }
    };
    if attrs.get(Sym::new("_type")).is_some() && text(value, "_type") == Some("option") {
        let hidden = attrs.get(Sym::new("visible")).map(|attr| evaluator.force(attr.value));
        let hidden = matches!(hidden, Some(Ok(value)) if matches!(value.kind(), Kind::Bool(false)));
        let ty = attrs.get(Sym::new("type")).and_then(|attr| evaluator.force(attr.value).ok());
        if path.last() == Some(&"enable")
            && !hidden
            && ty.and_then(|ty| text(ty, "name")) == Some("bool")
        {
            found.push(path.join("."));
        }
        return;
    }
    for attr in attrs.entries {
        let name = attr.name.as_str();
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
        if plain && !name.starts_with('_') && path.len() < 8 {
            path.push(name);
            walk(evaluator, attr.value, path, found);
            path.pop();
        }
    }
}
