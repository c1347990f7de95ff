//! Finding nodes, and the white space around them.

use rnix::{SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken, TextRange as Range, TextSize};

use super::Editor;
use crate::source::TextRange;

pub(super) fn start(node: &SyntaxNode) -> usize {
    usize::from(node.text_range().start())
}

pub(super) fn end(node: &SyntaxNode) -> usize {
    usize::from(node.text_range().end())
}

impl Editor {
    /// The smallest node around a range.
    pub(super) fn around(&self, range: TextRange) -> Option<SyntaxNode> {
        let range = Range::new(TextSize::new(range.start), TextSize::new(range.end));
        if range.end() > self.root.text_range().end() {
            return None;
        }
        let node = match self.root.covering_element(range) {
            SyntaxElement::Node(node) => node,
            SyntaxElement::Token(token) => token.parent()?,
        };
        // Of nodes with the same text, the outermost: the whole of what is written there.
        let same = |parent: &SyntaxNode| {
            let stop = [SyntaxKind::NODE_ROOT, SyntaxKind::NODE_ATTRPATH].contains(&parent.kind());
            parent.text_range() == node.text_range() && !stop
        };
        Some(node.ancestors().skip(1).take_while(same).last().unwrap_or(node))
    }

    /// The indentation of the line an offset is on.
    pub(super) fn indentation(&self, at: usize) -> &str {
        let line = &self.text[self.line_start(at)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// Whether nothing but white space stands before an offset on its line.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        self.text[self.line_start(at)..at].trim().is_empty()
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// Whole lines, and one of the empty lines around them when they are not to meet or to stand at a bracket.
    pub(super) fn lines_to_remove(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        let from = self.line_start(from);
        let end = self.line_end(to);
        let next =
            |at: usize| self.text[at..].find('\n').map_or(self.text.len(), |line| at + line + 1);
        let to = next(end);
        let before = self.text[..from].trim_end_matches(['\n', '\r', ' ', '\t']);
        let blank_before = self.text[before.len()..from].matches('\n').count() > 1;
        let opens = before.ends_with(['{', '[', '(']);
        let after = self.text[to..].trim_start();
        let line_after = self.line_end(to);
        let blank_after = to < self.text.len() && self.text[to..line_after].trim().is_empty();
        let closes = after.starts_with(['}', ']', ')']);
        if blank_after && (opens || blank_before) {
            return from..next(line_after);
        }
        if blank_before && closes {
            let last = self.line_start(from - 1);
            return last..to;
        }
        from..to
    }

    /// The end of the line, before its line break.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline);
        at + self.text[at..end].trim_end_matches('\r').len()
    }

    /// The line break of the text.
    pub(super) fn newline(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// One step of indentation, as the text has it.
    pub(super) fn step(&self) -> &'static str {
        let tabs = self.text.lines().filter(|line| line.starts_with('\t')).count();
        let spaces = self.text.lines().filter(|line| line.starts_with("  ")).count();
        let four = self.text.lines().filter(|line| line.starts_with("    ")).count();
        if tabs > spaces {
            "\t"
        } else if spaces > 0 && spaces == four {
            "    "
        } else {
            "  "
        }
    }

    /// New text on several lines, as it stands at an indentation in this text.
    pub(super) fn indented(&self, text: &str, indent: &str) -> String {
        let mut lines = text.split('\n');
        let mut out = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            let inner = line.trim_start_matches(' ');
            let steps = self.step().repeat((line.len() - inner.len()) / 2);
            out += &format!("{}{indent}{steps}{inner}", self.newline());
        }
        out
    }

    /// The end of a node with a comment that follows on its line.
    pub(super) fn end_with_comment(&self, node: &SyntaxNode) -> usize {
        let mut at = end(node);
        let mut next = node.last_token().and_then(|token| token.next_token());
        while let Some(token) = next {
            match token.kind() {
                SyntaxKind::TOKEN_WHITESPACE if !token.text().contains('\n') => {}
                SyntaxKind::TOKEN_COMMENT => {
                    // A carriage return is none of the comment's.
                    let end = usize::from(token.text_range().end());
                    at = end - (token.text().len() - token.text().trim_end_matches('\r').len());
                    if !token.text().starts_with("/*") {
                        break;
                    }
                }
                SyntaxKind::TOKEN_SEMICOLON => at = usize::from(token.text_range().end()),
                _ => break,
            }
            next = token.next_token();
        }
        at
    }
}

/// The tokens of a kind that stand directly in a node.
pub(super) fn token(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxToken> {
    let tokens = node.children_with_tokens().filter_map(SyntaxElement::into_token);
    tokens.into_iter().find(|token| token.kind() == kind)
}

/// The name of an attribute: what a plain one says, any other as it is written. `"/${storage}"` is equal to itself and to no
/// plain name.
pub(super) fn name_of(node: &SyntaxNode) -> String {
    plain(node).unwrap_or_else(|| node.text().to_string())
}

/// Whether a name is not plain, so that it can stand for any.
#[must_use]
pub fn is_computed(name: &str) -> bool {
    name.contains('$')
}

/// What a plain string or a bare name says.
pub(super) fn plain(node: &SyntaxNode) -> Option<String> {
    match node.kind() {
        SyntaxKind::NODE_IDENT => Some(node.text().to_string()),
        SyntaxKind::NODE_STRING => {
            let text = node.text().to_string();
            let inner = text.strip_prefix('"')?.strip_suffix('"')?;
            (!inner.contains(['\\', '$'])).then(|| inner.to_owned())
        }
        _ => None,
    }
}
