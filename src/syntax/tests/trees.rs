//! The tree of each construct.

use crate::syntax::{Sym, parse, parse_with_scope, print::print, print::print_parsed};

#[track_caller]
fn check(text: &str, tree: &str) {
    assert_eq!(print(text), tree, "in: {text}");
}

#[test]
fn literals() {
    check("120", "120");
    check("9223372036854775807", "9223372036854775807");
    check("9223372036854775808", "! invalid integer HOLE");
    check("1.5", "1.5");
    check("1.", "1.0");
    check(".5e3", "500.0");
    check("1.e5", "100000.0");
    check("1.5e400", "! invalid float HOLE");
    check("0.0e400", "0.0");
    check("[ 00.5 ]", "(list 0 0.5)");
    check("[ 0. ]", "! expected an attribute name, found `]` (list HOLE)");
    check("https://example.org/a?b=c", "\"https://example.org/a?b=c\"");
    check("x:x", "\"x:x\"");
    check("x: x", "(\\x: l0.0)");
    check("a_b:a_b", "(\\a_b: l0.0)");
    check("<nixpkgs/nixos>", "<nixpkgs/nixos>");
    check("__curPos", "CURPOS");
    check("{ __curPos = 1; }", "{ __curPos = 1; }");
}

#[test]
fn paths() {
    check("./a", "path(./a)");
    check("a/b", "path(a/b)");
    check("1/2", "path(1/2)");
    check("~/a.b", "path(~/a.b)");
    check("/a/b-c", "path(/a/b-c)");
    check("./a/", "! path has a trailing slash path(./a/)");
    check("./a//b", "! path has an empty component path(./a/)");
    check("./${\"x\"}/b", "(path \"./\" \"x\" \"/b\")");
    check("./a/${\"x\"}y.nix", "(path \"./a/\" \"x\" \"y.nix\")");
    check("./a${\"x\"}", "(path \"./a\" \"x\")");
    check("~/${\"x\"}", "(path \"~/\" \"x\")");
    check("./a/${\"x\"}/", "! path has a trailing slash (path \"./a/\" \"x\" \"/\")");
    check("a: b: a//b", "(\\a: (\\b: (Update l1.0 l0.0)))");
    check("a: b: a / b", "(\\a: (\\b: (Div l1.0 l0.0)))");
    check("a: a/*c*/", "(\\a: l0.0)");
    check("a: b: [ a .b ]", "(\\a: (\\b: (list (l1.0.b))))");
}

#[test]
fn strings() {
    check(r#""""#, r#""""#);
    check(r#""a\n\t\r\q\"\\\${b}""#, r#""a\n\t\rq\"\\${b}""#);
    check("\"a\r\nb\rc\"", r#""a\nb\nc""#);
    check(r#""$$ $a $${b}""#, r#""$$ $a $${b}""#);
    check(r#""$\{a}$""#, r#""${a}$""#);
    check(r#""a${"b"}c""#, r#"(str "a" "b" "c")"#);
    check(r#""${"b"}""#, r#"(str "b")"#);
    check("\"a\0\"", "! string holds a NUL character \"a\\0\"");
    check("\"ä\\ä$ä\"", "\"ää$ä\"");
}

#[test]
fn indented_strings() {
    check("''''", r#""""#);
    check("''  ''", r#""""#);
    check("''\n  a\n    b\n  ''", r#""a\n  b\n""#);
    check("''\n  a\n    b''", r#""a\n  b""#);
    check("''  a\n b''", r#"" a\nb""#);
    check("''\n\n    a\n\n   b\n''", r#""\n a\n\nb\n""#);
    check("''a''$b''", r#""a$b""#);
    check("''a''${b}''", r#""a${b}""#);
    check("''a'''b''", r#""a''b""#);
    check("''a''\\nb''\\tc''\\''d''", "\"a\\nb\\tc''d\"");
    check("''$$ $${a} $''", r#""$$ $${a} $""#);
    check("''it's 'fine' ''", r#""it's 'fine' ""#);
    check("''\n  a ${\"x\"}\n    ${\"y\"}\n  ''", r#"(str "a " "x" "\n  " "y" "\n")"#);
    check("''\n    ${\"x\"}\n  b\n  ''", r#"(str "  " "x" "\nb\n")"#);
    check("''${\"x\"}''", r#"(str "x")"#);
    check("''\r\n  a\r\n''", r#""\r\n  a\r\n""#);
    check("''\n\ta\n  b''", r#""\ta\n  b""#);
    check("'''${\"x\"}''", r#"(str "'" "x")"#);
}

#[test]
fn operators() {
    let scope = |text: &str| {
        let names = ["a", "b", "c", "d"].map(Sym::new);
        let tree = print_parsed(&parse_with_scope(text, &names));
        (0..4).fold(tree, |tree, slot| {
            tree.replace(&format!("l0.{slot}"), ["a", "b", "c", "d"][slot])
        })
    };
    let check = |text: &str, tree: &str| assert_eq!(scope(text), tree, "in: {text}");
    check("a + b * c - d", "(Sub (Add a (Mul b c)) d)");
    check("a ++ b ++ c", "(Concat a (Concat b c))");
    check("a // b // c", "(Update a (Update b c))");
    check("a -> b -> c", "(Implies a (Implies b c))");
    check("a || b && c", "(Or a (And b c))");
    check("!a == b", "(Equal (! a) b)");
    check("!a ? b", "(! (a?b))");
    check("!a + b", "(! (Add a b))");
    check("a * !b + c", "(Mul a (! (Add b c)))");
    check("-a ? b", "((- a)?b)");
    check("-a * b", "(Mul (- a) b)");
    check("- - a", "(- (- a))");
    check("a -b", "(Sub a b)");
    check("a ? b.\"c\".${d}", "(a?b.c.${d})");
    check("a ? b ? c", "((a?b)?c)");
    check("a ++ b ? c", "(Concat a (b?c))");
    check("a == b == c", "! `==` cannot be chained (Equal (Equal a b) c)");
    check("(a == b) == c", "(Equal (Equal a b) c)");
    check("a == (b == c)", "(Equal a (Equal b c))");
    check("a < b == c > d", "(Equal (Less a b) (Greater c d))");
    check(
        "a <= b && c >= d && a != b",
        "(And (And (LessEqual a b) (GreaterEqual c d)) (NotEqual a b))",
    );
    check("a b c", "(call a b c)");
    check("(a b) c", "(call (call a b) c)");
    check("a |> b |> c d", "(call (call c d) (call b a))");
    check("a <| b <| c", "(call a (call b c))");
    check("a b + c.d", "(Add (call a b) (c.d))");
    check("a.b or c d", "(call (a.b or c) d)");
    check("a b.c or d", "(call a (b.c or d))");
    check("a.b or c.d or a", "(a.b or (c.d or a))");
    check("[ a b.c (a b) (-a) ]", "(list a (b.c) (call a b) (- a))");
    check("a let { body = 1; }", "(call a (rec{ body = 1; }.body))");
    check("let { body = a; }.x b", "(call ((rec{ body = l1.0; }.body).x) b)");
    check("1 + if a then b else c", "! `if` needs parentheses here (Add 1 (if a b c))");
}

#[test]
fn or_as_a_name() {
    check("{ or = 1; }.or", "({ or = 1; }.or)");
    check(
        "rec { f = x: x; or = 1; y = f or; }",
        "rec{ f = (\\[f]x: l0.0); or = 1; y = (call l0.0 l0.1); }",
    );
    check(
        "let or = 1; f = x: x; in [ f or ]",
        "(let rec{ or = 1; f = (\\[f]x: l0.0); } (list (call l0.1 l0.0)))",
    );
    check("[ or ]", "! unexpected `or` in a list (list)");
    check("{ a.b or c = 1; }", "! expected `=`, found `or` { a = { b = HOLE; }; }");
}

#[test]
fn lambdas() {
    check("{ }: 1", "(\\{ }: 1)");
    check("{ ... }: 1", "(\\{ ... }: 1)");
    check("{ a, b ? a, ... }@c: [ a b c ]", "(\\{ a b?l0.0 ... }@c: (list l0.0 l0.1 l0.2))");
    check("c@{ a, }: c", "(\\{ a }@c: l0.1)");
    check("{ a }: a", "(\\{ a }: l0.0)");
    check("{ f = a: b: a; }", "{ f = (\\[f]a: (\\[f]b: l1.0)); }");
    check("{ f.g = (a: a); }", "{ f = { g = (\\[g]a: l0.0); }; }");
    check("{ a, a }: a", "! duplicate formal argument `a` (\\{ a }: l0.0)");
    check("{ a }@a: a", "! duplicate formal argument `a` (\\{ a }: l0.0)");
    check("{ a ... }: a", "! expected `,` or `}`, found `...` (\\{ a }: l0.0)");
    check("{ ..., a }: 1", "! expected `}`, found `,` (\\{ ... }: 1)");
    check("{ a, \"b\" }: 1", "! expected `,` or `}`, found a string (\\{ a }: 1)");
    check("x@y: x", "! expected `{`, found `y` HOLE");
}

#[test]
fn scopes() {
    check("x", "! undefined variable `x` ?x");
    check("let x = y; y = 1; in z: x", "(let rec{ x = l0.1; y = 1; } (\\z: l1.0))");
    check("x: rec { inherit x; y = x; }", "(\\x: rec{ x = outer l0.0; y = l0.0; })");
    check("x: rec { inherit (x) y; z = y; }", "(\\x: rec{ y from 0; z = l0.0; source l1.0; })");
    check("x: { y = x; inherit x; }", "(\\x: { y = l0.0; x = outer l0.0; })");
    check("x: let inherit (x) y; in y", "(\\x: (let rec{ y from 0; source l1.0; } l0.0))");
    check("x: with x; y", "(\\x: (with l0.0 with:y@[0]))");
    check(
        "x: with x; a: with a; [ x y ]",
        "(\\x: (with l0.0 (\\a: (with l0.0 (list l3.0 with:y@[0, 2])))))",
    );
    check(
        "x: with x; [ true map __add import ]",
        "(\\x: (with l0.0 (list true map __add import)))",
    );
    check("let true = 1; in true", "(let rec{ true = 1; } l0.0)");
    check("let a = 1; in [ (let b = 2; in [ a b ]) a ]", {
        "(let rec{ a = 1; } (list (let rec{ b = 2; } (list l1.0 l0.0)) l0.0))"
    });
    let parsed = parse_with_scope("a: y: [ a x y true ]", &["x", "y"].map(Sym::new));
    assert_eq!(print_parsed(&parsed), "(\\a: (\\y: (list l1.0 l2.0 l0.0 true)))");
}

#[test]
fn merging() {
    check("{ a.b = 1; a.c = 2; a = { d = 3; }; }", "{ a = { b = 1; c = 2; d = 3; }; }");
    check("{ a = { d = 3; }; a.b = 1; }", "{ a = { d = 3; b = 1; }; }");
    check("{ a = rec { d = 3; }; a.b = d; }", "{ a = rec{ d = 3; b = l0.0; }; }");
    check("{ a.b = 1; a = rec { d = 3; e = 4; }; }", "{ a = { b = 1; d = 3; e = 4; }; }");
    check("{ a = { x.y = 1; }; a = { x.z = 2; }; }", "{ a = { x = { y = 1; z = 2; }; }; }");
    check("x: { a = { inherit (x) b; }; a = { inherit (x.y) c; }; }", {
        "(\\x: { a = { b from 0; c from 1; source l0.0; source (l0.0.y); }; })"
    });
    check("x: { a = { inherit x; }; a.y = x; }", "(\\x: { a = { x = outer l0.0; y = l0.0; }; })");
    check(
        "x: { a.${x}.b = 1; a.${x}.c = 2; }",
        "(\\x: { a = { ${l0.0} = { b = 1; }; ${l0.0} = { c = 2; }; }; })",
    );
    check("{ \"a\".${\"b\"}.c = 1; }", "{ a = { b = { c = 1; }; }; }");
    check("{ ${null} = 1; }", "{ ${null} = 1; }");
    check("{ \"a${\"b\"}\" = 1; }", "{ ${(str \"a\" \"b\")} = 1; }");
    check(
        "x: { inherit (x) \"a\" ${\"b\"} or; }",
        "(\\x: { a from 0; b from 0; or from 0; source l0.0; })",
    );
    check("let a.b = 1; a.c = 2; in a", "(let rec{ a = { b = 1; c = 2; }; } l0.0)");
}

#[test]
fn duplicates() {
    let parsed = parse("{ a.b = 1;\n  a.b = 2; }");
    assert_eq!(parsed.errors.len(), 1);
    let error = &parsed.errors[0];
    assert_eq!(error.message, "attribute `a.b` is already defined");
    assert_eq!((error.range.start, error.range.end), (15, 16));
    let (related, message) = error.related.clone().unwrap();
    assert_eq!((related.start, related.end, message.as_str()), (4, 5, "first defined here"));
    check("{ a = 1; a.b = 2; }", "! attribute `a` is already defined { a = 1; }");
    check("{ a.b = 1; a = 2; }", "! attribute `a` is already defined { a = { b = 1; }; }");
    check(
        "{ a.b = 1; a = { b = 2; }; }",
        "! attribute `a.b` is already defined { a = { b = 1; }; }",
    );
    check("x: { x = 1; inherit x; }", "! attribute `x` is already defined (\\x: { x = 1; })");
    check("let a = 1; a = 2; in a", "! attribute `a` is already defined (let rec{ a = 1; } l0.0)");
    check("x: let ${x} = 1; in x", "! dynamic attribute in `let` (\\x: (let rec{ } l1.0))");
    check("x: { inherit (x) ${x}; }", "! dynamic attribute in `inherit` (\\x: { source l0.0; })");
    check(
        "{ a = 1; b = 1; c = 1; d = 1; e = 1; f = 1; g = 1; h = 1; i = 1; j = 1; k = 1; l = 1; m = 1; n = 1; a = 2; m = 2; }",
        {
            "! attribute `a` is already defined ! attribute `m` is already defined \
         { a = 1; b = 1; c = 1; d = 1; e = 1; f = 1; g = 1; h = 1; i = 1; j = 1; k = 1; l = 1; m = 1; n = 1; }"
        },
    );
}

#[test]
fn comments() {
    check("1 # a\n", "1");
    check("# a\r1", "1");
    check("/* a **/ 1 /**/", "1");
    check("1 /* a", "! comment is never closed 1");
    check("\u{feff}1", "! file starts with a byte order mark 1");
}

#[test]
fn broken_text() {
    check("", "! expected an expression, found end of file HOLE");
    check("{ a = ; b = 1; }", "! expected an expression, found `;` { a = HOLE; b = 1; }");
    check("{ a = 1 b = 2; c = 3; }", "! expected `;`, found `=` { a = (call 1 ?b); c = 3; }");
    check("{ a = 1 }", "! expected `;`, found `}` { a = 1; }");
    check("{ a; b = 1; }", "! expected `=`, found `;` { a = HOLE; b = 1; }");
    check("{ a. = 1; b = 1; }", "! expected an attribute name, found `=` { a = 1; b = 1; }");
    check("{ ) a = 1; b = 2; }", "! expected an attribute name, found `)` { b = 2; }");
    check("{ a = [ 1 2; b = 2; }", "! expected `]`, found `;` { a = (list 1 2); b = 2; }");
    check("{ a = (1; b = 2; }", "! expected `)`, found `;` { a = 1; b = 2; }");
    check("{ a = 1; ", "! expected `}`, found end of file { a = 1; }");
    check("{ a = \"x; }", {
        "! string is never closed ! expected `;`, found end of file { a = \"x; }\"; }"
    });
    check("1 2 }", "! unexpected `}` after the expression (call 1 2)");
    check("if 1 then 2", "! expected `else`, found end of file (if 1 2 HOLE)");
    check("let a = 1; a", "! expected `=`, found end of file (let rec{ a = 1; } HOLE)");
}
