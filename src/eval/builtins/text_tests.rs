//! Builtins over texts, against what Nix 2.34 gives, and over texts that are not known.
//!
//! `u` is an unknown value, `l xs` is `xs` with room for more.

use super::{Kind, tests::eval_shown};

/// As Nix prints it; of an unknown text the known parts.
fn eval(text: &str) -> String {
    eval_shown(text, |ev, value| match value.kind() {
        Kind::Unknown(unknown) => unknown.partial.unwrap_or("unknown").to_owned(),
        _ => match ev.print(value, true) {
            Ok(text) => text,
            Err(error) => error.kind.as_str().to_owned(),
        },
    })
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let found = eval(text);
        // Of an error only the kind.
        let found = if *expected == "type" { &found[..4.min(found.len())] } else { &found };
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn strings() {
    check(&[
        ("toString [ 1 null true [ ] [ 2.5 ] ./x ]", r#""1  1 2.500000 /p/x""#),
        ("toString { outPath = { __toString = s: \"a\"; }; }", r#""a""#),
        // Only what is added to a string is copied to the store.
        (r#"{ outPath = "/a"; } + /b"#, r#""/a/b""#),
        (r#"{ outPath = /a; } + "/b""#, r#""/a/b""#),
        ("toString { }", "type"),
        ("builtins.stringLength \"日本\"", "6"),
        ("builtins.substring 1 (-1) \"abc\"", r#""bc""#),
        ("builtins.substring 9 1 \"abc\"", r#""""#),
        ("builtins.substring (-1) 1 \"abc\"", "type"),
        // A cut inside a character goes to where it starts.
        ("map (i: builtins.substring i 1 \"aé\") [ 0 1 2 ]", r#"[ "a" "" "é" ]"#),
        ("builtins.concatStringsSep \", \" [ \"a\" \"b\" ]", r#""a, b""#),
        ("builtins.replaceStrings [ \"\" ] [ \"-\" ] \"ab\"", r#""-a-b-""#),
        ("builtins.replaceStrings [ \"a\" \"ab\" ] [ \"1\" (throw \"\") ] \"ab\"", r#""1b""#),
        ("builtins.replaceStrings [ \"b\" \"\" ] [ \"B\" \"_\" ] \"abc\"", r#""_aB_c_""#),
    ]);
}

#[test]
fn unknown_parts_leave_holes() {
    check(&[
        ("toString [ \"a\" u [ \"b\" u ] ]", "a «?» b «?»"),
        ("builtins.concatStringsSep \"/\" [ \"/var\" u \"x\" ]", "/var/«?»/x"),
        ("builtins.concatStringsSep \"/\" (l [ \"a\" ])", "a/«?»"),
        ("builtins.replaceStrings [ \"a\" ] [ u ] \"bab\"", "b«?»b"),
        ("builtins.replaceStrings [ \"a\" ] [ u ] \"b\"", r#""b""#),
        ("builtins.replaceStrings [ \"a\" ] [ \"A\" ] \"a${u}a\"", "A«?»A"),
        ("builtins.replaceStrings [ u ] [ \"A\" ] \"a\"", "unknown"),
        ("builtins.match \"a\" u", "unknown"),
        ("builtins.toJSON { a = u; }", "unknown"),
    ]);
}

#[test]
fn expressions() {
    check(&[
        ("builtins.match \"a(b)?c\" \"ac\"", "[ null ]"),
        ("builtins.match \"([^/]*)/(.*)\" \"a/b/c\"", r#"[ "a" "b/c" ]"#),
        ("builtins.split \"(a|ab)(c|bcd)?\" \"xabcd\"", r#"[ "x" [ "a" "bcd" ] "" ]"#),
        ("builtins.split \"(a)|(c)\" \"abc\"", r#"[ "" [ "a" null ] "b" [ null "c" ] "" ]"#),
        ("builtins.split \"x*\" \"ab\"", r#"[ "" [ ] "a" [ ] "b" [ ] "" ]"#),
        ("builtins.split \"z\" \"ab\"", r#"[ "ab" ]"#),
        ("builtins.match \"\\\\d\" \"1\"", "type"),
    ]);
}

#[test]
fn versions() {
    check(&[
        ("map (builtins.compareVersions \"2.3\") [ \"2.3pre1\" \"2.3\" \"2.3a\" ]", "[ 1 0 -1 ]"),
        ("builtins.compareVersions \"2.3a\" \"2.3.1\"", "-1"),
        ("builtins.splitVersion \"1.2pre3-x\"", r#"[ "1" "2" "pre" "3" "x" ]"#),
        ("builtins.parseDrvName \"nix-cli-2.3-a\"", r#"{ name = "nix-cli"; version = "2.3-a"; }"#),
    ]);
}

#[test]
fn formats() {
    check(&[
        (
            r#"builtins.toJSON { b = [ 1.0 null ]; a = "\n\"é"; c.outPath = "x"; }"#,
            r#""{\"a\":\"\\n\\\"é\",\"b\":[1.0,null],\"c\":\"x\"}""#,
        ),
        (r#"builtins.fromJSON "{\"a\":1,\"a\":[1e2,-5]}""#, "{ a = [ 100 -5 ]; }"),
        (r#"builtins.fromJSON "\"\\ud83d\\ude00\"""#, r#""😀""#),
        (r#"builtins.fromJSON "[1,]""#, "type"),
        (r#"builtins.fromJSON "9223372036854775808""#, "type"),
        (r#"builtins.fromJSON "18446744073709551616""#, "1.84467e+19"),
        (r#"fromTOML "a.b = 1\n[[c]]\nd = true""#, "{ a = { b = 1; }; c = [ { d = true; } ]; }"),
        (r#"fromTOML "a = 1979-05-27""#, "type"),
        (
            "builtins.toXML { a = { b, ... }@c: \"\"; }",
            concat!(
                r#""<?xml version='1.0' encoding='utf-8'?>\n<expr>\n  <attrs>\n    <attr name=\"a\">\n"#,
                r#"      <function>\n        <attrspat ellipsis=\"1\" name=\"c\">\n"#,
                r#"          <attr name=\"b\" />\n        </attrspat>\n      </function>\n"#,
                r#"    </attr>\n  </attrs>\n</expr>\n""#,
            ),
        ),
    ]);
}

#[test]
fn contexts() {
    let drv = "let d = derivation { name = \"n\"; builder = \"b\"; system = \"s\"; }; in ";
    for (text, expected) in [
        ("builtins.attrValues (builtins.getContext \"${d}\")", r#"[ { outputs = [ "out" ]; } ]"#),
        ("builtins.attrValues (builtins.getContext d.drvPath)", "[ { allOutputs = true; } ]"),
        ("builtins.hasContext (builtins.substring 0 0 \"${d}\")", "true"),
        ("builtins.hasContext (builtins.unsafeDiscardStringContext \"${d}\")", "false"),
        ("builtins.hasContext (builtins.replaceStrings [ \"b\" ] [ \"${d}\" ] \"a\")", "false"),
        (
            "builtins.addDrvOutputDependencies (builtins.unsafeDiscardOutputDependency d.drvPath)
                == d.drvPath",
            "true",
        ),
    ] {
        check(&[(&format!("{drv}{text}"), expected)]);
    }
}

#[test]
fn flake_references() {
    check(&[
        (
            "builtins.parseFlakeRef \"github:NixOS/nixpkgs/23.05?dir=lib\"",
            r#"{ dir = "lib"; owner = "NixOS"; ref = "23.05"; repo = "nixpkgs"; type = "github"; }"#,
        ),
        (
            "builtins.flakeRefToString { type = \"github\"; owner = \"a\"; repo = \"b\"; ref = \"c\"; }",
            r#""github:a/b/c""#,
        ),
        ("builtins.parseFlakeRef \"git+https://example.org/a\"", "unknown"),
    ]);
}

#[test]
fn printing() {
    check(&[
        ("let x = { a = 1; }; in [ x x { } { } ]", "[ { a = 1; } «repeated» { } { } ]"),
        ("let x = [ 1 ]; in [ x x [ ] [ ] ]", "[ [ 1 ] «repeated» [ ] [ ] ]"),
        ("{ \"a b\" = \"\\${x}\\t\"; if' = 1.5e300; \"if\" = null; }", {
            r#"{ "a b" = "\${x}\t"; "if" = null; if' = 1.5e+300; }"#
        }),
        ("[ map (map (x: x)) (x: x) ]", "[ <PRIMOP> <PRIMOP-APP> <LAMBDA> ]"),
        ("let x.y = x; in x", "{ y = «repeated»; }"),
    ]);
}

#[test]
fn a_text_with_a_hole_is_a_text() {
    check(&[
        ("builtins.isString \"a${u}\"", "true"),
        ("builtins.typeOf (\"a\" + u)", r#""string""#),
        ("builtins.isString (toString [ u ])", "true"),
        ("builtins.isAttrs (builtins.concatStringsSep \"\" [ u ])", "false"),
        ("\"a${u}\" == null", "false"),
        ("\"a${u}\".b or 1", "1"),
        ("\"a${u}\" ? b", "false"),
        // What is added to may be a path, and what comes of a text may be anything.
        ("builtins.isString (u + \"a\")", "«?»a"),
        ("builtins.isString (builtins.stringLength \"a${u}\")", "a«?»"),
        ("let b = if \"a${u}\" == \"a\" then 1 else 2; in builtins.isString b", "a«?»"),
    ]);
}
