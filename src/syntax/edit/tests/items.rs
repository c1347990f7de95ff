//! Removing and extending items.

use super::*;

#[test]
fn removing_items() {
    let removes = |text: &str, part: &str, expected: &str| {
        becomes(text, Editor::new(text).unwrap().remove_item(at(text, part)), expected);
    };
    removes("[ \"/a\" \"/b\" ]", "\"/a\"", "[ \"/b\" ]");
    removes("[ \"/a\" \"/b\" ]", "/b", "[ \"/a\" ]");
    removes("[ \"/a\" ]", "/a", "[ ]");
    removes("[\n  \"/a\"\n]", "/a", "[ ]");
    removes("[\n  \"/a\" # a\n]", "/a", "[ ]");
    removes("[\n  \"/a\"\n  # more\n]", "/a", "[\n  # more\n]");
    removes("[\n  \"/a\" # a\n  \"/b\" # b\n]", "/b", "[\n  \"/a\" # a\n]");
    removes("[\n  \"/a\"\n  {\n    directory = \"/b\";\n  }\n]", "\"/b\"", "[\n  \"/a\"\n]");
    removes("[\n  \"/a\" \"/b\" # both\n]", "\"/a\"", "[\n  \"/b\" # both\n]");
    removes("[\n  \"/a\" \"/b\" # both\n]", "\"/b\"", "[\n  \"/a\" # both\n]");
}

#[test]
fn extending_items() {
    let text = "{ d = [ \"/a\" ]; f = [ \"/b\" { file = \"/c\"; } ]; }";
    let editor = Editor::new(text).unwrap();
    let attributes = [("user".to_owned(), string("u")), ("mode".to_owned(), string("0700"))];
    becomes(
        text,
        editor.extend_item(at(text, "/a"), "directory", None, &attributes),
        "{ d = [ { directory = \"/a\"; user = \"u\"; mode = \"0700\"; } ]; f = [ \"/b\" { file = \"/c\"; } ]; }",
    );
    becomes(
        text,
        editor.extend_item(at(text, "/c"), "file", None, &attributes),
        "{ d = [ \"/a\" ]; f = [ \"/b\" { file = \"/c\"; user = \"u\"; mode = \"0700\"; } ]; }",
    );
    becomes(
        text,
        editor.extend_item(at(text, "/c"), "file", Some("/x"), &[]),
        &text.replace("/c", "/x"),
    );
    becomes(
        text,
        editor.extend_item(at(text, "/b"), "file", Some("/x"), &[]),
        &text.replace("/b", "/x"),
    );
}

#[test]
fn shortening_items() {
    let shortens = |item: &str, new: &str| {
        let (text, new) = (format!("{{ d = [ {item} ]; }}"), format!("{{ d = [ {new} ]; }}"));
        let editor = Editor::new(&*text).unwrap();
        becomes(&text, editor.shorten_item(at(&text, "/a"), &["user", "group"]), &new);
    };
    shortens(
        "{ directory = \"/a\"; user = \"u\"; group = \"g\"; mode = \"0700\"; }",
        "{ directory = \"/a\"; mode = \"0700\"; }",
    );
    shortens(
        "{\n    user = \"u\"; # whose\n    directory = \"/a\";\n    group = \"g\";\n  }",
        "{\n    directory = \"/a\";\n  }",
    );
    let text = "user: [ { directory = \"/a\"; inherit user; group = \"g\"; } ]";
    let shortened = Editor::new(text).unwrap().shorten_item(at(text, "/a"), &["user", "group"]);
    assert_eq!(shortened, None, "all of it, or nothing");
}

#[test]
fn what_goes_with_an_item() {
    let removes = |text: &str, part: &str, expected: &str| {
        becomes(text, Editor::new(text).unwrap().remove_item(at(text, part)), expected);
    };
    // A comment that is about the item alone goes with it.
    removes("[\n  \"/a\"\n  # of b\n  \"/b\"\n]", "/b", "[\n  \"/a\"\n]");
    removes(
        "[\n  # b\n  # and more\n  \"/b\"\n\n  # c\n  \"/c\"\n]",
        "/b",
        "[\n  # c\n  \"/c\"\n]",
    );
    // One that may be about others, or is switched off, does not.
    removes("[\n  # both\n  \"/a\"\n  \"/b\"\n]", "/a", "[\n  # both\n  \"/b\"\n]");
    removes("[\n  # \"/x\"\n  \"/b\"\n]", "/b", "[\n  # \"/x\"\n]");
    // Lists of entries that are empty say nothing.
    let p = "environment.persistence.\"/p\"";
    removes(
        &format!("{{\n  {p} = {{\n    files = [ \"/a\" ];\n    directories = [ ];\n  }};\n}}\n"),
        "\"/a\"",
        &format!("{{\n  {p} = {{\n    directories = [ ];\n  }};\n}}\n"),
    );
    removes(&format!("{{ x = 1; {p}.files = [ \"/a\" ]; }}"), "\"/a\"", "{ x = 1; }");
    // But for those that are all there is, that a comment is about, or of an option of the user's own.
    for (text, expected) in [
        (
            format!("{{ {p} = {{ files = [ \"/a\" ]; }}; }}"),
            format!("{{ {p} = {{ files = [ ]; }}; }}"),
        ),
        (
            format!("{{\n  x = 1;\n  # none\n  {p}.files = [ \"/a\" ];\n}}\n"),
            format!("{{\n  x = 1;\n  # none\n  {p}.files = [ ];\n}}\n"),
        ),
        ("{ x = 1; my.files = [ \"/a\" ]; }".to_owned(), "{ x = 1; my.files = [ ]; }".to_owned()),
    ] {
        removes(&text, "\"/a\"", &expected);
    }
    let text = "{\n  a = 1;\n\n  b = 2;\n\n  c = 3;\n}\n";
    let editor = Editor::new(text).unwrap();
    becomes(text, editor.remove_attribute(at(text, "b")), "{\n  a = 1;\n\n  c = 3;\n}\n");
    becomes(text, editor.remove_attribute(at(text, "a")), "{\n  b = 2;\n\n  c = 3;\n}\n");
    becomes(text, editor.remove_attribute(at(text, "c")), "{\n  a = 1;\n\n  b = 2;\n}\n");
}

#[test]
fn a_set_where_brackets_have_no_space_inside() {
    let text = "{\n  d = [\n    \"/a\" # it\n  ];\n  e = [\"/b\"];\n}\n";
    let mode = [("mode".to_owned(), string("0700"))];
    let extends = |part: &str, expected: &str| {
        let edits =
            Editor::new(text).unwrap().extend_item(at(text, part), "directory", None, &mode);
        becomes(text, edits, expected);
    };
    let set = "{\n      directory = \"/a\";\n      mode = \"0700\";\n    }";
    extends("/a", &text.replace("\"/a\"", set));
    extends("/b", &text.replace("\"/b\"", "{directory = \"/b\"; mode = \"0700\";}"));
}
