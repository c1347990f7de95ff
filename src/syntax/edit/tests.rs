//! Edits, form by form.

use super::*;

/// A text in which names that are not bound are none of its faults.
fn open(text: &str) -> String {
    format!("with {{ }}; {text}")
}

fn at(text: &str, part: &str) -> TextRange {
    // A short name is looked for where it is defined.
    let found = if part == "d" { text.find("d = ") } else { text.find(part) };
    let start = found.unwrap_or_else(|| panic!("{part} is not in {text}"));
    range(start, start + part.len())
}

fn new() -> NewItem {
    NewItem { name: "directory".to_owned(), path: "/new".to_owned(), attributes: Vec::new() }
}

#[track_caller]
fn becomes(text: &str, edits: Option<Vec<TextEdit>>, expected: &str) {
    let after = edits.and_then(|edits| apply(text, &edits));
    assert_eq!(after.as_deref(), Some(expected));
    assert!(Editor::new(expected).is_some(), "{expected}");
}

/// Adds `"/new"` to the list that begins, or is named, at a part of the text.
#[track_caller]
fn adds(text: &str, part: &str, expected: &str) {
    let (text, expected) = (open(text), open(expected));
    becomes(&text, Editor::new(&*text).unwrap().add_item(at(&text, part), &new()), &expected);
}

#[track_caller]
fn refuses(text: &str, part: &str) {
    let text = open(text);
    assert_eq!(Editor::new(&*text).unwrap().add_item(at(&text, part), &new()), None);
}

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
fn removing_items() {
    let removes = |text: &str, part: &str, expected: &str| {
        becomes(text, Editor::new(text).unwrap().remove_item(at(text, part)), expected);
    };
    removes("[ \"/a\" \"/b\" ]", "\"/a\"", "[ \"/b\" ]");
    removes("[ \"/a\" \"/b\" ]", "/b", "[ \"/a\" ]");
    removes("[ \"/a\" ]", "/a", "[ ]");
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

#[track_caller]
fn sets(text: &str, name: &str, expected: Option<&str>) {
    let text = open(text);
    let path = ["neededForBoot".to_owned()];
    let edits = Editor::new(&*text).unwrap().set_attribute(
        at(&text, name),
        &path,
        &NewValue::Nix("true".to_owned()),
    );
    match expected {
        Some(expected) => becomes(&text, edits, &open(expected)),
        None => assert_eq!(edits, None),
    }
}

#[test]
fn attributes_wherever_the_path_is_written() {
    sets(
        "{ f.\"/a\" = { x = 1; }; }",
        "\"/a\"",
        Some("{ f.\"/a\" = { x = 1; neededForBoot = true; }; }"),
    );
    sets("{ f.\"/a\" = { }; }", "\"/a\"", Some("{ f.\"/a\" = { neededForBoot = true; }; }"));
    sets(
        "{ f.\"/a\" = { neededForBoot = false; }; }",
        "\"/a\"",
        Some("{ f.\"/a\" = { neededForBoot = true; }; }"),
    );
    sets(
        "{\n  f = {\n    \"/a\" = {\n      x = 1; # one\n    };\n  };\n}\n",
        "\"/a\"",
        Some(
            "{\n  f = {\n    \"/a\" = {\n      x = 1; # one\n      neededForBoot = true;\n    };\n  };\n}\n",
        ),
    );
    sets(
        "{\n  f.\"/a\".x = 1;\n  g = 2;\n}\n",
        "\"/a\"",
        Some("{\n  f.\"/a\".x = 1;\n  f.\"/a\".neededForBoot = true;\n  g = 2;\n}\n"),
    );
    sets(
        "{ f.\"/a\".x = 1; f.\"/a\".neededForBoot = false; }",
        "\"/a\"",
        Some("{ f.\"/a\".x = 1; f.\"/a\".neededForBoot = true; }"),
    );
    sets(
        "{ f.\"/a\" = lib.mkForce { x = 1; }; }",
        "\"/a\"",
        Some("{ f.\"/a\" = lib.mkForce { x = 1; neededForBoot = true; }; }"),
    );
    sets(
        "{ f.\"/a\" = base // { x = 1; }; }",
        "\"/a\"",
        Some("{ f.\"/a\" = base // { x = 1; neededForBoot = true; }; }"),
    );
    sets("{ f.\"/a\" = { x = 1; } // more; }", "\"/a\"", None);
    sets("{ f.\"/a\" = btrfs \"a\"; }", "\"/a\"", None);
    sets("{ f.\"/a\" = { inherit neededForBoot; }; }", "\"/a\"", None);
}

#[test]
fn options_and_removing_attributes() {
    let text = "{ config.f = { \"/a\" = { x = 1; }; }; g = 1; }";
    let editor = Editor::new(text).unwrap();
    assert_eq!(editor.option(at(text, "\"/a\"")).unwrap(), ["config", "f", "/a"]);
    becomes(text, editor.remove_attribute(at(text, "\"/a\"")), "{ config.f = { }; g = 1; }");
    let text = "{\n  a = 1; # one\n  b = 2;\n}\n";
    becomes(text, Editor::new(text).unwrap().remove_attribute(at(text, "a")), "{\n  b = 2;\n}\n");
}

#[test]
fn sets_as_their_neighbours() {
    let owned = |text: &str, expected: &str| {
        let item = NewItem { attributes: vec![("user".to_owned(), string("u"))], ..new() };
        becomes(text, Editor::new(text).unwrap().add_item(at(text, "d"), &item), expected);
    };
    owned(
        "{\n  d = [\n    { directory = \"/a\"; mode = \"0700\"; }\n  ];\n}\n",
        "{\n  d = [\n    { directory = \"/a\"; mode = \"0700\"; }\n    { directory = \"/new\"; user = \"u\"; }\n  ];\n}\n",
    );
    owned(
        "{\n    d = [\n        {\n            directory = \"/a\";\n            mode = \"0700\";\n        }\n    ];\n}\n",
        "{\n    d = [\n        {\n            directory = \"/a\";\n            mode = \"0700\";\n        }\n        {\n            directory = \"/new\";\n            user = \"u\";\n        }\n    ];\n}\n",
    );
    owned(
        "{\n  d = [{\n    directory = \"/a\";\n    mode = \"0700\";\n  }];\n}\n",
        "{\n  d = [{\n    directory = \"/a\";\n    mode = \"0700\";\n  } {\n    directory = \"/new\";\n    user = \"u\";\n  }];\n}\n",
    );
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
fn what_is_not_nix_is_not_edited() {
    assert!(Editor::new("{ a = ; }").is_none());
    let nested = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(Editor::new(&*nested).is_none());
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
fn options_beside_what_they_are_for() {
    let text =
        "{\n  services.a.enable = true;\n\n  boot.x = 1;\n  services.b = {\n    y = 1;\n  };\n}\n";
    let editor = Editor::new(text).unwrap();
    let value = NewValue::Nix("1".to_owned());
    let path = |path: &str| path.split('.').map(str::to_owned).collect::<Vec<_>>();
    becomes(
        text,
        editor.add_option(at(text, "services.a.enable"), &path("services.a.z"), &value),
        &text.replace("enable = true;\n", "enable = true;\n  services.a.z = 1;\n"),
    );
    becomes(
        text,
        editor.add_option(at(text, "services.a.enable"), &path("p.q"), &value),
        &text.replace("enable = true;\n", "enable = true;\n\n  p.q = 1;\n"),
    );
    becomes(
        text,
        editor.add_option(at(text, "y"), &path("p.q"), &value),
        &text.replace("  };\n}", "  };\n\n  p.q = 1;\n}"),
    );
    // What belongs to one service stays together.
    let text = "{\n  s.a.enable = true;\n  s.a.x = 1;\n\n  s.b.x = 1;\n  s.a.y = 1;\n}\n";
    becomes(
        text,
        Editor::new(text).unwrap().add_option(at(text, "enable"), &path("p.q"), &value),
        &text.replace("s.a.x = 1;\n", "s.a.x = 1;\n\n  p.q = 1;\n"),
    );
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
fn what_is_commented_out() {
    let text = "{ d = [\n  \"/a\"\n  # \"/b\"\n]; /* { directory = \"/c\"; } */ }";
    let editor = Editor::new(text).unwrap();
    let is_out: Vec<_> =
        ["/a", "/b", "/c", "/d"].into_iter().filter(|path| editor.is_commented_out(path)).collect();
    assert_eq!(is_out, ["/b", "/c"]);
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
