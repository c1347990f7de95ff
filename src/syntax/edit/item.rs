//! Removing and extending an item of a list.

use rnix::{SyntaxKind, SyntaxNode};

use super::{
    Editor, NewValue, TextEdit,
    place::{end, plain, start},
    range,
    text::{set, string, tall_set},
};
use crate::source::TextRange;

impl Editor {
    /// The item of a list that a range is in.
    pub(super) fn item(&self, at: TextRange) -> Option<SyntaxNode> {
        let is_item = |node: &SyntaxNode| {
            node.parent().is_some_and(|parent| parent.kind() == SyntaxKind::NODE_LIST)
        };
        self.around(at)?.ancestors().find(is_item)
    }

    /// Removes an item of a list, with its line and the comment at its end when it is alone there. The range is in the
    /// item.
    #[must_use]
    pub fn remove_item(&self, at: TextRange) -> Option<Vec<TextEdit>> {
        let item = self.item(at)?;
        let (from, to) = (start(&item), end(&item));
        let line_end = self.line_end(to);
        let with_comment = self.end_with_comment(&item);
        let is_alone =
            self.begins_line(from) && self.text[with_comment..line_end].trim().is_empty();
        let list = item.parent()?;
        if let Some(binding) = self.binding_of_only(&list, &item) {
            return Some(vec![self.without_binding(&binding)]);
        }
        // `[` and `]` that nothing stands between any more meet.
        let (open, close) = (start(&list) + 1, end(&list).saturating_sub(1));
        let rest = [&self.text[open..from], &self.text[with_comment.min(close)..close]].concat();
        if list.children().count() == 1 && rest.trim().is_empty() && rest.contains('\n') {
            return Some(vec![TextEdit::replace(open, close, " ")]);
        }
        if is_alone && start(&list) < self.line_start(from) {
            let lines = self.lines_to_remove(self.comment_above(&item).unwrap_or(from), to);
            return Some(vec![TextEdit::replace(lines.start, lines.end, "")]);
        }
        // With the space before it; the first of a line leaves the space before it to the next.
        let is_first = self.begins_line(from);
        let edit = if is_first {
            let rest = &self.text[to..line_end];
            TextEdit::replace(from, to + (rest.len() - rest.trim_start().len()), "")
        } else {
            let before = self.text[..from].trim_end_matches([' ', '\t']).len();
            TextEdit::replace(before, to, "")
        };
        Some(vec![edit])
    }

    /// The binding of a list of entries that holds nothing but an item: without that, it says nothing.
    fn binding_of_only(&self, list: &SyntaxNode, item: &SyntaxNode) -> Option<SyntaxNode> {
        let binding = list.parent()?;
        let name = binding.first_child()?.last_child()?;
        let is_entries = ["directories", "files"].contains(&plain(&name)?.as_str())
            && self.option(range(start(&name), end(&name))).is_some_and(|path| {
                path.iter().any(|name| ["persistence", "preserveAt"].contains(&name.as_str()))
            });
        let has_comment = |node: &SyntaxNode| {
            let mut inside = node.descendants_with_tokens();
            inside.any(|element| element.kind() == SyntaxKind::TOKEN_COMMENT)
        };
        let is_only = list.children().count() == 1 && !has_comment(&binding);
        // Of a set with nothing else, and where a comment speaks of it, the empty list says what was meant.
        let is_one_of_several = binding.parent()?.children().count() > 1;
        let above = self.line_start(start(&binding)).checked_sub(1);
        let is_told = above.is_some_and(|at| {
            self.text[self.line_start(at)..at].trim_start().starts_with(['#', '/', '*'])
        });
        let is_value = binding.kind() == SyntaxKind::NODE_ATTRPATH_VALUE
            && item.parent().as_ref() == Some(list);
        let whole = is_value && is_entries && is_only && is_one_of_several && !is_told;
        whole.then_some(binding)
    }

    /// The beginning of a comment that stands above an item and can be about nothing else.
    fn comment_above(&self, item: &SyntaxNode) -> Option<usize> {
        let line = |at: usize| self.text[self.line_start(at)..self.line_end(at)].trim();
        let after = self.line_end(end(item));
        let next = self.text[after..].find('\n').map(|at| line(after + at + 1))?;
        if !next.is_empty() && !next.starts_with(['#', ']']) {
            return None;
        }
        let mut first = None;
        let mut at = self.line_start(start(item)).checked_sub(1)?;
        loop {
            let text = line(at);
            // What is switched off is not said about the item.
            if !text.starts_with('#') || text.contains(['"', '{', '}']) || text.starts_with("#/") {
                break;
            }
            first = Some(self.line_start(at));
            let Some(before) = self.line_start(at).checked_sub(1) else { break };
            at = before;
        }
        // A comment that begins with what is switched off speaks of that.
        first.filter(|_| !line(at).starts_with('#'))
    }

    /// Gives an item another path, or more attributes: those that it has are set, a string becomes a set.
    #[must_use]
    pub fn extend_item(
        &self,
        at: TextRange,
        name: &str,
        path: Option<&str>,
        attributes: &[(String, String)],
    ) -> Option<Vec<TextEdit>> {
        let item = self.item(at)?;
        match item.kind() {
            SyntaxKind::NODE_STRING => {
                let path = path.map_or_else(|| item.text().to_string(), string);
                let is_tall =
                    || self.begins_line(start(&item)) && self.has_tall_sets(item.parent().as_ref());
                let text = match attributes.is_empty() {
                    true => path,
                    false if is_tall() => self.indented(
                        &tall_set(name, &path, attributes),
                        self.indentation(start(&item)),
                    ),
                    false => self.spaced(set(name, &path, attributes)),
                };
                Some(vec![TextEdit::replace(start(&item), end(&item), text)])
            }
            SyntaxKind::NODE_ATTR_SET => {
                let path = path.map(|path| (name.to_owned(), string(path)));
                let edits = path.iter().chain(attributes).map(|(name, value)| {
                    let value = NewValue::Nix(value.clone());
                    self.set_in(&item, std::slice::from_ref(name), &value)
                });
                let edits: Vec<TextEdit> = edits.collect::<Option<Vec<_>>>()?.concat();
                // New ones all stand at the same place.
                Some(join(edits))
            }
            _ => None,
        }
    }

    /// Takes attributes away from an item. All of them are written there, each by itself.
    #[must_use]
    pub fn shorten_item(&self, at: TextRange, attributes: &[&str]) -> Option<Vec<TextEdit>> {
        let item = self.item(at).filter(|item| item.kind() == SyntaxKind::NODE_ATTR_SET)?;
        let names = |binding: &SyntaxNode, attribute: &str| {
            let path = binding.first_child().into_iter().flat_map(|path| path.children());
            let names: Vec<_> = path.map(|name| plain(&name)).collect();
            binding.kind() == SyntaxKind::NODE_ATTRPATH_VALUE
                && matches!(names.as_slice(), [Some(name)] if name == attribute)
        };
        let binding = |attribute: &&str| item.children().find(|node| names(node, attribute));
        attributes
            .iter()
            .map(|attribute| Some(self.without_binding(&binding(attribute)?)))
            .collect()
    }

    /// Whether a comment ends the line of an item: it is about the item.
    #[must_use]
    pub fn has_comment(&self, at: TextRange) -> bool {
        self.item(at).is_some_and(|item| self.end_with_comment(&item) > end(&item))
    }
}

/// Insertions at one place as one, in their order.
fn join(edits: Vec<TextEdit>) -> Vec<TextEdit> {
    let mut joined: Vec<TextEdit> = Vec::new();
    for edit in edits {
        match joined
            .iter_mut()
            .find(|known| known.range == edit.range && edit.range.start == edit.range.end)
        {
            Some(known) => known.replacement += &edit.replacement,
            None => joined.push(edit),
        }
    }
    joined
}
