//! What is known of a host that a real module system evaluates: what is not certain stays where it is, and each fact leads
//! to a line of the project.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::{path::Path, sync::Arc};

use persist_lint::{
    check::Disk,
    eval::{Guard, Program, Settings},
    modules::{
        Entry, ModeChoice, Overrides, Project,
        embedded::Embedded,
        facts::{Attr, HostFacts, Mode, Node, PATH_SEPARATOR, Plain, Shape, Wanted},
        guards::GUARDS,
    },
    source::{Files, LineIndex, Span},
    syntax::ir::Expr,
};

fn evaluate(name: &str) -> (HostFacts, Arc<Files>) {
    evaluate_as(name, &Everything)
}

fn evaluate_as(name: &str, wanted: &dyn Wanted) -> (HostFacts, Arc<Files>) {
    evaluate_with(GUARDS, name, wanted)
}

fn evaluate_with(
    guards: &'static [Guard],
    name: &str,
    wanted: &dyn Wanted,
) -> (HostFacts, Arc<Files>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/full");
    let files = Arc::new(Files::new());
    let vfs = Embedded::new(Disk::new([root.clone()]));
    let program = Program::new(Arc::clone(&files), Arc::new(vfs), guards);
    let project = Project {
        entry: Entry::File(root.join("project/hosts.nix")),
        root: root.join("project"),
        overrides: Overrides::default(),
        mode: ModeChoice::Auto,
        settings: Settings::default(),
    };
    (project.evaluate(&program, name, wanted), files)
}

fn evaluate_flake(name: &str) -> HostFacts {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/full");
    let vfs = Embedded::new(Disk::new([root.clone()]));
    let program = Program::new(Arc::new(Files::new()), Arc::new(vfs), GUARDS);
    let project = Project {
        entry: Entry::Flake(root.join(name)),
        root: root.join(name),
        overrides: Overrides { nixpkgs: Some(root), ..Overrides::default() },
        mode: ModeChoice::Full,
        settings: Settings::default(),
    };
    project.evaluate(&program, "box", &Everything)
}

struct Everything;

impl Wanted for Everything {
    fn shape(&self, _: Mode) -> &'static Shape {
        &Shape::Deep
    }

    fn chains(&self, _: &HostFacts) -> Vec<Vec<String>> {
        let asked = [
            "units.database",
            "units.always",
            "units.own",
            "services.photos.database.enable",
            "kept./photos",
            "kept./elsewhere",
            "packages.editor",
            "environment.systemPackages.editor",
            "environment.systemPackages.viewer",
            "home-manager.users.ann.kept.own",
            "home-manager.users.ann.packages.viewer",
        ];
        asked.iter().map(|path| path.split('.').map(str::to_owned).collect()).collect()
    }
}

/// Units of the project with what is in them, others by name.
struct Own;

impl Wanted for Own {
    fn shape(&self, _: Mode) -> &'static Shape {
        const UNITS: Shape = Shape::Own(&Shape::Each(&Shape::Scalar), &Shape::Scalar);
        &Shape::Fields(&[("units", UNITS)])
    }

    fn chains(&self, _: &HostFacts) -> Vec<Vec<String>> {
        Vec::new()
    }
}

fn place(files: &Files, span: Option<Span>) -> String {
    let span = span.unwrap();
    let text = files.text(span.file);
    let line = LineIndex::new(&text).line_column(&text, span.range.start).line;
    format!("{}:{line}", files.path(span.file).file_name().unwrap().to_string_lossy())
}

fn may(node: &Node) -> &Plain {
    match &node.value {
        Plain::Unknown(unknown) => &unknown.may.as_ref().expect("it may have a value").value,
        other => panic!("{other:?} is certain"),
    }
}

#[test]
fn what_is_not_certain_stays_where_it_is() {
    let (facts, _) = evaluate("box");
    assert_eq!(facts.mode, Mode::Full);
    assert_eq!(facts.errors, []);
    assert!(facts.complete, "an unknown condition concerns its option only: {:?}", facts.unknown);
    let at = |path: &[&str]| facts.config.at(path).unwrap_or_else(|| panic!("{path:?} is there"));
    let text = |text: &str| Plain::String(text.into());

    // A set: a member that may be there.
    assert_eq!(at(&["units", "own", "state"]).value, text("own"));
    assert!(matches!(may(at(&["units", "perhaps"])), Plain::Attrs(_)));
    // A list: an element that may be there.
    let Plain::List(kept) = &at(&["kept"]).value else { panic!("a list") };
    assert!(kept.complete);
    assert_eq!(kept.items[0].value, text("/sure"));
    assert_eq!(kept.items[1].value, text("/photos"));
    assert_eq!(*may(&kept.items[2]), text("/perhaps"));
    // A set of which one definition is not known: what the other says stays, and there may be more.
    assert_eq!(at(&["opened", "sure"]).value, text("sure"));
    let Plain::Attrs(opened) = &at(&["opened"]).value else { panic!("a set") };
    assert!(!opened.complete);
    // A text is one thing.
    assert!(matches!(at(&["hook"]).value, Plain::Unknown(_)));
    // One that may hold never takes the place of one that does, unless it would win.
    assert_eq!(at(&["name"]).value, text("sure"));
    assert_eq!(at(&["weak"]).value, Plain::Bool(true));
    assert_eq!(*may(at(&["flag"])), Plain::Bool(true));
    assert_eq!(*may(at(&["forced"])), Plain::Bool(true));
    // What does not count may need what it is for.
    assert_eq!(at(&["own"]).value, text("sure"));
    // An option that was removed has no value, and that is nothing to be told.
    assert!(facts.config.at(&["gone"]).is_none());
    assert!(
        facts.unknown.iter().all(|(reason, _)| !reason.contains("gone")),
        "{:?}",
        facts.unknown
    );
    let Plain::List(round) = &at(&["round"]).value else { panic!("{:?}", at(&["round"])) };
    assert_eq!((round.items.len(), round.complete), (1, false));
}

/// A fact with the lines it is from.
fn told(files: &Files, node: &Node) -> String {
    let inner = match &node.value {
        Plain::Attrs(attrs) => {
            let entry = |(name, attr): (&Arc<str>, &Attr)| {
                let named = attr.name.map(|span| place(files, Some(span)));
                format!("{name} ({named:?}) = {};\n", told(files, &attr.node))
            };
            attrs.entries.iter().map(entry).collect::<String>()
        }
        Plain::List(list) => list.items.iter().map(|item| told(files, item) + " ").collect(),
        other => format!("{other:?}"),
    };
    let made = node.span.map(|span| place(files, Some(span)));
    format!("{{ {inner} }} of {made:?}")
}

#[test]
fn guards_take_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/full");
    let vfs = Arc::new(Disk::new([root.clone()]));
    let program = Program::new(Arc::new(Files::new()), vfs, GUARDS);
    let library = program.load(&root.join("lib/modules.nix")).unwrap();
    let is_there = |index: usize| {
        let is_it =
            |expr: &Expr| matches!(expr, Expr::Guard { guard, .. } if *guard as usize == index);
        library.ir.exprs.iter().any(is_it)
    };
    for (index, guard) in GUARDS.iter().enumerate() {
        if guard.file == "/lib/modules.nix" {
            assert!(is_there(index), "the guard of `{}`", guard.name);
        }
    }
}

#[test]
fn what_is_done_at_once_is_what_the_library_does() {
    for name in ["plain", "undeclared"] {
        let (guarded, files) = evaluate(name);
        let (alone, other_files) = evaluate_with(&[], name, &Everything);
        assert_eq!(guarded.errors, []);
        if name == "undeclared" {
            let unknown: Vec<_> = guarded.unknown.iter().map(|(what, _)| what.as_str()).collect();
            assert_eq!(
                unknown,
                ["The option `services.web.nowhere' does not exist. Definition values:"]
            );
            assert_eq!(alone.errors.len(), 1, "without guards the library ends there");
            continue;
        }
        assert_eq!(guarded.unknown, []);
        assert_eq!(told(&files, &guarded.config), told(&other_files, &alone.config));
        let at = |path: &[&str]| guarded.config.at(path).map(|node| &node.value);
        let text = |text: &str| Plain::String(text.into());
        assert_eq!(at(&["name"]), Some(&text("weak")));
        assert_eq!(at(&["units", "web", "state"]), Some(&text("/forced")));
        assert_eq!(at(&["units", "off"]), None);
        assert_eq!(at(&["services", "web", "enable"]), Some(&Plain::Bool(true)));
        let Some(Plain::List(kept)) = at(&["kept"]) else { panic!("a list") };
        let kept: Vec<_> = kept.items.iter().map(|item| item.value.clone()).collect();
        assert_eq!(kept, ["/first", "/second", "/third", "/fourth"].map(text));
    }
}

#[test]
fn a_part_that_is_not_known_leaves_the_others() {
    let (facts, files) = evaluate("parts");
    assert_eq!(facts.errors, []);
    assert!(!facts.complete, "it may define anything");
    let left_out = |(reason, _): &(String, _)| reason.starts_with("a part of a module is left out");
    assert!(facts.unknown.iter().any(left_out), "{:?}", facts.unknown);
    let list =
        |path: &str| match &facts.config.at(&path.split('.').collect::<Vec<_>>()).unwrap().value {
            Plain::List(list) => list.items.clone(),
            other => panic!("{other:?}"),
        };
    assert_eq!(list("kept")[0].value, Plain::String("/known".into()));
    // A package is where it was chosen.
    assert_eq!(place(&files, facts.config.at(&["chosen", "viewer"]).unwrap().span), "parts.nix:10");
    // One that fails costs nobody the others.
    assert_eq!(list("environment.systemPackages").len(), 1);
}

#[test]
fn a_module_that_is_not_known_opens_only_its_home() {
    let (facts, _) = evaluate("home");
    assert_eq!(facts.errors, []);
    assert!(facts.complete, "the home only: {:?}", facts.unknown);
    let home = facts.config.at(&["home-manager", "users", "ann"]).unwrap();
    let Plain::Attrs(home) = &home.value else { panic!("{home:?}") };
    assert!(!home.complete && home.entries.contains_key("kept"));
    let Plain::Attrs(users) = &facts.config.at(&["home-manager", "users"]).unwrap().value else {
        panic!("a set")
    };
    assert!(users.complete);
}

#[test]
fn what_binds_entries_is_not_less_known_than_they_are() {
    let complete = |host: &str, option: [&str; 2]| {
        let (facts, _) = evaluate(host);
        match facts.config.at(&option).map(|node| node.value.clone()) {
            Some(Plain::List(list)) => (list.items.len(), list.complete),
            other => panic!("{option:?} of {host}: {other:?}"),
        }
    };
    assert_eq!(complete("kept", ["systemd", "mounts"]), (2, true));
    assert_eq!(complete("kept-and-more", ["systemd", "mounts"]), (2, false));
    let (facts, _) = evaluate("kept");
    let Some(Plain::List(kept)) =
        facts.config.at(&["environment", "persistence", "/keep"]).map(|node| &node.value)
    else {
        panic!("it is a list")
    };
    assert!(!kept.complete);
}

#[test]
fn an_overlay_that_is_not_known_leaves_what_is() {
    let (facts, _) = evaluate("packages");
    assert_eq!(facts.errors, []);
    let at = |path: &[&str]| &facts.config.at(path).unwrap_or_else(|| panic!("{path:?}")).value;
    assert_eq!(*at(&["name"]), Plain::String("plain".into()));
    assert_eq!(*at(&["units", "packages", "state"]), Plain::String("plain".into()));
    let Plain::Unknown(absent) = at(&["own"]) else { panic!("{:?}", at(&["own"])) };
    assert!(absent.reason.contains("fetchTarball"), "{}", absent.reason);
    let told =
        facts.unknown.iter().filter(|(reason, _)| reason.starts_with("an overlay is left out"));
    assert_eq!(told.count(), 2, "{:?}", facts.unknown);
}

#[test]
fn a_module_that_is_not_on_disk_may_define_what_is_asked_for() {
    let (facts, files) = evaluate("parted");
    assert_eq!(facts.errors, []);
    assert!(!facts.complete);
    let at = |path: &[&str]| &facts.config.at(path).unwrap_or_else(|| panic!("{path:?}")).value;
    let Plain::Unknown(own) = at(&["own"]) else { panic!("{:?}", at(&["own"])) };
    assert!(own.reason.contains("fetchTarball"), "{}", own.reason);
    assert!(own.reason.contains("fetchGit"), "{}", own.reason);
    // Where there is something else to take, that is what is known.
    assert_eq!(*at(&["name"]), Plain::String("nowhere".into()));
    // It is told where it is imported.
    let told = facts.unknown.iter().find(|(reason, _)| reason.starts_with("a module is left out"));
    assert_eq!(place(&files, told.unwrap().1), "hosts.nix:22");
}

#[test]
fn a_module_of_the_flake_that_is_not_on_disk_may_make_the_host() {
    let facts = evaluate_flake("fleet");
    assert_eq!(facts.errors, [], "it may declare how definitions come together");
    assert!(!facts.complete, "{:?}", facts.unknown);
    assert_eq!(facts.config.at(&["name"]).unwrap().value, Plain::String("box".into()));
    let told = |text: &str| facts.unknown.iter().any(|(reason, _)| reason.contains(text));
    assert!(told("a module is left out: input `orchard` is not on disk"), "{:?}", facts.unknown);
    assert!(told("`outputs.orchard` is defined multiple times"), "{:?}", facts.unknown);
    assert!(!told("keep nothing"), "{:?}", facts.unknown);
}

#[test]
fn what_an_older_release_had_is_read() {
    let (facts, files) = evaluate("older");
    let text = facts.config.at(&["systemd", "sleep", "extraConfig"]).unwrap();
    assert_eq!(text.value, Plain::String("AllowHibernation=no".into()));
    assert_eq!(place(&files, text.span), "hosts.nix:36");
    let (facts, _) = evaluate("box");
    assert!(facts.config.at(&["systemd", "sleep", "extraConfig"]).is_none());
}

#[test]
fn what_is_off_or_not_set_is_no_news() {
    let (facts, _) = evaluate("quiet");
    assert_eq!(facts.errors, []);
    assert_eq!(facts.unknown, []);
    assert!(facts.config.at(&["services", "off", "unset"]).is_none());
    let broken = facts.config.at(&["services", "off", "broken"]).unwrap();
    assert!(matches!(broken.value, Plain::Unknown(_)));
    let (facts, _) = evaluate("loud");
    let [(told, _)] = facts.unknown.as_slice() else { panic!("{:?}", facts.unknown) };
    assert_eq!(told, "broken");
}

#[test]
fn homes_are_known_without_home_manager() {
    let facts = evaluate_flake("homes");
    assert_eq!(facts.errors, []);
    let home = |path: &[&str]| {
        let path = [&["home-manager", "users", "ann"], path].concat();
        &facts.config.at(&path).unwrap_or_else(|| panic!("{path:?}")).value
    };
    assert_eq!(*home(&["home", "stateVersion"]), Plain::String("26.05".into()));
    assert_eq!(*home(&["home", "homeDirectory"]), Plain::String("/home/ann".into()));
    assert_eq!(*home(&["programs", "editor", "enable"]), Plain::Bool(true));
    assert_eq!(*home(&["tools", "pen", "here"]), Plain::Bool(true));
    assert_eq!(*home(&["outside", "a"]), Plain::String("a".into()));
    assert!(matches!(home(&["home", "file", "note", "enable"]), Plain::Unknown(_)));
}

#[test]
fn the_input_called_nixpkgs_is_one_wherever_it_comes_from() {
    let facts = evaluate_flake("fork");
    assert_eq!((facts.mode, facts.errors), (Mode::Full, vec![]));
    assert_eq!(facts.config.at(&["name"]).unwrap().value, Plain::String("box".into()));
    // It is for an older release, in which nobody had to say this.
    let fs_type = facts.config.at(&["disk", "fsType"]).unwrap();
    assert_eq!(fs_type.value, Plain::String("auto".into()));
    let Plain::List(kept) = &facts.config.at(&["kept"]).unwrap().value else { panic!("a list") };
    assert_eq!((kept.items.len(), kept.complete, facts.unknown), (1, true, vec![]));
}

#[test]
fn a_text_with_a_hole_is_a_text() {
    let (facts, _) = evaluate("holes");
    let at = |path: &[&str]| &facts.config.at(path).unwrap_or_else(|| panic!("{path:?}")).value;
    let partial = |path: &[&str]| match at(path) {
        Plain::Unknown(unknown) => unknown.partial.as_deref().map(str::to_owned),
        other => panic!("{other:?}"),
    };
    assert_eq!(partial(&["hook"]).as_deref(), Some("sure\necho «?»"));
    assert_eq!(partial(&["name"]).as_deref(), Some("a-«?»"));
    assert_eq!(*at(&["own"]), Plain::String("text".into()));
    // This may be a path as well.
    assert_eq!(partial(&["units", "guess", "state"]), None);
}

#[test]
fn what_is_beside_the_project_is_in_the_store() {
    let picture = |name: &str| evaluate(name).0.config.at(&["picture"]).unwrap().value.clone();
    let Plain::String(path) = picture("pictures") else { panic!("{:?}", picture("pictures")) };
    assert!(path.ends_with("/testdata/full/project/box.png"), "{path}");
    assert!(matches!(picture("pictures-elsewhere"), Plain::Unknown(_)));
}

#[test]
fn nobody_looks_through_another_machine() {
    let (facts, _) = evaluate("asking");
    assert_eq!(facts.config.at(&["own"]).unwrap().value, Plain::String("other".into()));
    assert_eq!((facts.errors, facts.unknown), (vec![], vec![]));
}

#[test]
fn a_condition_that_fails_loses_what_is_under_it() {
    let (facts, _) = evaluate("failing");
    let [error] = facts.errors.as_slice() else { panic!("{:?}", facts.errors) };
    assert!(error.message.starts_with("The option `disk.fsType` was accessed"), "{error:?}");
    assert!(facts.complete);
    let Plain::List(kept) = &facts.config.at(&["kept"]).unwrap().value else { panic!("a list") };
    assert_eq!(kept.items[0].value, Plain::String("/sure".into()));
    assert_eq!(*may(&kept.items[1]), Plain::String("/tmpfs".into()));
}

#[test]
fn a_machine_without_a_platform_is_a_usual_one() {
    let platform = |facts: &HostFacts| facts.config.at(&["nixpkgs", "for"]).unwrap().value.clone();
    let (facts, _) = evaluate("bare");
    assert_eq!(platform(&facts), Plain::String("for x86_64-linux".into()));
    let [error] = facts.errors.as_slice() else { panic!("{:?}", facts.errors) };
    assert!(error.message.ends_with("has been set"), "{error:?}");
    // The module that is not there may set it.
    let (facts, _) = evaluate("bare-lacking");
    assert_eq!(platform(&facts), Plain::String("for x86_64-linux".into()));
    assert_eq!(facts.errors, []);
}

#[test]
fn facts_lead_to_the_line_that_switched_them_on() {
    let (facts, files) = evaluate("box");
    let chain = |path: &str| facts.chains.get(&path.replace('.', PATH_SEPARATOR));
    let database = chain("units.database").unwrap();
    assert_eq!(place(&files, database.span), "photos.nix:2");
    let options: Vec<_> = database.links.iter().map(|link| &*link.option).collect();
    assert_eq!(options, ["units.database", "services.database.enable", "services.photos.enable"]);
    let sentence = database.sentence().unwrap();
    assert!(
        sentence.starts_with("`services.photos.enable` turned on `services.database.enable` ("),
        "{sentence}"
    );
    assert!(
        sentence.contains("modules/photos.nix), which turned on `units.database` ("),
        "{sentence}"
    );

    assert_eq!(place(&files, chain("units.always").unwrap().span), "photos.nix:2");
    // What the project itself says is its own cause.
    let own = chain("units.own").unwrap();
    assert_eq!((place(&files, own.span), own.sentence()), ("uncertain.nix:5".to_owned(), None));
    // What stands in a list, although its text is a default of a library.
    assert_eq!(place(&files, chain("kept./photos").unwrap().span), "uncertain.nix:11");
    assert!(chain("kept./elsewhere").is_none());
    // A default has no cause.
    assert_eq!(chain("services.photos.database.enable").unwrap().span, None);
}

#[test]
fn a_package_leads_to_who_chose_it() {
    let line = |host: &str, path: &str| {
        let (facts, files) = evaluate(host);
        let chain = &facts.chains[&path.replace('.', PATH_SEPARATOR)];
        assert!(chain.span.is_some(), "{chain:?}");
        place(&files, chain.span)
    };
    assert_eq!(line("parts", "packages.editor"), "parts.nix:12");
    assert_eq!(line("parts", "environment.systemPackages.editor"), "parts.nix:16");
    // What a module installs is there because of its switch.
    assert_eq!(line("box", "environment.systemPackages.viewer"), "photos.nix:2");
    assert_eq!(line("home", "home-manager.users.ann.packages.viewer"), "home.nix:10");
    // A home has options of its own.
    assert_eq!(line("home", "home-manager.users.ann.kept.own"), "home.nix:9");
}

#[test]
fn a_file_that_is_missing_is_imported_by_who_names_it() {
    let (facts, _) = evaluate("lacking");
    let told: Vec<&str> = facts.errors.iter().map(|error| &*error.message).collect();
    assert!(told.iter().all(|message| message.contains("absent.nix")), "{told:?}");
    assert!(!told.is_empty());
}

#[test]
fn imports_are_known() {
    let (facts, files) = evaluate("box");
    let imports: Vec<_> = facts.imports.iter().map(|import| place(&files, import.span)).collect();
    assert_eq!(imports, ["hosts.nix:14", "hosts.nix:15"]);
    let (facts, _) = evaluate("round");
    assert_eq!(facts.errors.len(), 1, "{:?}", facts.errors);
    assert_eq!(
        facts.errors[0].message,
        "modules import each other: `round-b.nix` imports `round-a.nix`"
    );
    assert!(!facts.complete);
}

#[test]
fn more_is_read_of_what_the_project_says() {
    let (facts, _) = evaluate_as("box", &Own);
    let Plain::Attrs(config) = &facts.config.value else { panic!("{:?}", facts.config) };
    let Plain::Attrs(units) = &config.entries["units"].node.value else { panic!("a set") };
    let state = |name: &str| match &units.entries[name].node.value {
        Plain::Attrs(unit) => unit.entries.contains_key("state"),
        other => panic!("{other:?}"),
    };
    assert!(state("own"), "{:?}", units.entries["own"]);
    assert!(!state("always"));
    assert!(!state("database"));
}
