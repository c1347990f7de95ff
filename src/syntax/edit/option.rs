//! Which option a place belongs to.

use rnix::{SyntaxKind, SyntaxNode, TextSize};

use super::{
    Editor,
    place::{end, plain, start},
    range,
};
use crate::source::TextRange;

impl Editor {
    /// The option whose value an offset lies in, by the bindings around it: `environment`, `persistence`, `/persist`,
    /// `directories`. A name that is computed is empty.
    #[must_use]
    pub fn option_around(&self, offset: u32) -> Option<Vec<String>> {
        let at = TextSize::new(offset);
        if at > self.root.text_range().end() {
            return None;
        }
        let token = self.root.token_at_offset(at).left_biased()?;
        let bindings = token
            .parent_ancestors()
            .filter(|node| node.kind() == SyntaxKind::NODE_ATTRPATH_VALUE)
            .filter(|binding| {
                let path = binding.first_child();
                path.is_some_and(|path| end(&path) <= offset as usize)
            });
        let mut names: Vec<String> = Vec::new();
        for binding in bindings {
            let path = binding.first_child()?;
            let mut own: Vec<String> =
                path.children().map(|name| plain(&name).unwrap_or_default()).collect();
            own.append(&mut names);
            names = own;
        }
        Some(names)
    }

    /// What a reader takes for the place at a range: of a name or a plain value the binding, from its name to the semicolon.
    /// What is one of several in a list or a set is itself, and the name of such a set is the name.
    #[must_use]
    pub fn whole_of(&self, at: TextRange) -> TextRange {
        let holds_others = |node: &SyntaxNode| {
            [SyntaxKind::NODE_ATTR_SET, SyntaxKind::NODE_LIST].contains(&node.kind())
        };
        let ancestors = || self.around(at).into_iter().flat_map(|node| node.ancestors());
        let is_binding = |node: &SyntaxNode| node.kind() == SyntaxKind::NODE_ATTRPATH_VALUE;
        let Some(binding) = ancestors().find(is_binding) else { return at };
        let is_around =
            |node: &SyntaxNode| start(node) < at.start as usize || end(node) > at.end as usize;
        if ancestors()
            .take_while(|node| !is_binding(node))
            .any(|node| holds_others(&node) && is_around(&node))
        {
            return at;
        }
        let name = binding.first_child().filter(|name| end(name) >= at.end as usize);
        match (name, binding.last_child()) {
            (Some(name), Some(value)) if value.descendants().any(|node| holds_others(&node)) => {
                range(start(&name), end(&name))
            }
            _ => range(start(&binding), end(&binding)),
        }
    }

    /// The option whose value a name at a range takes over: `my.keep.directories` in
    /// `inherit (config.my.keep) directories;`.
    #[must_use]
    pub fn taken_over(&self, at: TextRange) -> Option<Vec<String>> {
        let name = self.around(at)?;
        let inherit = name.parent().filter(|node| node.kind() == SyntaxKind::NODE_INHERIT)?;
        let from = inherit.children().find(|node| node.kind() == SyntaxKind::NODE_INHERIT_FROM)?;
        let set = from.first_child().filter(|set| set.kind() == SyntaxKind::NODE_SELECT)?;
        let (whole, path) = (set.first_child()?, set.last_child()?);
        if plain(&whole).as_deref() != Some("config") || path.kind() != SyntaxKind::NODE_ATTRPATH {
            return None;
        }
        path.children().chain([name]).map(|name| plain(&name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_with_what_it_is_written_in() {
        let cases = [
            ("{ services.a.enable = «true»; }", "services.a.enable = true;"),
            (
                "{ services.a.enable = lib.mkForce «true»; }",
                "services.a.enable = lib.mkForce true;",
            ),
            ("{ services.a = { enable = «true»; }; }", "enable = true;"),
            (
                "{ fileSystems.«\"/p\"».neededForBoot = true; }",
                "fileSystems.\"/p\".neededForBoot = true;",
            ),
            ("{ fileSystems = { «\"/p\"» = { device = x; }; }; }", "\"/p\""),
            ("{ fileSystems.«\"/p\"» = lib.mkIf a { b = 1; }; }", "fileSystems.\"/p\""),
            ("{ directories = [ «\"/a\"» \"/b\" ]; }", "\"/a\""),
            ("{ directories = [ { directory = «\"/a\"»; } ]; }", "directory = \"/a\";"),
            ("{ directories = «[ \"/a\" ]»; }", "directories = [ \"/a\" ];"),
            ("«{ a = 1; }»", "{ a = 1; }"),
            ("«»", ""),
        ];
        for (text, whole) in cases {
            let (start, end) = (text.find('«').expect("a start"), text.find('»').expect("an end"));
            let at = range(start, end - '«'.len_utf8());
            let text = text.replace(['«', '»'], "");
            let found = Editor::lenient(&*text).whole_of(at);
            assert_eq!(&text[found.as_usize()], whole, "{text}");
        }
    }
}
