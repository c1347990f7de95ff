//! Whether our evaluator and Nix know the same of a host: everything that the linter reads, from both, side by side.
//!
//! `cargo bench --bench facts -- --override-flake github:NixOS/nixpkgs=PATH [--override-flake URL=PATH]… [PROJECT [HOST…]]`
//! compares the hosts of `benches/facts/fleet/`, whose inputs are named there, or those of another flake. `NIX` names the
//! `nix` to compare with, when it is not the one on `PATH`.
//!
//! The facts have to be equal but for the hashes of store paths, which we do not compute, and for places: a merged value
//! does not know where it was written in Nix. What fails in Nix is left out, and counted. The exit status is 1 when the
//! facts of a host differ.

#![allow(clippy::print_stdout, reason = "a report is printed")]

mod compare;

use std::{
    ffi::OsString,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    sync::Arc,
};

use compare::{Comparison, Difference};
use persist_lint::{
    check::Disk,
    eval::{Program, Settings},
    model::Assumptions,
    modules::{
        Entry, ModeChoice, Overrides, Project,
        embedded::Embedded,
        facts::{HostFacts, Mode, Shape, Wanted},
        guards::GUARDS,
        nix::Questions,
    },
    source::Files,
};

/// How many differences of a host are shown.
const SHOWN: usize = 20;

struct Setup {
    project: Project,
    hosts: Vec<String>,
    nix: OsString,
}

/// What the linter asks of a host with nixpkgs, but not what caused it: Nix is not asked that either.
struct Facts(Assumptions);

impl Wanted for Facts {
    fn shape(&self, mode: Mode) -> &'static Shape {
        self.0.shape(mode)
    }

    fn chains(&self, _: &HostFacts) -> Vec<Vec<String>> {
        Vec::new()
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            println!("nothing is compared: {problem}");
            ExitCode::SUCCESS
        }
    }
}

/// Whether the facts of all hosts are equal.
fn run() -> Result<bool, String> {
    let setup = Setup::read()?;
    let files = Arc::new(Files::new());
    let vfs = Embedded::new(Disk::new([PathBuf::from("/")]));
    let program = Program::new(files, Arc::new(vfs), GUARDS);
    let questions = Questions::new(&setup.project, &program);
    let names = setup.ask(&questions.names())?;
    let mut names = questions.read_names(&names)?;
    if let Some(absent) = setup.hosts.iter().find(|host| !names.contains(host)) {
        return Err(format!("there is no host `{absent}`"));
    }
    names.retain(|name| setup.hosts.is_empty() || setup.hosts.contains(name));
    let wanted = Facts(Assumptions::default());
    let (mut equal, mut compared) = (0, 0);
    for name in &names {
        let theirs = setup
            .ask(&questions.facts(name, &wanted))
            .and_then(|answer| questions.read_facts(&program, name, &answer));
        let theirs = match theirs {
            Ok(theirs) => theirs,
            Err(problem) => {
                println!("{name}: left out: Nix does not evaluate it: {problem}");
                continue;
            }
        };
        let ours = setup.project.evaluate(&program, name, &wanted);
        compared += 1;
        equal += usize::from(report(name, &ours, &theirs));
    }
    println!("{equal} of {compared} hosts equal, {} left out", names.len() - compared);
    Ok(equal == compared)
}

/// Prints how the facts of a host compare. Whether they are equal.
fn report(name: &str, ours: &HostFacts, theirs: &HostFacts) -> bool {
    for error in &ours.errors {
        println!("{name}: ours: {}", error.message);
    }
    let comparison = compare::facts(&ours.config, &theirs.config);
    let verdict = if comparison.differences.is_empty() { "equal" } else { "DIFFERENT" };
    let Comparison { values, failed, differences } = comparison;
    println!("{name}: {verdict}, {values} values; {failed} that fail in Nix are left out");
    let count = differences.len();
    for Difference { path, ours, theirs } in differences.into_iter().take(SHOWN) {
        println!("    {path}\n        ours: {ours}\n        nix:  {theirs}");
    }
    if count > SHOWN {
        println!("    and {} more", count - SHOWN);
    }
    count == 0 && ours.errors.is_empty()
}

impl Setup {
    fn read() -> Result<Self, String> {
        let mut overrides = Overrides::default();
        let mut names = Vec::new();
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                // cargo's own
                "--bench" => {}
                "--override-flake" => {
                    let pair = arguments.next().unwrap_or_default();
                    let (url, path) =
                        pair.split_once('=').ok_or("--override-flake needs URL=PATH")?;
                    overrides.flakes.push((url.to_owned(), path.into()));
                }
                _ => names.push(argument),
            }
        }
        if overrides.nixpkgs_dir().is_none() {
            return Err("name a nixpkgs: --override-flake github:NixOS/nixpkgs=PATH".to_owned());
        }
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/facts/fleet");
        let mut names = names.into_iter();
        let root = names.next().map_or(own, PathBuf::from);
        let root = root.canonicalize().map_err(|error| format!("{}: {error}", root.display()))?;
        let project = Project {
            entry: Entry::Flake(root.clone()),
            root,
            overrides,
            mode: ModeChoice::Full,
            settings: Settings::default(),
        };
        let nix = std::env::var_os("NIX").unwrap_or_else(|| "nix".into());
        Ok(Self { project, hosts: names.collect(), nix })
    }

    /// What Nix answers.
    fn ask(&self, expression: &str) -> Result<String, String> {
        let mut child = Command::new(&self.nix)
            .args(["--extra-experimental-features", "nix-command flakes pipe-operators"])
            .args(["eval", "--impure", "--read-only", "--json", "--file", "-"])
            .current_dir(&self.project.root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", self.nix.display()))?;
        if let Some(mut input) = child.stdin.take() {
            // A Nix that has gone says itself why.
            let _ = input.write_all(expression.as_bytes());
        }
        let output = child.wait_with_output().map_err(|error| error.to_string())?;
        if output.status.success() {
            return String::from_utf8(output.stdout).map_err(|error| error.to_string());
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        let last = errors.rsplit("error:").next().unwrap_or_default();
        Err(last.lines().map(str::trim).collect::<Vec<_>>().join(" "))
    }
}
