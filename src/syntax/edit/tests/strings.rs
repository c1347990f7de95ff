//! Strings, names and scripts.

use super::*;

#[test]
fn strings_of_lists() {
    let edits = |text: &str, old: Option<&str>, new: Option<&str>, expected: Option<&str>| {
        let path = ["options".to_owned()];
        let edits = Editor::new(text).unwrap().edit_strings(at(text, "\"/a\""), &path, old, new);
        match expected {
            Some(expected) => becomes(text, edits, expected),
            None => assert_eq!(edits, None, "{text}"),
        }
    };
    let (one, two) = (Some("one"), Some("two"));
    edits(
        "{ f.\"/a\".options = [ \"one\" ]; }",
        None,
        two,
        Some("{ f.\"/a\".options = [ \"one\" \"two\" ]; }"),
    );
    edits(
        "{ f.\"/a\" = { x = 1; }; }",
        None,
        two,
        Some("{ f.\"/a\" = { x = 1; options = [ \"two\" ]; }; }"),
    );
    edits(
        "{ f.\"/a\" = { options = [ \"one\" ]; }; }",
        one,
        two,
        Some("{ f.\"/a\" = { options = [ \"two\" ]; }; }"),
    );
    edits(
        "{ f.\"/a\" = { options = [ \"one\" \"x\" ]; }; }",
        one,
        None,
        Some("{ f.\"/a\" = { options = [ \"x\" ]; }; }"),
    );
    edits("{ f.\"/a\" = { options = builtins.usual; }; }", one, None, None);
    edits("{ f.\"/a\" = { options = [ \"one\" \"one\" ]; }; }", one, None, None);
    edits("{ f.\"/a\" = { options = [ \"x\" ]; }; }", one, two, None);
}

#[test]
fn strings_names_and_scripts() {
    let text =
        "{ a.file = \"/x/\"; b.list = [ \"/x\" \"/y\" ]; c.script = ''rm a; rm -r b; rm c''; }";
    let editor = Editor::new(text).unwrap();
    becomes(
        text,
        editor.replace_string(at(text, "\"/x/\""), "/x", "/z"),
        &text.replace("/x/", "/z"),
    );
    becomes(text, editor.replace_string(at(text, "file"), "/x", "/z"), &text.replace("/x/", "/z"));
    becomes(text, editor.replace_string(at(text, "list"), "/y", "/z"), &text.replace("/y", "/z"));
    assert_eq!(editor.replace_string(at(text, "list"), "/z", "/y"), None);
    becomes(
        text,
        editor.rename_attribute(at(text, "/y"), "list", "names"),
        &text.replace("list", "names"),
    );
    becomes(
        text,
        editor.rename_attribute(at(text, "file"), "file", "a b"),
        &text.replace("file", "\"a b\""),
    );
    assert_eq!(editor.rename_attribute(at(text, "file"), "list", "x"), None);
    let expected = text.replace("rm a", "del a").replace("rm c", "del c");
    becomes(text, editor.replace_text(at(text, "script"), "rm ", "del ", &["-r"]), &expected);
    assert_eq!(editor.replace_text(at(text, "file"), "rm ", "del ", &[]), None);
}

#[test]
fn a_script_becomes_a_unit() {
    let enclosed = |text: &str| {
        let attributes = [("before".to_owned(), "[ \"x\" ]".to_owned())];
        let new = ["units", "wipe"].map(str::to_owned);
        let edits =
            Editor::new(text)?.enclose(at(text, "hook"), "hook", &new, &attributes, "script");
        apply(text, &edits?)
    };
    assert_eq!(
        enclosed("{\n  i.hook = ''\n    a\n\n      b\n  ''; # c\n}\n").as_deref(),
        Some(
            "{\n  i.units.wipe = {\n    before = [ \"x\" ];\n    script = ''\n      a\n\n        b\n    '';\n  }; # c\n}\n"
        )
    );
    // A string that is not indented has its line breaks as they are.
    assert_eq!(
        enclosed("{ i.hook = \"a\nb\"; }").as_deref(),
        Some("{ i.units.wipe = {\n  before = [ \"x\" ];\n  script = \"a\nb\";\n}; }")
    );
    assert_eq!(enclosed("{ hook.x = 1; }"), None);
}

#[test]
fn a_line_of_a_script() {
    let text = "{\n  s = ''\n    f() {\n      rm \"$1\"\n    }\n  '';\n  t = \"f() {\\n\";\n}\n";
    let editor = Editor::new(text).unwrap();
    becomes(
        text,
        editor.insert_line(at(text, "s"), "f() {", "test \"$1\" || return 0"),
        &text.replace("f() {\n      rm", "f() {\n      test \"$1\" || return 0\n      rm"),
    );
    assert_eq!(editor.insert_line(at(text, "t"), "f() {", "x"), None);
    assert_eq!(editor.insert_line(at(text, "s"), "g() {", "x"), None);
    assert_eq!(editor.insert_line(at(text, "s"), "f() {", "${x}"), None);
}
