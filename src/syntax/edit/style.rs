//! How a text is formatted, as far as new text has to look like it.

use rnix::{SyntaxElement, SyntaxKind, SyntaxNode};

use super::{
    Editor, NewItem, NewValue,
    place::{end, start},
};

impl Editor {
    /// An item on one line.
    pub(super) fn item_line(&self, item: &NewItem) -> String {
        self.spaced(item.text())
    }

    /// A value on one line.
    pub(super) fn value_line(&self, value: &NewValue) -> String {
        self.spaced(value.text())
    }

    /// New text, with the space inside of its brackets that this text has.
    pub(super) fn spaced(&self, text: String) -> String {
        if self.is_tight() { tightened(&text) } else { text }
    }

    /// Whether brackets have no space inside, as alejandra writes them: by the lists, or else by the sets and the arguments of
    /// functions.
    pub(super) fn is_tight(&self) -> bool {
        let of_lists = self.tight(&[SyntaxKind::NODE_LIST]);
        let others = [SyntaxKind::NODE_ATTR_SET, SyntaxKind::NODE_PATTERN];
        of_lists.or_else(|| self.tight(&others)).unwrap_or(false)
    }

    /// Whether most nodes of some kinds are so, of those that begin on the line of their bracket; `None` when there are none.
    fn tight(&self, kinds: &[SyntaxKind]) -> Option<bool> {
        let inside = |node: SyntaxNode| -> Option<bool> {
            let text = &self.text[start(&node)..end(&node)];
            let text = text.trim_start_matches("rec").trim_start();
            let inner = text.strip_prefix(['[', '{'])?.strip_suffix([']', '}'])?;
            let says = !inner.trim().is_empty() && !inner.starts_with(['\n', '\r']);
            says.then(|| !inner.starts_with([' ', '\t']))
        };
        let nodes = self.root.descendants().filter(|node| kinds.contains(&node.kind()));
        let (tight, spaced): (Vec<bool>, Vec<bool>) =
            nodes.filter_map(inside).partition(|is_tight| *is_tight);
        (tight.len() + spaced.len() > 0).then_some(tight.len() > spaced.len())
    }

    /// Whether sets in a list have one attribute a line: as the others of that list have it, or else of the whole text. Whoever
    /// writes tight brackets formats with alejandra, which does so.
    pub(super) fn has_tall_sets(&self, list: Option<&SyntaxNode>) -> bool {
        let holds = [SyntaxKind::NODE_ATTR_SET, SyntaxKind::NODE_LIST];
        let are_tall = |list: &SyntaxNode| {
            // Like an entry: not what is merged, nor a module.
            let is_set = |item: &SyntaxNode| {
                let is_in_list =
                    item.parent().is_some_and(|list| list.kind() == SyntaxKind::NODE_LIST);
                item.kind() == SyntaxKind::NODE_ATTR_SET
                    && is_in_list
                    && item.children().count() > 1
                    && !item.descendants().skip(1).any(|inner| holds.contains(&inner.kind()))
            };
            let (tall, flat): (Vec<_>, Vec<_>) =
                list.descendants().filter(is_set).partition(|set| set.text().contains_char('\n'));
            (tall.len() + flat.len() > 0).then_some(tall.len() > flat.len())
        };
        list.and_then(are_tall).or_else(|| are_tall(&self.root)).unwrap_or_else(|| self.is_tight())
    }
}

/// A text without space inside of its brackets.
fn tightened(text: &str) -> String {
    let root = rnix::Root::parse(text).syntax();
    let tokens = root.descendants_with_tokens().filter_map(SyntaxElement::into_token);
    let is_inside = |space: &rnix::SyntaxToken| {
        let opens = [SyntaxKind::TOKEN_L_BRACK, SyntaxKind::TOKEN_L_BRACE];
        let closes = [SyntaxKind::TOKEN_R_BRACK, SyntaxKind::TOKEN_R_BRACE];
        let is_one = |token: Option<rnix::SyntaxToken>, kinds: &[SyntaxKind]| {
            token.is_some_and(|token| kinds.contains(&token.kind()))
        };
        space.kind() == SyntaxKind::TOKEN_WHITESPACE
            && !space.text().contains('\n')
            && (is_one(space.prev_token(), &opens) || is_one(space.next_token(), &closes))
    };
    tokens.filter(|token| !is_inside(token)).map(|token| token.text().to_owned()).collect()
}
