//! Which option a place belongs to.

use rnix::{SyntaxKind, TextSize};

use super::{
    Editor,
    place::{end, plain},
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
