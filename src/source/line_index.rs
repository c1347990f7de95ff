//! Byte offsets to lines and columns.

/// A position as people count: both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnUnit {
    /// Bytes of UTF-8.
    Bytes,
    /// Code units of UTF-16.
    Utf16,
    /// Characters (Unicode code points).
    Characters,
}

impl ColumnUnit {
    /// How many of them a text has.
    #[must_use]
    pub fn count(self, text: &str) -> usize {
        match self {
            Self::Bytes => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
            Self::Characters => text.chars().count(),
        }
    }
}

/// The starts of a text's lines.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Reads the line breaks of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes());
        let starts = std::iter::once(0).chain(breaks.map(|at| at as u32 + 1)).collect();
        Self { starts }
    }

    /// Line and column of an offset in the text the index was made from. Offsets past the end give the end.
    #[must_use]
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        self.line_column_in(text, offset, ColumnUnit::Characters)
    }

    /// The same, with the column in another unit.
    #[must_use]
    pub fn line_column_in(&self, text: &str, offset: u32, unit: ColumnUnit) -> LineColumn {
        let offset = (offset as usize).min(text.len()) as u32;
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1] as usize;
        let column = text.get(start..offset as usize).map_or(0, |before| unit.count(before));
        LineColumn { line: line as u32, column: column as u32 + 1 }
    }

    /// Offset of the first byte of a line, counted from 1; `None` past the end.
    #[must_use]
    pub fn line_start(&self, line: u32) -> Option<u32> {
        self.starts.get((line as usize).checked_sub(1)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "a = \"ä\";\nb = 1;\n";
        let index = LineIndex::new(text);
        let at = text.find(';').unwrap() as u32;
        assert_eq!(index.line_column(text, at), LineColumn { line: 1, column: 8 });
        assert_eq!(index.line_column_in(text, at, ColumnUnit::Bytes).column, 9);
        assert_eq!(index.line_column_in("\u{1f980};", 4, ColumnUnit::Utf16).column, 3);
        let at = text.find('b').unwrap() as u32;
        assert_eq!(index.line_column(text, at), LineColumn { line: 2, column: 1 });
        assert_eq!(index.line_start(2), Some(at));
        assert_eq!(index.line_start(9), None);
    }
}
