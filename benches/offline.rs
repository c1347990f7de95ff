//! What is known without nixpkgs of what is known with it: the state paths of real configurations.
//!
//! `cargo bench --bench offline -- --nixpkgs PATH [--flake github:OWNER/REPO=PATH]… [-v] PROJECT[#HOST]…` evaluates each host twice,
//! with nixpkgs and without, and compares what `persist-lint state` lists. A project that cannot be evaluated with nixpkgs is left out.
//!
//! - Wanted is every path of the host with nixpkgs. It is found when the path, or one above it, is listed without.
//! - A path that is listed without nixpkgs is right when it, one above it or one below it is listed with nixpkgs.
//! - Paths of services, and those in homes, are counted apart.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a table is printed")]

use std::{collections::BTreeMap, path::PathBuf};

use persist_lint::{
    check::{self, Request},
    model::{Host, StatePath, path::is_at_or_below},
    modules::{ModeChoice, Overrides},
};

#[derive(Default)]
struct Score {
    wanted: usize,
    found: usize,
    listed: usize,
    right: usize,
}

impl Score {
    fn line(&self) -> String {
        let share = |part: usize, of: usize| {
            let of = u32::try_from(of.max(1)).unwrap_or(u32::MAX);
            f64::from(u32::try_from(part).unwrap_or(u32::MAX)) / f64::from(of)
        };
        format!(
            "recall {:.3} ({}/{}), precision {:.3} ({}/{})",
            share(self.found, self.wanted),
            self.found,
            self.wanted,
            share(self.right, self.listed),
            self.right,
            self.listed
        )
    }
}

fn main() {
    if let Err(problem) = run() {
        println!("nothing is compared: {problem}");
    }
}

fn run() -> Result<(), String> {
    let mut overrides = Overrides::default();
    let (mut projects, mut verbose) = (Vec::new(), false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // cargo's own
            "--bench" => {}
            "-v" => verbose = true,
            "--nixpkgs" => {
                let path = PathBuf::from(arguments.next().ok_or("--nixpkgs needs a path")?);
                overrides.flakes.push(("github:NixOS/nixpkgs".to_owned(), path.clone()));
                overrides.nixpkgs = Some(path);
            }
            "--flake" => {
                let pair = arguments.next().unwrap_or_default();
                let (name, path) = pair.split_once('=').ok_or("--flake needs NAME=PATH")?;
                overrides.flakes.push((name.to_owned(), path.into()));
            }
            project => projects.push(project.to_owned()),
        }
    }
    if overrides.nixpkgs.is_none() || projects.is_empty() {
        return Err("name a nixpkgs with --nixpkgs, and projects".to_owned());
    }
    let (mut services, mut homes) = (Score::default(), Score::default());
    let mut differences: BTreeMap<String, usize> = BTreeMap::new();
    for project in &projects {
        let (path, host) = project.split_once('#').unwrap_or((project, ""));
        let evaluate = |mode| {
            let mut request = Request {
                path: path.into(),
                mode: Some(mode),
                overrides: overrides.clone(),
                config: check::config::Choice::Isolated,
                ..Request::default()
            };
            request.hosts.extend((!host.is_empty()).then(|| host.to_owned()));
            check::run(&request)
        };
        let (full, offline) = match (evaluate(ModeChoice::Full), evaluate(ModeChoice::Offline)) {
            (Ok(full), Ok(offline)) => (full.fleet.hosts, offline.fleet.hosts),
            (Err(error), _) | (_, Err(error)) => {
                println!("{project}: left out: {error}");
                continue;
            }
        };
        for host in full.iter().filter(|host| host.mode.is_some_and(|mode| mode.has_nixpkgs())) {
            let Some(other) = offline.iter().find(|other| other.name == host.name) else {
                continue;
            };
            if host.state.items.is_empty() {
                println!("{project} {}: left out: its state is not known", host.name);
                continue;
            }
            let (own, in_homes) = (compare(host, other, false), compare(host, other, true));
            println!("{project} {}: {}", host.name, own.0.line());
            for (sum, (score, names)) in [(&mut services, own), (&mut homes, in_homes)] {
                sum.wanted += score.wanted;
                sum.found += score.found;
                sum.listed += score.listed;
                sum.right += score.right;
                names.into_iter().for_each(|name| *differences.entry(name).or_default() += 1);
            }
        }
    }
    if verbose {
        let mut lines: Vec<_> =
            differences.into_iter().map(|(name, count)| (count, name)).collect();
        lines.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        lines.iter().for_each(|(count, name)| println!("{count:>4} {name}"));
    }
    println!("services: {}", services.line());
    println!("homes: {}", homes.line());
    Ok(())
}

/// The score of one host, and each difference as a line.
fn compare(full: &Host, offline: &Host, homes: bool) -> (Score, Vec<String>) {
    let of = |host: &'_ Host| -> Vec<StatePath> {
        let in_home =
            |state: &StatePath| state.for_user.is_some() || state.owner.starts_with("users.users.");
        let mut paths: Vec<_> =
            host.state.iter().filter(|state| in_home(state) == homes).cloned().collect();
        paths.sort_by(|a, b| a.path.cmp(&b.path));
        paths.dedup_by(|a, b| a.path == b.path);
        paths
    };
    let (wanted, listed) = (of(full), of(offline));
    let above = |state: &StatePath, others: &[StatePath]| {
        others.iter().any(|other| is_at_or_below(&state.path, &other.path))
    };
    let below = |state: &StatePath, others: &[StatePath]| {
        others.iter().any(|other| is_at_or_below(&other.path, &state.path))
    };
    let missing: Vec<_> = wanted.iter().filter(|state| !above(state, &listed)).collect();
    let wrong: Vec<_> =
        listed.iter().filter(|state| !above(state, &wanted) && !below(state, &wanted)).collect();
    let score = Score {
        wanted: wanted.len(),
        found: wanted.len() - missing.len(),
        listed: listed.len(),
        right: listed.len() - wrong.len(),
    };
    let line = |what: &str, state: &StatePath| format!("{what} {} ({})", state.path, state.owner);
    let missing = missing.into_iter().map(|state| line("missing", state));
    let wrong = wrong.into_iter().map(|state| line("wrong", state));
    (score, missing.chain(wrong).collect())
}
