//! The evaluator held against the real Nix: random expressions of the language have equal values, or fail in both.
//!
//! `cargo test --test differential` compares a fixed set of them with the `nix-instantiate` that is on the path. By hand, more
//! are compared with `DIFFERENTIAL_COUNT=20000 DIFFERENTIAL_SEED=7 cargo test --test differential`, and with another Nix when
//! `DIFFERENTIAL_NIX` holds its command.

mod calls;
mod generate;
mod literals;
mod reference;

use std::{path::Path, sync::Arc};

use generate::Generator;
use persist_lint::{
    check::Disk,
    eval::{Evaluator, Limits, Program, Settings, on_large_stack},
    source::Files,
};
use reference::{Reference, Verdict};

/// How many expressions go into one evaluation.
const BATCH: usize = 64;

/// Turns any value into one that JSON can hold, with all it can be told apart by. What throws inside is caught where it is, so
/// that a value that is needed too early is seen.
pub(crate) const SHOW: &str = r#"
let
  show = value:
    let
      tried = builtins.tryEval value;
      kind = builtins.typeOf value;
    in
    if !tried.success then { throws = true; }
    else if kind == "set" then {
      set = map (name: [ name (show value.${name}) ]) (builtins.attrNames value);
    }
    else if kind == "list" then map show value
    else if kind == "lambda" then { function = builtins.functionArgs value; }
    else if kind == "path" then { path = toString value; }
    else if kind == "float" then { float = map (scale: toString (value * scale)) [ 1 1.0e6 1.0e12 ]; }
    else value;
  shown = value: let result = show value; in builtins.deepSeq result result;
in
"#;

/// The value of an expression in this evaluator. The directory is the one that its paths are relative to.
fn evaluate(expression: &str, dir: &Path) -> Verdict {
    let text = format!("{SHOW} shown ({expression})");
    on_large_stack(|| {
        let program = Program::new(Arc::new(Files::new()), Arc::new(Disk::new(["/".into()])), &[]);
        let source = program.add(&dir.join("expression.nix"), &text, &[]);
        if let Some(error) = source.errors.first() {
            return Verdict::Fails(format!("syntax: {}", error.message));
        }
        let limits =
            Limits { depth: 5_000, fuel: 2_000_000, memory: 256 << 20, ..Limits::default() };
        let settings = Settings { limits, ..Settings::default() };
        Evaluator::run(&program, settings, |evaluator| {
            let json = evaluator
                .evaluate(evaluator.adopt(source), &[])
                .and_then(|value| evaluator.to_json(value, true, value.pos()));
            match json {
                Ok(json) => Verdict::value(json.text),
                Err(error) => Verdict::Fails(format!("{}: {}", error.kind.as_str(), error.message)),
            }
        })
    })
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[test]
fn random_expressions_mean_what_they_mean_in_nix() {
    let Some(reference) = Reference::find() else {
        assert!(std::env::var_os("CI").is_none(), "CI has a Nix");
        return;
    };
    let count = setting("DIFFERENTIAL_COUNT", 1_000) as usize;
    let seed = setting("DIFFERENTIAL_SEED", 1);
    let mut differences = Vec::new();
    let mut failing = 0;
    let mut index = 0;
    while index < count {
        let size = BATCH.min(count - index);
        let batch: Vec<String> = (index..index + size)
            .map(|index| {
                Generator::new(seed.wrapping_mul(1 << 32) + index as u64, reference.recent())
                    .expression()
            })
            .collect();
        let ours: Vec<Verdict> =
            batch.iter().map(|expression| evaluate(expression, &reference.dir)).collect();
        let theirs = reference.evaluate(&batch, &ours);
        for ((expression, ours), theirs) in batch.iter().zip(&ours).zip(&theirs) {
            failing += usize::from(matches!(theirs, Verdict::Fails(_)));
            if !ours.agrees(theirs) {
                differences.push(format!("{expression}\n  here: {ours}\n  nix:  {theirs}\n"));
            }
        }
        index += size;
    }
    assert!(
        failing * 2 < count,
        "{failing} of {count} expressions have no value: that compares little"
    );
    assert!(
        differences.is_empty(),
        "seed {seed}: {} of {count} differ\n{}",
        differences.len(),
        differences.join("\n")
    );
}

/// Their names only; what they do is compared above.
#[test]
fn builtins_are_those_of_nix() {
    let Some(reference) = Reference::find().filter(Reference::recent) else { return };
    let names = "builtins.attrNames builtins";
    let (ours, theirs) = (evaluate(names, &reference.dir), reference.run(names));
    assert!(ours.agrees(&theirs), "here: {ours}\n nix: {theirs}");
}

#[test]
fn the_same_seed_gives_the_same_expressions() {
    let expressions = |seed: u64| -> Vec<String> {
        (0..20_u64).map(|index| Generator::new(seed + index, true).expression()).collect()
    };
    assert_eq!(expressions(5), expressions(5));
    assert_ne!(expressions(5), expressions(500));
}

/// The comparison sees a difference when there is one.
#[test]
fn values_that_differ_are_told_apart() {
    let dir = Path::new("/");
    for (left, right) in [
        ("1", "1.0"),
        ("\"a\"", "/a"),
        ("{ a = throw \"x\"; }", "{ a = null; }"),
        ("x: x", "{ a }: a"),
        ("[ ]", "{ }"),
        ("0.0", "0.0 * (-1)"),
        ("1 + \"a\"", "1"),
    ] {
        assert!(!evaluate(left, dir).agrees(&evaluate(right, dir)), "{left} and {right}");
        assert!(evaluate(left, dir).agrees(&evaluate(left, dir)), "{left}");
    }
}
