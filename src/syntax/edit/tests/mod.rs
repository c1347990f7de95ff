//! Edits, form by form.

mod attributes;
mod items;
mod lists;
mod strings;

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
