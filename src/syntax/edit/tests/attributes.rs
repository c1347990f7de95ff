//! Setting and removing attributes and options.

use super::*;

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
    // Nix does not join sets whose name is computed.
    sets("{ f.\"/${v}\".x = 1; }", "\"/${v}\"", None);
    sets(
        "{ f.\"/${v}\".neededForBoot = false; }",
        "\"/${v}\"",
        Some("{ f.\"/${v}\".neededForBoot = true; }"),
    );
    // It can be the same as another name.
    sets("{ f.\"/${v}\" = y; f.\"/a\".x = 1; }", "\"/a\"", None);
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
fn no_path_leads_into_the_items_of_a_list() {
    let option = |text: &str| {
        let text = format!("{{ lib, more, own, ... }}: {text}");
        let editor = Editor::new(text.as_str()).unwrap();
        let list = editor.entry_list(at(&text, "\"/a\""), Some("/a"), None);
        list.unwrap().option.map(|path| path.join("."))
    };
    let kept = "my.kept.directories";
    assert_eq!(option("{ my.kept.directories = [ \"/a\" ]; }").as_deref(), Some(kept));
    let merged = "{ config = lib.mkMerge ([ { my.kept.directories = [ \"/a\" ]; } ] ++ more); }";
    assert_eq!(option(merged).as_deref(), Some(kept));
    assert_eq!(option("{ my.kept = [ { directories = [ \"/a\" ]; } ]; }"), None);
    assert_eq!(option("{ my.kept = own ++ [ { directories = [ \"/a\" ]; } ]; }"), None);
}

#[test]
fn options_that_are_taken_over() {
    let option = |text: &str, part: &str| Editor::new(text).unwrap().taken_over(at(text, part));
    let own = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    let text = "{ config }: { a = { inherit (config.my.keep) directories files; }; }";
    assert_eq!(option(text, "directories"), own(&["my", "keep", "directories"]));
    assert_eq!(option(text, "files"), own(&["my", "keep", "files"]));
    assert_eq!(option("{ cfg }: { inherit (cfg.keep) files; }", "files"), None);
    assert_eq!(option("{ config }: { inherit (config) files; }", "files"), None);
}

#[test]
fn new_values_as_the_text_is_formatted() {
    let path = ["a", "b"].map(str::to_owned);
    let list =
        |attributes: Vec<(String, String)>| NewValue::List(vec![NewItem { attributes, ..new() }]);
    let text = "{x, ...}: {\n  services.x = 1;\n}\n";
    let sets = |value: &NewValue, expected: &str| {
        becomes(
            text,
            Editor::new(text).unwrap().add_option(at(text, "services"), &path, value),
            expected,
        );
    };
    sets(&list(Vec::new()), "{x, ...}: {\n  services.x = 1;\n  a.b = [\"/new\"];\n}\n");
    let mode = vec![("mode".to_owned(), string("0700"))];
    sets(
        &list(mode),
        "{x, ...}: {\n  services.x = 1;\n  a.b = [\n    {\n      directory = \"/new\";\n      mode = \"0700\";\n    }\n  ];\n}\n",
    );
    let nix = NewValue::Nix("{ mode = \"0700\"; }".to_owned());
    sets(&nix, "{x, ...}: {\n  services.x = 1;\n  a.b = {mode = \"0700\";};\n}\n");
}
