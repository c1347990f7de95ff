//! What `facts.nix` gives, read from JSON.

use std::{path::Path, sync::Arc};

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::super::facts::{Attr, Attrs, List, Node, Plain};
use crate::{
    eval::Program,
    source::{FileId, Span, TextRange},
};

/// File, line and column, both from 1.
pub(super) type Place = (String, usize, usize);

/// Reads nodes; places become spans of the program's files.
pub(super) struct Reader<'p> {
    program: &'p Program,
    files: FxHashMap<String, Option<(FileId, Arc<str>)>>,
    /// The names that lead to what is being read.
    path: Vec<String>,
    /// What could not be evaluated, and where it was written.
    pub(super) unknown: Vec<(String, Option<Span>)>,
}

impl<'p> Reader<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        Self { program, files: FxHashMap::default(), path: Vec::new(), unknown: Vec::new() }
    }

    /// A node: `[ value place ]`.
    pub(super) fn node(&mut self, json: &Value) -> Result<Node, String> {
        let (value, place) = pair(json)?;
        let span = self.place(place)?;
        let value = self.plain(value)?;
        if let Plain::Unknown(unknown) = &value {
            let note = format!("{}: {}", self.path.join("."), unknown.reason);
            self.unknown.push((note, span));
        }
        Ok(Node { value, span })
    }

    fn plain(&mut self, json: &Value) -> Result<Plain, String> {
        let object = match json {
            Value::Null => return Ok(Plain::Null),
            Value::Bool(value) => return Ok(Plain::Bool(*value)),
            Value::Number(number) => {
                return match (number.as_i64(), number.as_f64()) {
                    (Some(int), _) => Ok(Plain::Int(int)),
                    (None, Some(float)) => Ok(Plain::Float(float)),
                    (None, None) => Err(format!("{number} is no number")),
                };
            }
            Value::String(text) => return Ok(Plain::String(Arc::from(text.as_str()))),
            Value::Array(_) => return Err("a list stands where a value should".to_owned()),
            Value::Object(object) => object,
        };
        let complete = !object.contains_key("i");
        if let Some(Value::Array(items)) = object.get("l") {
            let items = items.iter().map(|item| self.node(item)).collect::<Result<_, _>>()?;
            return Ok(Plain::List(List { items, complete }));
        }
        if let Some(Value::Object(attrs)) = object.get("a") {
            let mut entries = std::collections::BTreeMap::new();
            for (name, attr) in attrs {
                let (node, place) = pair(attr)?;
                self.path.push(name.clone());
                let attr = Attr { node: self.node(node)?, name: self.place(place)? };
                self.path.pop();
                entries.insert(Arc::from(name.as_str()), attr);
            }
            return Ok(Plain::Attrs(Attrs { entries, complete }));
        }
        if let Some(Value::String(text)) = object.get("p") {
            return Ok(Plain::Path(Arc::from(text.as_str())));
        }
        if let Some(Value::String(reason)) = object.get("u") {
            return Ok(Node::unknown(reason.as_str()).value);
        }
        if object.contains_key("f") {
            return Ok(Plain::Function);
        }
        Err("a value has no form that is known".to_owned())
    }

    fn place(&mut self, json: &Value) -> Result<Option<Span>, String> {
        let place: Option<Place> =
            serde_json::from_value(json.clone()).map_err(|error| error.to_string())?;
        Ok(place.and_then(|place| self.span(&place)))
    }

    /// The name that stands at a place.
    pub(super) fn span(&mut self, (path, line, column): &Place) -> Option<Span> {
        let program = self.program;
        let known = self.files.entry(path.clone()).or_insert_with(|| {
            let file = program.load(Path::new(path)).ok()?.file;
            Some((file, program.files().text(file)))
        });
        let (file, text) = known.as_ref()?;
        let start: usize =
            text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let start = start + column.checked_sub(1)?;
        let length = name_length(text.get(start..)?);
        let offset = |at: usize| u32::try_from(at).ok();
        Some(Span::new(*file, TextRange::new(offset(start)?, offset(start + length)?)))
    }
}

/// How long the attribute's name is with which a text begins.
fn name_length(text: &str) -> usize {
    if let Some(rest) = text.strip_prefix('"') {
        let line = rest.split('\n').next().unwrap_or_default();
        return line.find('"').map_or(1, |end| end + 2);
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '\''));
    end.unwrap_or(text.len())
}

fn pair(json: &Value) -> Result<(&Value, &Value), String> {
    match json.as_array().map(Vec::as_slice) {
        Some([first, second]) => Ok((first, second)),
        _ => Err("a node has another form than a value and a place".to_owned()),
    }
}
