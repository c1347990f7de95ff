//! Texts written another way.

use rnix::SyntaxKind;

/// Writes a text another way: what stands between the words, and how lists of entries are made. It means the same.
pub(crate) fn rewritten(text: &str, choices: &[u8], windows: bool, unfinished: bool) -> String {
    let tree = rnix::Root::parse(text).syntax();
    let mut choices = choices.iter().copied().cycle();
    let mut out = String::new();
    let mut closed: Vec<(rnix::TextSize, &str)> = Vec::new();
    for (number, element) in
        tree.descendants_with_tokens().filter_map(|element| element.into_token()).enumerate()
    {
        let parent = element.parent().unwrap();
        let is_list = |kind| element.kind() == kind && parent.kind() == SyntaxKind::NODE_LIST;
        // The value of an option alone: a list in a list, or an argument, would need parentheses.
        let is_value =
            parent.parent().is_some_and(|outer| outer.kind() == SyntaxKind::NODE_ATTRPATH_VALUE);
        if is_list(SyntaxKind::TOKEN_L_BRACK) && is_value {
            let (before, after) = match choices.next().unwrap() % 8 {
                0 => ("with builtins; ", ""),
                1 => ("", " ++ builtins.filter (x: false) [ \"/none\" ]"),
                2 => ("[ ] ++ ", ""),
                3 => ("(", ")"),
                _ => ("", ""),
            };
            out += before;
            closed.push((parent.text_range().end(), after));
        }
        match (element.kind(), choices.next().unwrap() % 12) {
            // A comment ends with its line.
            _ if out.lines().last().is_some_and(|line| line.contains('#')) => out += element.text(),
            (SyntaxKind::TOKEN_WHITESPACE, 0) => out += &format!(" /* {number} */ "),
            (SyntaxKind::TOKEN_WHITESPACE, 1) => out += &format!(" # {number}\n    "),
            (SyntaxKind::TOKEN_WHITESPACE, 2) => out += &format!("\n    # {number}\n    "),
            (SyntaxKind::TOKEN_WHITESPACE, 3) => out += "\n\t\t",
            (SyntaxKind::TOKEN_WHITESPACE, 4) => out += "\n\n  ",
            _ => out += element.text(),
        }
        while closed.last().is_some_and(|(end, _)| *end == element.text_range().end()) {
            out += closed.pop().unwrap().1;
        }
    }
    if unfinished {
        out.truncate(out.trim_end().len());
    }
    if windows { out.replace('\n', "\r\n") } else { out }
}
