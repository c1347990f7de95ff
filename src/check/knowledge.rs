//! Makes the generated knowledge anew from a nixpkgs on disk.

use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{Disk, Progress};
use crate::{
    eval::{Arena, Program},
    model::{
        generation_shape,
        knowledge::generate::{self, Agreement, GeneratedEntry, Seen},
    },
    modules::{embedded::Embedded, guards, probe::Probe},
    source::Files,
};

/// How many options share one evaluation of nixpkgs: more make it faster and take more memory.
const TOGETHER: usize = 6;

/// What to make.
#[derive(Clone, Debug)]
pub struct Generate {
    /// The nixpkgs.
    pub nixpkgs: PathBuf,
    /// Only options that begin with one of these; all when empty.
    pub only: Vec<String>,
    /// Where results are kept while it runs, so that it can go on where it stopped.
    pub journal: PathBuf,
    /// How many threads.
    pub jobs: usize,
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The entries, by option.
    pub entries: Vec<GeneratedEntry>,
    /// Options that could not be evaluated.
    pub failed: Vec<String>,
    /// How many options were tried.
    pub tried: usize,
    /// How it compares with the shipped entries.
    pub agreement: Agreement,
    /// The text of the file.
    pub text: String,
}

/// Tries every option that was not tried already.
///
/// # Errors
/// When nixpkgs cannot be read or evaluated, or the journal cannot be written.
pub fn generate(request: &Generate, progress: Progress<'_>) -> Result<Generated, String> {
    let nixpkgs = fs::canonicalize(&request.nixpkgs)
        .map_err(|error| format!("cannot read {}: {error}", request.nixpkgs.display()))?;
    let release = fs::read_to_string(nixpkgs.join("lib/.version"))
        .map_err(|error| format!("{} is no nixpkgs: lib/.version: {error}", nixpkgs.display()))?;
    let vfs = Arc::new(Embedded::new(Disk::new([nixpkgs.clone()])));
    let program = Program::new(Arc::new(Files::new()), vfs, guards::GUARDS);
    let probe = Probe::new(&program, &nixpkgs);
    let all = probe.switches()?;
    let mut switches = all.clone();
    let wanted = |name: &String| {
        request.only.is_empty()
            || request.only.iter().any(|prefix| name.starts_with(prefix.as_str()))
    };
    switches.retain(|name| wanted(name));
    let shape = generation_shape(&all);

    let mut seen = read_journal(&request.journal)?;
    let done: BTreeSet<Option<String>> = seen.iter().map(|seen| seen.option.clone()).collect();
    let left: Vec<String> =
        switches.iter().filter(|name| !done.contains(&Some((*name).clone()))).cloned().collect();
    let journal = fs::OpenOptions::new().create(true).append(true).open(&request.journal);
    let journal =
        journal.map_err(|error| format!("cannot write {}: {error}", request.journal.display()))?;
    let results = Mutex::new((journal, Vec::new()));
    let batches: Vec<&[String]> = left.chunks(TOGETHER).collect();
    let next = AtomicUsize::new(0);
    let count = AtomicUsize::new(switches.len() - left.len());
    let error = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..request.jobs.max(1) {
            scope.spawn(|| {
                let mut arena = Arena::default();
                while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let each = probe.each(batch, shape, &mut arena, |option, tried| {
                        let seen = Seen::of(option, &tried, &all);
                        let mut results =
                            results.lock().expect("no thread panics while it holds the results");
                        if let Ok(line) = serde_json::to_string(&seen) {
                            // A journal that cannot be written costs the way back, not the result.
                            let _ = writeln!(results.0, "{line}");
                        }
                        results.1.push(seen);
                        if option.is_some() {
                            progress(count.fetch_add(1, Ordering::Relaxed) + 1, switches.len());
                        }
                    });
                    if let Err(message) = each {
                        *error.lock().expect("no thread panics while it holds the error") =
                            Some(message);
                        return;
                    }
                }
            });
        }
    });
    if let Some(message) = error.into_inner().expect("no thread panicked") {
        return Err(message);
    }
    seen.extend(results.into_inner().expect("no thread panicked").1);
    let entries = generate::entries(&seen);
    let failed = seen.iter().filter(|seen| seen.failed).filter_map(|seen| seen.option.clone());
    let looked_at: BTreeSet<String> = switches.iter().cloned().collect();
    Ok(Generated {
        failed: failed.collect(),
        tried: switches.len(),
        agreement: generate::compare(&entries, &looked_at),
        text: generate::file(release.trim(), &entries),
        entries,
    })
}

/// What an earlier run has found. A line that was cut off is tried again.
fn read_journal(path: &Path) -> Result<Vec<Seen>, String> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(format!("cannot read {}: {error}", path.display())),
    }
}

/// Writes the file.
///
/// # Errors
/// Those of the disk.
pub fn write(path: &Path, text: &str) -> std::io::Result<()> {
    fs::write(path, text)
}
