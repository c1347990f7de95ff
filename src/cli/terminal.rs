//! What the terminal can show.

use std::io::IsTerminal;

use crate::output::{self, Style};

/// How text may look on a stream.
pub(super) fn style(stream: &impl IsTerminal) -> Style {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    let unicode = locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    let colour = is_capable(stream) && !set("NO_COLOR");
    Style { unicode, colour, links: colour }
}

fn is_capable(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// The columns of stdout, when it is a terminal.
pub(super) fn width() -> Option<usize> {
    let stdout = std::io::stdout();
    let size = stdout.is_terminal().then(|| terminal_size::terminal_size_of(&stdout)).flatten();
    size.map(|(width, _)| usize::from(width.0))
}

/// Whether stderr is a terminal on which a line can be erased.
pub(super) fn has_lines() -> bool {
    is_capable(&std::io::stderr())
}

/// A line as far as stderr has room for it, so that erasing it leaves nothing.
pub(super) fn line(text: &str) -> String {
    const USUAL: usize = 80;
    let stderr = std::io::stderr();
    let size = terminal_size::terminal_size_of(&stderr);
    let width = size.map_or(USUAL, |(width, _)| usize::from(width.0));
    // With its last column written, a terminal may be on the next line already; and it writes `^C` behind it.
    output::cut(text, width.saturating_sub(3), style(&stderr))
}
