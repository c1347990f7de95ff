//! Expressions that the real Nix evaluates.

use std::{fmt::Write as _, path::Path};

use super::super::{
    embedded,
    facts::Shape,
    flake::source_info_of,
    graph::{Graph, Source},
};

/// A string of the Nix language.
pub(super) fn string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' | '$' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A path of the Nix language, whatever characters are in it.
fn path(path: &Path) -> String {
    format!("(/. + {})", string(&path.to_string_lossy()))
}

/// The hosts of a flake.
pub(super) fn of_flake(graph: &Graph, dir: &Path) -> String {
    let mut nodes = String::new();
    for (name, source) in &graph.sources {
        let _ = writeln!(nodes, "{} = {};", string(name), node(name, source));
    }
    format!(
        "let\n\
         lock = let file = {lock}; in if builtins.pathExists file then builtins.fromJSON (builtins.readFile file) else {{ }};\n\
         fetched = name: path:\n\
         let locked = lock.nodes.${{name}}.locked or (throw \"the input `${{path}}` is neither on disk nor locked\");\n\
         in builtins.fetchTree (builtins.removeAttrs locked [ \"dir\" ]);\n\
         flake = (({call_flake}) {{ nodes = {{ {nodes} }}; lenientAttrs = _: attrs: attrs; }}).${{{root}}};\n\
         in flake.nixosConfigurations or (flake.colmenaHive or (throw \"the flake has no `nixosConfigurations`\")).nodes",
        lock = path(&dir.join("flake.lock")),
        call_flake = embedded::text("call-flake.nix"),
        root = string(&graph.root),
    )
}

/// A source as `call-flake.nix` takes it.
fn node(name: &str, source: &Source) -> String {
    let mut inputs = String::new();
    for (input, target) in &source.inputs {
        let _ = write!(inputs, "{} = {}; ", string(input), string(target));
    }
    let rest = format!("found = true; exact = true; inputs = {{ {inputs}}};");
    let subdir = source.subdir.as_deref().filter(|dir| !dir.is_empty());
    let Some(dir) = &source.dir else {
        let below = subdir.map(|dir| format!("/{dir}")).unwrap_or_default();
        return format!(
            "let source = fetched {} {}; in {{ {rest} flake = {}; sourceInfo = source; outPath = source.outPath + {below}; \
             file = source.outPath + {below} + \"/flake.nix\"; }}",
            string(name),
            string(&source.path),
            source.flake,
            below = string(&below),
        );
    };
    let inside = subdir.map_or_else(|| dir.clone(), |subdir| dir.join(subdir));
    format!(
        "{{ {rest} flake = {flake} && builtins.pathExists {file}; file = {file}; sourceInfo = {info}; outPath = {out}; }}",
        flake = source.flake,
        file = path(&inside.join("flake.nix")),
        info = source_info(source, dir),
        out = string(&inside.to_string_lossy()),
    )
}

fn source_info(source: &Source, dir: &Path) -> String {
    let mut attrs = format!("outPath = {};", string(&dir.to_string_lossy()));
    for (name, value) in source_info_of(&source.locked) {
        let value = match value {
            Ok(text) => string(&text),
            Err(number) => number.to_string(),
        };
        let _ = write!(attrs, " {name} = {value};");
    }
    format!("{{ {attrs} }}")
}

/// The hosts of a file that is no flake.
pub(super) fn of_file(file: &Path, name: &str, nixpkgs: Option<&Path>) -> String {
    format!(
        "({}) {{ file = {}; name = {}; nixpkgs = {}; }}",
        include_str!("hosts.nix"),
        path(file),
        string(name),
        nixpkgs.map_or_else(|| "<nixpkgs>".to_owned(), path),
    )
}

/// The facts of one of the hosts.
pub(super) fn facts(hosts: &str, name: &str, root: &Path, shape: &Shape) -> String {
    let mut written = String::new();
    write_shape(&mut written, shape);
    format!(
        "(({}) {{ root = {}; }}).facts {written} {} ({hosts})",
        include_str!("facts.nix"),
        string(&root.to_string_lossy()),
        string(name),
    )
}

/// A shape as `facts.nix` takes it: null, `{ deep; }`, `{ each; }`, `{ own; each; }` or `{ fields; }`.
fn write_shape(out: &mut String, shape: &Shape) {
    match shape {
        Shape::Scalar => out.push_str("null"),
        Shape::Deep => out.push_str("{ deep = 16; }"),
        Shape::Each(inner) => {
            out.push_str("{ each = ");
            write_shape(out, inner);
            out.push_str("; }");
        }
        Shape::Own(own, others) => {
            out.push_str("{ own = ");
            write_shape(out, own);
            out.push_str("; each = ");
            write_shape(out, others);
            out.push_str("; }");
        }
        Shape::Fields(fields) => {
            out.push_str("{ fields = { ");
            for (name, shape) in *fields {
                let _ = write!(out, "{} = ", string(name));
                write_shape(out, shape);
                out.push_str("; ");
            }
            out.push_str("}; }");
        }
    }
}
