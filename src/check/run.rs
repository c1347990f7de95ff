//! Running the hosts of a project.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use super::{
    CacheChoice, Config, Finding, Follow, Session, config,
    hosts::Evaluator,
    is_about_input,
    judge::{self, Judged},
    similar,
};
use crate::{
    diagnostic::{Diagnostic, Fix, Severity},
    eval::Source,
    fix::{self, Originals},
    live,
    model::{Fleet, Host, Seen},
    modules::{Entry, Listing, ModeChoice, Overrides},
    rules,
    source::{Files, Span, TextRange},
};

/// What to check, and how.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// A flake's directory, or a Nix file. Absolute.
    pub path: PathBuf,
    /// Files and directories in it: what does not concern them is not reported.
    pub parts: Vec<PathBuf>,
    /// Only these hosts; all when empty.
    pub hosts: Vec<String>,
    /// Whether it is enough that one of `hosts` exists.
    pub any_host: bool,
    /// Which mode may be used; what the configuration file says when it is `None`.
    pub mode: Option<ModeChoice>,
    /// What evaluates.
    pub evaluator: Evaluator,
    /// Where inputs are. They come before those of the configuration file.
    pub overrides: Overrides,
    /// Which configuration file is read.
    pub config: config::Choice,
    /// The least severity that fails, instead of the configuration's; `Some(None)` for never.
    pub fail_on: Option<Option<Severity>>,
    /// A baseline instead of the configuration's.
    pub baseline: Option<PathBuf>,
    /// Whether known findings are reported all the same.
    pub without_baseline: bool,
    /// Texts that stand for those on the disk, by path.
    pub overlay: BTreeMap<PathBuf, String>,
    /// Where parsed files are kept from one run to the next.
    pub cache: Option<CacheChoice>,
    /// Rules that run although they are off by default.
    pub also: Vec<&'static str>,
    /// Whether to look at the machine this runs on, too, which is the host that was named or the one with its name.
    pub live: bool,
    /// Whether no repair is worked out: [`Report::repair_of`] does so for one finding.
    pub without_fixes: bool,
}

/// The outcome of a run.
#[derive(Clone, Default)]
pub struct Report {
    /// The texts that spans refer to.
    pub files: Arc<Files>,
    /// The directory that paths are shown relative to.
    pub root: PathBuf,
    /// Whether a file was asked for, and not a directory.
    pub of_file: bool,
    /// The hosts that were evaluated, by name.
    pub fleet: Fleet,
    /// What was found, in the order of files and lines.
    pub diagnostics: Vec<Diagnostic>,
    /// What was found and allowed, by a comment or a path in the configuration.
    pub suppressed: Vec<Diagnostic>,
    /// What was found and is in the baseline.
    pub baselined: Vec<Diagnostic>,
    /// What is in the baseline and was not found.
    pub gone: Vec<Finding>,
    /// What the configuration file says.
    pub config: Config,
    /// The least severity that fails; `None` for never.
    pub fail_on: Option<Severity>,
    /// What could not be known about the project as a whole.
    pub unknown: Vec<(String, Option<Span>)>,
    /// How many files of the project were read.
    pub project_files: usize,
    /// The parts that were asked for and not read.
    pub unread: Vec<PathBuf>,
    /// Whether everything that was asked for could be checked.
    pub whole: bool,
}

impl Report {
    /// How one of the findings is repaired, in a report without fixes, too.
    #[must_use]
    pub fn repair_of(&self, found: &Diagnostic) -> Option<Fix> {
        let originals = || Originals::new(&self.files, &self.fleet, &self.root, &self.diagnostics);
        found.fix.clone().or_else(|| fix::resolve_one(found, &originals()))
    }
}

/// Why nothing could be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// There is nothing at the path.
    NotFound(PathBuf),
    /// The directory or file cannot be read.
    Unreadable(PathBuf, String),
    /// The file cannot be written.
    Unwritable(PathBuf, String),
    /// The directory holds nothing that could be checked, but perhaps a file that has hosts.
    NothingToCheck(PathBuf, Option<PathBuf>),
    /// A host that does not exist, and those that do.
    NoSuchHost(String, Vec<String>),
    /// The real Nix was asked for, and is not there or fails.
    Nix(String),
    /// The machine itself cannot be looked at, and why.
    Machine(String),
}

impl Error {
    /// What the system said about a path that the user named.
    #[must_use]
    pub fn of(path: &Path, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::NotFound(path.to_owned()),
            std::io::ErrorKind::PermissionDenied => {
                Self::Unreadable(path.to_owned(), "permission denied".to_owned())
            }
            _ => Self::Unreadable(path.to_owned(), error.to_string()),
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound(path) => write!(f, "there is nothing at {}", path.display()),
            Self::Unreadable(path, why) => write!(f, "cannot read {}: {why}", path.display()),
            Self::Unwritable(path, why) => write!(f, "cannot write {}: {why}", path.display()),
            Self::NothingToCheck(path, other) => {
                let (last, others) = FILES.split_last().expect("there are some");
                let names = others.join(", ");
                write!(f, "{} holds no flake.nix, {names} or {last}", path.display())?;
                match other.as_ref().map(|file| file.display()) {
                    Some(file) => {
                        write!(f, "; `{file}` seems to have hosts: try `persist-lint check {file}`")
                    }
                    None => Ok(()),
                }
            }
            Self::Nix(message) => f.write_str(message),
            Self::Machine(why) => write!(f, "cannot look at this machine: {why}"),
            Self::NoSuchHost(name, others) => {
                write!(f, "there is no host `{name}`")?;
                match similar(name, others.iter().map(String::as_str)) {
                    Some(similar) => write!(f, "; did you mean `{similar}`?"),
                    None if others.is_empty() => Ok(()),
                    None => write!(f, "; there are {}", others.join(", ")),
                }
            }
        }
    }
}

/// Files that are looked for in a directory without a flake.
const FILES: [&str; 3] = ["configuration.nix", "default.nix", "hive.nix"];

/// A file in a directory that seems to make machines of modules.
fn file_of_hosts(dir: &Path) -> Option<PathBuf> {
    let mut files: Vec<_> =
        std::fs::read_dir(dir).ok()?.flatten().map(|file| file.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "nix"));
    files.sort();
    files.into_iter().find(|file| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        ["nixos/lib/eval-config.nix", "nixosSystem"].iter().any(|call| text.contains(call))
    })
}

/// What a path names: a flake, or a file.
fn entry(path: &Path) -> Result<(Entry, PathBuf), Error> {
    let unreadable = |error: std::io::Error| Error::of(path, &error);
    let written = path;
    let path = std::fs::canonicalize(path).map_err(unreadable)?;
    let metadata = std::fs::metadata(&path).map_err(unreadable)?;
    if metadata.is_dir() {
        std::fs::read_dir(&path).map_err(unreadable)?;
        if path.join("flake.nix").is_file() {
            return Ok((Entry::Flake(path.clone()), path));
        }
        let file = FILES.iter().map(|name| path.join(name)).find(|file| file.is_file());
        return match file {
            Some(file) => Ok((Entry::File(file), path)),
            None => Err(Error::NothingToCheck(written.to_owned(), file_of_hosts(written))),
        };
    }
    let dir = path.parent().unwrap_or(&path).to_owned();
    if path.file_name().is_some_and(|name| name == "flake.nix") {
        return Ok((Entry::Flake(dir.clone()), dir));
    }
    Ok((Entry::File(path), dir))
}

/// Whether a directory holds something that can be checked.
#[must_use]
pub fn holds_project(dir: &Path) -> bool {
    dir.is_dir() && entry(dir).is_ok()
}

/// The path without symbolic links, when there is something at it; else as it is.
#[must_use]
pub fn real_path(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The file that a path names for Nix: of a directory its `default.nix`.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn nix_file(path: &Path) -> Result<PathBuf, Error> {
    let unreadable = |error: std::io::Error| Error::of(path, &error);
    let file = if path.is_dir() { path.join("default.nix") } else { path.to_owned() };
    let file = std::fs::canonicalize(file).map_err(unreadable)?;
    std::fs::File::open(&file).map_err(unreadable)?;
    Ok(file)
}

/// Is told how many hosts are done, of how many.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Evaluates the hosts and runs the rules.
///
/// # Errors
/// When there is nothing that could be checked. Errors in the configuration are diagnostics.
pub fn run(request: &Request) -> Result<Report, Error> {
    run_with(request, &|_, _| {})
}

/// As [`run`], and says how many hosts are done, of how many.
///
/// # Errors
/// As [`run`].
pub fn run_with(request: &Request, progress: Progress<'_>) -> Result<Report, Error> {
    Ok(run_until(request, progress, None)?.expect("nobody can stop it"))
}

/// The same; `None` when it was stopped before the end.
///
/// # Errors
/// As for [`run`].
pub fn run_until(
    request: &Request,
    progress: Progress<'_>,
    stop: Option<&Arc<AtomicBool>>,
) -> Result<Option<Report>, Error> {
    let report = Session::once().run(request, progress, Follow { stop, early: None })?;
    Ok(report.map(|report| report.narrowed(&request.parts)))
}

/// What a request names.
pub(super) struct Start {
    pub(super) entry: Entry,
    /// The directory that paths are shown relative to.
    pub(super) root: PathBuf,
}

impl Start {
    /// # Errors
    /// When there is nothing that could be checked.
    pub(super) fn of(request: &Request) -> Result<Self, Error> {
        let (entry, root) = entry(&request.path)?;
        Ok(Self { entry, root })
    }

    /// The first file that is read.
    fn file(&self) -> PathBuf {
        match &self.entry {
            Entry::Flake(dir) => dir.join("flake.nix"),
            Entry::File(file) => file.clone(),
        }
    }
}

/// What a report is made of, beside what was found on the hosts.
pub(super) struct Parts<'p> {
    pub(super) request: &'p Request,
    pub(super) start: &'p Start,
    pub(super) config: Config,
    pub(super) files: Arc<Files>,
    /// The files that were read.
    pub(super) sources: &'p [Arc<Source>],
    pub(super) listing: Listing,
    /// Whether all hosts have been evaluated.
    pub(super) all: bool,
}

/// Puts together what was found on the hosts, by name, and in the files that were read.
///
/// # Errors
/// When the baseline cannot be read.
pub(super) fn report<'j>(
    Parts { request, start, config, files, sources, listing, all }: Parts<'_>,
    judged: impl Iterator<Item = &'j Judged>,
) -> Result<Report, Error> {
    let first = start.file();
    let root = start.root.clone();
    let mut diagnostics = syntax_errors(sources, &root);
    // What a text that cannot be parsed evaluates to is no news.
    if diagnostics.is_empty() {
        let start = files.find(&first).map(|file| Span::new(file, TextRange::new(0, 0)));
        diagnostics.extend(listing.errors.into_iter().map(|mut error| {
            error.span = error.span.or(start);
            error
        }));
    }
    let mut fleet = Fleet::default();
    let mut suppressed = Vec::new();
    let written = diagnostics.clone();
    for Judged { host, errors, found, ignored } in judged {
        diagnostics
            .extend(errors.iter().filter(|error| !is_told(error, &written)).chain(found).cloned());
        suppressed.extend(ignored.iter().cloned());
        fleet.hosts.push(Arc::clone(host));
    }
    let of_project = |source: &&Arc<Source>| Path::new(&source.path).starts_with(&root);
    let project_files = sources.iter().filter(of_project).count();
    let whole = all && !diagnostics.iter().any(is_about_input);
    let mut diagnostics = rules::merge(diagnostics);
    for diagnostic in &mut diagnostics {
        // What no line of the user's made true is shown where the host is defined.
        let host = fleet.hosts.iter().find(|host| diagnostic.hosts.first() == Some(&host.name));
        let defined = host.and_then(|host| files.now(host.span?));
        diagnostic.span = diagnostic.span.or(defined);
    }
    let mut report = Report {
        files,
        root,
        of_file: !request.path.is_dir(),
        fleet,
        diagnostics,
        suppressed: rules::merge(suppressed),
        fail_on: request.fail_on.or(config.fail_on).unwrap_or(Some(Severity::Warning)),
        config,
        unknown: listing.unknown,
        project_files,
        whole,
        ..Report::default()
    };
    judge::project(&mut report, request, sources)?;
    if !request.without_fixes {
        fix::resolve(&mut report.diagnostics, &report.files, &report.fleet, &report.root);
    }
    sort(&mut report.diagnostics, &report.files);
    Ok(report)
}

/// The host that the machine is.
pub(super) fn this_machine(request: &Request, names: &[String]) -> Result<String, Error> {
    if let [name] = request.hosts.as_slice() {
        return Ok(name.clone());
    }
    let own = live::host_name().map_err(|error| Error::Machine(error.to_string()))?;
    if names.contains(&own) {
        return Ok(own);
    }
    Err(Error::Machine(format!(
        "it is `{own}`, and there is no such host; name the one it is with --host"
    )))
}

#[cfg(target_os = "linux")]
pub(super) fn see(host: &Host) -> Result<Seen, Error> {
    live::see(host).map_err(|error| Error::Machine(error.to_string()))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn see(_: &Host) -> Result<Seen, Error> {
    Err(Error::Machine("it does not run Linux".to_owned()))
}

/// What is said of a text that cannot be parsed, in place of a rule's id.
pub const SYNTAX: &str = "syntax";

/// What is wrong with the texts of the files below a directory.
#[must_use]
pub fn syntax_errors(sources: &[Arc<Source>], root: &Path) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for source in sources {
        if !Path::new(&source.path).starts_with(root) {
            continue;
        }
        for error in &source.errors {
            let span = Span::new(source.file, error.range);
            let mut diagnostic = Diagnostic::new(SYNTAX, Severity::Error, &error.message).at(span);
            if let Some((range, message)) = &error.related {
                diagnostic = diagnostic.label(Span::new(source.file, *range), message);
            }
            diagnostics.push(diagnostic);
        }
    }
    diagnostics
}

/// Whether an error of the evaluation was told as one of the text: a variable that nothing binds is seen there, and again when
/// it is needed.
fn is_told(error: &Diagnostic, written: &[Diagnostic]) -> bool {
    let is_same = |known: &Diagnostic| known.span == error.span && known.message == error.message;
    written.iter().any(is_same)
}

/// The directory that files of the project may be read from: the repository the path is in, since a flake or a module
/// can import what is beside it.
#[must_use]
pub fn repository(root: &Path) -> PathBuf {
    let repository = root.ancestors().find(|dir| dir.join(".git").exists());
    repository.unwrap_or(root).to_owned()
}

/// Sorts diagnostics by file, place, rule and message; what has no place comes last.
fn sort(diagnostics: &mut [Diagnostic], files: &Files) {
    diagnostics.sort_by_cached_key(|diagnostic| {
        let place = diagnostic.span.map(|span| (files.path(span.file), span.range));
        (
            place.is_none(),
            place,
            diagnostic.rule,
            diagnostic.message.clone(),
            diagnostic.hosts.clone(),
        )
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undefined_variable_is_told_once() {
        let file = Files::new().add(Path::new("/a.nix"), "{ imports = [ a ]; }");
        let found = |rule, start| {
            let message = "undefined variable `a`";
            let span = Span::new(file, TextRange::new(start, start + 1));
            Diagnostic::new(rule, Severity::Error, message).at(span)
        };
        assert!(is_told(&found("evaluation", 14), &[found(SYNTAX, 14)]));
        assert!(!is_told(&found("evaluation", 15), &[found(SYNTAX, 14)]));
    }
}
