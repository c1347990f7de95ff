//! Places as the protocol counts them: lines and columns from 0, columns in the unit that was agreed on.

use std::{path::PathBuf, str::FromStr as _};

use lsp_types::{ClientCapabilities, Position, PositionEncodingKind, Range, Uri};

use crate::source::{ColumnUnit, LineIndex, TextRange};

/// The unit that is counted in: bytes when the client can, since texts are UTF-8 here.
pub(super) fn negotiate(client: &ClientCapabilities) -> ColumnUnit {
    let offered = client.general.as_ref().and_then(|general| general.position_encodings.as_ref());
    let offers = |kind| offered.is_some_and(|kinds| kinds.contains(&kind));
    if offers(PositionEncodingKind::UTF8) {
        ColumnUnit::Bytes
    } else if offers(PositionEncodingKind::UTF32) {
        ColumnUnit::Characters
    } else {
        ColumnUnit::Utf16
    }
}

/// Its name in the protocol.
pub(super) fn encoding(unit: ColumnUnit) -> PositionEncodingKind {
    match unit {
        ColumnUnit::Bytes => PositionEncodingKind::UTF8,
        ColumnUnit::Utf16 => PositionEncodingKind::UTF16,
        ColumnUnit::Characters => PositionEncodingKind::UTF32,
    }
}

/// A text with its line breaks.
pub(super) struct Lines<'t> {
    text: &'t str,
    index: LineIndex,
    unit: ColumnUnit,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str, unit: ColumnUnit) -> Self {
        Self { text, index: LineIndex::new(text), unit }
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    pub(super) fn position(&self, offset: u32) -> Position {
        let at = self.index.line_column_in(self.text, offset, self.unit);
        Position::new(at.line - 1, at.column - 1)
    }

    pub(super) fn range(&self, range: TextRange) -> Range {
        Range::new(self.position(range.start), self.position(range.end))
    }

    /// The offset of a position. One past the end of its line is the end of the line, one past the end of the text the
    /// end of the text, one inside a character its beginning.
    pub(super) fn offset(&self, position: Position) -> u32 {
        let Some(start) = self.index.line_start(position.line.saturating_add(1)) else {
            return self.text.len() as u32;
        };
        let line = &self.text[start as usize..];
        let line = &line[..line.find('\n').unwrap_or(line.len())];
        let mut column = 0;
        for (at, char) in line.char_indices() {
            column += self.unit.count(char.encode_utf8(&mut [0; 4]));
            if column > position.character as usize {
                return start + at as u32;
            }
        }
        start + line.len() as u32
    }

    pub(super) fn text_range(&self, range: Range) -> TextRange {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        TextRange::new(start, end.max(start))
    }
}

/// The file that a URI names.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let path = &rest[rest.find('/')?..];
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(path).collect();
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        Some(PathBuf::from(std::ffi::OsString::from_vec(bytes)))
    }
    #[cfg(not(unix))]
    {
        let text = String::from_utf8(bytes).ok()?;
        Some(PathBuf::from(text.trim_start_matches('/')))
    }
}

/// The URI of a file.
pub(super) fn uri(path: &std::path::Path) -> Option<Uri> {
    /// What stands for itself in a path (RFC 3986, 3.3), and the slash.
    const SEGMENT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    let bytes = path.as_os_str().as_encoded_bytes();
    Uri::from_str(&format!("file://{}", percent_encoding::percent_encode(bytes, SEGMENT))).ok()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn positions_and_offsets_agree_in_every_unit() {
        let text = "a = \"ä🦀\";\r\n\n  b";
        for unit in [ColumnUnit::Bytes, ColumnUnit::Utf16, ColumnUnit::Characters] {
            let lines = Lines::new(text, unit);
            for (offset, _) in text.char_indices() {
                assert_eq!(lines.offset(lines.position(offset as u32)), offset as u32, "{unit:?}");
            }
            assert_eq!(lines.offset(Position::new(1, 99)), 15);
            assert_eq!(lines.offset(Position::new(99, 0)), text.len() as u32);
        }
        let lines = Lines::new(text, ColumnUnit::Utf16);
        assert_eq!(lines.offset(Position::new(0, 7)), 7, "inside the crab is before it");
    }

    #[test]
    fn uris_name_any_file() {
        for path in ["/a b/ä%20#?.nix", "/x/[y]+(z).nix", "/c:/d"] {
            let uri = uri(Path::new(path)).expect("it has a URI");
            assert_eq!(super::path(&uri).as_deref(), Some(Path::new(path)), "{}", uri.as_str());
        }
        assert_eq!(path(&Uri::from_str("untitled:Untitled-1").expect("a URI")), None);
    }
}
