//! Layers import only lower layers, and some things are done in one layer only. See ARCHITECTURE.md.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Lowest first. Layers of one line do not know each other.
const LAYERS: &[&[&str]] = &[
    &["source"],
    &["diagnostic"],
    &["syntax"],
    &["eval"],
    &["modules"],
    &["model"],
    &["rules"],
    &["fix"],
    &["live"],
    &["check"],
    &["output", "lsp"],
    &["cli"],
    &["main"],
];

/// What only some layers may name.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("nixfmt_rs", &["syntax"]),
    ("rnix", &["syntax"]),
    ("rowan", &["syntax"]),
    ("petgraph", &["modules"]),
    ("miette", &["output"]),
    ("clap", &["cli"]),
    ("lsp_types", &["lsp"]),
    ("lsp_server", &["lsp"]),
    ("notify", &["lsp"]),
    ("println!", &["cli"]),
    ("print!", &["cli"]),
    ("eprintln!", &["cli"]),
    ("eprint!", &["cli"]),
    ("std::fs", &["check", "live"]),
    ("std::env", &["check", "cli", "live", "main"]),
    ("rustix", &["live"]),
    ("std::net", &[]),
    ("std::process::Command", &["check", "live"]),
    ("SystemTime", &["check", "live"]),
    ("unsafe", &[]),
];

/// What the rules must not name although it is below them.
const NOT_IN_RULES: &[&str] = &["syntax", "eval", "modules"];

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|layers| layers.contains(&layer))
}

/// The layer of a file of `src/`.
fn layer_of(path: &Path) -> String {
    let first = path.iter().next().unwrap().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// How many `super::` lead from a file of `src/` to the crate.
fn depth_of(path: &Path) -> usize {
    let parts = path.iter().count();
    if path.file_name().is_some_and(|name| name == "mod.rs") { parts - 1 } else { parts }
}

/// The code that is not for tests, with comments and the contents of strings blanked out.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skip = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            raw.find("\"#").map_or(rest.len(), |end| end + 5)
        } else if rest.starts_with("'\"'") {
            3
        } else if let Some(string) = rest.strip_prefix('"') {
            let mut escaped = false;
            let end = string.find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            end.map_or(rest.len(), |end| end + 2)
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        code.extend(rest[..skip].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[skip..];
    }
    code
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a word, or words joined by colons, stands somewhere.
fn names(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// The first names after each occurrence of a prefix: of `crate::{a::b, c}` these are `a` and `c`.
fn imported(code: &str, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        if code[..at].chars().next_back().is_some_and(|c| is_word(c) || c == ':') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.push(rest.chars().take_while(|c| is_word(*c)).collect());
            continue;
        };
        let mut depth = 0;
        let mut name = String::new();
        let mut named = false;
        for c in group.chars() {
            match c {
                '}' if depth == 0 => break,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    found.push(std::mem::take(&mut name));
                    named = false;
                }
                c if depth == 0 && is_word(c) && !named => name.push(c),
                c if depth == 0 && !c.is_whitespace() => named = true,
                _ => {}
            }
        }
        found.push(name);
    }
    found.retain(|name| !name.is_empty());
    found
}

/// What is wrong in a file, given as its path below `src/` and its text.
fn problems(path: &str, text: &str) -> Vec<String> {
    let path = Path::new(path);
    let layer = layer_of(path);
    if layer == "lib" {
        return Vec::new();
    }
    let Some(own) = rank(&layer) else {
        return vec![format!("{}: `{layer}` is no layer", path.display())];
    };
    let code = code(text);
    let mut found = Vec::new();
    let mut used = imported(&code, "crate::");
    used.extend(imported(&code, "persist_lint::"));
    used.extend(imported(&code, &"super::".repeat(depth_of(path))));
    used.sort();
    used.dedup();
    for name in used {
        let Some(other) = rank(&name) else { continue };
        if name != layer && other >= own {
            found.push(format!(
                "{}: `{layer}` uses `{name}`, which is no lower layer",
                path.display()
            ));
        }
        if layer == "rules" && NOT_IN_RULES.contains(&name.as_str()) {
            found.push(format!("{}: rules see the model only, not `{name}`", path.display()));
        }
    }
    for (word, layers) in ONLY_IN {
        if names(&code, word) && !layers.contains(&layer.as_str()) {
            found.push(format!("{}: `{word}` is not for `{layer}`", path.display()));
        }
    }
    found
}

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn the_layers_hold() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    assert!(files.len() > 50);
    files.sort();
    let of_tests = |path: &Path| {
        path.iter().any(|part| part == "tests" || part == "tests.rs" || part == "testing.rs")
    };
    let mut found = Vec::new();
    for file in files {
        let path = file.strip_prefix(&src).unwrap();
        if !of_tests(path) {
            found.extend(problems(&path.to_string_lossy(), &fs::read_to_string(&file).unwrap()));
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_layer_is_in_the_library() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let declared: Vec<usize> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(|name| rank(name).unwrap_or_else(|| panic!("`{name}` is no layer")))
        .collect();
    assert!(declared.len() >= 10);
    assert!(declared.is_sorted(), "src/lib.rs names the layers from the lowest to the highest");
}

#[track_caller]
fn bad(path: &str, text: &str, expected: &str) {
    let found = problems(path, text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains(expected), "{found:?}");
}

#[test]
fn the_check_bites() {
    bad("model/host.rs", "use crate::rules::Rule;", "uses `rules`");
    bad(
        "model/host.rs",
        "use crate::{\n    source::Span,\n    rules::{Rule, Sink},\n};",
        "uses `rules`",
    );
    bad("syntax/mod.rs", "fn f() { crate::eval::run() }", "uses `eval`");
    bad("syntax/mod.rs", "use super::eval::Value;", "uses `eval`");
    bad("eval/ops/mod.rs", "use super::super::model::Host;", "uses `model`");
    bad("output/json.rs", "use crate::lsp::server;", "uses `lsp`");
    bad("rules/x.rs", "use crate::syntax::ir;", "rules see the model only");
    bad("check/run.rs", "use rowan::TextRange;", "`rowan` is not for `check`");
    bad("modules/x.rs", "let x = std::fs::read(y);", "`std::fs`");
    bad("check/x.rs", "println!(\"x\");", "`println!`");
    bad("eval/arena.rs", "unsafe { x }", "`unsafe`");
    bad("rules/x.rs", "use rnix::ast;", "`rnix`");
    bad("helpers.rs", "", "is no layer");
}

#[test]
fn the_check_is_silent_on_what_is_right() {
    for (path, text) in [
        ("rules/x.rs", "use crate::{diagnostic::Severity, model::{Host, path}};"),
        ("model/x.rs", "use crate::model::fact::Fact; use super::super::source::Span;"),
        ("model/read/x.rs", "use super::rules_of; use super::check;"),
        ("eval/x.rs", "// crate::rules\nlet x = \"crate::rules std::fs\";"),
        ("eval/x.rs", "#[cfg(test)]\nmod tests {\n    use crate::modules;\n}"),
        ("syntax/x.rs", "let unsafely = 1;"),
        ("main.rs", "persist_lint::cli::run()"),
    ] {
        assert_eq!(problems(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}
