//! Removing and extending an item of a list.

use rnix::{SyntaxKind, SyntaxNode};

use super::{
    Editor, NewValue, TextEdit,
    place::{end, start},
    text::string,
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
        if is_alone && start(&list) < self.line_start(from) {
            let from = self.line_start(from);
            let next =
                self.text[line_end..].find('\n').map_or(self.text.len(), |at| line_end + at + 1);
            return Some(vec![TextEdit::replace(from, next, "")]);
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
                let mut text = path.clone();
                if !attributes.is_empty() {
                    text = format!("{{ {name} = {path};");
                    for (name, value) in attributes {
                        text += &format!(" {name} = {value};");
                    }
                    text += " }";
                }
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
