//! The JSON Schema of `persist-lint.toml`, for editors.

use serde_json::{Map, Value, json};

use super::keys::{Form, KEYS, Key, Name, Text};
use crate::{model::knowledge::Word, rules::RULES};

/// The schema, as text.
///
/// # Panics
/// Never: the form has no keys that JSON lacks.
#[must_use]
pub fn schema() -> String {
    let mut schema = table(KEYS);
    let head = json!({
        "$schema": "https://json-schema.org/draft-07/schema",
        "title": "persist-lint",
        "description": "The configuration of persist-lint: persist-lint.toml",
    });
    if let (Value::Object(head), Value::Object(body)) = (head, &mut schema) {
        let body = std::mem::take(body);
        schema = Value::Object(head.into_iter().chain(body).collect());
    }
    serde_json::to_string_pretty(&schema).expect("plain data is JSON") + "\n"
}

fn table(keys: &[Key]) -> Value {
    let property = |key: &Key| {
        let mut schema = form(&key.form);
        if let Value::Object(schema) = &mut schema {
            schema.insert("description".to_owned(), json!(key.doc));
            if let Some(default) = default(key) {
                schema.insert("default".to_owned(), default);
            }
        }
        (key.name.to_owned(), schema)
    };
    let properties: Map<String, Value> = keys.iter().map(property).collect();
    let needed: Vec<_> = keys.iter().filter(|key| key.needed).map(|key| key.name).collect();
    let mut schema =
        json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !needed.is_empty() {
        schema["required"] = json!(needed);
    }
    schema
}

/// The defaults are strings and lists of strings, which TOML and JSON write alike.
fn default(key: &Key) -> Option<Value> {
    serde_json::from_str(key.default).ok()
}

fn form(form: &Form) -> Value {
    match form {
        Form::Choice(words) => json!({ "enum": words }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Text(text) => self::text(*text),
        Form::List(text) => json!({ "type": "array", "items": self::text(*text) }),
        Form::Texts(text) => json!({ "anyOf": [
            self::text(*text), { "type": "array", "items": self::text(*text) } ] }),
        Form::Map(Name::Rule, value) => {
            let rule = |rule: &&crate::rules::Rule| {
                let mut schema = self::form(value);
                schema["description"] = json!(rule.summary);
                (rule.id.to_owned(), schema)
            };
            let rules: Map<String, Value> = RULES.iter().map(rule).collect();
            json!({ "type": "object", "properties": rules, "additionalProperties": false })
        }
        Form::Map(Name::Flake, value) => json!({
            "type": "object", "propertyNames": { "pattern": "^[^/]+:[^/]+/[^/]+$" }, "additionalProperties": self::form(value) }),
        Form::Map(Name::Input, value) => {
            json!({ "type": "object", "additionalProperties": self::form(value) })
        }
        Form::Table(keys) => table(keys),
        Form::Tables(keys) => json!({ "type": "array", "items": table(keys) }),
    }
}

fn text(text: Text) -> Value {
    match text {
        Text::Path => json!({ "type": "string", "pattern": "^/" }),
        Text::Word(Word::Path) => json!({ "type": "string", "pattern": "^(/|~|\\$\\{)" }),
        Text::Word(Word::Mode) => json!({ "type": "string", "pattern": "^[0-7]{4}$" }),
        Text::PathGlob => json!({ "type": "string", "pattern": "^[/*]" }),
        _ => json!({ "type": "string", "minLength": 1 }),
    }
}
