//! Text in XML 1.0.

use std::fmt::Write as _;

use crate::output::escape::is_unsafe;

/// Text as an attribute's value or an element's content. Line breaks stay in both; characters that XML has no form for
/// are shown as escapes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            char if is_unsafe(char) => {
                write!(out, "\\u{{{:x}}}", u32::from(char)).expect("strings take all");
            }
            char => out.push(char),
        }
    }
    out
}
