//! Machines made at random, which lose what their services keep: each entry goes to a list of the machines that need it, and to
//! no other, in whatever form the lists are written. Nothing else changes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use persist_lint::{
    check::{self, Report, Request},
    modules::ModeChoice,
    syntax::edit::Editor,
};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use rnix::SyntaxKind;

/// What switches a service on, and what it keeps.
const SERVICES: [(&str, &str); 6] = [
    ("services.fprintd.enable", "/var/lib/fprint"),
    ("services.fwupd.enable", "/var/lib/fwupd"),
    ("services.tailscale.enable", "/var/lib/tailscale"),
    ("services.upower.enable", "/var/lib/upower"),
    ("hardware.bluetooth.enable", "/var/lib/bluetooth"),
    ("services.colord.enable", "/var/lib/colord"),
];

/// A list of entries: what is written before and after the items, and what is defined before it.
fn form() -> impl Strategy<Value = (&'static str, &'static str, &'static str)> {
    prop_oneof![
        Just(("", "[", "]")),
        Just(("", "with lib; [", "]")),
        Just(("", "[", "] ++ lib.optionals (1 > 2) [ \"/never\" ]")),
        Just(("", "lib.optionals (1 > 2) [ \"/never\" ] ++ [", "]")),
        Just(("", "map (d: d) [", "]")),
        Just(("", "[ ] ++ map (directory: { inherit directory; mode = \"0755\"; }) [", "]")),
        Just(("own = [ ]; ", "own ++ [", "]")),
        Just(("", "lib.mkBefore [", "]")),
        Just(("", "([", "])")),
    ]
}

/// An entry that is there already.
fn item() -> impl Strategy<Value = String> {
    prop_oneof![
        "/srv/[a-z]{5,8}".prop_map(|path| format!("{path:?}")),
        "/srv/[a-z]{5,8}".prop_map(|path| format!("{{ directory = {path:?}; mode = \"0750\"; }}")),
    ]
}

fn gap() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        3 => Just("\n    "),
        1 => Just(" "),
        1 => Just(" # why\n    "),
        1 => Just("\n    # below\n    "),
        1 => Just("\n\n    "),
        1 => Just(" /* beside */ "),
    ]
}

/// What stands around the definitions of a module: nothing, or a condition that holds.
fn wrapper() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop_oneof![
        4 => Just(("", "")),
        1 => Just(("config = lib.mkIf true {", "};")),
        1 => Just(("config = lib.mkMerge [ {", "} ];")),
    ]
}

/// A module that keeps some directories on `/persist`, and has a place for services.
fn module() -> impl Strategy<Value = String> {
    let items = prop::collection::vec((item(), gap()), 0..5);
    (form(), items, gap(), wrapper(), any::<bool>()).prop_map(
        |((own, open, close), items, first, (around, end), is_nested)| {
            let items: String = items.into_iter().map(|(item, gap)| item + gap).collect();
            // What is mapped to sets is of strings.
            let items = if open.contains("inherit") { first.to_owned() } else { format!("{first}{items}") };
            let list = format!("directories = {open}{items}{close};");
            let root = "environment.persistence.\"/persist\"";
            let list = match is_nested {
                true => format!("{root} = {{\n  {list}\n  hideMounts = true;\n}};"),
                false => format!("{root}.{list}"),
            };
            format!("# A module.\n{{ lib, ... }}:\nlet {own}in\n{{\n  {around}\n  {list} # kept\n{PLACE}  {end}\n}}\n")
        },
    )
}

/// A flake of two machines that share a module, each with its own, and with services.
fn project() -> impl Strategy<Value = BTreeMap<String, String>> {
    let services = || prop::collection::btree_set(0..SERVICES.len(), 0..3);
    let own = || prop::option::of(module());
    (module(), own(), own(), services(), services(), services(), any::<bool>()).prop_map(
        |(shared, a, b, of_both, of_a, of_b, windows)| {
            let put = |text: &str, services: &BTreeSet<usize>| {
                let on = services.iter().map(|at| format!("\n  {} = true;\n", SERVICES[*at].0));
                text.replace(PLACE, &on.collect::<String>())
            };
            let mut files = BTreeMap::from([
                ("flake.nix".to_owned(), FLAKE.to_owned()),
                ("both.nix".to_owned(), BOTH.to_owned()),
                ("shared.nix".to_owned(), put(&shared, &of_both)),
            ]);
            for (name, own, services) in [("a", a, of_a), ("b", b, of_b)] {
                let import = if own.is_some() { format!(" ./{name}-kept.nix") } else { String::new() };
                let place = if own.is_some() { "" } else { PLACE };
                let host = format!("{{\n  imports = [ ./shared.nix ./both.nix{import} ];\n{place}  networking.hostName = {name:?};\n}}\n");
                // What is switched on twice has no one place.
                let services = &services - &of_both;
                files.insert(format!("{name}.nix"), put(&host, &services));
                files.extend(own.map(|own| (format!("{name}-kept.nix"), put(&own, &services))));
            }
            if windows {
                files.values_mut().for_each(|text| *text = text.replace('\n', "\r\n"));
            }
            files
        },
    )
}

/// Where the services of a module are switched on.
const PLACE: &str = "  # services\n";

const FLAKE: &str = r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  inputs.impermanence.url = "github:nix-community/impermanence";
  outputs = { nixpkgs, impermanence, ... }: {
    nixosConfigurations.a = nixpkgs.lib.nixosSystem { system = "x86_64-linux"; modules = [ impermanence.nixosModules.impermanence ./a.nix ]; };
    nixosConfigurations.b = nixpkgs.lib.nixosSystem { system = "x86_64-linux"; modules = [ impermanence.nixosModules.impermanence ./b.nix ]; };
  };
}
"#;

const BOTH: &str = r#"{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "mode=755" "size=1G" ]; };
  fileSystems."/nix" = { device = "/dev/sda2"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/sda1"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    files = [ "/etc/machine-id" ];
    directories = [ "/var/log" "/var/lib/nixos" ];
  };
}
"#;

fn request(dir: &Path) -> Request {
    Request { path: dir.to_owned(), mode: Some(ModeChoice::Offline), ..Request::default() }
}

/// What each machine keeps.
fn kept(report: &Report) -> BTreeSet<(String, String, String)> {
    let hosts = report.fleet.hosts.iter();
    let entries =
        hosts.flat_map(|host| host.entries.iter().map(|entry| (host.name.clone(), entry)));
    entries.map(|(host, entry)| (host, entry.root.clone(), entry.path.clone())).collect()
}

fn found(report: &Report) -> BTreeSet<(String, Option<String>, String)> {
    let found = report.diagnostics.iter();
    let of = |found: &persist_lint::diagnostic::Diagnostic| {
        let one = |host: &String| (found.rule.to_owned(), found.path.clone(), host.clone());
        found.hosts.iter().map(one).collect::<Vec<_>>()
    };
    found.flat_map(of).collect()
}

/// The words and comments of a text.
fn words(text: &str) -> Vec<String> {
    let tree = rnix::Root::parse(text).syntax();
    let tokens = tree.descendants_with_tokens().filter_map(|element| element.into_token());
    let words = tokens.filter(|token| token.kind() != SyntaxKind::TOKEN_WHITESPACE);
    words.map(|word| word.text().trim_end().to_owned()).collect()
}

/// Whether all words of a text are left, in their order.
fn are_left(before: &[String], after: &[String]) -> bool {
    let mut after = after.iter();
    before.iter().all(|word| after.any(|other| other == word))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_lost_is_kept_where_it_is_needed(files in project()) {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in &files {
            fs::write(dir.path().join(name), text).unwrap();
        }
        let mut request = request(&fs::canonicalize(dir.path()).unwrap());
        let repair = check::repair(&request, true, &|_, _| {}).unwrap();
        let text = || files.values().cloned().collect::<String>();
        prop_assert_eq!((repair.refused, repair.untried), (0, 0), "{}", text());
        for change in &repair.changes {
            prop_assert!(Editor::new(&*change.new).is_some(), "{}", change.new);
            prop_assert!(are_left(&words(&change.old), &words(&change.new)), "{}\n{}", change.old, change.new);
            let (lines, windows) = (change.new.matches('\n').count(), change.new.matches("\r\n").count());
            prop_assert!(windows == 0 || windows == lines, "{:?}", change.new);
            request.overlay.insert(change.path.clone(), change.new.clone());
        }
        let before = repair.into_before();
        let after = check::run(&request).unwrap();
        let about = |(_, path, _): &(String, Option<String>, String)| {
            SERVICES.iter().any(|(_, own)| path.as_deref() == Some(own))
        };
        // The machines keep what they need and did not keep, and nothing else.
        let mut expected = kept(&before);
        let lost = found(&before);
        let entry = |(_, path, host): &(String, Option<String>, String)| {
            (host.clone(), "/persist".to_owned(), path.clone().unwrap())
        };
        expected.extend(lost.iter().filter(|found| about(found)).map(entry));
        let texts: String = request.overlay.values().cloned().collect();
        prop_assert_eq!(kept(&after), expected, "{}", texts);
        prop_assert!(found(&after).is_subset(&found(&before)), "{:?}", found(&after));
        prop_assert!(!found(&after).iter().any(about), "{:?}", found(&after));
        let again = check::repair(&request, true, &|_, _| {}).unwrap();
        prop_assert!(again.changes.is_empty(), "{}", texts);
    }
}
