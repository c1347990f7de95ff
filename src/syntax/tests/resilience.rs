//! Whatever the text, there is a tree, and its ranges lie in the text.

use crate::syntax::{ir::ExprId, locate, parse};

const SAMPLE: &str = include_str!("../../../testdata/syntax/sample.nix");

#[track_caller]
fn check(text: &str) {
    let parsed = parse(text);
    let ranges =
        parsed.ir.ranges.iter().copied().chain(parsed.errors.iter().map(|error| error.range));
    for range in ranges {
        let slice = text.get(range.as_usize());
        assert!(slice.is_some(), "{range:?} is no range of {text:?}");
    }
    assert_eq!(parsed.ir.exprs.len(), parsed.ir.ranges.len());
    let _ = locate(&parsed.ir, 0);
}

#[test]
fn the_sample_is_fine() {
    assert_eq!(parse(SAMPLE).errors, []);
}

#[test]
fn every_prefix_and_suffix() {
    for (at, _) in SAMPLE.char_indices() {
        check(&SAMPLE[..at]);
        check(&SAMPLE[at..]);
    }
}

#[test]
fn every_place_with_something_odd_in_it() {
    let odd = [
        "", "\0", "\"", "''", "${", "}", "(", ")", "[", "]", "{", ";", "ä", "or", "let", "in",
        "\\", "$", "'", "/",
    ];
    for (at, char) in SAMPLE.char_indices() {
        for odd in odd {
            let (before, after) = (&SAMPLE[..at], &SAMPLE[at + char.len_utf8()..]);
            check(&format!("{before}{odd}{after}"));
        }
    }
}

#[test]
fn deep_nesting_is_refused_not_followed() {
    let openers = [
        "(",
        "[",
        "{ a = ",
        "{ a.${",
        "\"${",
        "''${",
        "./${",
        "x: ",
        "{ a ? ",
        "if ",
        "if 1 then 1 else ",
        "with 1; ",
        "assert 1; ",
        "let a = ",
        "let { a = ",
        "{}.a or ",
        "f (",
        "rec { ${",
        "{ inherit (",
        "- (",
        "1 + (",
        "[ { a.\"${",
        "{ inherit ${",
        "1 ? ${",
        "let {",
    ];
    for opener in openers {
        let parsed = parse(&opener.repeat(100_000));
        let messages: Vec<_> = parsed.errors.iter().map(|error| error.message.as_str()).collect();
        assert_eq!(messages.last(), Some(&"expression is nested too deep"), "{opener}");
    }
}

#[test]
fn long_chains_are_no_nesting() {
    for (start, link) in [
        ("1", " + 1"),
        ("1", " ++ 1"),
        ("1", " // 1"),
        ("", "!"),
        ("", "- "),
        ("1", " 1"),
        ("1", "|> 1"),
        ("1", "<| 1"),
    ] {
        let text = format!("{start}{}1", link.repeat(100_000));
        assert_eq!(parse(&text).errors, [], "{link}");
    }
    let path = format!("{{}}.a{}", ".a".repeat(1_000_000));
    assert_eq!(parse(&path).errors, []);
    let path = format!("a{}", ".a".repeat(100_000));
    let merged =
        format!("{{ a = {{ {path}.b = 1; }}; a = {{ {path}.c = 2; }}; a = {{ {path}.c = 3; }}; }}");
    let errors = parse(&merged).errors;
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].message, "attribute `a.a.a.a.a.a.a.a.a.c` is already defined");
}

#[test]
fn ranges_are_exact() {
    let text = "{ a.\"b\" = f (g x) [ 1 ]; }: x";
    let text = text.strip_suffix(": x").unwrap();
    let parsed = parse(text);
    let ir = &parsed.ir;
    let all: Vec<&str> = ir.ranges.iter().map(|range| &text[range.as_usize()]).collect();
    for expected in
        ["a", "\"b\"", "f", "g x", "f (g x) [ 1 ]", "[ 1 ]", text, "\"b\" = f (g x) [ 1 ]"]
    {
        assert!(all.contains(&expected), "{expected} in {all:?}");
    }
    let text = "(1 + 2) * (3)";
    let ir = parse(text).ir;
    assert_eq!(&text[ir.range(ir.root).as_usize()], text);
}

#[test]
fn locates_the_innermost_expression() {
    let text = "x: { inherit x; y = [ x 12 ]; }";
    let ir = parse(text).ir;
    let at = |offset| locate(&ir, offset).map(|id: ExprId| &text[ir.range(id).as_usize()]);
    assert_eq!(at(24), Some("12"));
    assert_eq!(at(20), Some("[ x 12 ]"));
    assert_eq!(at(16), Some("y"));
    assert_eq!(at(13), Some("x"));
    assert_eq!(at(2), Some(text));
    assert_eq!(at(1000), None);
}
