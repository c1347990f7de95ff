//! The parser agrees with `rnix` about what is Nix, on every Nix file of the project.

use std::path::{Path, PathBuf};

use persist_lint::syntax;

fn nix_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("the directory is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            nix_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "nix") {
            found.push(path);
        }
    }
}

#[test]
fn both_parsers_take_the_same_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    nix_files(&root.join("src/modules/native"), &mut files);
    nix_files(&root.join("testdata"), &mut files);
    assert!(files.len() > 50, "the project has more Nix files");
    for file in files {
        let text = std::fs::read_to_string(&file).expect("it is text");
        let ours = syntax::parse(&text).errors.into_iter().next();
        let theirs = rnix::Root::parse(&text).errors().first().map(ToString::to_string);
        if let Some(theirs) = theirs {
            assert!(ours.is_some(), "{}: rnix says: {theirs}", file.display());
        } else if let Some(ours) = ours {
            // What rnix leaves to others: names and duplicates.
            let semantic = ["undefined", "already", "twice", "duplicate"];
            let known = semantic.iter().any(|word| ours.message.contains(word));
            assert!(known, "{}: only this parser says: {}", file.display(), ours.message);
        }
    }
}
