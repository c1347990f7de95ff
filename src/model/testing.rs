//! Hosts for tests, made from JSON instead of Nix.
//!
//! Each value and name gets a span of its own, in order. `{"?": "reason"}` is an unknown value,
//! `{"?": "reason", "may": …}` one that may hold, `{"./": "text"}` a path of Nix, and a set or list with a last `"…"` is not complete.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use serde_json::Value;

use crate::{
    model::Host,
    modules::facts::{Attr, Attrs, HostFacts, List, LockedInput, Mode, Node, Plain, Unknown},
    source::{FileId, Files, Span, TextRange},
};

/// The host of that configuration, all modules known.
pub(crate) fn host(config: Value) -> Host {
    Host::from_facts(&facts(config))
}

/// A machine whose root is a tmpfs, with `/nix` and `/persist` on a disk, and these options.
pub(crate) fn ephemeral(config: Value) -> Host {
    let mut base = serde_json::json!({ "fileSystems": {
        "/": { "device": "none", "fsType": "tmpfs" },
        "/nix": { "device": "/dev/disk/by-label/nix", "fsType": "ext4" },
        "/persist": { "device": "/dev/disk/by-label/persist", "fsType": "ext4", "neededForBoot": true },
    }});
    merge(&mut base, config);
    host(base)
}

/// The same with impermanence locked at a revision of that time.
pub(crate) fn with_impermanence(config: Value, time: Option<i64>) -> Host {
    let mut facts = facts(config);
    let input = LockedInput {
        repo: Some("impermanence".into()),
        last_modified: time,
        ..LockedInput::default()
    };
    facts.inputs.insert("impermanence".into(), input);
    Host::from_facts(&facts)
}

/// Lays a configuration over another.
pub(crate) fn merge(base: &mut Value, more: Value) {
    match (base, more) {
        (Value::Object(base), Value::Object(more)) => {
            for (name, value) in more {
                merge(base.entry(name).or_insert(Value::Null), value);
            }
        }
        (base, more) => *base = more,
    }
}

pub(crate) fn facts(config: Value) -> HostFacts {
    let file = Files::new().add(Path::new("host.nix"), "");
    let config = node(&config, &mut Spans { file, next: 0 });
    HostFacts {
        name: "web".to_owned(),
        mode: Mode::Full,
        entry: "host.nix".into(),
        span: None,
        config,
        complete: true,
        left_out: None,
        undeclared: Vec::new(),
        homes: Vec::new(),
        wrapped: Vec::new(),
        scripts: BTreeMap::new(),
        inputs: BTreeMap::new(),
        release: Some("26.11".to_owned()),
        unknown: Vec::new(),
        errors: Vec::new(),
        chains: BTreeMap::new(),
        imports: Vec::new(),
        reads: crate::eval::Reads::default(),
    }
}

struct Spans {
    file: FileId,
    next: u32,
}

impl Spans {
    fn next(&mut self) -> Option<Span> {
        self.next += 1;
        Some(Span::new(self.file, TextRange::new(self.next, self.next + 1)))
    }
}

fn node(value: &Value, spans: &mut Spans) -> Node {
    let span = spans.next();
    let value = match value {
        Value::Null => Plain::Null,
        Value::Bool(value) => Plain::Bool(*value),
        Value::Number(number) => Plain::Int(number.as_i64().expect("tests write integers")),
        Value::String(text) => Plain::String(Arc::from(text.as_str())),
        Value::Array(items) => {
            let complete = items.last().and_then(Value::as_str) != Some("…");
            let items = &items[..items.len() - usize::from(!complete)];
            Plain::List(List {
                items: items.iter().map(|item| node(item, spans)).collect(),
                complete,
            })
        }
        Value::Object(attrs) if attrs.contains_key("./") => {
            Plain::Path(Arc::from(attrs["./"].as_str().expect("tests write paths as text")))
        }
        Value::Object(attrs) => match attrs.get("?").and_then(Value::as_str) {
            Some(reason) => Plain::Unknown(Unknown {
                reason: reason.into(),
                partial: None,
                may: attrs.get("may").map(|may| Box::new(node(may, spans))),
            }),
            None => {
                let known = attrs.iter().filter(|(name, _)| *name != "…");
                let attr = |(name, value): (&String, &Value)| {
                    let name_span = spans.next();
                    (Arc::from(name.as_str()), Attr { node: node(value, spans), name: name_span })
                };
                Plain::Attrs(Attrs {
                    entries: known.map(attr).collect(),
                    complete: !attrs.contains_key("…"),
                })
            }
        },
    };
    Node { value, span }
}
