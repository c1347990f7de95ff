//! Random lists and random edits: what comes out is Nix, and evaluates to what was meant and nothing else.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::process::Command;

use persist_lint::{
    source::TextRange,
    syntax::edit::{Editor, NewItem, TextEdit, apply, string},
};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use serde_json::{Value, json};

/// The value of a Nix text.
fn evaluate(text: &str) -> Value {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("x.nix");
    std::fs::write(&file, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_persist-lint"))
        .args(["eval", "--json", "--strict", "--file"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The items of a list, whatever their order.
fn sorted(value: &Value) -> Vec<String> {
    let mut items: Vec<String> = value.as_array().unwrap().iter().map(Value::to_string).collect();
    items.sort();
    items
}

/// An item: its text and the part of it that findings point at.
fn item() -> impl Strategy<Value = (String, String)> {
    let path = "/[a-z]{1,3}(/[a-z ]{1,4})?";
    prop_oneof![
        path.prop_map(|path| (format!("{path:?}"), format!("{path:?}"))),
        path.prop_map(|path| (
            format!("{{ directory = {path:?}; mode = \"0700\"; }}"),
            format!("{path:?}")
        )),
        path.prop_map(|path| (format!("{{\n directory = {path:?}; # it\n}}"), format!("{path:?}"))),
    ]
}

/// What can stand between two items.
fn gap() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just(" "),
        Just("\n    "),
        Just("\n\t\t"),
        Just(" # why\n    "),
        Just("\n    # above\n    "),
        Just(" /* beside */ "),
        Just("\n\n    "),
    ]
}

/// A text with a list `d`, and the places of its items.
fn document() -> impl Strategy<Value = (String, Vec<TextRange>)> {
    let forms = prop_oneof![
        Just(("{\n  d = ", ";\n}\n")),
        Just(("{ d = with builtins; ", "; }")),
        Just(("{ d = (", "); }")),
        Just(("{ d = ", " ++ [ \"/more\" ]; }")),
        Just(("{ d = [ ] ++ ", "; }")),
        Just(("let l = ", ";\nin { d = l; }\n")),
        Just(("{ d = map (x: x) ", "; }")),
    ];
    let items = prop::collection::vec((item(), gap()), 0..5);
    (forms, items, gap(), any::<bool>()).prop_map(|((before, after), items, first, windows)| {
        let mut text = format!("{before}[{first}");
        let mut places = Vec::new();
        for ((item, part), gap) in items {
            let start = text.len() + item.find(&part).unwrap();
            places.push((start, start + part.len()));
            text += &item;
            text += gap;
        }
        text += &format!("]{after}");
        if windows {
            let moved = |at: usize| at + text[..at].matches('\n').count();
            places = places.iter().map(|(start, end)| (moved(*start), moved(*end))).collect();
            text = text.replace('\n', "\r\n");
        }
        let place = |(start, end): (usize, usize)| TextRange::new(start as u32, end as u32);
        (text, places.into_iter().map(place).collect())
    })
}

/// The place of the name `d`.
fn name(text: &str) -> TextRange {
    let at = text.find("d = ").unwrap() as u32;
    TextRange::new(at, at + 1)
}

fn edited(text: &str, edits: Option<Vec<TextEdit>>) -> Option<String> {
    edits.map(|edits| apply(text, &edits).expect("edits do not overlap"))
}

/// Comments are nobody's to remove, but for that of an item that goes.
fn comments(text: &str) -> usize {
    text.matches("# ").count() + text.matches("/*").count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_item_is_added((text, _) in document(), owned in any::<bool>()) {
        let attributes = if owned { vec![("user".to_owned(), string("u"))] } else { Vec::new() };
        let item = NewItem { name: "directory".to_owned(), path: "/new".to_owned(), attributes };
        let editor = Editor::new(&*text).unwrap();
        let new = edited(&text, editor.add_item(name(&text), &item)).expect("every form takes it");
        prop_assert!(Editor::new(&*new).is_some(), "{}", new);
        prop_assert_eq!(comments(&new), comments(&text));
        prop_assert_eq!(new.contains("\r\n"), text.contains("\r\n"), "{:?}", new);
        let mut expected = evaluate(&text)["d"].clone();
        let added = if owned { json!({ "directory": "/new", "user": "u" }) } else { json!("/new") };
        expected.as_array_mut().unwrap().push(added);
        prop_assert_eq!(sorted(&evaluate(&new)["d"]), sorted(&expected), "{}", new);
    }

    #[test]
    fn an_item_is_removed((text, places) in document(), which in any::<prop::sample::Index>()) {
        if places.is_empty() {
            return Ok(());
        }
        let place = places[which.index(places.len())];
        let editor = Editor::new(&*text).unwrap();
        let new = edited(&text, editor.remove_item(place)).unwrap();
        let path = text[place.as_usize()].trim_matches('"');
        let before = evaluate(&text)["d"].clone();
        let mut expected = before.as_array().unwrap().clone();
        // Of equal ones, any.
        let is_it = |item: &Value| item == path || item["directory"] == path;
        let after = evaluate(&new)["d"].clone();
        let gone = expected.iter().position(|item| is_it(item) && {
            let count = |list: &[Value]| list.iter().filter(|other| *other == item).count();
            count(after.as_array().unwrap()) < count(before.as_array().unwrap())
        });
        prop_assert!(gone.is_some(), "{}\n{}", text, new);
        expected.remove(gone.unwrap());
        prop_assert_eq!(sorted(&after), sorted(&json!(expected)), "{}", new);
    }

    #[test]
    fn an_item_gets_an_owner((text, places) in document(), which in any::<prop::sample::Index>()) {
        if places.is_empty() {
            return Ok(());
        }
        let place = places[which.index(places.len())];
        let attributes = [("user".to_owned(), string("u")), ("mode".to_owned(), string("0750"))];
        let editor = Editor::new(&*text).unwrap();
        let new = edited(&text, editor.extend_item(place, "directory", None, &attributes)).unwrap();
        prop_assert_eq!(comments(&new), comments(&text), "{}", new);
        let path = text[place.as_usize()].trim_matches('"').to_owned();
        let expected = json!({ "directory": path, "user": "u", "mode": "0750" });
        let after = evaluate(&new)["d"].clone();
        let count = |list: &Value| list.as_array().unwrap().iter().filter(|item| **item == expected).count();
        prop_assert_eq!(count(&after), 1, "{}", new);
        prop_assert_eq!(after.as_array().unwrap().len(), evaluate(&text)["d"].as_array().unwrap().len());
    }
}
