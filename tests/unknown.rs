//! Less knowledge never makes more findings: in each configuration of `testdata/rules/` and `testdata/checklist/`, one after the other,
//! each value that is written there is not known, or may hold, or has more members than are known. No rule then finds what it
//! did not find before; in what is good, nothing at all.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use persist_lint::{
    check::Disk,
    diagnostic::Diagnostic,
    eval::{Program, Settings},
    model::{Assumptions, Host},
    modules::{
        Entry, ModeChoice, Overrides, Project,
        embedded::Embedded,
        facts::{HostFacts, Node, Plain, Unknown},
        guards::GUARDS,
    },
    rules,
    source::Files,
};

/// Two findings with one cause: without the first, the second may be said. One that names several people names fewer when
/// less is known, and one of several files names the next.
const SECOND: [&str; 4] = [
    "bind-mounted-renamed-file",
    "unpersisted-home",
    "unpersisted-home-state",
    "unpersisted-service-state",
];

/// The facts of a file that is one host.
fn facts(file: &Path) -> HostFacts {
    let root = file.parent().unwrap().to_owned();
    let vfs = Embedded::new(Disk::new([root.clone()]));
    let program = Program::new(Arc::new(Files::new()), Arc::new(vfs), GUARDS);
    let project = Project {
        entry: Entry::File(file.to_owned()),
        root,
        overrides: Overrides::default(),
        mode: ModeChoice::Offline,
        settings: Settings::default(),
    };
    let name = project.list(&program).hosts.into_iter().next().unwrap();
    project.evaluate(&program, &name, &Assumptions::default())
}

/// One step down: an attribute or an element.
#[derive(Clone, Debug)]
enum Step {
    Attr(Arc<str>),
    Item(usize),
}

/// The places of all values that were written in the file.
fn written(node: &Node, at: &mut Vec<Step>, found: &mut Vec<Vec<Step>>) {
    let mut enter = |step: Step, inner: &Node, written: bool| {
        at.push(step);
        if written || inner.span.is_some() {
            found.push(at.clone());
        }
        self::written(inner, at, found);
        at.pop();
    };
    match &node.value {
        Plain::Attrs(attrs) => {
            for (name, attr) in &attrs.entries {
                enter(Step::Attr(Arc::clone(name)), &attr.node, attr.name.is_some());
            }
        }
        Plain::List(list) => {
            for (index, item) in list.items.iter().enumerate() {
                enter(Step::Item(index), item, false);
            }
        }
        _ => {}
    }
}

fn place<'n>(node: &'n mut Node, at: &[Step]) -> &'n mut Node {
    at.iter().fold(node, |node, step| match (&mut node.value, step) {
        (Plain::Attrs(attrs), Step::Attr(name)) => &mut attrs.entries.get_mut(name).unwrap().node,
        (Plain::List(list), Step::Item(index)) => &mut list.items[*index],
        _ => unreachable!("the place was found there"),
    })
}

/// The value with less known of it, in each way there is.
fn weakened(node: &Node) -> Vec<Plain> {
    let unknown = |may| Plain::Unknown(Unknown { reason: "not known".into(), partial: None, may });
    let mut ways = vec![unknown(None), unknown(Some(Box::new(node.clone())))];
    match &node.value {
        Plain::Attrs(attrs) => {
            ways.push(Plain::Attrs(persist_lint::modules::facts::Attrs {
                complete: false,
                ..attrs.clone()
            }));
        }
        Plain::List(list) => {
            ways.push(Plain::List(persist_lint::modules::facts::List {
                complete: false,
                ..list.clone()
            }));
        }
        _ => {}
    }
    ways
}

fn findings(facts: &HostFacts, also: &[&str]) -> Vec<Diagnostic> {
    rules::check(&Host::from_facts(facts), also)
}

/// What is found with less knowledge alone.
fn complaints(file: &Path, also: &[&str]) -> Vec<String> {
    let mut facts = facts(file);
    let key = |found: &Diagnostic| (found.rule, found.path.clone());
    let before: Vec<_> = findings(&facts, also).iter().map(key).collect();
    let mut places = Vec::new();
    written(&facts.config, &mut Vec::new(), &mut places);
    assert!(!places.is_empty(), "{}: something is written", file.display());
    let mut wrong = Vec::new();
    for at in places {
        let whole = place(&mut facts.config, &at).clone();
        for less in weakened(&whole) {
            place(&mut facts.config, &at).value = less;
            let new = findings(&facts, also).into_iter().filter(|found| {
                let excused = SECOND.contains(&found.rule) && !before.is_empty();
                !excused && !before.contains(&key(found))
            });
            wrong.extend(new.map(|found| {
                let less = &place(&mut facts.config, &at).value;
                format!(
                    "{}: {at:?} as {less:?}: [{}] {}",
                    file.display(),
                    found.rule,
                    found.message
                )
            }));
        }
        *place(&mut facts.config, &at) = whole;
    }
    wrong
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn less_knowledge_never_means_more_findings() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let rules = entries(&data.join("rules")).into_iter().flat_map(|rule| {
        let id = rule.file_name().unwrap().to_string_lossy().into_owned();
        entries(&rule).into_iter().map(move |file| (file, Some(id.clone())))
    });
    let checklist = entries(&data.join("checklist")).into_iter().map(|file| (file, None));
    let is_host = |file: &Path| {
        let name = file.to_string_lossy();
        name.ends_with(".nix") && !name.ends_with(".fixed.nix")
    };
    let cases: Vec<_> = rules.chain(checklist).filter(|(file, _)| is_host(file)).collect();
    assert!(cases.len() > rules::RULES.len());
    let queue = Mutex::new(cases.into_iter());
    let wrong = Mutex::new(Vec::new());
    let work = || {
        while let Some((file, id)) = { queue.lock().unwrap().next() } {
            let found = complaints(&file, id.as_deref().as_slice());
            wrong.lock().unwrap().extend(found);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            std::thread::Builder::new().stack_size(64 << 20).spawn_scoped(scope, work).unwrap();
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
}
