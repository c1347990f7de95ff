//! Programs without end: each is stopped by a bound, within its memory, and costs nothing but itself.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::{fs, path::Path, sync::Arc};

use persist_lint::{
    check::{self, Disk, Request},
    eval::{Evaluator, Limits, Program, Settings, on_large_stack},
    modules::ModeChoice,
    source::Files,
};

const MEMORY: usize = 64 << 20;

/// What an expression comes to under small bounds, and the memory its values took.
fn outcome(text: &str) -> (String, usize) {
    outcome_within(text, Limits { memory: MEMORY, fuel: 5_000_000, ..Limits::default() })
}

fn outcome_within(text: &str, limits: Limits) -> (String, usize) {
    let program = Program::new(Arc::new(Files::new()), Arc::new(Disk::new(Vec::new())), &[]);
    let source = program.add(Path::new("/endless.nix"), text, &[]);
    assert!(source.errors.is_empty(), "{text}");
    let settings = Settings { limits, ..Settings::default() };
    on_large_stack(|| {
        Evaluator::run(&program, settings, |evaluator| {
            let value = evaluator.evaluate(evaluator.adopt(Arc::clone(&source)), &[]);
            let text = match value.and_then(|value| evaluator.force_deep(value)) {
                Ok(value) => evaluator.describe(value),
                Err(error) => error.kind.as_str().to_owned(),
            };
            (text, evaluator.memory())
        })
    })
}

#[track_caller]
fn stops(text: &str) {
    let (outcome, memory) = outcome(text);
    assert_eq!(outcome, "limit", "{text}");
    assert!(memory <= MEMORY + (8 << 20), "{text} took {memory} bytes");
}

#[test]
fn calls_without_end_reach_the_depth() {
    stops("let f = x: f (x + 1) + 1; in f 0");
    stops("let f = x: f (x + 1); in f 0");
    stops("let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 1000000");
    stops("let f = n: [ n ] ++ f (n + 1); in builtins.length (f 0)");
    stops("let f = { n }: f { n = n + 1; }; in f { n = 0; }");
    stops("let s = { __functor = self: n: self (n + 1); }; in s 0");
    stops("let f = n: { next = f (n + 1); }; in f 0");
}

#[test]
fn deep_calls_that_end_are_made() {
    let deep = "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 10000";
    assert_eq!(outcome(deep).0, "the integer 10000");
    let tail = "let f = n: sum: if n == 0 then sum else f (n - 1) (sum + 1); in f 9000 0";
    assert_eq!(outcome(tail).0, "the integer 9000");
    let tail = "let f = n: if n == 100000 then n else f (n + 1); in f 0";
    assert_eq!(outcome(tail).0, "the integer 100000");
    let fold = "builtins.foldl' (sum: n: sum + n) 0 (builtins.genList (n: n) 100000)";
    assert_eq!(outcome(fold).0, "the integer 4999950000");
}

#[test]
fn a_text_of_many_values_is_no_endless_work() {
    let text = "let text = builtins.foldl' (s: _: s + s) \"1,\" (builtins.genList (x: x) 17); in \
        builtins.length (builtins.fromJSON \"[${text}1]\")";
    let limits = Limits { place: 100_000, memory: MEMORY, ..Limits::default() };
    assert_eq!(outcome_within(text, limits).0, "the integer 131073");
    let again = format!("builtins.genList (_: {text}) 1000");
    let limits = Limits { place: 20_000, ..limits };
    assert_eq!(outcome_within(&again, limits).0, "limit");
    let limits = Limits { memory: 1 << 20, ..limits };
    assert_eq!(outcome_within(text, limits).0, "limit");
}

#[test]
fn work_that_doubles_is_stopped() {
    stops("let f = n: if n == 0 then 1 else f (n - 1) + f (n - 1); in f 60");
    stops("builtins.foldl' (list: _: list ++ list) [ 1 ] (builtins.genList (n: n) 60)");
    stops(r#"builtins.foldl' (text: _: text + text) "x" (builtins.genList (n: n) 60)"#);
    stops(r#"builtins.foldl' (text: _: "${text}${text}") "x" (builtins.genList (n: n) 60)"#);
    stops("let f = n: if n < 2 then n else f (n - 1) + f (n - 2); in f 60");
    stops("let f = n: if n == 0 then [ ] else let x = f (n - 1); in [ x x ]; in f 60 == f 60");
}

#[test]
fn work_at_one_place_is_bounded_long_before_the_memory_is() {
    let fib = "let f = n: if n < 2 then n else f (n - 1) + f (n - 2); in f 60";
    let unbounded = Limits::default();
    let (outcome, memory) = outcome_within(fib, unbounded);
    assert_eq!(outcome, "limit");
    assert!(memory < unbounded.memory / 2, "{memory} bytes");
}

#[test]
fn the_places_of_a_loop_share_its_work() {
    let sum = "builtins.foldl' (sum: n: sum + n) 0 (builtins.genList (n: n) 400000)";
    let limits = Limits { place: 1_000_000, ..Limits::default() };
    assert_eq!(outcome_within(sum, limits).0, "the integer 79999800000");
}

#[test]
fn what_builtins_look_at_is_work() {
    let data = r#"
      list = builtins.genList (n: n) 20000; more = list ++ [ 0 ]; other = list ++ [ 1 ];
      sets = map (_: { }) list; text = builtins.concatStringsSep "" (map (_: "x") list);"#;
    for work in [
        "builtins.elem (0 - n) list",
        "builtins.catAttrs \"a\" sets == [ n ]",
        "more == other",
        "more < list",
        "builtins.hashString \"sha256\" text == n",
        "builtins.match \"(x|y)*z\" text == n",
        "builtins.replaceStrings [ \"y\" \"z\" ] [ \"a\" \"b\" ] text == n",
        "/. + \"/${text}\" + \"x\" == n",
    ] {
        let text = format!("let {data} in map (n: {work}) (builtins.genList (n: n + 1) 20000)");
        let limits = Limits { fuel: 2_000_000, ..Limits::default() };
        let (outcome, memory) = outcome_within(&text, limits);
        assert_eq!(outcome, "limit", "{work}");
        assert!(memory < 256 << 20, "{work} took {memory} bytes");
    }
}

#[test]
fn large_values_are_refused_before_they_are_made() {
    stops("builtins.genList (n: n) 1000000000");
    stops(r#"builtins.concatStringsSep "0123456789" (builtins.genList (n: "x") 100000000)"#);
    stops("builtins.toXML (builtins.foldl' (a: _: { x = a; }) 1 (builtins.genList (n: n) 20000))");
}

#[test]
fn a_host_without_end_leaves_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let text = r#"{
      outputs = { nixpkgs, ... }: {
        nixosConfigurations = {
          endless = nixpkgs.lib.nixosSystem {
            modules = [ { networking.hostName = let f = n: f (n + 1) + "x"; in f 0; } ];
          };
          whole = nixpkgs.lib.nixosSystem {
            modules = [ { fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; }; } ];
          };
        };
      };
      inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
    }"#;
    fs::write(dir.path().join("flake.nix"), text).unwrap();
    let path = dir.path().to_owned();
    let request = Request { path, mode: Some(ModeChoice::Offline), ..Request::default() };
    let report = check::run(&request).unwrap();
    let hosts = &report.fleet.hosts;
    assert_eq!(hosts.len(), 2);
    let whole = hosts.iter().find(|host| host.name == "whole").unwrap();
    assert_eq!(whole.mounts.iter().count(), 1);
}
