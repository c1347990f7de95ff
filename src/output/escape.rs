//! Text of strangers, made safe for a terminal.

use std::{borrow::Cow, fmt::Write as _};

/// Whether a character moves the cursor, changes the terminal, hides the order of the text or is none.
pub(super) fn is_unsafe(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

/// The text on one line, with control characters written as escapes.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        match char {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            char if is_unsafe(char) => {
                write!(out, "\\u{{{:x}}}", u32::from(char)).expect("strings take all");
            }
            char => out.push(char),
        }
    }
    Cow::Owned(out)
}

/// A line of source, with a harmless character of the same length in bytes for each control character but the tab.
pub(super) fn source(text: &str) -> String {
    let replace = |char: char| match char {
        '\t' => '\t',
        char if is_unsafe(char) => match char.len_utf8() {
            1 => '?',
            2 => '\u{bf}',
            _ => '\u{fffd}',
        },
        char => char,
    };
    text.chars().map(replace).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn control_characters_are_shown() {
        assert_eq!(super::line("a\x1b[31m\n\u{202e}"), "a\\u{1b}[31m\\n\\u{202e}");
        for text in ["\x1b[31mä\t", "\u{9b}31m", "a\u{2066}b"] {
            let safe = super::source(text);
            assert_eq!(safe.len(), text.len());
            assert!(!safe.contains(|char| char != '\t' && super::is_unsafe(char)), "{safe:?}");
        }
    }
}
