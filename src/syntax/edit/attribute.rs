//! Setting and removing attributes, wherever their path is written.

use rnix::{SyntaxKind, SyntaxNode};

use super::{
    Editor, TextEdit,
    place::{end, plain, start, token},
    text::attribute_name,
};
use crate::source::TextRange;

impl Editor {
    /// The path that a name ends, with the names of the sets around it: `fileSystems`, `/data`.
    #[must_use]
    pub fn option(&self, at: TextRange) -> Option<Vec<String>> {
        let name = self.around(at)?;
        let attrpath = name.parent().filter(|parent| parent.kind() == SyntaxKind::NODE_ATTRPATH)?;
        let mut path: Vec<String> = Vec::new();
        for own in attrpath.children().take_while(|own| start(own) <= start(&name)) {
            path.push(plain(&own)?);
        }
        let around = attrpath.parent()?.ancestors().skip(1);
        for binding in around.filter(|node| node.kind() == SyntaxKind::NODE_ATTRPATH_VALUE) {
            let Some(mut outer) = path_of(&binding) else { break };
            outer.append(&mut path);
            path = outer;
        }
        Some(path)
    }

    /// Defines another option in the set of options in which the one at the range is defined.
    #[must_use]
    pub fn add_option(&self, at: TextRange, path: &[String], value: &str) -> Option<Vec<TextEdit>> {
        let node = self.around(at)?;
        let bindings =
            node.ancestors().filter(|node| node.kind() == SyntaxKind::NODE_ATTRPATH_VALUE);
        // `config` is where the options of a module are.
        let named =
            bindings.take_while(|binding| path_of(binding).is_none_or(|path| path != ["config"]));
        let set = named.last()?.parent()?;
        let is_set = set.kind() == SyntaxKind::NODE_ATTR_SET;
        is_set
            .then(|| self.set_in(&set, path, value))
            .flatten()
            .filter(|edits| self.only_adds(edits))
    }

    /// As [`Self::set_attribute`], where the attribute is not there yet.
    #[must_use]
    pub fn add_attribute(
        &self,
        at: TextRange,
        path: &[String],
        value: &str,
    ) -> Option<Vec<TextEdit>> {
        self.set_attribute(at, path, value).filter(|edits| self.only_adds(edits))
    }

    /// Whether edits remove nothing but white space between braces.
    fn only_adds(&self, edits: &[TextEdit]) -> bool {
        edits.iter().all(|edit| self.text[edit.range.as_usize()].trim().is_empty())
    }

    /// Sets an attribute of what a name stands for. The range is that of the name where it is defined: `"/data"` in
    /// `fileSystems."/data" = { … }` or in `fileSystems."/data".device = …`.
    #[must_use]
    pub fn set_attribute(
        &self,
        at: TextRange,
        path: &[String],
        value: &str,
    ) -> Option<Vec<TextEdit>> {
        let name = self.around(at)?;
        let attrpath = name.parent().filter(|parent| parent.kind() == SyntaxKind::NODE_ATTRPATH)?;
        let binding =
            attrpath.parent().filter(|parent| parent.kind() == SyntaxKind::NODE_ATTRPATH_VALUE)?;
        if attrpath.last_child()? == name {
            let value_node = binding.last_child()?;
            let set = literal_set(&value_node)?;
            return self.set_in(&set, path, value);
        }
        // `a.b.c = …`: a sibling `a.b.path = …`, or the one that is there.
        let names: Vec<SyntaxNode> = attrpath.children().collect();
        let index = names.iter().position(|other| *other == name)?;
        let prefix: Vec<String> = names[..=index].iter().map(plain).collect::<Option<_>>()?;
        let whole: Vec<String> = prefix.iter().chain(path).cloned().collect();
        let set = binding.parent()?;
        if let Some(existing) = find(&set, &whole) {
            return Some(vec![replace_value(&existing, value)?]);
        }
        if overlaps(&set, &whole) {
            return None;
        }
        let prefix_text = &self.text[start(&attrpath)..end(&names[index])];
        let path_text: Vec<String> = path.iter().map(|name| attribute_name(name)).collect();
        let text = format!("{prefix_text}.{} = {value};", path_text.join("."));
        Some(vec![self.insert_after(&binding, &text)])
    }

    /// Sets an attribute in a set.
    pub(super) fn set_in(
        &self,
        set: &SyntaxNode,
        path: &[String],
        value: &str,
    ) -> Option<Vec<TextEdit>> {
        if let Some(existing) = find(set, path) {
            return Some(vec![replace_value(&existing, value)?]);
        }
        // `a = { … }` where `a.b` is to be set.
        for split in (1..path.len()).rev() {
            if let Some(outer) = find(set, &path[..split]) {
                let inner = literal_set(&outer.last_child()?)?;
                return self.set_in(&inner, &path[split..], value);
            }
        }
        if overlaps(set, path) {
            return None;
        }
        let names: Vec<String> = path.iter().map(|name| attribute_name(name)).collect();
        let text = format!("{} = {value};", names.join("."));
        let bindings: Vec<SyntaxNode> = set.children().collect();
        match bindings.last() {
            Some(last) => Some(vec![self.insert_after(last, &text)]),
            None => {
                let open = usize::from(token(set, SyntaxKind::TOKEN_L_BRACE)?.text_range().end());
                let close =
                    usize::from(token(set, SyntaxKind::TOKEN_R_BRACE)?.text_range().start());
                let inside = &self.text[open..close];
                if inside.trim().is_empty() && !inside.contains('\n') {
                    return Some(vec![TextEdit::replace(open, close, format!(" {text} "))]);
                }
                let indent = format!("{}{}", self.indentation(start(set)), self.step());
                let at = open + inside.trim_end().len();
                Some(vec![TextEdit::insert(at, format!("{}{indent}{text}", self.newline()))])
            }
        }
    }

    /// Removes the binding that a range is in the name of, with its line when it is alone there.
    #[must_use]
    pub fn remove_attribute(&self, at: TextRange) -> Option<Vec<TextEdit>> {
        let name = self.around(at)?;
        let binding =
            name.ancestors().find(|node| node.kind() == SyntaxKind::NODE_ATTRPATH_VALUE)?;
        if name == binding || end(&binding.first_child()?) < end(&name) {
            return None;
        }
        let (from, to) = (start(&binding), end(&binding));
        let with_comment = self.end_with_comment(&binding);
        let line_end = self.line_end(to);
        if self.begins_line(from)
            && self.text[with_comment.min(line_end)..line_end].trim().is_empty()
        {
            let next =
                self.text[line_end..].find('\n').map_or(self.text.len(), |at| line_end + at + 1);
            return Some(vec![TextEdit::replace(self.line_start(from), next, "")]);
        }
        let before = self.text[..from].trim_end_matches([' ', '\t']).len();
        Some(vec![TextEdit::replace(before, to, "")])
    }

    /// A binding after another one, as it stands.
    fn insert_after(&self, binding: &SyntaxNode, text: &str) -> TextEdit {
        if self.begins_line(start(binding)) {
            let indent = self.indentation(start(binding));
            let at = self.end_with_comment(binding);
            return TextEdit::insert(at, format!("{}{indent}{text}", self.newline()));
        }
        TextEdit::insert(end(binding), format!(" {text}"))
    }
}

/// The set that is written out in an expression, and that nothing later can take an attribute from.
fn literal_set(expression: &SyntaxNode) -> Option<SyntaxNode> {
    match expression.kind() {
        SyntaxKind::NODE_ATTR_SET => Some(expression.clone()),
        SyntaxKind::NODE_PAREN => literal_set(&expression.first_child()?),
        SyntaxKind::NODE_WITH | SyntaxKind::NODE_LET_IN => literal_set(&expression.last_child()?),
        // What is on the right wins.
        SyntaxKind::NODE_BIN_OP if token(expression, SyntaxKind::TOKEN_UPDATE).is_some() => {
            literal_set(&expression.last_child()?)
        }
        SyntaxKind::NODE_APPLY => {
            let head = expression.first_child()?.text().to_string();
            let keeps = ["mkForce", "mkDefault", "mkBefore", "mkAfter"];
            let name = head.rsplit('.').next().unwrap_or_default();
            keeps.contains(&name).then(|| literal_set(&expression.last_child()?)).flatten()
        }
        _ => None,
    }
}

/// The path of a binding, when it is plain.
fn path_of(binding: &SyntaxNode) -> Option<Vec<String>> {
    let path = binding.first_child()?;
    path.children().map(|name| plain(&name)).collect()
}

fn bindings(set: &SyntaxNode) -> impl Iterator<Item = SyntaxNode> {
    set.children().filter(|child| child.kind() == SyntaxKind::NODE_ATTRPATH_VALUE)
}

/// The binding of exactly that path.
fn find(set: &SyntaxNode, path: &[String]) -> Option<SyntaxNode> {
    bindings(set).find(|binding| path_of(binding).is_some_and(|own| own == path))
}

/// Whether a new binding of a path would be refused, or could be: something of that name is there in another form.
fn overlaps(set: &SyntaxNode, path: &[String]) -> bool {
    let inherited = set
        .children()
        .filter(|child| child.kind() == SyntaxKind::NODE_INHERIT)
        .flat_map(|inherit| inherit.children().filter_map(|name| plain(&name)).collect::<Vec<_>>());
    let mut clashes = bindings(set).map(|binding| match path_of(&binding) {
        Some(own) => own.starts_with(path) || path.starts_with(&own),
        None => false,
    });
    inherited.into_iter().any(|name| path.first() == Some(&name)) || clashes.any(|clash| clash)
}

/// Another value for a binding.
fn replace_value(binding: &SyntaxNode, value: &str) -> Option<TextEdit> {
    let old = binding.last_child()?;
    Some(TextEdit::replace(start(&old), end(&old), value))
}
