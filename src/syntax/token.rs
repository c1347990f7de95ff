//! What tokens are.

use crate::source::TextRange;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier.
    Ident,
    /// `120`
    Int,
    /// `1.5`
    Float,
    /// `./a`, `/a`, or the part of one before its first `${`.
    Path,
    /// `~/a`, or the part of one before its first `${`.
    HomePath,
    /// `<nixpkgs>`
    SearchPath,
    /// `https://example.org`
    Uri,
    /// `"`
    Quote,
    /// `''` at the start of a string.
    IndentedQuote,
    /// `${`
    DollarBrace,
    If,
    Then,
    Else,
    Assert,
    With,
    Let,
    In,
    Rec,
    Inherit,
    Or,
    Ellipsis,
    BraceOpen,
    BraceClose,
    BracketOpen,
    BracketClose,
    ParenOpen,
    ParenClose,
    Assign,
    Semicolon,
    Colon,
    Comma,
    At,
    Dot,
    Question,
    Bang,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    AndAnd,
    OrOr,
    Implies,
    Plus,
    Minus,
    Star,
    Slash,
    Concat,
    Update,
    PipeInto,
    PipeFrom,
    /// A character that starts no token.
    Unknown,
    /// `/*` without its end.
    OpenComment,
    /// The end of the text.
    End,
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    pub(super) fn range(self) -> TextRange {
        range(self.start, self.end)
    }
}

/// A range of a text that is known to be shorter than 4 GiB.
#[expect(clippy::cast_possible_truncation, reason = "`parse` refuses longer texts")]
pub(super) const fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(start as u32, end as u32)
}
