//! What a module declares, and what is defined of that elsewhere.

use rnix::{SyntaxKind, SyntaxNode};

use super::{
    Editor,
    list::function,
    place::{end, is_computed, plain, start},
    range,
};
use crate::source::TextRange;

/// Types of strings.
const STRINGS: [&str; 5] = ["str", "path", "string", "nonEmptyStr", "singleLineStr"];

impl Editor {
    /// The options that switch on what a module is for, as it declares them: `services.tool.enable`.
    #[must_use]
    pub fn switches(&self) -> Vec<Vec<String>> {
        let declared = self.named("enable").filter_map(|(path, _)| {
            let (own, is_declared) = own_path(&path);
            let is_plain = !own.iter().any(|name| is_computed(name));
            (is_declared && is_plain && own.len() > 1).then(|| own.to_vec())
        });
        declared.collect()
    }

    /// Where an option is defined, but for where it is `false`.
    #[must_use]
    pub fn definitions(&self, option: &[String]) -> Vec<TextRange> {
        let Some(name) = option.last() else { return Vec::new() };
        let is_meant = |(path, binding): &(Vec<String>, SyntaxNode)| {
            let is_off = binding.last_child().is_some_and(|value| value.text() == "false");
            path.ends_with(option) && !own_path(path).1 && !is_off
        };
        let at = |(_, binding): (_, SyntaxNode)| {
            let name = binding.first_child()?.last_child()?;
            Some(range(start(&name), end(&name)))
        };
        self.named(name).filter(is_meant).filter_map(at).collect()
    }

    /// Whether an item of a list that is an option can be a set, by how the option is declared here: it is another name for
    /// that of a persistence module, or a list of more than strings. `None` when nothing is said.
    #[must_use]
    pub fn lets_items_be_sets(&self, option: &[String]) -> Option<bool> {
        let is_alias = |node: &SyntaxNode| self.is_alias(node, option).unwrap_or(false);
        if self.root.descendants().any(|node| is_alias(&node)) {
            return Some(true);
        }
        let said = (1..=option.len()).rev().flat_map(|length| {
            let prefix = &option[..length];
            let declared = self.named(&prefix[length - 1]).filter(move |(path, _)| {
                let (own, is_declared) = own_path(path);
                is_declared && own == prefix
            });
            declared.filter_map(|(_, binding)| item_type(&binding)).collect::<Vec<_>>()
        });
        said.map(|item| !STRINGS.contains(&item.as_str())).reduce(|all, one| all && one)
    }

    /// Whether a node is `mkAliasOptionModule from to`, from the beginning of an option to one of a persistence module.
    fn is_alias(&self, node: &SyntaxNode, option: &[String]) -> Option<bool> {
        if node.kind() != SyntaxKind::NODE_APPLY || function(node)? != "mkAliasOptionModule" {
            return None;
        }
        let path = |list: SyntaxNode| -> Option<Vec<String>> {
            let is_list = list.kind() == SyntaxKind::NODE_LIST;
            is_list.then(|| list.children().map(|name| plain(&name)).collect()).flatten()
        };
        let (from, to) = (path(node.first_child()?.last_child()?)?, path(node.last_child()?)?);
        let is_module =
            to.iter().any(|name| ["persistence", "preserveAt"].contains(&name.as_str()));
        Some(is_module && option.starts_with(&from))
    }

    /// The bindings whose path ends with a name, with their paths.
    fn named<'e>(&'e self, name: &'e str) -> impl Iterator<Item = (Vec<String>, SyntaxNode)> + 'e {
        let bindings =
            self.root.descendants().filter(|node| node.kind() == SyntaxKind::NODE_ATTRPATH_VALUE);
        bindings.filter_map(move |binding| {
            let last = binding.first_child()?.last_child()?;
            let path = (plain(&last)? == name)
                .then(|| self.option(range(start(&last), end(&last))))
                .flatten()?;
            Some((path, binding))
        })
    }
}

/// The path of an option without what is around it; and whether it is declared there.
fn own_path(path: &[String]) -> (&[String], bool) {
    match path.iter().position(|name| name == "options") {
        Some(at) => (&path[at + 1..], true),
        None => (path, false),
    }
}

/// The type of the items of the list that an option is declared to be.
fn item_type(declaration: &SyntaxNode) -> Option<String> {
    let names = declaration.descendants().filter(|node| node.kind() == SyntaxKind::NODE_IDENT);
    let mut names = names.map(|name| name.text().to_string());
    names.find(|name| name == "listOf")?;
    names.find(|name| !["lib", "types", "t"].contains(&name.as_str()))
}
