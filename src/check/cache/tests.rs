//! What is kept gives the same as what is parsed, whatever happens to it.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::thread;

use super::*;
use crate::{
    check::Disk,
    eval::{Evaluator, Kind, Settings, on_large_stack},
    source::Files,
};

const LIBRARY: [(&str, &str); 3] = [
    ("default.nix", "{ a = import ./a.nix; deep = import ./dir; }"),
    ("a.nix", "x: if x == 0 then throw \"zero\" else [ x \"é\" 1.5 ]"),
    ("dir/default.nix", "let f = { a, b ? a }: a + b; in f { a = 3; }"),
];

/// A store with one library, and a folder for the cache.
struct Machine {
    root: tempfile::TempDir,
    store: PathBuf,
    library: PathBuf,
    choice: CacheChoice,
}

impl Machine {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let store = fs::canonicalize(root.path()).unwrap().join("store");
        let library = store.join("hash-source");
        fs::create_dir_all(library.join("dir")).unwrap();
        LIBRARY.iter().for_each(|(name, text)| fs::write(library.join(name), text).unwrap());
        let choice = CacheChoice { folder: root.path().join("cache"), stores: vec![store.clone()] };
        Self { root, store, library, choice }
    }

    /// One that has seen the library in a run before.
    fn again() -> Self {
        let machine = Self::new();
        machine.run("lib.deep");
        machine
    }

    /// Where the trees of the library are kept.
    fn file(&self) -> PathBuf {
        folder::file_of(&folder::of_version(&self.choice.folder), &self.library)
    }

    /// What an expression with `lib` comes to in a run with a cache, and where it failed.
    fn run(&self, expression: &str) -> String {
        self.run_with(&Arc::new(Cache::new(&self.choice, [])), expression)
    }

    fn run_with(&self, cache: &Arc<Cache>, expression: &str) -> String {
        let files = Arc::new(Files::new());
        let disk = Arc::new(Disk::new([self.store.clone()]));
        let trees: Arc<dyn Trees> = Arc::<Cache>::clone(cache);
        let program = Program::new(Arc::clone(&files), disk, &[]).with_trees(Some(trees));
        let library = self.library.display();
        let text = format!("let lib = import {library}; in builtins.toJSON ({expression})");
        let source = program.add(Path::new("/expression"), &text, &[]);
        let result = on_large_stack(|| {
            Evaluator::run(&program, Settings::default(), |evaluator| {
                let value = evaluator.evaluate(evaluator.adopt(Arc::clone(&source)), &[]);
                match value.and_then(|value| evaluator.force(value)).map(|value| value.kind()) {
                    Ok(Kind::Str(text)) => text.text.to_owned(),
                    Ok(_) => panic!("toJSON gives a string"),
                    Err(error) => {
                        let span = program.span(error.pos).unwrap();
                        let place = files.text(span.file)[span.range.as_usize()].to_owned();
                        format!("{}: {place}", error.message)
                    }
                }
            })
        });
        cache.save(&program);
        result
    }
}

const ALL: &str = "[ (lib.a 2) lib.deep ]";
const RESULT: &str = "[[2,\"é\",1.5],6]";

#[test]
fn kept_trees_give_the_same_as_parsed_ones() {
    let machine = Machine::again();
    let failing = "lib.a 0";
    let cold = machine.run(failing);
    assert_eq!(machine.run(ALL), RESULT);
    assert!(machine.file().is_file());
    assert_eq!(machine.run(ALL), RESULT);
    assert_eq!(machine.run(failing), cold);
    assert!(cold.contains("throw \"zero\""), "{cold}");
}

#[test]
fn what_is_kept_is_not_read_again() {
    let machine = Machine::again();
    machine.run(ALL);
    // Nothing in a real store changes. Here it shows what is used.
    fs::write(machine.library.join("dir/default.nix"), "7").unwrap();
    assert_eq!(machine.run(ALL), RESULT);
    let failing = machine.run("lib.a 0");
    fs::write(machine.library.join("a.nix"), "other").unwrap();
    let blank = machine.run("lib.a 0");
    assert_eq!(blank.trim_end(), failing[..failing.find("throw").unwrap()].trim_end());
}

#[test]
fn the_second_run_keeps_trees() {
    let machine = Machine::new();
    assert_eq!(machine.run(ALL), RESULT);
    assert_eq!(fs::read(machine.file()).unwrap(), b"");
    assert_eq!(machine.run(ALL), RESULT);
    assert_ne!(fs::read(machine.file()).unwrap(), b"");
}

#[test]
fn more_files_join_those_that_are_kept() {
    let machine = Machine::again();
    machine.run("lib.deep");
    let before = fs::metadata(machine.file()).unwrap().len();
    machine.run(ALL);
    let after = fs::read(machine.file()).unwrap();
    assert!(after.len() as u64 > before);
    machine.run(ALL);
    assert_eq!(fs::read(machine.file()).unwrap(), after);
}

#[test]
fn a_damaged_file_is_ignored_and_written_again() {
    let machine = Machine::again();
    machine.run(ALL);
    let whole = fs::read(machine.file()).unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << (at % 8);
        fs::write(machine.file(), &damaged).unwrap();
        assert_eq!(machine.run(ALL), RESULT, "byte {at}");
        let cache = Cache::new(&machine.choice, []);
        let names = LIBRARY.map(|(name, _)| machine.library.join(name));
        assert!(names.iter().all(|name| cache.find(name).is_some()), "byte {at}");
    }
    for length in [0, 1, 40, whole.len() / 2, whole.len() - 1] {
        fs::write(machine.file(), &whole[..length]).unwrap();
        assert_eq!(machine.run(ALL), RESULT, "{length} bytes");
        assert_eq!(fs::read(machine.file()).unwrap().len(), whole.len(), "{length} bytes");
    }
}

#[test]
fn runs_at_the_same_time_do_no_harm() {
    let machine = Machine::again();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    assert_eq!(machine.run("lib.deep"), "6");
                    assert_eq!(machine.run(ALL), RESULT);
                    // Another run may just have renamed its own over it.
                    let _ = fs::remove_file(machine.file());
                }
            });
        }
    });
    machine.run(ALL);
    let left = fs::read_dir(machine.file().parent().unwrap()).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, [machine.file()]);
}

#[test]
fn a_folder_that_cannot_be_made_is_no_cache() {
    let machine = Machine::new();
    fs::write(&machine.choice.folder, "a file").unwrap();
    assert_eq!(machine.run(ALL), RESULT);
    assert_eq!(machine.run(ALL), RESULT);
    assert_eq!(fs::read(&machine.choice.folder).unwrap(), b"a file");
}

#[test]
fn other_versions_are_removed() {
    let machine = Machine::new();
    let old = machine.choice.folder.join("trees-0-0.0.1");
    let other = machine.choice.folder.join("something-else");
    fs::create_dir_all(&old).unwrap();
    fs::create_dir_all(&other).unwrap();
    machine.run(ALL);
    assert!(!old.exists() && other.exists() && machine.file().exists());
}

#[test]
fn what_may_change_is_not_kept() {
    let machine = Machine::new();
    let edited = Arc::new(Cache::new(&machine.choice, [machine.library.join("a.nix")]));
    assert_eq!(machine.run_with(&edited, ALL), RESULT);
    assert!(!machine.file().exists());

    let outside = machine.root.path().join("outside.nix");
    fs::write(&outside, "1").unwrap();
    let outside = fs::canonicalize(&outside).unwrap();
    let cache = Cache::new(&machine.choice, []);
    assert_eq!(cache.split(&outside), None);
    assert_eq!(cache.split(&machine.store.join("single.nix")), None);
    assert_eq!(
        cache.split(&machine.library.join("dir/default.nix")),
        Some((machine.library.as_path(), "dir/default.nix"))
    );
}

#[test]
#[cfg(unix)]
fn what_a_link_leads_to_is_not_kept() {
    use std::os::unix::fs::symlink;

    let machine = Machine::again();
    machine.run(ALL);
    let kept = fs::read(machine.file()).unwrap();
    let other = machine.store.join("other-source/inner");
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("default.nix"), "let a = 20; b = 22; in [ a b (a + b) a b a b a b ]")
        .unwrap();
    symlink(&other, machine.library.join("link")).unwrap();
    symlink(other.join("default.nix"), machine.library.join("link.nix")).unwrap();
    for name in ["link", "link.nix"] {
        let expression = format!("import {}", machine.library.join(name).display());
        assert!(machine.run(&expression).starts_with("[20,22,42"));
        assert_eq!(fs::read(machine.file()).unwrap(), kept, "{name}");
    }
}

#[test]
fn a_home_that_is_not_there_is_not_made() {
    let home = tempfile::tempdir().expect("a directory can be made");
    let folder = |named: Option<&str>, home: &Path| {
        let named = named.map(PathBuf::from);
        CacheChoice::within(named, Some(home.to_owned())).map(|choice| choice.folder)
    };
    assert_eq!(folder(None, home.path()), Some(home.path().join(".cache/persist-lint")));
    assert_eq!(folder(None, &home.path().join("shelter")), None);
    assert_eq!(folder(Some("/c"), &home.path().join("shelter")), Some("/c/persist-lint".into()));
    assert_eq!(
        folder(Some("relative"), home.path()),
        Some(home.path().join(".cache/persist-lint"))
    );
}
