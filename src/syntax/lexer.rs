//! Tokens of Nix text outside strings and paths.
//!
//! The rules are those of Nix's `lexer.l`, longest match first. The parser asks for one token at a time and reads
//! the insides of strings and interpolated paths itself, so there is no state besides the position.

use super::token::{Kind, Token};

/// Reads tokens from a text.
pub(super) struct Lexer<'a> {
    pub(super) text: &'a str,
    /// Where the next token is looked for.
    pub(super) pos: usize,
    run: Run,
}

/// The run of path characters that was scanned last. Remembered, so that `a.b.c…` is scanned once, not once per dot.
#[derive(Clone, Copy, Default)]
struct Run {
    start: usize,
    end: usize,
    /// The offset after its last underscore, or `start`.
    underscore: usize,
}

const IDENT_START: u8 = 1;
const IDENT: u8 = 2;
const PATH: u8 = 4;
const URI: u8 = 8;
const SPACE: u8 = 16;

static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "less than 256")]
        let byte = i as u8;
        if byte.is_ascii_alphabetic() {
            table[i] |= IDENT_START | IDENT | PATH | URI;
        } else if byte.is_ascii_digit() {
            table[i] |= IDENT | PATH | URI;
        }
        table[i] |= match byte {
            b'_' => IDENT_START | IDENT | PATH | URI,
            b'-' => IDENT | PATH | URI,
            b'.' | b'+' => PATH | URI,
            b'\'' => IDENT | URI,
            b'%' | b'/' | b'?' | b':' | b'@' | b'&' | b'=' | b'$' | b',' | b'!' | b'~' | b'*' => {
                URI
            }
            b' ' | b'\t' | b'\r' | b'\n' => SPACE,
            _ => 0,
        };
        i += 1;
    }
    table
};

fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, pos: 0, run: Run::default() }
    }

    /// The byte at an offset; NUL after the end.
    pub(super) fn byte(&self, pos: usize) -> u8 {
        self.text.as_bytes().get(pos).copied().unwrap_or(0)
    }

    fn skip(&self, mut pos: usize, class: u8) -> usize {
        let bytes = self.text.as_bytes();
        while pos < bytes.len() && is(bytes[pos], class) {
            pos += 1;
        }
        pos
    }

    /// The next token; afterwards `pos` is at its end.
    pub(super) fn next_token(&mut self) -> Token {
        if let Err(start) = self.skip_trivia() {
            self.pos = self.text.len();
            return Token { kind: Kind::OpenComment, start, end: start + 2 };
        }
        let start = self.pos;
        let (kind, end) =
            if start < self.text.len() { self.scan(start) } else { (Kind::End, start) };
        self.pos = end;
        Token { kind, start, end }
    }

    /// Goes past white space and comments. An error is the place of a comment without an end.
    fn skip_trivia(&mut self) -> Result<(), usize> {
        let bytes = self.text.as_bytes();
        loop {
            self.pos = self.skip(self.pos, SPACE);
            match self.byte(self.pos) {
                // A carriage return ends a comment too.
                b'#' => {
                    let rest = &bytes[self.pos..];
                    self.pos += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                }
                b'/' if self.byte(self.pos + 1) == b'*' => {
                    let body = &bytes[self.pos + 2..];
                    let Some(len) = memchr::memmem::find(body, b"*/") else { return Err(self.pos) };
                    self.pos += len + 4;
                }
                _ => return Ok(()),
            }
        }
    }

    fn scan(&mut self, start: usize) -> (Kind, usize) {
        let first = self.byte(start);
        if is(first, PATH) || first == b'/' {
            return self.scan_word(start, first);
        }
        let two = |kind| (kind, start + 2);
        let one = |kind| (kind, start + 1);
        match (first, self.byte(start + 1)) {
            (b'"', _) => one(Kind::Quote),
            (b'\'', b'\'') => (Kind::IndentedQuote, self.first_line(start + 2)),
            (b'$', b'{') => two(Kind::DollarBrace),
            (b'{', _) => one(Kind::BraceOpen),
            (b'}', _) => one(Kind::BraceClose),
            (b'[', _) => one(Kind::BracketOpen),
            (b']', _) => one(Kind::BracketClose),
            (b'(', _) => one(Kind::ParenOpen),
            (b')', _) => one(Kind::ParenClose),
            (b'=', b'=') => two(Kind::Equal),
            (b'=', _) => one(Kind::Assign),
            (b';', _) => one(Kind::Semicolon),
            (b':', _) => one(Kind::Colon),
            (b',', _) => one(Kind::Comma),
            (b'@', _) => one(Kind::At),
            (b'?', _) => one(Kind::Question),
            (b'!', b'=') => two(Kind::NotEqual),
            (b'!', _) => one(Kind::Bang),
            (b'<', next) => match self.search_path(start) {
                Some(end) => (Kind::SearchPath, end),
                None if next == b'=' => two(Kind::LessEqual),
                None if next == b'|' => two(Kind::PipeFrom),
                None => one(Kind::Less),
            },
            (b'>', b'=') => two(Kind::GreaterEqual),
            (b'>', _) => one(Kind::Greater),
            (b'&', b'&') => two(Kind::AndAnd),
            (b'|', b'|') => two(Kind::OrOr),
            (b'|', b'>') => two(Kind::PipeInto),
            (b'*', _) => one(Kind::Star),
            (b'~', b'/') => match self.path(start + 1) {
                Some(end) => (Kind::HomePath, end),
                None => one(Kind::Unknown),
            },
            _ => {
                let len = self.text[start..].chars().next().map_or(1, char::len_utf8);
                (Kind::Unknown, start + len)
            }
        }
    }

    /// Words, numbers, paths, URLs, and the operators made of path characters.
    fn scan_word(&mut self, start: usize, first: u8) -> (Kind, usize) {
        let run = self.path_run(start);
        if let Some(end) = self.path(run.end) {
            return (Kind::Path, end);
        }
        let two = |kind| (kind, start + 2);
        let one = |kind| (kind, start + 1);
        match (first, self.byte(start + 1)) {
            (b'/', b'/') => two(Kind::Update),
            (b'/', _) => one(Kind::Slash),
            (b'+', b'+') => two(Kind::Concat),
            (b'+', _) => one(Kind::Plus),
            (b'-', b'>') => two(Kind::Implies),
            (b'-', _) => one(Kind::Minus),
            (b'.', b'.') if self.byte(start + 2) == b'.' => (Kind::Ellipsis, start + 3),
            (b'0'..=b'9' | b'.', _) => self.number(start, first),
            _ => self.identifier(start, run),
        }
    }

    fn identifier(&self, start: usize, run: Run) -> (Kind, usize) {
        if self.byte(run.end) == b':' && run.underscore <= start && is(self.byte(run.end + 1), URI)
        {
            return (Kind::Uri, self.skip(run.end + 1, URI));
        }
        let end = self.skip(start, IDENT);
        let kind = match &self.text.as_bytes()[start..end] {
            b"if" => Kind::If,
            b"then" => Kind::Then,
            b"else" => Kind::Else,
            b"assert" => Kind::Assert,
            b"with" => Kind::With,
            b"let" => Kind::Let,
            b"in" => Kind::In,
            b"rec" => Kind::Rec,
            b"inherit" => Kind::Inherit,
            b"or" => Kind::Or,
            _ => Kind::Ident,
        };
        (kind, end)
    }

    /// `[0-9]+` or `([1-9][0-9]*\.[0-9]*|0?\.[0-9]+)([Ee][+-]?[0-9]+)?`
    fn number(&self, start: usize, first: u8) -> (Kind, usize) {
        let digits = |mut pos: usize| {
            while self.byte(pos).is_ascii_digit() {
                pos += 1;
            }
            pos
        };
        let whole = digits(start);
        if self.byte(whole) != b'.' {
            return (Kind::Int, whole);
        }
        let fraction = digits(whole + 1);
        let is_float = match first {
            b'.' => fraction > whole + 1,
            b'0' => whole == start + 1 && fraction > whole + 1,
            _ => true,
        };
        if !is_float {
            return if first == b'.' { (Kind::Dot, start + 1) } else { (Kind::Int, whole) };
        }
        let mut exponent = fraction;
        if matches!(self.byte(exponent), b'e' | b'E') {
            exponent += 1;
            if matches!(self.byte(exponent), b'+' | b'-') {
                exponent += 1;
            }
            let end = digits(exponent);
            if end > exponent {
                return (Kind::Float, end);
            }
        }
        (Kind::Float, fraction)
    }

    fn path_run(&mut self, start: usize) -> Run {
        if start < self.run.start || start >= self.run.end {
            let bytes = self.text.as_bytes();
            let (mut end, mut underscore) = (start, start);
            while end < bytes.len() && is(bytes[end], PATH) {
                end += 1;
                if bytes[end - 1] == b'_' {
                    underscore = end;
                }
            }
            self.run = Run { start, end, underscore };
        }
        self.run
    }

    /// The end of a path whose first slash is at `slash`, if it is one: `(\/{PATH_CHAR}+)+\/?`, or `/` before `${`.
    fn path(&self, slash: usize) -> Option<usize> {
        if self.byte(slash) != b'/' {
            return None;
        }
        if self.byte(slash + 1) == b'$' && self.byte(slash + 2) == b'{' {
            return Some(slash + 1);
        }
        is(self.byte(slash + 1), PATH).then(|| self.path_segments(slash))
    }

    /// The end of `(\/{PATH_CHAR}+)*\/?`.
    pub(super) fn path_segments(&self, mut pos: usize) -> usize {
        while self.byte(pos) == b'/' {
            if !is(self.byte(pos + 1), PATH) {
                return pos + 1;
            }
            pos = self.skip(pos + 1, PATH);
        }
        pos
    }

    /// The end of a part of a path after an interpolation.
    pub(super) fn path_part(&self, pos: usize) -> usize {
        self.path_segments(self.skip(pos, PATH))
    }

    /// `\<{PATH_CHAR}+(\/{PATH_CHAR}+)*\>`
    fn search_path(&self, start: usize) -> Option<usize> {
        let mut pos = start + 1;
        loop {
            let end = self.skip(pos, PATH);
            if end == pos {
                return None;
            }
            match self.byte(end) {
                b'/' => pos = end + 1,
                b'>' => return Some(end + 1),
                _ => return None,
            }
        }
    }

    /// After `''`: past the rest of the line if it is blank.
    fn first_line(&self, start: usize) -> usize {
        let mut pos = start;
        while self.byte(pos) == b' ' {
            pos += 1;
        }
        if self.byte(pos) == b'\n' { pos + 1 } else { start }
    }
}
