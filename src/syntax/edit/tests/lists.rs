//! Adding to lists, and beginning one.

use super::*;

#[test]
fn lists_on_one_line() {
    adds("{ d = [ \"/a\" ]; }", "[ \"/a\" ]", "{ d = [ \"/a\" \"/new\" ]; }");
    adds("{ d = [ ]; }", "d", "{ d = [ \"/new\" ]; }");
    adds("{ d = []; }", "[]", "{ d = [ \"/new\" ]; }");
    adds(
        "{ d = with lib; [ \"/a\" ]; }",
        "with lib; [ \"/a\" ]",
        "{ d = with lib; [ \"/a\" \"/new\" ]; }",
    );
    adds("{ d = lib.mkBefore [ \"/a\" ]; }", "d", "{ d = lib.mkBefore [ \"/a\" \"/new\" ]; }");
    adds("{ d = ([ \"/a\" ]); }", "d", "{ d = ([ \"/a\" \"/new\" ]); }");
    adds(
        "{ d = [ { directory = \"/a\"; } ]; }",
        "/a",
        "{ d = [ { directory = \"/a\"; } \"/new\" ]; }",
    );
}

#[test]
fn what_is_too_long_for_a_line() {
    let long = "/a".repeat(46);
    let text = format!("{{\n  d = [ \"{long}\" ];\n}}\n");
    adds(&text, "d", &format!("{{\n  d = [\n    \"{long}\"\n    \"/new\"\n  ];\n}}\n"));
}

#[test]
fn lists_on_several_lines() {
    adds(
        "{\n  d = [\n    \"/a\" # why\n  ];\n}\n",
        "d",
        "{\n  d = [\n    \"/a\" # why\n    \"/new\"\n  ];\n}\n",
    );
    adds(
        "{\n\td = [\n\t\t\"/a\"\n\t];\n}\n",
        "d",
        "{\n\td = [\n\t\t\"/a\"\n\t\t\"/new\"\n\t];\n}\n",
    );
    adds(
        "{\r\n  d = [\r\n    \"/a\"\r\n  ];\r\n}\r\n",
        "d",
        "{\r\n  d = [\r\n    \"/a\"\r\n    \"/new\"\r\n  ];\r\n}\r\n",
    );
    adds(
        "{\n  d = [\n    # nothing yet\n  ];\n}\n",
        "d",
        "{\n  d = [\n    # nothing yet\n    \"/new\"\n  ];\n}\n",
    );
    adds(
        "{\n  d = [ \"/a\"\n        \"/b\" ];\n}\n",
        "d",
        "{\n  d = [ \"/a\"\n        \"/b\"\n        \"/new\" ];\n}\n",
    );
    adds(
        "{\n  d = [\n    \"/z\"\n    /* one */ \"/a\" /* two */\n  ];\n}\n",
        "d",
        "{\n  d = [\n    \"/z\"\n    /* one */ \"/a\" /* two */\n    \"/new\"\n  ];\n}\n",
    );
}

#[test]
fn sorted_lists_stay_sorted() {
    adds(
        "{\n  d = [\n    \"/a\"\n    \"/b\" # b\n    \"/z\"\n  ];\n}\n",
        "d",
        "{\n  d = [\n    \"/a\"\n    \"/b\" # b\n    \"/new\"\n    \"/z\"\n  ];\n}\n",
    );
    adds(
        "{\n  d = [\n    \"/o\"\n    \"/p\"\n    \"/z\"\n  ];\n}\n",
        "d",
        "{\n  d = [\n    \"/new\"\n    \"/o\"\n    \"/p\"\n    \"/z\"\n  ];\n}\n",
    );
}

#[test]
fn sets_in_a_sorted_list_and_what_belongs_together() {
    let item = NewItem { attributes: vec![("mode".to_owned(), string("0700"))], ..new() };
    let text = "{\n  d = [\n    \"/a\"\n    { directory = \"/b\"; mode = \"0700\"; }\n    \"/z\"\n  ];\n}\n";
    let expected =
        text.replace("    \"/z\"", "    { directory = \"/new\"; mode = \"0700\"; }\n    \"/z\"");
    becomes(text, Editor::new(text).unwrap().add_item(at(text, "d"), &item), &expected);
    adds(
        "{\n  d = [\n    \"/A\"\n    \"/b\"\n    \"/Z\"\n  ];\n}\n",
        "d",
        "{\n  d = [\n    \"/A\"\n    \"/b\"\n    \"/new\"\n    \"/Z\"\n  ];\n}\n",
    );
    let text = "{\n  d = [\n    \"/var/lib/z\"\n    \".config/Tool\" # it\n    \"/srv\"\n  ];\n}\n";
    let tool = NewItem { path: ".local/share/tool".to_owned(), ..new() };
    let expected = text.replace("# it\n", "# it\n    \".local/share/tool\"\n");
    becomes(text, Editor::new(text).unwrap().add_item(at(text, "d"), &tool), &expected);
}

#[test]
fn what_is_no_list_by_itself() {
    adds(
        "{ d = [ \"/a\" ] ++ lib.optionals x [ \"/b\" ]; }",
        "d",
        "{ d = [ \"/a\" \"/new\" ] ++ lib.optionals x [ \"/b\" ]; }",
    );
    adds(
        "{ d = lib.optionals x [ \"/b\" ] ++ [ \"/a\" ]; }",
        "d",
        "{ d = lib.optionals x [ \"/b\" ] ++ [ \"/a\" \"/new\" ]; }",
    );
    adds(
        "{ d = lib.optionals x [ \"/b\" ]; }",
        "d",
        "{ d = lib.optionals x [ \"/b\" ] ++ [ \"/new\" ]; }",
    );
    adds(
        "{ d = mkPersistDirs \"u\" \"g\" \"0700\" [ \"/b\" ]; }",
        "d",
        "{ d = mkPersistDirs \"u\" \"g\" \"0700\" [ \"/b\" ] ++ [ \"/new\" ]; }",
    );
    adds(
        "let dirs = [ \"/a\" ]; in { d = dirs; }",
        "d",
        "let dirs = [ \"/a\" \"/new\" ]; in { d = dirs; }",
    );
    adds(
        "let dirs = [ \"/a\" ]; in { d = dirs; e = dirs; }",
        "d",
        "let dirs = [ \"/a\" ]; in { d = dirs ++ [ \"/new\" ]; e = dirs; }",
    );
    adds("{ d = config.dirs; }", "d", "{ d = config.dirs ++ [ \"/new\" ]; }");
    refuses("{ d = lib.mkIf x [ \"/a\" ]; }", "d");
    refuses("{ d = if x then [ ] else [ \"/a\" ]; }", "d");
    refuses("{ d.e = [ ]; }", "d.");
}

#[test]
fn owners_and_strings() {
    let item = NewItem { attributes: vec![("user".to_owned(), string("a\"b${c}"))], ..new() };
    let text = "{ d = [ ]; }";
    let edits = Editor::new(text).unwrap().add_item(at(text, "d"), &item);
    becomes(text, edits, "{ d = [ { directory = \"/new\"; user = \"a\\\"b\\${c}\"; } ]; }");
}

#[test]
fn lists_beside_lists() {
    let list = NewValue::List(vec![new()]);
    let adds = |text: &str, name: &str, expected: Option<&str>| {
        let edits = Editor::new(text).unwrap().add_beside(at(text, name), "files", &list);
        match expected {
            Some(expected) => becomes(text, edits, expected),
            None => assert_eq!(edits, None),
        }
    };
    adds(
        "{\n  p.dirs = [ ]; # d\n}\n",
        "dirs",
        Some("{\n  p.dirs = [ ]; # d\n  p.files = [ \"/new\" ];\n}\n"),
    );
    adds(
        "{ p = { dirs = [ ]; }; }",
        "dirs",
        Some("{ p = { dirs = [ ]; files = [ \"/new\" ]; }; }"),
    );
    adds("v: { p.\"/${v}\".dirs = [ ]; }", "dirs", None);
    adds(
        "v: { p.\"/${v}\" = { dirs = [ ]; }; }",
        "dirs",
        Some("v: { p.\"/${v}\" = { dirs = [ ]; files = [ \"/new\" ]; }; }"),
    );
    adds("{ p.dirs = [ ]; p.files = 1; }", "dirs", None);
    // Nix joins what is written apart, unless it is computed.
    adds(
        "{ p = { x = 1; }; p.q.dirs = [ ]; }",
        "dirs",
        Some("{ p = { x = 1; }; p.q.dirs = [ ]; p.q.files = [ \"/new\" ]; }"),
    );
    adds("{ p = { q.files = 1; }; p.q.dirs = [ ]; }", "dirs", None);
    adds("{ p = rec { x = 1; }; p.q.dirs = [ ]; }", "dirs", None);
    let long = NewValue::List(vec![NewItem { path: "/a".repeat(50), ..new() }, new()]);
    let text = "{\n  p.dirs = [ ];\n}\n";
    let expected = format!(
        "{{\n  p.dirs = [ ];\n  p.files = [\n    {:?}\n    \"/new\"\n  ];\n}}\n",
        "/a".repeat(50)
    );
    becomes(
        text,
        Editor::new(text).unwrap().add_beside(at(text, "dirs"), "files", &long),
        &expected,
    );
}

#[test]
fn what_is_commented_out() {
    let text = "{ d = [\n  \"/a\"\n  # \"/b\"\n]; /* { directory = \"/c\"; } */ }";
    let editor = Editor::new(text).unwrap();
    let is_out: Vec<_> =
        ["/a", "/b", "/c", "/d"].into_iter().filter(|path| editor.is_commented_out(path)).collect();
    assert_eq!(is_out, ["/b", "/c"]);
}

#[test]
fn what_is_not_nix_is_not_edited() {
    assert!(Editor::new("{ a = ; }").is_none());
    let nested = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(Editor::new(&*nested).is_none());
}

#[test]
fn what_counts_whenever_anything_is_persisted() {
    adds(
        "{ d = lib.mkIf (config.persist.enable && x) [ \"/a\" ]; }",
        "d",
        "{ d = lib.mkIf (config.persist.enable && x) [ \"/a\" \"/new\" ]; }",
    );
    adds(
        "{ d = lib.optionals cfg.persistence [ \"/b\" ] ++ [ \"/a\" ]; }",
        "d",
        "{ d = lib.optionals cfg.persistence [ \"/b\" ] ++ [ \"/a\" \"/new\" ]; }",
    );
}

#[test]
fn what_belongs_together_and_what_does_not() {
    let adds = |path: &str, text: &str, expected: &str| {
        let item = NewItem { path: path.to_owned(), ..new() };
        becomes(text, Editor::new(text).unwrap().add_item(at(text, "d"), &item), expected);
    };
    adds(
        "/var/lib/systemd/timers",
        "{\n  d = [\n    \"/var/lib/systemd/coredump\"\n    \"/srv\"\n    \"/a\"\n  ];\n}\n",
        "{\n  d = [\n    \"/var/lib/systemd/coredump\"\n    \"/var/lib/systemd/timers\"\n    \"/srv\"\n    \"/a\"\n  ];\n}\n",
    );
    adds(
        "/var/lib/nixos",
        "{\n  d = [\n    \"/etc/nixos\"\n    \"/srv\"\n  ];\n}\n",
        "{\n  d = [\n    \"/etc/nixos\"\n    \"/srv\"\n    \"/var/lib/nixos\"\n  ];\n}\n",
    );
    // The first stands apart from the last group, and the next beside it.
    let headed = "{\n  d = [\n    \"/z\"\n\n    # of one\n    \"/b\"\n    \"/a\"\n  ];\n}\n";
    let apart = headed.replace("    \"/a\"\n", "    \"/a\"\n\n    \"/c\"\n");
    adds("/c", headed, &apart);
    adds("/d", &apart, &apart.replace("    \"/c\"\n", "    \"/c\"\n    \"/d\"\n"));
}

#[test]
fn as_the_text_is_formatted() {
    let item = NewItem { attributes: vec![("mode".to_owned(), string("0700"))], ..new() };
    let adds = |item: &NewItem, text: &str, expected: &str| {
        becomes(text, Editor::new(text).unwrap().add_item(at(text, "d"), item), expected);
    };
    adds(&new(), "{x, ...}: {\n  d = [];\n}\n", "{x, ...}: {\n  d = [\"/new\"];\n}\n");
    adds(&new(), "{\n  e = [1];\n  d = [ ];\n}\n", "{\n  e = [1];\n  d = [\"/new\"];\n}\n");
    adds(
        &item,
        "{\n  d = [\"/a\"];\n}\n",
        "{\n  d = [\n    \"/a\"\n    {\n      directory = \"/new\";\n      mode = \"0700\";\n    }\n  ];\n}\n",
    );
    let tall = "{\n  e = [\n    {\n      a = 1;\n      b = 2;\n    }\n  ];\n  d = [\n    \"/z\"\n  ];\n}\n";
    let set = "    {\n      directory = \"/new\";\n      mode = \"0700\";\n    }\n";
    adds(&item, tall, &tall.replace("    \"/z\"\n", &format!("    \"/z\"\n{set}")));
    // What the user has on one line stays there.
    let line = tall.replace("[\n    \"/z\"\n  ]", "[ \"/z\" ]");
    let set = "{ directory = \"/new\"; mode = \"0700\"; }";
    adds(&item, &line, &line.replace("\"/z\"", &format!("\"/z\" {set}")));
}
