//! What a project evaluates to: hosts by name, or one host that is a module.

use std::path::{Path, PathBuf};

use super::{
    embedded,
    facts::{HostFacts, Mode},
    flake,
    graph::{Graph, attribute},
    hosts::{Entry, ModeChoice, Project},
    inputs::Overrides,
    primops,
};
use crate::{
    eval::{Error, ErrorKind, Evaluator, Kind, Pos, Result, Value, Vfs as _, builtins::Builtin},
    syntax::{Sym, ir::Param},
};

/// What an entry evaluates to.
pub(super) enum Root<'a> {
    /// Hosts by name, and all that the flake has, when it is one.
    Hosts(Value<'a>, Option<Value<'a>>),
    /// One host that is a module.
    Module(PathBuf),
}

impl Project {
    /// What the entry evaluates to, and for a flake its inputs.
    pub(super) fn root<'a>(
        &self,
        evaluator: &Evaluator<'a>,
    ) -> Result<'a, (Root<'a>, Option<Graph>)> {
        match &self.entry {
            Entry::Flake(dir) => {
                let mut graph = Graph::load(evaluator, dir, &self.overrides);
                if let Some(problem) = &graph.problem {
                    evaluator.note(problem, Pos::NONE);
                }
                if self.mode == ModeChoice::Offline {
                    graph.go_offline();
                }
                if graph.has_nixpkgs() {
                    graph.share_nixpkgs();
                } else {
                    graph.use_stand_ins();
                }
                preload_eval_config(evaluator, graph.nixpkgs_dir().as_deref());
                let value = flake::call(evaluator, &graph)?;
                let hosts = hosts_of(evaluator, value).map_err(|error| match error.kind {
                    ErrorKind::Missing => or_module(evaluator, dir, error),
                    _ => error,
                })?;
                Ok((Root::Hosts(hosts, Some(value)), Some(graph)))
            }
            Entry::File(file) => {
                // What somebody names is seldom what a channel or a pin would give.
                let Overrides { inputs, flakes, nixpkgs } = &self.overrides;
                let exact = inputs.is_empty() && flakes.is_empty() && nixpkgs.is_none();
                primops::set_for(evaluator, primops::Sources { exact, ..Default::default() });
                preload_eval_config(evaluator, self.nixpkgs_dir().as_deref());
                let value = evaluator.import(&file.to_string_lossy(), Pos::NONE)?;
                Ok((self.file_root(evaluator, file, value)?, None))
            }
        }
    }

    /// The nixpkgs of a file that is no flake.
    fn nixpkgs_dir(&self) -> Option<PathBuf> {
        (self.mode != ModeChoice::Offline).then(|| self.overrides.nixpkgs_dir()).flatten()
    }

    /// What a file holds: hosts, or a module.
    fn file_root<'a>(
        &self,
        evaluator: &Evaluator<'a>,
        file: &Path,
        value: Value<'a>,
    ) -> Result<'a, Root<'a>> {
        let value = match value.kind() {
            Kind::Lambda(closure) if takes_nothing(&evaluator.lambda(closure).param) => {
                evaluator.call(value, &[evaluator.set(Vec::new())], Pos::NONE)?
            }
            Kind::Lambda(_) => return Ok(Root::Module(file.to_owned())),
            _ => value,
        };
        if let Kind::Attrs(attrs) = value.kind() {
            for name in HOSTS {
                let Some(hosts) = attrs.get(Sym::new(name)) else { continue };
                let hosts = evaluator.force(hosts.value)?;
                if name == "nixosConfigurations" || are_hosts(evaluator, hosts)? {
                    return Ok(Root::Hosts(hosts, None));
                }
            }
            if are_hosts(evaluator, value).unwrap_or(false) {
                return Ok(Root::Hosts(value, None));
            }
        }
        Ok(Root::Module(file.to_owned()))
    }

    /// Evaluates a module as a host of its own.
    pub(super) fn module_host<'a>(
        &self,
        evaluator: &Evaluator<'a>,
        file: &Path,
        facts: &mut HostFacts,
    ) -> Result<'a, Value<'a>> {
        let module = evaluator.path(file.to_string_lossy());
        let modules = evaluator.attr("modules", evaluator.list(&[module]));
        if let Some(nixpkgs) = self.nixpkgs_dir() {
            facts.mode = Mode::Full;
            let eval_config = nixpkgs.join(EVAL_CONFIG);
            let eval_config = evaluator.import(&eval_config.to_string_lossy(), Pos::NONE)?;
            let system = evaluator.attr("system", evaluator.string("x86_64-linux"));
            return evaluator.call(eval_config, &[evaluator.set(vec![modules, system])], Pos::NONE);
        }
        let native =
            evaluator.import(&format!("{}/nixos-system.nix", embedded::ROOT), Pos::NONE)?;
        let native = evaluator.call(native, &[primops::set(evaluator)], Pos::NONE)?;
        evaluator.call(native, &[evaluator.set(vec![modules])], Pos::NONE)
    }
}

/// What makes machines of modules, in nixpkgs.
const EVAL_CONFIG: &str = "nixos/lib/eval-config.nix";

static IMPORT: Builtin = Builtin { name: "import", arity: 1, run: import };

fn import<'a>(evaluator: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let path = evaluator.str(args[0], at)?;
    evaluator.import(path.text, at)
}

/// Lets `import (nixpkgs + "/nixos/lib/eval-config.nix")` be that file of the nixpkgs at hand, where it is not known which
/// nixpkgs that is: a patched one, mostly, which has to be built first.
fn preload_eval_config(evaluator: &Evaluator<'_>, nixpkgs: Option<&Path>) {
    let path = nixpkgs.unwrap_or(Path::new(embedded::NIXPKGS)).join(EVAL_CONFIG);
    let file = evaluator.string(path.to_string_lossy());
    let value = evaluator.lazy_call(evaluator.native(&IMPORT), &[file]);
    evaluator.preload(&format!("«?»/{EVAL_CONFIG}"), value);
}

/// Attributes under which files that are no flakes keep their hosts.
const HOSTS: [&str; 5] = ["nixosConfigurations", "nodes", "hosts", "machines", "nixosSystems"];

/// Whether a function can be called with an empty set, and is no module.
fn takes_nothing(param: &Param) -> bool {
    match param {
        Param::Name(_) => false,
        Param::Formals { formals, .. } => formals.iter().all(|formal| {
            formal.default.is_some()
                && !matches!(formal.name.as_str(), "config" | "options" | "modulesPath")
        }),
    }
}

/// Whether a set holds evaluated hosts: the first has a `config` and `options`.
fn are_hosts<'a>(evaluator: &Evaluator<'a>, set: Value<'a>) -> Result<'a, bool> {
    let Kind::Attrs(attrs) = set.kind() else { return Ok(false) };
    let Some(first) = attrs.in_name_order().into_iter().next() else { return Ok(false) };
    let host = evaluator.force(first.value)?;
    Ok(matches!(host.kind(), Kind::Attrs(host)
        if host.get(Sym::new("config")).is_some() && host.get(Sym::new("options")).is_some()))
}

/// The error that a flake has no hosts, with advice where a module lies beside it.
fn or_module<'a>(evaluator: &Evaluator<'a>, dir: &Path, error: Error<'a>) -> Error<'a> {
    let is_module = |name: &&str| {
        let file = dir.join(name);
        let value = evaluator
            .vfs()
            .kind(&file)
            .is_ok()
            .then(|| evaluator.import(&file.to_string_lossy(), Pos::NONE).ok());
        matches!(value.flatten().map(Value::kind), Some(Kind::Lambda(closure))
            if takes(&evaluator.lambda(closure).param, "config"))
    };
    match ["configuration.nix", "default.nix"].into_iter().find(is_module) {
        Some(name) => evaluator.advised(
            error,
            &format!(
                "`{name}` is a module; it is checked by itself with `persist-lint check {name}`"
            ),
        ),
        None => error,
    }
}

/// Whether a function asks for an argument by name.
fn takes(param: &Param, name: &str) -> bool {
    match param {
        Param::Name(_) => false,
        Param::Formals { formals, .. } => formals.iter().any(|formal| formal.name.as_str() == name),
    }
}

/// The set of hosts in a flake's outputs: `nixosConfigurations`, else the nodes of a hive.
fn hosts_of<'a>(evaluator: &Evaluator<'a>, outputs: Value<'a>) -> Result<'a, Value<'a>> {
    let attrs = match outputs.kind() {
        Kind::Unknown(unknown) => return Err(evaluator.unknown_error(unknown, outputs.pos())),
        _ => evaluator.as_attrs(outputs, outputs.pos())?,
    };
    if let Some(hosts) = attrs.get(Sym::new("nixosConfigurations")) {
        return evaluator.force(hosts.value);
    }
    if let Some(nodes) = attribute(evaluator, outputs, "colmenaHive")
        .and_then(|hive| attribute(evaluator, hive, "nodes"))
    {
        return Ok(nodes);
    }
    if let Some(open) = attrs.open {
        return Err(evaluator.unknown_error(open, outputs.pos()));
    }
    Err(evaluator.error(
        ErrorKind::Missing,
        outputs.pos(),
        "the flake has no `nixosConfigurations`",
    ))
}
