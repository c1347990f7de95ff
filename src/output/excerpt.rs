//! Lines of source with what is to be said about them.
//!
//! miette draws the lines and the underlines. A diagnostic of miette has one file, a column in bytes and shows a long
//! span in full; so each group of near places is drawn by itself, from a text that holds its lines and no others, and
//! the drawings are joined under headers of our own.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use super::{Places, Role, Style, escape};
use crate::{
    diagnostic::{Diagnostic, Severity, host_list},
    source::{FileId, Span},
};

/// Places on lines at most this far apart are drawn together.
const NEAR: u32 = 3;
/// How many groups are drawn.
const GROUPS: usize = 6;
/// Bytes of a line that are shown.
const LONG: usize = 240;
/// Bytes before a place in a line that is too long.
const BEFORE: usize = 60;

/// A place to draw.
struct Mark<'a> {
    span: Span,
    line: u32,
    /// What is said about it, each with the hosts it is true for; for all when there are none.
    texts: Vec<(&'a str, &'a [String])>,
    primary: bool,
}

/// How many hosts of a text are named.
const HOSTS: usize = 2;
/// How many texts of a place are shown.
const TEXTS: usize = 3;

impl Mark<'_> {
    fn text(&self) -> Option<String> {
        let one = |(text, hosts): &(&str, &[String])| match hosts {
            [] => (*text).to_owned(),
            hosts => format!("{text} ({})", host_list(hosts, HOSTS)),
        };
        let mut shown: Vec<String> = self.texts.iter().take(TEXTS).map(one).collect();
        if self.texts.len() > TEXTS {
            shown.push(format!("and {} more", self.texts.len() - TEXTS));
        }
        (!shown.is_empty()).then(|| escape::line(&shown.join("; ")).into_owned())
    }
}

/// Marks of one file, near each other.
struct Group<'a> {
    file: FileId,
    first: u32,
    last: u32,
    marks: Vec<Mark<'a>>,
}

impl Group<'_> {
    fn takes(&self, file: FileId, line: u32) -> bool {
        self.file == file && line + NEAR >= self.first && line <= self.last + NEAR
    }
}

/// Draws the places of a diagnostic, the primary one first. Empty when it has none.
pub(super) fn draw(diagnostic: &Diagnostic, places: &Places<'_>, style: Style) -> String {
    let groups = group(diagnostic, places);
    let Some(width) = groups.iter().map(|group| (group.last + 1).to_string().len()).max() else {
        return String::new();
    };
    let pad = " ".repeat(width + 2);
    let (top, next, bottom) =
        if style.unicode { ("╭─", "├─", "╰────") } else { (",-", "|-", "`----") };
    let mut out = String::new();
    for (index, group) in groups.iter().take(GROUPS).enumerate() {
        let corner = if index == 0 { top } else { next };
        let name = escape::line(&places.short(group.marks[0].span)).into_owned();
        out += &format!("{pad}{corner}[{}]\n", style.paint(Role::Note, &name));
        let excerpt = Excerpt::of(group, places);
        let missing = width - excerpt.number_width();
        for line in excerpt.draw(group, diagnostic.severity, style).lines() {
            out += &format!("{}{}\n", " ".repeat(missing), line.trim_end());
        }
    }
    out += &format!("{pad}{bottom}\n");
    if groups.len() > GROUPS {
        out += &format!("  and {}\n", super::summary::count(groups.len() - GROUPS, "more place"));
    }
    out
}

fn group<'a>(diagnostic: &'a Diagnostic, places: &Places<'_>) -> Vec<Group<'a>> {
    let own = diagnostic.span.map(|span| (span, None, true));
    let related = diagnostic
        .labels
        .iter()
        .map(|label| (label.span, Some((&*label.message, label.hosts.as_slice())), false));
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (span, text, primary) in own.into_iter().chain(related) {
        // What hosts say differently about one place is said there.
        let mut marks = groups.iter_mut().flat_map(|group| &mut group.marks);
        if let Some(known) = marks.find(|known| known.span == span) {
            known.texts.extend(text);
            continue;
        }
        let line = places.location(span).start.line;
        let mark = Mark { span, line, texts: text.into_iter().collect(), primary };
        match groups.iter_mut().find(|group| group.takes(span.file, line)) {
            Some(group) => {
                group.first = group.first.min(line);
                group.last = group.last.max(line);
                group.marks.push(mark);
            }
            None => {
                groups.push(Group { file: span.file, first: line, last: line, marks: vec![mark] });
            }
        }
    }
    groups
}

/// The lines of a group, and one more on each side.
struct Excerpt {
    text: String,
    /// Number of the first line, from 0.
    first: usize,
    lines: Vec<Line>,
}

/// Where a line of the excerpt comes from.
struct Line {
    /// Offset in the file of the first byte that is shown.
    file: usize,
    /// Offset of that byte in the excerpt.
    excerpt: usize,
    /// How many bytes are shown.
    len: usize,
}

impl Excerpt {
    fn of(group: &Group<'_>, places: &Places<'_>) -> Self {
        let text = places.report().files.text(group.file);
        let index = places.index(group.file);
        let first = group.first.saturating_sub(1).max(1);
        let mut excerpt =
            Self { text: String::new(), first: first as usize - 1, lines: Vec::new() };
        for number in first..=group.last + 1 {
            let Some(start) = index.line_start(number) else { break };
            let end = index.line_start(number + 1).map_or(text.len(), |next| next as usize - 1);
            let start = start as usize;
            let line = text[start..end].trim_end_matches('\r');
            if number > group.last && line.is_empty() && end == text.len() {
                break;
            }
            let marks = group.marks.iter().filter(|mark| mark.line == number);
            let marked = marks.map(|mark| mark.span.range.start as usize - start).min();
            excerpt.push(start, line, marked.unwrap_or(0));
        }
        excerpt
    }

    /// Adds a line of the file; of a long one what is around `marked`.
    fn push(&mut self, start: usize, line: &str, marked: usize) {
        let from = if line.len() > LONG { marked.saturating_sub(BEFORE) } else { 0 };
        let from = (0..=from).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
        let to = (from + LONG).min(line.len());
        let to = (to..=line.len()).find(|at| line.is_char_boundary(*at)).unwrap_or(line.len());
        if from > 0 {
            self.text.push_str("...");
        }
        let excerpt = self.text.len();
        self.text.push_str(&escape::source(&line[from..to]));
        if to < line.len() {
            self.text.push_str("...");
        }
        self.text.push('\n');
        self.lines.push(Line { file: start + from, excerpt, len: to - from });
    }

    /// The part of a mark that is on its first line, in the excerpt.
    fn range(&self, mark: &Mark<'_>) -> (usize, usize) {
        let line = &self.lines[mark.line as usize - 1 - self.first];
        let at = |offset: u32| (offset as usize).saturating_sub(line.file).min(line.len);
        let (start, end) = (at(mark.span.range.start), at(mark.span.range.end));
        (line.excerpt + start, end.saturating_sub(start))
    }

    fn number_width(&self) -> usize {
        (self.first + self.lines.len()).to_string().len()
    }

    /// The lines with their marks, without a header and a footer.
    fn draw(&self, group: &Group<'_>, severity: Severity, style: Style) -> String {
        let mut labels: Vec<_> = group
            .marks
            .iter()
            .map(|mark| {
                let (start, len) = self.range(mark);
                (mark.primary, LabeledSpan::new(mark.text(), start, len))
            })
            .collect();
        labels.sort_by_key(|(primary, label)| (label.offset(), !*primary));
        let theme = theme(labels.iter().map(|(primary, _)| *primary), severity, style);
        let ltop = theme.characters.ltop;
        let lbot = theme.characters.lbot;
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_width(usize::MAX / 2)
            .tab_width(4)
            .with_context_lines(self.lines.len())
            .without_syntax_highlighting();
        let drawing =
            Drawing { excerpt: self, labels: labels.into_iter().map(|(_, label)| label).collect() };
        let mut drawn = String::new();
        if handler.render_report(&mut drawn, &drawing).is_err() {
            return self.text.clone();
        }
        let begins = |line: &str, char: char| line.trim_start().starts_with(char);
        let mut lines: Vec<_> =
            drawn.lines().skip_while(|line| !begins(line, ltop)).skip(1).collect();
        if let Some(end) = lines.iter().rposition(|line| begins(line, lbot)) {
            lines.truncate(end);
        }
        lines.join("\n")
    }
}

/// Colours and characters of a drawing whose labels are primary or not.
fn theme(primary: impl Iterator<Item = bool>, severity: Severity, style: Style) -> GraphicalTheme {
    let characters =
        if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let mut styles = if style.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let own = match severity {
        Severity::Error => styles.error,
        Severity::Warning => styles.warning,
        Severity::Info => styles.advice,
    };
    styles.highlights = primary.map(|primary| if primary { own } else { styles.help }).collect();
    GraphicalTheme { characters, styles }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.as_str().read_span(span, before, after)?;
        Ok(Box::new(MietteSpanContents::new(
            contents.data(),
            *contents.span(),
            self.first + contents.line(),
            contents.column(),
            contents.line_count(),
        )))
    }
}

/// What miette draws.
struct Drawing<'a> {
    excerpt: &'a Excerpt,
    labels: Vec<LabeledSpan>,
}

impl fmt::Debug for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Drawing")
    }
}

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Drawing<'_> {}

impl miette::Diagnostic for Drawing<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
