//! Options of older releases that still say something: nixpkgs declares them to refuse them.
//!
//! With a nixpkgs on disk that is newer than the locked one, a project may rightly define them.

use std::sync::Arc;

use super::{
    facts::{Attr, Node, Plain, Shape},
    graph::attribute,
    query::Reader,
};
use crate::eval::{Evaluator, Kind, Value};

/// Options that hold texts.
const TEXTS: &[&[&str]] = &[&["systemd", "sleep", "extraConfig"]];

/// Adds what the project defines of them to what was read.
pub(super) fn read<'a>(
    evaluator: &Evaluator<'a>,
    reader: &Reader<'_, 'a>,
    host: Value<'a>,
    config: &mut Node,
) {
    for path in TEXTS {
        let option = attribute(evaluator, host, "options").and_then(|options| {
            path.iter().try_fold(options, |set, name| attribute(evaluator, set, name))
        });
        let definitions = option.and_then(|option| attribute(evaluator, option, "definitions"));
        let Some(Kind::List(list)) = definitions.map(Value::kind) else { continue };
        let texts: Vec<Node> =
            list.items.iter().map(|item| reader.read(*item, &Shape::Scalar)).collect();
        let Some(node) = joined(texts) else { continue };
        let (name, parents) = path.split_last().expect("an option has a name");
        let set = parents.iter().try_fold(&mut *config, |node, name| match &mut node.value {
            Plain::Attrs(attrs) => attrs.entries.get_mut(*name).map(|attr| &mut attr.node),
            _ => None,
        });
        if let Some(Node { value: Plain::Attrs(attrs), .. }) = set {
            let attr = Attr { name: node.span, node };
            attrs.entries.entry(Arc::from(*name)).or_insert(attr);
        }
    }
}

/// The definitions of a text as one; those that are not known make it unknown.
fn joined(mut texts: Vec<Node>) -> Option<Node> {
    if texts.len() < 2 {
        return texts.pop();
    }
    let span = texts.iter().find_map(|text| text.span);
    let lines: Option<Vec<&str>> = texts
        .iter()
        .map(|text| if let Plain::String(text) = &text.value { Some(&**text) } else { None })
        .collect();
    let value = lines.map_or_else(
        || Node::unknown("a definition of an option that was removed").value,
        |lines| Plain::String(lines.join("\n").into()),
    );
    Some(Node { value, span })
}
