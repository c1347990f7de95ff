//! Setting and removing attributes, wherever their path is written.

use rnix::{SyntaxKind, SyntaxNode};

use super::{
    Editor, NewItem, NewValue, TextEdit,
    list::WIDTH,
    place::{end, is_computed, name_of, plain, start, token},
    range,
    text::attribute_name,
};
use crate::source::TextRange;

/// The sets of options of NixOS and home-manager in which services and what they keep are defined.
const OPTIONS: [&str; 16] = [
    "age",
    "boot",
    "environment",
    "fileSystems",
    "hardware",
    "home",
    "networking",
    "nix",
    "preservation",
    "programs",
    "security",
    "services",
    "sops",
    "systemd",
    "users",
    "virtualisation",
];

impl Editor {
    /// The path that a name ends, with the names of the sets around it: `fileSystems`, `/data`. One that is computed is as it
    /// is written.
    #[must_use]
    pub fn option(&self, at: TextRange) -> Option<Vec<String>> {
        let name = self.around(at)?;
        let attrpath = name.parent().filter(|parent| parent.kind() == SyntaxKind::NODE_ATTRPATH)?;
        let own = attrpath.children().take_while(|own| start(own) <= start(&name));
        let mut path: Vec<String> = own.map(|own| name_of(&own)).collect();
        let around = attrpath.parent()?.ancestors().skip(1);
        for binding in around.filter(|node| node.kind() == SyntaxKind::NODE_ATTRPATH_VALUE) {
            let Some(mut outer) = path_of(&binding) else { break };
            outer.append(&mut path);
            path = outer;
        }
        Some(path)
    }

    /// The name at a range, when it is that of an option whose path ends so; or the name of what is defined around it.
    #[must_use]
    pub fn option_name(&self, at: TextRange, option: &[String]) -> Option<TextRange> {
        let is_meant = |at: TextRange| self.option(at).is_some_and(|path| path.ends_with(option));
        if is_meant(at) {
            return Some(at);
        }
        let node = self.around(at)?;
        let mut bindings =
            node.ancestors().filter(|node| node.kind() == SyntaxKind::NODE_ATTRPATH_VALUE);
        let names = bindings.find_map(|binding| {
            let mut names = binding.first_child()?.children();
            let name = names.find(|name| plain(name).as_ref() == option.last())?;
            Some(range(start(&name), end(&name)))
        });
        names.filter(|name| is_meant(*name))
    }

    /// Defines another option in the set of options in which the one at the range is defined.
    #[must_use]
    pub fn add_option(
        &self,
        at: TextRange,
        path: &[String],
        value: &NewValue,
    ) -> Option<Vec<TextEdit>> {
        let beside = self.around_option(at)?;
        let set = beside.parent()?;
        self.set_beside(&set, path, value, Some(&beside)).filter(|edits| self.only_adds(edits))
    }

    /// The definition at a range, or around it, that stands in the set of options of its module.
    pub(super) fn around_option(&self, at: TextRange) -> Option<SyntaxNode> {
        let node = self.around(at)?;
        let around: Vec<SyntaxNode> = node
            .ancestors()
            .filter(|node| node.kind() == SyntaxKind::NODE_ATTRPATH_VALUE)
            .collect();
        let first =
            |binding: &&SyntaxNode| path_of(binding).and_then(|path| path.into_iter().next());
        // What is around an option of NixOS can be a flake: `flake.modules.nixos.web = { services… }`.
        let of_system = |binding: &&SyntaxNode| {
            first(binding).is_some_and(|name| OPTIONS.contains(&name.as_str()))
        };
        // `config` is where the options of a module are.
        let is_option =
            |binding: &&SyntaxNode| path_of(binding).is_none_or(|path| path != ["config"]);
        let known = around.iter().rev().find(of_system);
        let beside = known.or_else(|| around.iter().take_while(is_option).last())?;
        let set = beside.parent()?;
        (set.kind() == SyntaxKind::NODE_ATTR_SET).then(|| beside.clone())
    }

    /// Whether what is at another range is defined in the set of options in which the one at the first range is.
    #[must_use]
    pub fn is_beside(&self, at: TextRange, other: TextRange) -> bool {
        let set = self.around_option(at).and_then(|beside| beside.parent());
        let is_in = |set: SyntaxNode| {
            (start(&set)..end(&set)).contains(&other.as_usize().start)
                && other.as_usize().end <= end(&set)
        };
        set.is_some_and(is_in)
    }

    /// Adds an item to the list that is an option of the module in which the one at the range is defined.
    #[must_use]
    pub fn add_to_option(
        &self,
        at: TextRange,
        path: &[String],
        item: &NewItem,
    ) -> Option<Vec<TextEdit>> {
        let set = self.around_option(at)?.parent()?;
        self.add_to(&find_below(&set, path)?.last_child()?, item)
    }

    /// As [`Self::set_attribute`], where the attribute is not there yet.
    #[must_use]
    pub fn add_attribute(
        &self,
        at: TextRange,
        path: &[String],
        value: &NewValue,
    ) -> Option<Vec<TextEdit>> {
        self.set_attribute(at, path, value).filter(|edits| self.only_adds(edits))
    }

    /// Whether edits remove nothing but white space between braces.
    fn only_adds(&self, edits: &[TextEdit]) -> bool {
        edits.iter().all(|edit| self.text[edit.range.as_usize()].trim().is_empty())
    }

    /// Defines another attribute beside the one that a range is the name of: `a.b.files` beside `a.b.directories`.
    #[must_use]
    pub fn add_beside(&self, at: TextRange, name: &str, value: &NewValue) -> Option<Vec<TextEdit>> {
        let own = self.around(at)?;
        let attrpath = own.parent().filter(|parent| parent.kind() == SyntaxKind::NODE_ATTRPATH)?;
        let binding = attrpath.parent()?;
        let mut whole =
            path_of(&binding).filter(|_| attrpath.last_child().as_ref() == Some(&own))?;
        whole.pop();
        whole.push(name.to_owned());
        if overlaps(&binding.parent()?, &whole) {
            return None;
        }
        let before = &self.text[start(&attrpath)..start(&own)];
        Some(vec![self.insert_after(&binding, &format!("{before}{}", attribute_name(name)), value)])
    }

    /// Sets an attribute of what a name stands for. The range is that of the name where it is defined: `"/data"` in
    /// `fileSystems."/data" = { … }` or in `fileSystems."/data".device = …`.
    #[must_use]
    pub fn set_attribute(
        &self,
        at: TextRange,
        path: &[String],
        value: &NewValue,
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
        let prefix: Vec<String> = names[..=index].iter().map(name_of).collect();
        let whole: Vec<String> = prefix.iter().chain(path).cloned().collect();
        let set = binding.parent()?;
        if let Some(existing) = find(&set, &whole) {
            return Some(vec![self.replace_value(&existing, value)?]);
        }
        for split in (prefix.len() + 1..whole.len()).rev() {
            if let Some(outer) = find(&set, &whole[..split]) {
                let inner = literal_set(&outer.last_child()?)?;
                return self.set_in(&inner, &whole[split..], value);
            }
        }
        if overlaps(&set, &whole) {
            return None;
        }
        let prefix_text = &self.text[start(&attrpath)..end(&names[index])];
        let path_text: Vec<String> = path.iter().map(|name| attribute_name(name)).collect();
        let path = format!("{prefix_text}.{}", path_text.join("."));
        Some(vec![self.insert_after(&binding, &path, value)])
    }

    /// The value of an attribute of what a name stands for, where it is written out.
    pub(super) fn attribute(&self, at: TextRange, path: &[String]) -> Option<SyntaxNode> {
        let name = self.around(at)?;
        let attrpath = name.parent().filter(|parent| parent.kind() == SyntaxKind::NODE_ATTRPATH)?;
        let binding =
            attrpath.parent().filter(|parent| parent.kind() == SyntaxKind::NODE_ATTRPATH_VALUE)?;
        if attrpath.last_child()? == name {
            return find_below(&literal_set(&binding.last_child()?)?, path)?.last_child();
        }
        let names = attrpath.children().take_while(|own| start(own) <= start(&name));
        let mut whole: Vec<String> = names.map(|own| name_of(&own)).collect();
        whole.extend_from_slice(path);
        find_below(&binding.parent()?, &whole)?.last_child()
    }

    /// Sets an attribute in a set.
    pub(super) fn set_in(
        &self,
        set: &SyntaxNode,
        path: &[String],
        value: &NewValue,
    ) -> Option<Vec<TextEdit>> {
        self.set_beside(set, path, value, None)
    }

    /// The same; where the attribute is new, it stands behind those of the same name, or behind a certain one.
    fn set_beside(
        &self,
        set: &SyntaxNode,
        path: &[String],
        value: &NewValue,
        beside: Option<&SyntaxNode>,
    ) -> Option<Vec<TextEdit>> {
        if let Some(existing) = find(set, path) {
            return Some(vec![self.replace_value(&existing, value)?]);
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
        let bindings: Vec<SyntaxNode> = set.children().collect();
        if let Some(beside) = beside {
            let common = |other: &SyntaxNode| {
                let own = path_of(other).unwrap_or_default();
                own.iter().zip(path).take_while(|(own, new)| own == new).count()
            };
            let like =
                bindings.iter().filter(|other| common(other) > 1).max_by_key(|other| common(other));
            let text = names.join(".");
            return Some(vec![match like {
                Some(like) => self.insert_after(like, &text, value),
                None => self.insert_apart(last_of_service(&bindings, beside), &text, value),
            }]);
        }
        let path = names.join(".");
        match bindings.last() {
            Some(last) => Some(vec![self.insert_after(last, &path, value)]),
            None => {
                let open = usize::from(token(set, SyntaxKind::TOKEN_L_BRACE)?.text_range().end());
                let close =
                    usize::from(token(set, SyntaxKind::TOKEN_R_BRACE)?.text_range().start());
                let inside = &self.text[open..close];
                if inside.trim().is_empty() && !inside.contains('\n') {
                    let set = self.spaced(format!("{{ {path} = {}; }}", value.text()));
                    return Some(vec![TextEdit::replace(open, close, &set[1..set.len() - 1])]);
                }
                let indent = format!("{}{}", self.indentation(start(set)), self.step());
                let text = self.binding(&path, value, &indent);
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
        Some(vec![self.without_binding(&binding)])
    }

    /// Takes a binding out, with its line when it is alone there.
    pub(super) fn without_binding(&self, binding: &SyntaxNode) -> TextEdit {
        let (from, to) = (start(binding), end(binding));
        let with_comment = self.end_with_comment(binding);
        let line_end = self.line_end(to);
        if self.begins_line(from)
            && self.text[with_comment.min(line_end)..line_end].trim().is_empty()
        {
            let lines = self.lines_to_remove(from, to);
            return TextEdit::replace(lines.start, lines.end, "");
        }
        let before = self.text[..from].trim_end_matches([' ', '\t']).len();
        TextEdit::replace(before, to, "")
    }

    /// A binding after another one, as it stands.
    fn insert_after(&self, binding: &SyntaxNode, path: &str, value: &NewValue) -> TextEdit {
        if self.begins_line(start(binding)) {
            let indent = self.indentation(start(binding));
            let at = self.end_with_comment(binding);
            let text = self.binding(path, value, indent);
            return TextEdit::insert(at, format!("{}{indent}{text}", self.newline()));
        }
        TextEdit::insert(end(binding), format!(" {path} = {};", self.value_line(value)))
    }

    /// A binding after another one that it is not like, with an empty line between them where others have one.
    fn insert_apart(&self, binding: &SyntaxNode, path: &str, value: &NewValue) -> TextEdit {
        let mut edit = self.insert_after(binding, path, value);
        let line = |at: usize| self.text[self.line_start(at)..self.line_end(at)].trim();
        let above = self.line_start(start(binding)).checked_sub(1).map(line);
        let after = self.text[end(binding)..].find('\n').map(|at| line(end(binding) + at + 1));
        let is_tall = self.text[start(binding)..end(binding)].contains('\n');
        // What follows at once belongs to it.
        let is_apart = match after {
            Some("") => true,
            Some(after) if after.starts_with('}') => is_tall || above == Some(""),
            _ => false,
        };
        if edit.replacement.starts_with(['\r', '\n']) && is_apart {
            edit.replacement.insert_str(0, self.newline());
        }
        edit
    }

    /// Another value for a binding.
    fn replace_value(&self, binding: &SyntaxNode, value: &NewValue) -> Option<TextEdit> {
        let old = binding.last_child()?;
        Some(TextEdit::replace(start(&old), end(&old), self.value_line(value)))
    }

    /// A binding with a line of its own.
    fn binding(&self, path: &str, value: &NewValue, indent: &str) -> String {
        let line = format!("{path} = {};", self.value_line(value));
        let is_tall = value.has_sets() && self.has_tall_sets(None);
        if !is_tall && indent.chars().count() + line.chars().count() <= WIDTH {
            return line;
        }
        format!("{path} = {};", self.indented(&value.tall(), indent))
    }
}

/// The last of the definitions that follow one of a service and are of the same service.
fn last_of_service<'n>(bindings: &'n [SyntaxNode], first: &'n SyntaxNode) -> &'n SyntaxNode {
    let service = |binding: &SyntaxNode| {
        path_of(binding).filter(|path| path.len() > 2).map(|mut path| {
            path.truncate(2);
            path
        })
    };
    let own = service(first);
    let after = bindings.iter().skip_while(|binding| *binding != first);
    let same = after.take_while(|binding| own.is_some() && service(binding) == own);
    same.last().unwrap_or(first)
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

/// The path of a binding.
fn path_of(binding: &SyntaxNode) -> Option<Vec<String>> {
    let path = binding.first_child()?;
    Some(path.children().map(|name| name_of(&name)).collect())
}

fn bindings(set: &SyntaxNode) -> impl Iterator<Item = SyntaxNode> {
    set.children().filter(|child| child.kind() == SyntaxKind::NODE_ATTRPATH_VALUE)
}

/// The binding of exactly that path.
fn find(set: &SyntaxNode, path: &[String]) -> Option<SyntaxNode> {
    bindings(set).find(|binding| path_of(binding).is_some_and(|own| own == path))
}

/// The same, in sets that are written out, too: `a.b` in `a = { b = …; }`.
fn find_below(set: &SyntaxNode, path: &[String]) -> Option<SyntaxNode> {
    let inner = |split: usize| {
        let outer = find(set, &path[..split])?;
        find_below(&literal_set(&outer.last_child()?)?, &path[split..])
    };
    find(set, path).or_else(|| (1..path.len()).rev().find_map(inner))
}

/// Whether a new binding of a path would be refused, or could be: something of that name is there in another form.
fn overlaps(set: &SyntaxNode, path: &[String]) -> bool {
    let inherited = set
        .children()
        .filter(|child| child.kind() == SyntaxKind::NODE_INHERIT)
        .flat_map(|inherit| inherit.children().filter_map(|name| plain(&name)).collect::<Vec<_>>());
    // A computed name may be the same as any other, and sets with one are not joined.
    let is_shared = |own: &[String]| {
        let differs = own.iter().zip(path).find(|(own, new)| is_computed(own) || own != new);
        differs.is_some_and(|(own, new)| is_computed(own) || is_computed(new))
    };
    let mut clashes = bindings(set).map(|binding| match path_of(&binding) {
        Some(own) if is_shared(&own) => true,
        // Nix joins `a = { … }` and `a.b = …`.
        Some(own) if path.len() > own.len() && path.starts_with(&own) => {
            let inner = binding.last_child().filter(is_plain_set);
            inner.is_none_or(|inner| overlaps(&inner, &path[own.len()..]))
        }
        Some(own) => own.starts_with(path),
        None => false,
    });
    inherited.into_iter().any(|name| path.first() == Some(&name)) || clashes.any(|clash| clash)
}

fn is_plain_set(node: &SyntaxNode) -> bool {
    node.kind() == SyntaxKind::NODE_ATTR_SET && token(node, SyntaxKind::TOKEN_REC).is_none()
}
