//! Columns.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{Role, Style, escape};

/// The least width a column is cut to.
const LEAST: usize = 12;
const GAP: usize = 2;

/// Rows of cells, each with its colour.
#[derive(Default)]
pub(super) struct Table {
    rows: Vec<Vec<(Option<Role>, String)>>,
    /// How many of the first columns are never cut.
    whole: usize,
}

impl Table {
    /// A table of which the first columns are never cut: what somebody will copy has to be there.
    pub(super) fn with_whole(columns: usize) -> Self {
        Self { rows: Vec::new(), whole: columns }
    }

    /// Adds a row.
    pub(super) fn row<const N: usize>(&mut self, cells: [(Option<Role>, &str); N]) {
        let cells = cells.into_iter().map(|(role, text)| (role, escape::line(text).into_owned()));
        self.rows.push(cells.collect());
    }

    /// The rows, aligned and indented. Where they do not fit in `width`, cells are cut, and then the last columns are left out.
    pub(super) fn print(&self, indent: usize, width: Option<usize>, style: Style) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|(_, text)| text.width()).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..columns).map(widest).collect();
        if let Some(width) = width {
            let (whole, others) = widths.split_at_mut(self.whole.min(columns));
            let taken = |widths: &[usize]| -> usize {
                widths.iter().filter(|width| **width > 0).map(|width| width + GAP).sum()
            };
            let room = (width + GAP).saturating_sub(indent + taken(whole));
            while taken(others) > room {
                match others.iter_mut().max().filter(|widest| **widest > LEAST) {
                    // The widest column is cut first.
                    Some(widest) => *widest -= 1,
                    None => match others.iter_mut().rfind(|width| **width > 0) {
                        Some(last) => *last = 0,
                        None => break,
                    },
                }
            }
        }
        let mut out = String::new();
        for row in &self.rows {
            let mut line = " ".repeat(indent);
            let mut pending = 0;
            for ((role, text), width) in row.iter().zip(&widths) {
                if *width == 0 {
                    continue;
                }
                let text = cut(text, *width, style);
                let missing = width.saturating_sub(text.width());
                if !text.is_empty() {
                    line += &" ".repeat(pending);
                    pending = 0;
                    line += &role.map_or(text.clone(), |role| style.paint(role, &text));
                }
                pending += missing + GAP;
            }
            out += line.trim_end();
            out.push('\n');
        }
        out
    }
}

/// The start of a text, when it is wider.
#[must_use]
pub fn cut(text: &str, width: usize, style: Style) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let end = if style.unicode { "…" } else { "..." };
    let mut room = width.saturating_sub(end.width());
    let mut out = String::new();
    for char in text.chars() {
        let wide = char.width().unwrap_or(0);
        if wide > room {
            break;
        }
        room -= wide;
        out.push(char);
    }
    out + end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_cut() {
        let mut table = Table::default();
        table.row([(None, "a"), (None, ""), (None, "日本語のとても長いファイル名")]);
        table.row([(None, "bcd"), (None, ""), (None, "e\x1b")]);
        assert_eq!(
            table.print(1, None, Style::default()),
            " a    日本語のとても長いファイル名\n bcd  e\\u{1b}\n"
        );
        let narrow = table.print(1, Some(20), Style::default());
        assert_eq!(narrow, " a    日本語のと...\n bcd  e\\u{1b}\n");
    }

    #[test]
    fn the_last_columns_make_room_for_the_first() {
        let mut table = Table::with_whole(1);
        table.row([(None, "/var/lib/postgresql"), (None, "services.postgresql"), (None, "data")]);
        let in_columns = |width| table.print(0, Some(width), Style::default());
        assert_eq!(in_columns(46), "/var/lib/postgresql  services.postgresql  data\n");
        assert_eq!(in_columns(40), "/var/lib/postgresql  services.p...  data\n");
        assert_eq!(in_columns(36), "/var/lib/postgresql  services....\n");
        assert_eq!(in_columns(20), "/var/lib/postgresql\n");
    }
}
