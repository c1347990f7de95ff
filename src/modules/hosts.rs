//! The hosts of a project, and their facts.

use std::path::{Path, PathBuf};

use super::{
    embedded,
    facts::{HostFacts, Mode, Node, PATH_SEPARATOR, Wanted},
    graph::attribute,
    guards::options::is_unset_platform,
    imports,
    inputs::{Overrides, canonical},
    lock::url_identity,
    own_homes,
    provenance::Tracer,
    query::Reader,
    removed, report,
    root::Root,
    scripts, undeclared, wrapped,
};
use crate::{
    diagnostic::{Diagnostic, Severity},
    eval::{
        Arena, Attr, ErrorKind, Evaluator, FileKind, Gauge, Kind, Locate, Pos, Program, Reads,
        Settings, Value, on_large_stack,
    },
    source::Span,
    syntax::Sym,
};

/// What the user points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A directory with a `flake.nix`.
    Flake(PathBuf),
    /// A module, or a file that holds hosts.
    File(PathBuf),
}

/// Which mode may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ModeChoice {
    /// Full when nixpkgs is on disk, offline otherwise.
    #[default]
    Auto,
    /// Full, or nothing.
    Full,
    /// Offline, even when nixpkgs is on disk.
    Offline,
}

/// A project to be evaluated.
#[derive(Clone, Debug)]
pub struct Project {
    /// What is evaluated.
    pub entry: Entry,
    /// The directory whose files are the user's.
    pub root: PathBuf,
    /// Where inputs are.
    pub overrides: Overrides,
    /// Which mode may be used.
    pub mode: ModeChoice,
    /// Bounds and assumptions of each evaluation.
    pub settings: Settings,
}

/// The names of a project's hosts, and what was found on the way to them.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Names, sorted.
    pub hosts: Vec<String>,
    /// Why hosts may be missing.
    pub errors: Vec<Diagnostic>,
    /// What could not be known, with where.
    pub unknown: Vec<(String, Option<Span>)>,
    /// What the evaluation looked at, when that was to be written down.
    pub reads: Reads,
}

/// The name of the only host of a project that is one module.
pub(super) fn module_name(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    match stem.as_str() {
        "default" | "configuration" => {
            let dir = file.parent().and_then(Path::file_name);
            dir.map_or(stem, |dir| dir.to_string_lossy().into_owned())
        }
        _ => stem,
    }
}

/// Begins the note that hosts may be missing.
const MORE_HOSTS: &str = "there may be more hosts";

/// A run that looked at nothing must not look like one that found nothing. `open` says that there may be hosts; whatever
/// else is unknown, such as a module of a flake that was left out, may make them, too.
fn no_hosts(unknown: &[(String, Option<Span>)], open: bool) -> Diagnostic {
    let message = if open || !unknown.is_empty() {
        "no host of the project is known"
    } else {
        "the project has no hosts"
    };
    let diagnostic = Diagnostic::new("evaluation", Severity::Warning, message);
    match unknown.first() {
        Some((reason, span)) => {
            let reason = super::guards::cause(reason);
            // What is missing is said once, however it was noticed.
            let cause = |what: &&str| reason.strip_prefix(what)?.strip_prefix(": ");
            let noticed = [MORE_HOSTS, super::guards::MODULE_LEFT_OUT];
            let reason = noticed.iter().find_map(cause).unwrap_or(reason);
            report::with_advice(diagnostic.at(*span).reason(reason), reason)
        }
        None => diagnostic,
    }
}

/// Whether a value can be a host. Sets of hosts by system, which helpers make of all outputs of a flake, are none.
fn may_be_host<'a>(evaluator: &Evaluator<'a>, value: Value<'a>) -> bool {
    let Ok(Kind::Attrs(attrs)) = evaluator.force(value).map(Value::kind) else { return true };
    let is_set =
        |value| evaluator.force(value).is_ok_and(|value| matches!(value.kind(), Kind::Attrs(_)));
    attrs.open.is_some()
        || attrs.lenient.is_some()
        || attrs.get(Sym::new("config")).is_some()
        || !attrs.in_name_order().iter().all(|attr| is_set(attr.value))
}

/// What cannot be known at all, and what to do about it.
fn unknowable(mut diagnostic: Diagnostic, what: &str) -> Diagnostic {
    diagnostic.severity = Severity::Warning;
    let reason = super::guards::cause(&diagnostic.message).to_owned();
    diagnostic.message = format!("{what}: {reason}");
    report::with_advice(diagnostic, &reason)
}

/// The environment of a host's evaluation. nixpkgs refuses packages that are not free, insecure, broken or for another
/// system unless the user allows them, often in the environment (`pkgs/stdenv/generic/check-meta.nix`). Here it is no
/// matter: what the services of such a package keep is lost all the same.
pub(super) const ENVIRONMENT: &[(&str, &str)] = &[
    ("NIXPKGS_ALLOW_UNFREE", "1"),
    ("NIXPKGS_ALLOW_INSECURE", "1"),
    ("NIXPKGS_ALLOW_BROKEN", "1"),
    ("NIXPKGS_ALLOW_UNSUPPORTED_SYSTEM", "1"),
];

impl Project {
    /// Lists the hosts.
    #[must_use]
    pub fn list(&self, program: &Program) -> Listing {
        on_large_stack(|| {
            Evaluator::run(program, self.settings(), |evaluator| self.list_in(evaluator))
        })
    }

    pub(super) fn settings(&self) -> Settings {
        let mut overrides = self.overrides.clone();
        if self.mode == ModeChoice::Offline {
            overrides.forget_nixpkgs();
        }
        // Without nixpkgs its modules, and those that need it, come from the embedded library.
        let choice = self.mode;
        let native = choice == ModeChoice::Offline
            || choice == ModeChoice::Auto && overrides.nixpkgs_dir().is_none();
        let locate = move |url: &str| {
            let identity = canonical(&url_identity(url));
            let known = || identity.strip_prefix("github:").and_then(embedded::source);
            if native {
                known().or_else(|| overrides.source(url))
            } else {
                overrides.source(url).or_else(|| known().filter(|_| choice != ModeChoice::Full))
            }
        };
        Settings {
            open_variables: &["config", "options", "osConfig", "nixosConfig"],
            locate: Some(Locate::new(locate)),
            // The embedded library is no nixpkgs that somebody could take a part of.
            uncopied: Some(embedded::ROOT),
            environment: ENVIRONMENT,
            // `allow-unsafe-native-code-during-evaluation` and nix-plugins: who uses them decrypts secrets with them,
            // and asserts that they are there.
            optional_builtins: &["exec", "extraBuiltins"],
            own: Some(self.root.clone()),
            ..self.settings.clone()
        }
    }

    fn list_in(&self, evaluator: &Evaluator<'_>) -> Listing {
        let reader = Reader::new(evaluator, &self.root);
        let mut listing = Listing::default();
        let mut open_hosts = false;
        let result = self.root(evaluator).and_then(|(root, _)| match root {
            Root::Module(file) => {
                listing.hosts = vec![module_name(&file)];
                Ok(Vec::new())
            }
            Root::Hosts(hosts, _) => match evaluator.force(hosts)?.kind() {
                Kind::Attrs(attrs) => {
                    open_hosts = attrs.open.is_some();
                    if let Some(open) = attrs.open {
                        listing.unknown.push((format!("{MORE_HOSTS}: {}", open.reason), None));
                    }
                    Ok(attrs.in_name_order())
                }
                Kind::Unknown(unknown) => Err(evaluator.unknown_error(unknown, hosts.pos())),
                _ => Err(evaluator.type_error(hosts.pos(), "`nixosConfigurations` is not a set")),
            },
        });
        let mut named: Vec<&Attr<'_>> = Vec::new();
        match result {
            Ok(hosts) => named = hosts,
            Err(error) => {
                let mut diagnostic = report::diagnostic(evaluator, &reader, error);
                if let ErrorKind::Unknown(_) = error.kind {
                    diagnostic = unknowable(diagnostic, "the hosts cannot be known");
                }
                listing.errors.push(report::of_file(diagnostic, evaluator, &self.root, error));
            }
        }
        for error in evaluator.failures() {
            let diagnostic = report::diagnostic(evaluator, &reader, error);
            listing.errors.push(report::of_file(diagnostic, evaluator, &self.root, error));
        }
        listing.unknown.extend(report::notes(evaluator));
        // What is said on the way to a host is said when it is evaluated.
        let (hosts, others): (Vec<&Attr<'_>>, Vec<&Attr<'_>>) =
            named.into_iter().partition(|attr| may_be_host(evaluator, attr.value));
        listing.hosts.extend(hosts.iter().map(|attr| attr.name.as_str().to_owned()));
        listing.unknown.extend(others.iter().map(|attr| {
            (
                format!("`{}` is no host: it has no `config`", attr.name.as_str()),
                reader.span(attr.pos),
            )
        }));
        if listing.hosts.is_empty() && listing.errors.is_empty() {
            listing.errors.push(no_hosts(&listing.unknown, open_hosts));
        }
        listing.reads = evaluator.reads();
        listing
    }

    /// Evaluates one host and reads its facts.
    #[must_use]
    pub fn evaluate(&self, program: &Program, name: &str, wanted: &dyn Wanted) -> HostFacts {
        self.evaluate_with(program, name, wanted, &mut Arena::default(), None)
    }

    /// As [`Project::evaluate`], with values in an arena that is used again, and telling `gauge` how they grow.
    #[must_use]
    pub fn evaluate_with(
        &self,
        program: &Program,
        name: &str,
        wanted: &dyn Wanted,
        arena: &mut Arena,
        gauge: Option<&(dyn Gauge + Sync)>,
    ) -> HostFacts {
        on_large_stack(|| {
            let gauge = gauge.map(|gauge| -> &dyn Gauge { gauge });
            Evaluator::run_in(arena, gauge, program, self.settings(), |evaluator| {
                self.evaluate_in(evaluator, name, wanted)
            })
        })
    }

    fn evaluate_in(&self, evaluator: &Evaluator<'_>, name: &str, wanted: &dyn Wanted) -> HostFacts {
        let reader = Reader::new(evaluator, &self.root);
        let entry = match &self.entry {
            Entry::Flake(dir) => dir.join("flake.nix"),
            Entry::File(file) => file.clone(),
        };
        let mut facts = HostFacts::unknown(name, Mode::Offline, &entry);
        let mut directories = Vec::new();
        let mut outputs = None;
        let result = self.root(evaluator).and_then(|(root, graph)| {
            let host = match root {
                Root::Module(file) => self.module_host(evaluator, &file, &mut facts)?,
                Root::Hosts(hosts, all) => {
                    outputs = all;
                    let attrs = evaluator.as_attrs(hosts, Pos::NONE)?;
                    facts.span = attrs.get(Sym::new(name)).and_then(|attr| reader.span(attr.pos));
                    let host =
                        evaluator.select(evaluator.force(hosts)?, Sym::new(name), Pos::NONE)?;
                    evaluator.force(host)?
                }
            };
            if let Some(graph) = graph {
                facts.inputs = graph.locked_inputs();
                directories = graph.directories();
                if graph.has_nixpkgs() {
                    facts.mode = Mode::Full;
                }
            }
            if let Kind::Unknown(unknown) = host.kind() {
                return Err(evaluator.unknown_error(unknown, host.pos()));
            }
            // Some make hosts that need arguments: for an installation, say.
            if let Kind::Lambda(_) = host.kind() {
                return Ok(None);
            }
            if let Kind::Attrs(attrs) = host.kind()
                && attrs.open.or(attrs.lenient).is_none()
                && attrs.get(Sym::new("config")).is_none()
            {
                let message = format!("`{name}` is no NixOS configuration: it has no `config`");
                return Err(evaluator.error(ErrorKind::Missing, host.pos(), message));
            }
            let config = evaluator.select(host, Sym::new("config"), host.pos())?;
            Ok(Some((host, evaluator.force(config)?)))
        });
        match result {
            Ok(None) => {
                let reason = "a function that makes a host, and none itself";
                facts.complete = false;
                facts.config = Node::unknown(reason);
                facts.unknown.push((reason.to_owned(), facts.span));
            }
            Ok(Some((host, config))) => {
                evaluator.mark_result();
                facts.config = reader.read(config, wanted.shape(facts.mode));
                removed::read(evaluator, &reader, host, &mut facts.config);
                facts.scripts = scripts::named(evaluator, &facts.config);
                facts.wrapped = wrapped::packages(evaluator, config);
                if let Some(outputs) = outputs {
                    facts.homes = own_homes::of_host(evaluator, &reader, outputs, &facts);
                }
                self.read_imports(evaluator, &reader, config, &mut facts);
                facts.release = attribute(evaluator, config, "system")
                    .and_then(|system| attribute(evaluator, system, "nixos"))
                    .and_then(|nixos| attribute(evaluator, nixos, "release"))
                    .and_then(|release| match release.kind() {
                        Kind::Str(text) => Some(text.text.to_owned()),
                        _ => None,
                    });
                if facts.mode != Mode::Nix
                    && let Some(tracer) = Tracer::new(evaluator, &reader, host, directories)
                {
                    for path in wanted.chains(&facts) {
                        if let Some(chain) = tracer.trace(&path) {
                            facts.chains.insert(path.join(PATH_SEPARATOR), chain);
                        }
                    }
                }
            }
            Err(error) => {
                facts.complete = false;
                facts.config = Node::unknown(error.message);
                let mut diagnostic = report::diagnostic(evaluator, &reader, error);
                if let ErrorKind::Unknown(_) = error.kind {
                    diagnostic = unknowable(diagnostic, "the host cannot be evaluated");
                }
                diagnostic.span = diagnostic.span.or(facts.span);
                facts.errors.push(report::of_file(diagnostic, evaluator, &self.root, error));
            }
        }
        facts.imports = imports::read(evaluator, &reader, &self.root);
        // Nix has no end with such a cycle: whatever else failed is a consequence.
        if let Some(cycle) = imports::cycle(&facts.imports) {
            facts.complete = false;
            facts.errors = vec![report::import_cycle(&cycle, &self.root)];
        }
        // A bound may be hit while facts are read; then all that follow are lost.
        if let Some(error) = evaluator.exhausted()
            && facts.errors.is_empty()
        {
            facts.complete = false;
            let diagnostic = report::diagnostic(evaluator, &reader, error);
            facts.errors.push(diagnostic);
        }
        // What is missing may set the platform: mostly the file that the installer made for the machine.
        let lacks = !facts.errors.is_empty() || !evaluator.incomplete().is_empty();
        for error in evaluator.failures() {
            if lacks && is_unset_platform(error) {
                continue;
            }
            let diagnostic = report::diagnostic(evaluator, &reader, error);
            facts.errors.push(report::of_file(diagnostic, evaluator, &self.root, error));
        }
        for error in &mut facts.errors {
            error.hosts = vec![name.to_owned()];
        }
        for prefix in evaluator.incomplete() {
            // A home is an evaluation of its own. Whatever else was left out, such as a part of the flake, may make the host.
            let is_home = matches!(prefix.as_slice(), ["home-manager", "users", _]);
            if !(is_home && facts.config.open_at(&prefix)) {
                facts.complete = false;
            }
        }
        facts.left_out = evaluator.left_out().map(str::to_owned);
        facts.unknown.extend(report::notes(evaluator));
        facts.reads = evaluator.reads();
        facts
    }

    /// What the native module system says of itself: which imports it could not follow.
    fn read_imports<'a>(
        &self,
        evaluator: &Evaluator<'a>,
        reader: &Reader<'_, 'a>,
        config: Value<'a>,
        facts: &mut HostFacts,
    ) {
        let mut guessed = false;
        let mut lost = |config: Value<'a>| {
            let imports = attribute(evaluator, config, "_module")
                .and_then(|module| attribute(evaluator, module, "unknownImports"))?;
            let Kind::List(imports) = imports.kind() else { return None };
            for import in imports.items {
                let reason = attribute(evaluator, *import, "reason");
                let text = match reason.map(Value::kind) {
                    Some(Kind::Unknown(unknown)) => unknown.reason,
                    _ => "a module that cannot be read",
                };
                if super::guards::keeps_nothing(text) {
                    guessed |= super::guards::seems_to_keep_nothing(text);
                    continue;
                }
                let span = reason.and_then(|reason| reader.span(reason.pos()));
                facts.complete = false;
                facts.unknown.push((format!("an import is not known: {text}"), span));
            }
            Some(())
        };
        if lost(config).is_none() {
            // Not the native module system: the one of a nixpkgs, however the project found it.
            facts.mode = Mode::Full;
            return;
        }
        facts.mode = Mode::Offline;
        let users = attribute(evaluator, config, "home-manager")
            .and_then(|manager| attribute(evaluator, manager, "users"));
        if let Some(Kind::Attrs(users)) = users.map(Value::kind) {
            for user in users.in_name_order() {
                lost(user.value);
            }
        }
        if guessed {
            facts.undeclared = undeclared::read(evaluator, reader, config);
        }
        let definitions = attribute(evaluator, config, "_module")
            .and_then(|module| attribute(evaluator, module, "unknownDefinitions"));
        if let Some(Kind::List(definitions)) = definitions.map(Value::kind) {
            for definition in definitions.items {
                let Ok(value) = evaluator.force(*definition) else { continue };
                if let Kind::Unknown(unknown) = value.kind()
                    && !super::guards::keeps_nothing(unknown.reason)
                {
                    let reason =
                        format!("a definition of options is not known: {}", unknown.reason);
                    let span = reader.span(value.pos()).or_else(|| reader.span(definition.pos()));
                    facts.unknown.push((reason, span));
                }
            }
        }
    }

    /// Whether a directory holds a flake.
    #[must_use]
    pub fn is_flake(program: &Program, dir: &Path) -> bool {
        program.vfs().kind(&dir.join("flake.nix")) == Ok(FileKind::Regular)
    }
}
