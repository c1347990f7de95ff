//! Changing strings: the elements of a list, a path that an option names, the name of an option, a script.

use rnix::{SyntaxKind, SyntaxNode};

use super::{
    Editor, NewItem, NewValue, TextEdit,
    list::literal,
    place::{end, plain, start},
    range,
    text::{attribute_name, string},
};
use crate::source::TextRange;

impl Editor {
    /// Takes a string out of a list that is an attribute of what a name stands for, and puts one in; in its place, when
    /// both are named.
    #[must_use]
    pub fn edit_strings(
        &self,
        at: TextRange,
        path: &[String],
        old: Option<&str>,
        new: Option<&str>,
    ) -> Option<Vec<TextEdit>> {
        let item = |text: &str| NewItem {
            name: String::new(),
            path: text.to_owned(),
            attributes: Vec::new(),
        };
        let list = self.attribute(at, path);
        let Some(old) = old else {
            return match &list {
                Some(list) => self.add_to(list, &item(new?)),
                None => self.set_attribute(at, path, &NewValue::List(vec![item(new?)])),
            };
        };
        let items = literal(&list?)?;
        let mut same = items.children().filter(|item| plain(item).as_deref() == Some(old));
        let found = same.next().filter(|_| same.next().is_none())?;
        match new {
            Some(new) => Some(vec![TextEdit::replace(start(&found), end(&found), string(new))]),
            None => self.remove_item(range(start(&found), end(&found))),
        }
    }

    /// Replaces the string that stands at a range, or in the value of the attribute that is named there. A slash at its end
    /// does not matter.
    #[must_use]
    pub fn replace_string(&self, at: TextRange, old: &str, new: &str) -> Option<Vec<TextEdit>> {
        let node = self.value_at(at)?;
        let says = |node: &SyntaxNode| {
            let is_string = node.kind() == SyntaxKind::NODE_STRING;
            is_string && plain(node).is_some_and(|text| trimmed(&text) == trimmed(old))
        };
        let mut found = node.descendants().filter(says);
        let one = found.next().filter(|_| found.next().is_none())?;
        Some(vec![TextEdit::replace(start(&one), end(&one), string(new))])
    }

    /// Replaces a text wherever it stands in the value of the attribute at a range, but for where one of some texts follows.
    #[must_use]
    pub fn replace_text(
        &self,
        at: TextRange,
        old: &str,
        new: &str,
        unless: &[&str],
    ) -> Option<Vec<TextEdit>> {
        let node = self.value_at(at)?;
        let (from, to) = (start(&node), end(&node));
        let text = &self.text[from..to];
        let wanted = |at: &usize| {
            let rest = &text[at + old.len()..];
            !unless.iter().any(|unless| rest.trim_start().starts_with(unless))
        };
        let places = text.match_indices(old).map(|(at, _)| at).filter(wanted);
        let edits: Vec<_> =
            places.map(|at| TextEdit::replace(from + at, from + at + old.len(), new)).collect();
        (!edits.is_empty()).then_some(edits)
    }

    /// Puts a line after another one of an indented string in the value at a range, at the indentation of the line that
    /// follows. The line must mean the same in such a string as outside.
    #[must_use]
    pub fn insert_line(&self, at: TextRange, after: &str, line: &str) -> Option<Vec<TextEdit>> {
        if line.contains("''") || line.contains("${") {
            return None;
        }
        let is_script = |node: &SyntaxNode| {
            node.kind() == SyntaxKind::NODE_STRING && self.text[start(node)..].starts_with("''")
        };
        let mut places = Vec::new();
        for script in self.value_at(at)?.descendants().filter(is_script) {
            let mut from = start(&script);
            for text in self.text[from..end(&script)].split_inclusive('\n') {
                from += text.len();
                if text.trim() == after && text.ends_with('\n') {
                    places.push(from);
                }
            }
        }
        let &[place] = places.as_slice() else { return None };
        let indent = self.indentation(place);
        Some(vec![TextEdit::insert(place, format!("{indent}{line}{}", self.newline()))])
    }

    /// Gives a name of an attribute path another text: the name at a range, or of what is defined around it.
    #[must_use]
    pub fn rename_attribute(&self, at: TextRange, old: &str, new: &str) -> Option<Vec<TextEdit>> {
        let name = self.names_around(at)?.find(|name| plain(name).as_deref() == Some(old))?;
        let text =
            if name.kind() == SyntaxKind::NODE_STRING { string(new) } else { attribute_name(new) };
        Some(vec![TextEdit::replace(start(&name), end(&name), text)])
    }

    /// Makes what an option is set to an attribute of a set, which becomes another option in its place. The range is that of
    /// the name, or in what it is set to; what is new are paths and values as Nix.
    #[must_use]
    pub fn enclose(
        &self,
        at: TextRange,
        old: &str,
        new: &[String],
        attributes: &[(String, String)],
        name: &str,
    ) -> Option<Vec<TextEdit>> {
        let last = self.names_around(at)?.find(|name| plain(name).as_deref() == Some(old))?;
        let path = last.parent()?;
        let value = path.parent()?.last_child()?;
        if path.last_child()? != last {
            return None;
        }
        let outer = self.indentation(start(&path));
        let (newline, step) = (self.newline(), self.step());
        let inner = format!("{newline}{outer}{step}");
        let mut opening = "{".to_owned();
        for (name, value) in attributes {
            opening += &format!("{inner}{name} = {value};");
        }
        opening += &format!("{inner}{name} = ");
        let names: Vec<String> = new.iter().map(|name| attribute_name(name)).collect();
        let mut edits = vec![
            TextEdit::replace(start(&last), end(&last), names.join(".")),
            TextEdit::insert(start(&value), opening),
        ];
        edits.extend(self.shifts(&value).into_iter().map(|at| TextEdit::insert(at, step)));
        edits.push(TextEdit::insert(end(&value), format!(";{newline}{outer}}}")));
        Some(edits)
    }

    /// Where the lines of an expression begin that are to move with it: none, when that would change a string.
    fn shifts(&self, value: &SyntaxNode) -> Vec<usize> {
        let is_rigid = |node: SyntaxNode| {
            let text = node.text().to_string();
            node.kind() == SyntaxKind::NODE_STRING && text.starts_with('"') && text.contains('\n')
        };
        // Tabs are a part of an indented string.
        if self.step() == "\t" || value.descendants().any(is_rigid) {
            return Vec::new();
        }
        let (from, to) = (start(value), end(value));
        let lines = self.text[from..to].match_indices('\n').map(|(at, _)| from + at + 1);
        lines.filter(|at| !self.text[*at..self.line_end(*at)].trim().is_empty()).collect()
    }

    /// The names in the attribute paths at a range and around it, from within.
    fn names_around(&self, at: TextRange) -> Option<impl Iterator<Item = SyntaxNode>> {
        let paths = self.around(at)?;
        let paths: Vec<SyntaxNode> = paths
            .ancestors()
            .filter_map(|node| match node.kind() {
                SyntaxKind::NODE_ATTRPATH => Some(node),
                SyntaxKind::NODE_ATTRPATH_VALUE => node.first_child(),
                _ => None,
            })
            .collect();
        Some(paths.into_iter().flat_map(|path| path.children().collect::<Vec<_>>()))
    }

    /// The expression at a range, or the value of the attribute that is named there.
    fn value_at(&self, at: TextRange) -> Option<SyntaxNode> {
        let node = self.around(at)?;
        match node.ancestors().find(|node| node.kind() == SyntaxKind::NODE_ATTRPATH) {
            Some(path) => path.parent()?.last_child(),
            None => Some(node),
        }
    }
}

fn trimmed(path: &str) -> &str {
    path.trim_end_matches('/')
}
