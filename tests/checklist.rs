//! What looks wrong and is not: the situations in which a linter of this kind cries wolf.
//!
//! Every file of `testdata/checklist/` is a configuration in which no rule that is on by default finds anything. Its name begins
//! with the number of its item:
//!
//! | | |
//! |---|---|
//! | 1 | a parent directory is persisted |
//! | 2 | `/var` is a filesystem of its own |
//! | 3 | the storage is below `/nix` |
//! | 4 | a storage is switched off |
//! | 5 | an option moves the state to where it lasts, or to an unknown mount |
//! | 6 | a bind mount of `fileSystems` |
//! | 7 | a link of tmpfiles or of an activation script |
//! | 8 | a link of `environment.etc` |
//! | 9 | links of preservation |
//! | 10 | only homes are wiped |
//! | 11 | only another dataset is rolled back |
//! | 12 | containers, images, variants for virtual machines |
//! | 13 | a condition does not hold |
//! | 14 | a shared module lists services that are not on here |
//! | 15 | userborn |
//! | 16 | all numbers of users are fixed |
//! | 17 | sops-nix decrypts in a unit |
//! | 18 | the key of agenix is below `/nix` |
//! | 19 | ZFS mounts datasets by itself |
//! | 20 | the root is on NFS |
//! | 21 | absolute paths of `config.xdg` |
//! | 22 | a dynamic user is switched off |
//! | 23 | the journal is volatile |
//! | 24 | the machine does not hibernate |
//! | 25 | a unit is disabled |
//! | 26 | disko mounts a subvolume |
//! | 27 | several storages |
//! | 28 | lists under a condition |
//!
//! So that none is silent for another reason, the second line of a file names a rule, which speaks as soon as the lines are
//! left out that end in `# here`, and those that begin with `#+` are put in.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{collections::BTreeSet, fs, path::Path};

use persist_lint::{
    check::{self, Request},
    diagnostic::Diagnostic,
};

fn found(path: &Path) -> Vec<Diagnostic> {
    let report = check::run(&Request { path: path.to_owned(), ..Request::default() }).unwrap();
    assert!(report.whole, "{}: {:?}", path.display(), report.diagnostics);
    report.diagnostics
}

/// The configuration without what makes it right.
fn without(text: &str) -> String {
    let kept = text.lines().filter(|line| !line.trim_end().ends_with("# here"));
    kept.map(|line| line.replacen("#+ ", "", 1) + "\n").collect()
}

#[test]
fn what_looks_wrong_and_is_not() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/checklist");
    let copies = tempfile::tempdir().unwrap();
    let mut items = BTreeSet::new();
    let mut wrong = Vec::new();
    let mut files: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        items.insert(name.split('-').next().unwrap().parse::<u32>().unwrap());
        let copy = copies.path().join(&name);
        // What needs home-manager is a flake.
        let (host, host_copy) = if file.is_dir() {
            fs::create_dir(&copy).unwrap();
            fs::copy(file.join("flake.nix"), copy.join("flake.nix")).unwrap();
            (file.join("host.nix"), copy.join("host.nix"))
        } else {
            (file.clone(), copy.clone())
        };
        let text = fs::read_to_string(&host).unwrap();
        let rule = text.lines().nth(1).and_then(|line| line.strip_prefix("# otherwise: ")).unwrap();
        for found in found(&file) {
            wrong.push(format!("{name}: {}: {}", found.rule, found.message));
        }
        fs::write(&host_copy, without(&text)).unwrap();
        if !found(&copy).iter().any(|found| found.rule == rule) {
            wrong.push(format!("{name}: {rule} is silent in any case"));
        }
    }
    assert_eq!(items, (1..=28).collect(), "every item has a file");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
