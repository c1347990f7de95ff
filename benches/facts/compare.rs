//! Where two configurations differ, by the path of the option.

use std::collections::BTreeSet;

use persist_lint::modules::facts::{Node, Plain};

/// Two values of one option.
pub(super) struct Difference {
    pub(super) path: String,
    pub(super) ours: String,
    pub(super) theirs: String,
}

/// What the comparison of a host came to.
#[derive(Default)]
pub(super) struct Comparison {
    /// How many single values were compared.
    pub(super) values: usize,
    /// How many more Nix could not compute, whether we could or not: there a failure takes the whole option with it.
    pub(super) failed: usize,
    pub(super) differences: Vec<Difference>,
}

/// Compares what two evaluators know of a host.
pub(super) fn facts(ours: &Node, theirs: &Node) -> Comparison {
    let mut walk = Walk::default();
    walk.nodes(Some(ours), Some(theirs));
    walk.comparison
}

#[derive(Default)]
struct Walk {
    comparison: Comparison,
    /// The names that lead to what is compared.
    path: Vec<String>,
}

impl Walk {
    fn nodes(&mut self, ours: Option<&Node>, theirs: Option<&Node>) {
        match (ours.map(|node| &node.value), theirs.map(|node| &node.value)) {
            (Some(Plain::Attrs(own)), Some(Plain::Attrs(other))) => {
                if own.complete != other.complete {
                    self.differ(ours, theirs);
                }
                let names: BTreeSet<_> = own.entries.keys().chain(other.entries.keys()).collect();
                for name in names {
                    let own = own.entries.get(name).map(|attr| &attr.node);
                    let other = other.entries.get(name).map(|attr| &attr.node);
                    self.below(name, own, other);
                }
            }
            (Some(Plain::List(own)), Some(Plain::List(other))) => {
                if own.complete != other.complete {
                    self.differ(ours, theirs);
                }
                for index in 0..own.items.len().max(other.items.len()) {
                    let name = index.to_string();
                    self.below(&name, own.items.get(index), other.items.get(index));
                }
            }
            (_, Some(Plain::Unknown(_))) => self.comparison.failed += 1,
            (own, other) => {
                self.comparison.values += 1;
                if own.map(shown) != other.map(shown) {
                    self.differ(ours, theirs);
                }
            }
        }
    }

    fn below(&mut self, name: &str, ours: Option<&Node>, theirs: Option<&Node>) {
        self.path.push(name.to_owned());
        self.nodes(ours, theirs);
        self.path.pop();
    }

    fn differ(&mut self, ours: Option<&Node>, theirs: Option<&Node>) {
        let text = |node: Option<&Node>| {
            node.map_or_else(|| "nothing".to_owned(), |node| shown(&node.value))
        };
        self.comparison.differences.push(Difference {
            path: self.path.join("."),
            ours: text(ours),
            theirs: text(theirs),
        });
    }
}

/// A value as it is compared and printed.
fn shown(value: &Plain) -> String {
    match value {
        Plain::Null => "null".to_owned(),
        Plain::Bool(value) => value.to_string(),
        Plain::Int(value) => value.to_string(),
        Plain::Float(value) => value.to_string(),
        Plain::String(text) | Plain::Path(text) => format!("{:?}", masked(text)),
        Plain::List(list) => {
            let more = if list.complete { "" } else { " and perhaps more" };
            format!("a list of {}{more}", list.items.len())
        }
        Plain::Attrs(attrs) => {
            let more = if attrs.complete { "" } else { " and perhaps more" };
            format!("a set of {}{more}", attrs.entries.len())
        }
        Plain::Function => "a function".to_owned(),
        // The reasons are those of two programs.
        Plain::Unknown(_) => "not known".to_owned(),
    }
}

/// The text with the hashes of store paths blanked out.
fn masked(text: &str) -> String {
    let mut parts = text.split("/nix/store/");
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        masked.push_str("/nix/store/");
        let hash =
            part.get(..32).filter(|hash| hash.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        masked.push_str(if hash.is_some() { &part[32..] } else { part });
    }
    masked
}
