//! Removing, moving and extending an item of a list.

use rnix::{SyntaxKind, SyntaxNode};

use super::{
    Editor, NewItem, TextEdit,
    place::{end, start, token},
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

    /// Moves an item to another list. Its text stays as it is.
    #[must_use]
    pub fn move_item(&self, at: TextRange, to: TextRange) -> Option<Vec<TextEdit>> {
        let item = self.item(at)?;
        let target = self.around(to)?;
        // A list cannot be moved into itself.
        if target.ancestors().any(|node| node == item) {
            return None;
        }
        let mut edits = self.remove_item(at)?;
        let text = item.text().to_string();
        let placeholder =
            NewItem { name: String::new(), path: String::new(), attributes: Vec::new() };
        let mut added = self.add_item(to, &placeholder)?;
        for edit in &mut added {
            edit.replacement = edit.replacement.replacen("\"\"", &text, 1);
        }
        edits.append(&mut added);
        Some(edits)
    }

    /// Gives an item more attributes: those that it has are set, a string becomes a set.
    #[must_use]
    pub fn extend_item(
        &self,
        at: TextRange,
        name: &str,
        attributes: &[(String, String)],
    ) -> Option<Vec<TextEdit>> {
        let item = self.item(at)?;
        match item.kind() {
            SyntaxKind::NODE_STRING => {
                let mut text = format!("{{ {name} = {};", item.text());
                for (name, value) in attributes {
                    text += &format!(" {name} = {value};");
                }
                Some(vec![TextEdit::replace(start(&item), end(&item), text + " }")])
            }
            SyntaxKind::NODE_ATTR_SET => {
                let edits = attributes
                    .iter()
                    .map(|(name, value)| self.set_in(&item, std::slice::from_ref(name), value));
                let edits: Vec<TextEdit> = edits.collect::<Option<Vec<_>>>()?.concat();
                // New ones all stand at the same place.
                Some(join(edits))
            }
            _ => None,
        }
    }

    /// Sets the text of an item that is a string, or the path of one that is a set.
    #[must_use]
    pub fn rename_item(&self, at: TextRange, name: &str, path: &str) -> Option<Vec<TextEdit>> {
        let item = self.item(at)?;
        match item.kind() {
            SyntaxKind::NODE_STRING => {
                Some(vec![TextEdit::replace(start(&item), end(&item), string(path))])
            }
            SyntaxKind::NODE_ATTR_SET => {
                token(&item, SyntaxKind::TOKEN_L_BRACE)?;
                self.set_in(&item, &[name.to_owned()], &string(path))
            }
            _ => None,
        }
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
