//! What each format escapes, with texts that mean it ill.

use std::{path::PathBuf, sync::Arc};

use proptest::prelude::{
    ProptestConfig, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest,
};
use serde_json::Value;

use super::{checkstyle, github, gitlab, junit, rdjson, sarif};
use crate::{
    check::Report,
    diagnostic::{Diagnostic, Edit, Fix, Safety, Severity},
    output::{Places, jsonl},
    source::{Files, Span, TextRange},
};

/// A report with one finding, on the word `here` of a file.
fn report(file: &str, message: &str, help: &str) -> Report {
    let files = Arc::new(Files::new());
    let id = files.add(&PathBuf::from("/project").join(file), "{\n  a = \"ä🦀\"; here = 1;\n}\n");
    let start = files.text(id).find("here").expect("it is there") as u32;
    let span = Span { file: id, range: TextRange { start, end: start + 4 } };
    let fix = Fix {
        title: message.to_owned(),
        safety: Safety::Safe,
        edits: vec![Edit { span, replacement: help.to_owned() }],
    };
    let found = Diagnostic::new("ephemeral-storage", Severity::Error, message)
        .at(span)
        .help(help)
        .path(help)
        .label(span, message)
        .fix(fix);
    Report {
        files,
        root: PathBuf::from("/project"),
        diagnostics: vec![found],
        whole: true,
        ..Report::default()
    }
}

/// Reads a workflow command as `actions/runner` does (`ActionCommand.cs`): properties and message.
fn command(line: &str) -> (Vec<(String, String)>, String) {
    let rest = line.strip_prefix("::error ").expect("it is an error command");
    let (properties, message) = rest.split_once("::").expect("the properties end");
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let property = |text: &str| data(&text.replace("%3A", ":").replace("%2C", ","));
    let pair = |text: &str| {
        let (name, value) = text.split_once('=').expect("a property has a value");
        (name.to_owned(), property(value))
    };
    (properties.split(',').map(pair).collect(), data(message))
}

/// The attributes and texts of an XML document, unescaped, by a parser of others.
fn xml(text: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut found = Vec::new();
    let mut content = String::new();
    loop {
        match reader.read_event().expect("it is XML") {
            quick_xml::events::Event::Eof => return found,
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    let attribute = attribute.expect("it is an attribute");
                    found.push(attribute.unescape_value().expect("it is escaped").into_owned());
                }
                content.clear();
            }
            quick_xml::events::Event::Text(text) => content += &text.decode().expect("UTF-8"),
            quick_xml::events::Event::GeneralRef(name) => {
                let char = name.resolve_char_ref().expect("a character");
                let name = name.decode().expect("UTF-8");
                let known = quick_xml::escape::resolve_predefined_entity(&name);
                content += &char.map_or_else(|| known.expect("known").to_owned(), String::from);
            }
            quick_xml::events::Event::End(_) => found.push(std::mem::take(&mut content)),
            _ => {}
        }
    }
}

/// What is shown of a text, line by line.
fn shown(text: &str) -> String {
    text.lines().map(crate::output::escape).collect::<Vec<_>>().join("\n")
}

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
            "]]>",
            "%",
            "%0A",
            "::",
            ",",
            "\"",
            "'",
            "&",
            "<!--",
            "\n",
            "\r\n",
            "\u{1b}[31m",
            "\0",
            "[a](1)",
            "\\",
            "ä",
            "🦀",
            " ",
            "\u{202e}",
            "\u{ffff}",
        ])
        .prop_map(str::to_owned),
    ];
    // A message says something.
    prop::collection::vec(piece, 1..12).prop_map(|pieces| "x".to_owned() + &pieces.concat())
}

fn file_name() -> impl Strategy<Value = String> {
    nasty().prop_map(|name| name.replace(['/', '\0'], "_") + ".nix")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_format_carries_every_text(file in file_name(), message in nasty(), help in nasty()) {
        let report = report(&file, &message, &help);
        let places = [Places::new(&report)];

        let text = github(&places);
        prop_assert_eq!(text.lines().count(), 1, "{}", text);
        let (properties, body) = command(text.trim_end_matches('\n'));
        prop_assert_eq!(&properties[1], &("file".to_owned(), file.clone()));
        prop_assert_eq!(&properties[4], &("col".to_owned(), "13".to_owned()));
        prop_assert_eq!(body.starts_with(&shown(&message)), true, "{:?}", body);

        let strings = xml(&junit(&places));
        prop_assert_eq!(strings.iter().any(|text| text.contains(&shown(&help))), true, "{:?}", strings);
        let strings = xml(&checkstyle(&places));
        prop_assert_eq!(strings.iter().any(|text| text.starts_with(&shown(&message))), true, "{:?}", strings);

        let log: Value = serde_json::from_str(&sarif(&places)).expect("it is JSON");
        let result = &log["runs"][0]["results"][0];
        let place = &result["locations"][0]["physicalLocation"];
        prop_assert_eq!(&place["region"]["startColumn"], 14);
        let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
        prop_assert_eq!(uri.is_ascii() && !uri.contains([' ', '"', ':', '?', '#']), true, "{}", uri);
        let decoded = percent_encoding::percent_decode_str(uri).decode_utf8().expect("UTF-8");
        prop_assert_eq!(decoded.as_ref(), &file);
        let fix = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
        prop_assert_eq!(fix["insertedContent"]["text"].as_str(), Some(help.as_str()));
        // One link for the one related place, whatever brackets the texts hold.
        let said = result["message"]["text"].as_str().expect("text").replace("\\\\", "");
        prop_assert_eq!(said.replace("\\[", "").replace("\\]", "").matches("](").count(), 1, "{}", said);

        let found: Value = serde_json::from_str(&rdjson(&places)).expect("it is JSON");
        prop_assert_eq!(&found["diagnostics"][0]["location"]["range"]["start"]["column"], 17);
        prop_assert_eq!(found["diagnostics"][0]["suggestions"][0]["text"].as_str(), Some(help.as_str()));

        let issues: Value = serde_json::from_str(&gitlab(&places)).expect("it is JSON");
        prop_assert_eq!(issues[0]["location"]["path"].as_str(), Some(file.as_str()));
        let line = jsonl(&places);
        prop_assert_eq!(line.lines().count(), 1);
        let found: Value = serde_json::from_str(&line).expect("it is JSON");
        prop_assert_eq!(found["message"].as_str(), Some(message.as_str()));
    }
}

#[test]
fn a_clean_run_is_a_valid_file() {
    let report = Report { root: PathBuf::from("/project"), whole: true, ..Report::default() };
    let places = [Places::new(&report)];
    assert_eq!(github(&places), "");
    assert_eq!(jsonl(&places), "");
    assert_eq!(gitlab(&places), "[]\n");
    assert!(xml(&junit(&places)).contains(&"no problems found".to_owned()));
    assert_eq!(xml(&checkstyle(&places)), ["4.3", "\n"]);
    let log: Value = serde_json::from_str(&sarif(&places)).expect("it is JSON");
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], true);
    let found: Value = serde_json::from_str(&rdjson(&places)).expect("it is JSON");
    assert_eq!(found["diagnostics"], serde_json::json!([]));
}

#[test]
fn equal_findings_have_two_fingerprints_in_gitlab() {
    let mut report = report("a.nix", "twice", "help");
    let again = report.diagnostics[0].clone();
    report.diagnostics.push(again);
    let issues: Value = serde_json::from_str(&gitlab(&[Places::new(&report)])).expect("JSON");
    assert_ne!(issues[0]["fingerprint"], issues[1]["fingerprint"]);
}
