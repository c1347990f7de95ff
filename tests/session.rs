//! What is kept from one run to the next never shows: after every edit a session reports what a first run does.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, atomic::AtomicBool},
};

use persist_lint::{
    check::{self, Follow, Report, Request, Session, config::CONFIGURATION},
    diagnostic::Diagnostic,
    modules::ModeChoice,
    rules::RULES,
    source::Span,
};
use tempfile::TempDir;

const FLAKE: &str = r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  inputs.impermanence.url = "github:nix-community/impermanence";
  outputs = { nixpkgs, impermanence, ... }: let
    names = builtins.attrNames (builtins.readDir ./hosts);
    facts = builtins.fromJSON (builtins.readFile ./facts.json);
  in {
    nixosConfigurations = nixpkgs.lib.genAttrs names (name: nixpkgs.lib.nixosSystem {
      specialArgs = { inherit facts; };
      modules = [ impermanence.nixosModules.impermanence ./shared (./hosts + "/${name}") ];
    });
  };
}
"#;
const SHARED: &str = r#"{ lib, config, facts, ... }:
{
  imports = [ ./mail.nix ./media.nix ] ++ lib.optional (builtins.pathExists ./extra.nix) ./extra.nix;
  system.stateVersion = facts.release;
  users.mutableUsers = false;
  boot.initrd.systemd.enable = true;
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=1G" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/nix/persist" = {
    directories = [
      "/var/log"
      "/var/lib/nixos"
    ];
    files = [ "/etc/machine-id" ];
  };
}
"#;
const SETTINGS: &str = r#"[rules]
unpersisted-logs = "info"
unpersisted-service-state = "error"

[hosts]
exclude = ["nobody"]

[[override]]
hosts = ["birch"]
rules = { unpersisted-service-state = "info" }

[[ephemeral]]
mount = "/boot"
wiped = true
reason = "it is made anew"

[[ignore]]
path = "/var/lib/forgejo"
reason = "it is made anew"
"#;
const MAIL: &str = r#"{ lib, config, ... }:
let
  cfg = config.mine.mail;
  where = "/var/lib/forgejo";
in
{
  options.mine.mail.enable = lib.mkEnableOption "mail";
  config = lib.mkIf cfg.enable {
    services.forgejo.enable = true;
    # persist-lint: allow(unpersisted-service-state) it is a test
    services.vaultwarden.enable = true;
    environment.persistence."/nix/persist".directories = [ where ];
    assertions = [ { assertion = cfg.enable -> true; message = "at ${toString (builtins.unsafeGetAttrPos "enable" cfg).line}"; } ];
  };
}
"#;
const MEDIA: &str = r#"{ lib, config, ... }:
{
  options.mine.media.enable = lib.mkEnableOption "media";
  config = lib.mkIf config.mine.media.enable {
    services.jellyfin.enable = true;
    services.navidrome.enable = config.mine.unknown or false;
    systemd.services.scan = {
      serviceConfig.StateDirectory = "scan";
    };
  };
}
"#;

fn project() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("flake.nix", FLAKE);
    write("facts.json", r#"{ "release": "25.05" }"#);
    write("persist-lint.toml", SETTINGS);
    write("shared/default.nix", SHARED);
    write("shared/mail.nix", MAIL);
    write("shared/media.nix", MEDIA);
    write("hosts/ash/default.nix", "{ mine.mail.enable = true; imports = [ ./disks.nix ]; }\n");
    write(
        "hosts/ash/disks.nix",
        "{ fileSystems.\"/boot\" = { device = \"/dev/sda1\"; fsType = \"vfat\"; }; }\n",
    );
    write(
        "hosts/birch/default.nix",
        "{\n  mine.media.enable = true;\n  services.postgresql.enable = true;\n}\n",
    );
    write(
        "hosts/cedar/default.nix",
        "{ ... }: {\n  mine.mail.enable = true;\n  mine.media.enable = true;\n}\n",
    );
    write("hosts/oak/default.nix", "{ services.openssh.enable = true; }\n");
    dir
}

/// Everything that a report says, with places instead of numbers.
fn told(report: &Report) -> String {
    let place = |span: Option<Span>| match span.and_then(|span| report.files.now(span)) {
        Some(span) => {
            let path = report.files.path(span.file);
            let path = path.strip_prefix(&report.root).unwrap_or(&path).to_owned();
            format!("{}:{}-{}", path.display(), span.range.start, span.range.end)
        }
        None => "nowhere".to_owned(),
    };
    let mut text = String::new();
    let mut all = |name: &str, found: &[Diagnostic]| {
        for one in found {
            let Diagnostic { rule, severity, message, reason, help, path, hosts, .. } = one;
            writeln!(
                text,
                "{name} {rule} {severity:?} {} {message} {reason:?} {help:?} {path:?} {hosts:?}",
                place(one.span)
            )
            .unwrap();
            for label in &one.labels {
                writeln!(text, "  {} {} {:?}", place(Some(label.span)), label.message, label.hosts)
                    .unwrap();
            }
            for edit in one.fix.iter().flat_map(|fix| &fix.edits) {
                writeln!(text, "  edit {} {:?}", place(Some(edit.span)), edit.replacement).unwrap();
            }
        }
    };
    all("found", &report.diagnostics);
    all("suppressed", &report.suppressed);
    for host in &report.fleet.hosts {
        let excluded = host.excluded;
        writeln!(text, "{} {} {excluded:?} {:?}", host.name, place(host.span), host.mode).unwrap();
        for state in host.state.iter() {
            writeln!(text, "  {} {:?} {}", state.path, state.kept, place(state.span)).unwrap();
        }
        for entry in host.entries.iter() {
            writeln!(text, "  {} {}", entry.path, place(entry.span)).unwrap();
        }
        for (reason, span) in &host.unknown {
            writeln!(text, "  {reason} {}", place(*span)).unwrap();
        }
    }
    writeln!(text, "{} files, whole {}", report.project_files, report.whole).unwrap();
    writeln!(text, "{:?} fails", report.fail_on).unwrap();
    text
}

/// The findings of a report, also those that are allowed.
fn said(report: &Report) -> BTreeSet<(&'static str, String)> {
    let all = report.diagnostics.iter().chain(&report.suppressed);
    all.map(|found| (found.rule, found.message.clone())).collect()
}

/// A sequence of numbers that looks random and is the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 8).unwrap_or(0) % end.max(1)
    }

    fn one_of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// What people type, and what nobody would.
fn edited(text: &str, dice: &mut Dice) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = dice.below(lines.len());
    let around = |middle: &[&str], skip: usize| {
        let rest = lines.get(at + skip..).unwrap_or_default();
        [&lines[..at.min(lines.len())], middle, rest].concat().concat()
    };
    match dice.below(14) {
        12 => text.replacen("\"info\"", "\"error\"", 1),
        13 => text.replacen("\"error\"", "\"off\"", 1),
        0 => text.replacen("true", "false", 1),
        1 => text.replacen("false", "true", 1),
        2 => around(&[], 1),
        3 => around(&[lines.get(at).unwrap_or(&"")], 0),
        4 => around(&["  # a remark\n"], 0),
        5 => around(&["\n"], 0),
        6 => around(&["  services.radarr.enable = true;\n"], 0),
        7 => around(&["      \"/var/lib/jellyfin\"\n"], 0),
        8 => text.replacen(" = ", "  =  ", 1 + dice.below(3)),
        9 => text.replacen("cfg", "own", dice.below(4)),
        10 => {
            let chars: Vec<char> = text.chars().collect();
            let at = dice.below(chars.len());
            let typed = *dice.one_of(&['x', ';', '{', '}', '"', ' ', '🦀', '(']);
            chars[..at].iter().chain([&typed]).chain(&chars[at..]).collect()
        }
        _ => around(&["  # persist-lint: allow(unpersisted-service-state) why\n"], 0),
    }
}

fn files_below(dir: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, all);
        } else {
            all.push(path);
        }
    }
    all.sort();
}

/// Edits a project at random, in the editor and on the disk, and compares after each step.
fn compare(root: &Path, seed: u64, steps: usize) {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut session = Session::new();
    let mut overlay: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut before = BTreeSet::new();
    let mut originals = BTreeMap::new();
    let mut paths = Vec::new();
    files_below(&root.canonicalize().unwrap(), &mut paths);
    for path in &paths {
        originals.extend(fs::read_to_string(path).map(|text| (path.clone(), text)));
    }
    for step in 0..steps {
        let path = dice.one_of(&paths).clone();
        let on_disk = fs::read_to_string(&path).ok();
        let now = overlay.get(&path).cloned().or(on_disk).unwrap_or_default();
        let what = dice.below(20);
        match what {
            // Undone.
            0..=4 => {
                overlay.remove(&path);
                fs::write(&path, originals.get(&path).map_or("", String::as_str)).unwrap();
            }
            5 => _ = fs::remove_file(&path),
            6 => fs::write(root.join("shared/extra.nix"), "{ services.sonarr.enable = true; }")
                .unwrap_or(()),
            7 => _ = fs::remove_file(root.join("shared/extra.nix")),
            8..=10 => fs::write(&path, edited(&now, &mut dice)).unwrap(),
            _ => _ = overlay.insert(path.clone(), edited(&now, &mut dice)),
        }
        let request = Request {
            path: root.to_owned(),
            mode: Some(ModeChoice::Offline),
            overlay: overlay.clone(),
            ..Request::default()
        };
        // Now and then somebody is in a hurry.
        if dice.below(8) == 0 {
            let stop = Arc::new(AtomicBool::new(true));
            let stopped =
                session.run(&request, &|_, _| {}, Follow { stop: Some(&stop), early: None });
            assert!(
                !matches!(stopped, Ok(Some(ref report)) if report.fleet.hosts.is_empty() && report.whole),
                "step {step}"
            );
        }
        let early = Mutex::new(Vec::new());
        let tell = |report| early.lock().unwrap().push(report);
        let follow = Follow { stop: None, early: Some(&tell) };
        let kept = session.run(&request, &|_, _| {}, follow);
        let first = check::run(&request);
        match (kept, first) {
            (Ok(Some(kept)), Ok(first)) => {
                let after = said(&kept);
                for found in early.into_inner().unwrap().iter().flat_map(|early| &early.diagnostics)
                {
                    let found = (found.rule, found.message.clone());
                    assert!(before.contains(&found) || after.contains(&found), "{found:?}");
                }
                // Under a configuration that cannot be read nothing is found, and nothing forgotten.
                if !after.iter().any(|(rule, _)| *rule == CONFIGURATION) {
                    before = after;
                }
                let (kept, first) = (told(&kept), told(&first));
                assert_eq!(kept, first, "seed {seed}, step {step}: {what} at {}", path.display());
            }
            (Err(kept), Err(first)) => assert_eq!(kept, first),
            (kept, first) => panic!(
                "seed {seed}, step {step}: kept {:?}, first {:?}",
                kept.map(|report| report.map(|report| told(&report))),
                first.map(|report| told(&report))
            ),
        }
    }
}

#[test]
fn a_session_reports_what_a_first_run_does() {
    for seed in 1..=6 {
        let dir = project();
        compare(dir.path(), seed, 60);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to)
        } else {
            _ = fs::copy(entry.path(), to).unwrap()
        }
    }
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn test_data(name: &str) -> Vec<PathBuf> {
    entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name))
}

#[test]
fn so_it_does_on_every_host_of_the_tests() {
    for (seed, from) in (1..).zip(test_data("hosts")) {
        let dir = tempfile::tempdir().unwrap();
        copy(&from, dir.path());
        compare(dir.path(), seed, 12);
    }
}

/// A machine for each directory in `hosts`.
const MACHINES: &str = r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  outputs = { nixpkgs, ... }: {
    nixosConfigurations = nixpkgs.lib.genAttrs (builtins.attrNames (builtins.readDir ./hosts)) (
      name: nixpkgs.lib.nixosSystem { modules = [ (./hosts + "/${name}") ]; }
    );
  };
}
"#;

/// Edits many modules in every step, each a machine of its own, and compares.
fn compare_many(modules: &[PathBuf], seed: u64, steps: usize) -> BTreeSet<&'static str> {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    fs::write(root.join("flake.nix"), MACHINES).unwrap();
    let mut paths = Vec::new();
    for module in modules {
        let rule = module.parent().and_then(Path::file_name).unwrap().to_string_lossy();
        let name = module.file_stem().unwrap().to_string_lossy();
        let host = root.join("hosts").join(format!("{rule}-{name}"));
        fs::create_dir_all(&host).unwrap();
        paths.push(host.join("default.nix"));
        fs::copy(module, host.join("default.nix")).unwrap();
    }
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let also = RULES.iter().filter(|rule| !rule.needs_machine()).map(|rule| rule.id).collect();
    let mut request =
        Request { path: root.clone(), mode: Some(ModeChoice::Offline), also, ..Request::default() };
    let mut session = Session::new();
    let first = session.run(&request, &|_, _| {}, Follow::default()).unwrap().unwrap();
    let found = first.diagnostics.iter().map(|found| found.rule).collect();
    for step in 0..steps {
        for path in &paths {
            let text = fs::read_to_string(path).unwrap();
            match dice.below(4) {
                0 => _ = request.overlay.remove(path),
                1 => {}
                _ => {
                    let now = request.overlay.get(path).unwrap_or(&text);
                    let text = edited(now, &mut dice);
                    request.overlay.insert(path.clone(), text);
                }
            }
        }
        let kept = session.run(&request, &|_, _| {}, Follow::default()).unwrap().unwrap();
        let (kept, first) = (told(&kept), told(&check::run(&request).unwrap()));
        let differ = kept.lines().zip(first.lines()).find(|(kept, first)| kept != first);
        assert_eq!(differ, None, "seed {seed}, step {step}");
        assert_eq!(kept.len(), first.len(), "seed {seed}, step {step}");
    }
    found
}

#[test]
fn so_it_does_on_every_fixture_of_a_rule() {
    let mut modules = Vec::new();
    let mut flakes = Vec::new();
    for path in test_data("rules").iter().flat_map(|rule| entries(rule)) {
        if path.is_dir() {
            flakes.push(path);
        } else if path.extension().is_some_and(|extension| extension == "nix") {
            modules.push(path);
        }
    }
    let mut found = BTreeSet::new();
    for (seed, modules) in (1..).zip(modules.chunks(40)) {
        found.extend(compare_many(modules, seed, 3));
    }
    for (seed, from) in (1..).zip(flakes) {
        let dir = tempfile::tempdir().unwrap();
        copy(&from, dir.path());
        compare(dir.path(), seed, 4);
    }
    // Most rules find in such a project what they find in a file alone.
    assert!(found.len() > RULES.len() / 2, "{found:?}");
}

#[test]
fn what_a_change_concerns_most_is_told_early() {
    let dir = project();
    let mut session = Session::new();
    let mut request = Request {
        path: dir.path().to_owned(),
        mode: Some(ModeChoice::Offline),
        ..Request::default()
    };
    let told = Mutex::new(Vec::new());
    let tell = |report| told.lock().unwrap().push(report);
    let mut run = |request: &Request| {
        let follow = Follow { stop: None, early: Some(&tell) };
        session.run(request, &|_, _| {}, follow).unwrap().unwrap()
    };
    let before = run(&request);
    assert!(told.lock().unwrap().is_empty(), "of the others nothing is known");
    let media = dir.path().canonicalize().unwrap().join("shared/media.nix");
    let text = MEDIA.replace(
        "jellyfin.enable = true;",
        "jellyfin.enable = true; services.radarr.enable = true;",
    );
    request.overlay.insert(media, text);
    let after = run(&request);
    let hosts = |report: &Report| -> Vec<String> {
        let of_it = report.diagnostics.iter().filter(|found| found.message.contains("radarr"));
        of_it.flat_map(|found| found.hosts.clone()).collect()
    };
    assert_eq!(hosts(&after), ["birch", "cedar"]);
    let told = told.lock().unwrap();
    let [early] = told.as_slice() else { panic!("it is told once") };
    assert!(
        matches!(hosts(early).as_slice(), [one] if after.fleet.hosts.iter().any(|host| host.name == *one))
    );
    assert!(!early.whole);
    assert!(said(&before).is_subset(&said(early)), "what the others had is still there");
}

/// How many hosts a run evaluates.
fn evaluated(session: &mut Session, request: &Request) -> usize {
    let count = AtomicCount::default();
    session.run(request, &|_, of| count.set(of), Follow::default()).unwrap();
    count.get()
}

#[derive(Default)]
struct AtomicCount(std::sync::atomic::AtomicUsize);

impl AtomicCount {
    fn set(&self, to: usize) {
        self.0.store(to, std::sync::atomic::Ordering::Relaxed);
    }

    fn get(&self) -> usize {
        self.0.load(std::sync::atomic::Ordering::Relaxed)
    }
}

#[test]
fn only_hosts_that_looked_at_a_change_are_evaluated_again() {
    let dir = project();
    let root = dir.path().canonicalize().unwrap();
    let mut session = Session::new();
    let mut request =
        Request { path: root.clone(), mode: Some(ModeChoice::Offline), ..Request::default() };
    assert_eq!(evaluated(&mut session, &request), 4);
    assert_eq!(evaluated(&mut session, &request), 0, "nothing has changed");
    let mut edit = |file: &str, text: String| {
        request.overlay.insert(root.join(file), text);
        evaluated(&mut session, &request)
    };
    let oak = "{ services.openssh.enable = true; services.radarr.enable = true; }\n";
    assert_eq!(edit("hosts/oak/default.nix", oak.to_owned()), 1, "the one whose file it is");
    let media = MEDIA.replace("\"scan\"", "\"scan media\"");
    let remark = |text: &str| format!("# a remark\n{text}");
    assert_eq!(edit("shared/media.nix", media.clone()), 2, "those that switch the module on");
    assert_eq!(edit("shared/media.nix", remark(&media)), 0, "places only");
    assert_eq!(edit("shared/media.nix", remark(MEDIA)), 2, "and again");
    let shared = SHARED.replace("\"/var/log\"", "\"/var/lib/radarr\"");
    assert_eq!(edit("shared/default.nix", shared), 4, "all");
    let file = "persist-lint.toml";
    assert_eq!(edit(file, SETTINGS.replace("\"error\"", "\"off\"")), 0, "levels are no values");
    assert_eq!(edit(file, SETTINGS.replace("\"error\"", "\"")), 0, "nothing is checked");
    assert_eq!(edit(file, SETTINGS.replace("nobody", "oak")), 0, "one is left out");
    assert_eq!(edit(file, remark(SETTINGS)), 1, "it is back");
    assert_eq!(edit(file, SETTINGS.replace("wiped = true", "wiped = false")), 4, "all");
}
