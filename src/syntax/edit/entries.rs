//! The lists that hold the entries of a persistent root, and under which conditions they do.

use rnix::{SyntaxKind, SyntaxNode};

use super::{
    Editor,
    list::{function, literal},
    place::{end, is_computed, plain, start, token},
    range,
    text::string,
};
use crate::source::TextRange;

/// A list to which an entry can be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryList {
    /// The name that it is bound to.
    pub name: TextRange,
    /// How many items are written in it.
    pub items: usize,
    /// Whether it counts only under a condition, or is made several times.
    pub is_conditional: bool,
    /// Whether all these conditions are about persistence, by the names in them.
    pub is_about_persistence: bool,
    /// Whether an item can be a set with an owner and a mode.
    pub takes_sets: bool,
    /// The option that it is, when that is none of a persistence module, but of the project's own, and its path is plain.
    pub option: Option<Vec<String>>,
}

/// The options that hold entries.
const OPTIONS: [&str; 2] = ["directories", "files"];
/// Parts of the paths of those options.
const MODULES: [&str; 2] = ["persistence", "preserveAt"];
/// Functions that leave something out.
const CONDITIONS: [&str; 4] = ["mkIf", "optionalAttrs", "optionals", "optional"];

impl Editor {
    /// The list around an entry, or the one that begins or is named at the range. An entry that is not written as it is
    /// (`map (name: "/var/lib/${name}") [ "a" ]`) tells nothing about the items of a list that is not an option's.
    ///
    /// Conditions that a second range is under too, there or in the same words, are none.
    #[must_use]
    pub fn entry_list(
        &self,
        at: TextRange,
        entry: Option<&str>,
        near: Option<TextRange>,
    ) -> Option<EntryList> {
        let node = self.around(at)?;
        let binding =
            node.ancestors().find(|node| node.kind() == SyntaxKind::NODE_ATTRPATH_VALUE)?;
        // An entry can be a binding of its own: `{ directory = "/a"; }`.
        let item = entry.and_then(|_| self.item(at));
        let binding = match &item {
            Some(item) if start(&binding) >= start(item) => {
                item.ancestors().find(|node| node.kind() == SyntaxKind::NODE_ATTRPATH_VALUE)?
            }
            _ => binding,
        };
        let attrpath = binding.first_child()?;
        let name = attrpath.last_child()?;
        let value = binding.last_child()?;
        let is_option = OPTIONS.contains(&plain(&name)?.as_str());
        let items = literal(&value);
        let in_let = binding.parent().is_some_and(|set| set.kind() == SyntaxKind::NODE_LET_IN);
        if !is_option {
            // Another name for the list, with the very items that are its entries.
            let item = item.as_ref()?;
            let is_own = items.is_some() && item.parent() == items;
            let is_shared = in_let && self.uses(&plain(&name)?) != 1;
            if !is_own || is_shared || !says(item, entry?) {
                return None;
            }
        }
        let full = self.option(range(start(&name), end(&name)));
        let is_of_module =
            |path: &Vec<String>| path.iter().any(|name| MODULES.contains(&name.as_str()));
        let is_module = full.as_ref().is_some_and(is_of_module) && is_option;
        let is_their_own = |path: &Vec<String>| {
            let roots = [["environment", "persistence"], ["home", "persistence"]];
            path.contains(&"preserveAt".to_owned())
                || path.windows(2).any(|names| roots.iter().any(|root| names == root))
        };
        let is_plain = |path: &[String]| !path.iter().any(|name| is_computed(name));
        let is_reached = !in_let && !is_in_item(&binding);
        let own = full.filter(|path| is_reached && !is_their_own(path) && is_plain(path));
        let is_set = |item: SyntaxNode| item.kind() == SyntaxKind::NODE_ATTR_SET;
        let has_sets = items.iter().flat_map(SyntaxNode::children).any(is_set);
        let conditions = self.conditions(&binding, near);
        Some(EntryList {
            name: range(start(&name), end(&name)),
            items: items.map_or(1, |items| items.children().count()),
            is_conditional: !conditions.is_empty(),
            is_about_persistence: conditions.iter().all(names_persistence),
            takes_sets: is_module || has_sets,
            option: own.map(|path| {
                // `config` is where the options of a module are.
                let from = usize::from(path.first().is_some_and(|name| name == "config"));
                path[from..].to_vec()
            }),
        })
    }

    /// Whether the item of a list at a range is an entry of that path, as it is written, and can have attributes: an
    /// option of the user's own may take nothing but strings.
    #[must_use]
    pub fn takes_attributes(&self, at: TextRange, path: &str) -> bool {
        let Some(item) = self.item(at).filter(|item| says(item, path)) else { return false };
        let is_set = item.kind() == SyntaxKind::NODE_ATTR_SET;
        is_set || self.entry_list(at, Some(path), None).is_some_and(|list| list.takes_sets)
    }

    /// Whether the item of a list at a range is an entry of that path, as it is written.
    #[must_use]
    pub fn is_entry(&self, at: TextRange, path: &str) -> bool {
        self.item(at).is_some_and(|item| says(&item, path))
    }

    /// Whether a comment has an entry of that path: somebody took it out, or left it out on purpose.
    #[must_use]
    pub fn is_commented_out(&self, path: &str) -> bool {
        let written = string(path);
        self.text.contains(&written)
            && self.root.descendants_with_tokens().any(|element| {
                element.kind() == SyntaxKind::TOKEN_COMMENT
                    && element.as_token().is_some_and(|token| token.text().contains(&written))
            })
    }

    /// What makes a binding count only sometimes.
    fn conditions(&self, binding: &SyntaxNode, near: Option<TextRange>) -> Vec<SyntaxNode> {
        let is_around = |node: &SyntaxNode| {
            near.is_some_and(|near| {
                start(node) <= near.as_usize().start && near.as_usize().end <= end(node)
            })
        };
        let outer = binding.ancestors().skip(1).take_while(|node| !is_around(node));
        let body = module_body(&self.root);
        let is_condition = |node: &SyntaxNode| match node.kind() {
            SyntaxKind::NODE_IF_ELSE => true,
            SyntaxKind::NODE_APPLY => function(node).is_some_and(|name| leaves_out(&name)),
            // The arguments of the module itself.
            SyntaxKind::NODE_LAMBDA => start(node) >= body && !is_module(node),
            _ => false,
        };
        // The same condition can be written once more around the second range.
        let node = near.and_then(|near| self.around(near));
        let others = node.iter().flat_map(SyntaxNode::ancestors).filter(is_condition);
        let met: Vec<String> = others.filter_map(|other| asked(&other)).collect();
        let is_met = |node: &SyntaxNode| asked(node).is_some_and(|asked| met.contains(&asked));
        outer.filter(is_condition).filter(|node| !is_met(node)).collect()
    }
}

/// Whether a binding stands in an item of a list that is the value of another one, where no path leads to.
fn is_in_item(binding: &SyntaxNode) -> bool {
    let is_through = |node: &SyntaxNode| {
        matches!(
            node.kind(),
            SyntaxKind::NODE_PAREN
                | SyntaxKind::NODE_BIN_OP
                | SyntaxKind::NODE_WITH
                | SyntaxKind::NODE_LET_IN
        )
    };
    let mut lists = binding.ancestors().filter(|node| node.kind() == SyntaxKind::NODE_LIST);
    lists.any(|list| {
        let outer = list.ancestors().skip(1).find(|node| !is_through(node));
        outer.is_some_and(|outer| outer.kind() == SyntaxKind::NODE_ATTRPATH_VALUE)
    })
}

/// Whether a function leaves something out under a condition: those of `lib`, and others that are named after them.
fn leaves_out(function: &str) -> bool {
    CONDITIONS.contains(&function) || function.starts_with("mk") && function.ends_with("If")
}

/// Whether a condition is about persistence, by its names.
pub(super) fn names_persistence(condition: &SyntaxNode) -> bool {
    let text = asked(condition).unwrap_or_default();
    ["persist", "permanence", "preserv"].iter().any(|word| text.contains(word))
}

/// What a condition asks: of `mkIf condition value` the condition.
fn asked(condition: &SyntaxNode) -> Option<String> {
    let asked = match condition.kind() {
        SyntaxKind::NODE_APPLY => condition.first_child().and_then(|head| head.last_child()),
        _ => condition.first_child(),
    };
    asked.map(|asked| asked.text().to_string())
}

/// Whether a function is a module that is an attribute: `flake.modules.nixos.web = { pkgs, ... }: { … }`.
fn is_module(lambda: &SyntaxNode) -> bool {
    let is_value =
        lambda.parent().is_some_and(|parent| parent.kind() == SyntaxKind::NODE_ATTRPATH_VALUE);
    let pattern = lambda.first_child().filter(|node| node.kind() == SyntaxKind::NODE_PATTERN);
    is_value && pattern.is_some_and(|pattern| token(&pattern, SyntaxKind::TOKEN_ELLIPSIS).is_some())
}

/// Where the text begins that is not yet a function of something: the functions at the top of a file are its arguments.
fn module_body(root: &SyntaxNode) -> usize {
    let mut node = root.first_child();
    while let Some(inner) = &node {
        match inner.kind() {
            SyntaxKind::NODE_LAMBDA
            | SyntaxKind::NODE_LET_IN
            | SyntaxKind::NODE_WITH
            | SyntaxKind::NODE_PAREN => node = inner.last_child(),
            _ => return start(inner),
        }
    }
    end(root)
}

/// Whether an item is an entry of that path, as it is written.
fn says(item: &SyntaxNode, path: &str) -> bool {
    let is_path = |node: &SyntaxNode| {
        plain(node).is_some_and(|text| text.trim_end_matches('/') == path.trim_end_matches('/'))
    };
    match item.kind() {
        SyntaxKind::NODE_STRING => is_path(item),
        SyntaxKind::NODE_ATTR_SET => {
            item.children().filter_map(|binding| binding.last_child()).any(|value| is_path(&value))
        }
        _ => false,
    }
}
