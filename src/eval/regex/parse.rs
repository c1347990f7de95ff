//! From the text of an expression to its tree.

use super::node::{Node, Set};

/// A parsed expression.
pub(super) struct Parsed {
    pub(super) node: Node,
    pub(super) groups: usize,
    /// Whether there is any `|`.
    pub(super) alternatives: bool,
}

/// Parentheses inside each other.
const DEPTH: usize = 1000;

/// The most repetitions that are counted.
const REPEAT: u32 = 100_000;

/// Parses an expression, or says what is wrong with it.
pub(super) fn parse(text: &[u8]) -> Result<Parsed, &'static str> {
    let mut parser = Parser { text, at: 0, groups: 0, depth: 0, alternatives: false };
    let node = parser.alternatives()?;
    if parser.at < text.len() {
        return Err(if text[parser.at] == b')' {
            "a `)` without `(`"
        } else {
            "nothing to repeat before a `*`, `+`, `?` or `{`"
        });
    }
    Ok(Parsed { node, groups: parser.groups, alternatives: parser.alternatives })
}

struct Parser<'t> {
    text: &'t [u8],
    at: usize,
    groups: usize,
    depth: usize,
    alternatives: bool,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn next(&mut self, missing: &'static str) -> Result<u8, &'static str> {
        let byte = self.peek().ok_or(missing)?;
        self.at += 1;
        Ok(byte)
    }

    fn alternatives(&mut self) -> Result<Node, &'static str> {
        let first = self.sequence()?;
        if self.peek() != Some(b'|') {
            return Ok(first);
        }
        self.alternatives = true;
        let mut all = vec![first];
        while self.eat(b'|') {
            all.push(self.sequence()?);
        }
        Ok(Node::Alternatives(all))
    }

    fn sequence(&mut self) -> Result<Node, &'static str> {
        let mut parts = Vec::new();
        while let Some(byte) = self.peek() {
            let part = match byte {
                b'|' | b')' | b'*' | b'+' | b'?' | b'{' => break,
                // What stands at the ends of the text cannot be repeated.
                b'^' | b'$' => {
                    self.at += 1;
                    parts.push(if byte == b'^' { Node::Begin } else { Node::End });
                    continue;
                }
                _ => self.atom(byte)?,
            };
            let part = self.repeated(part)?;
            parts.push(part);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::Concat(parts) })
    }

    fn atom(&mut self, byte: u8) -> Result<Node, &'static str> {
        self.at += 1;
        let mut set = Set::default();
        match byte {
            b'(' => {
                self.groups += 1;
                self.depth += 1;
                if self.depth > DEPTH {
                    return Err("its parentheses are nested too deep");
                }
                let inner = self.alternatives()?;
                self.depth -= 1;
                if !self.eat(b')') {
                    return Err("a `(` without `)`");
                }
                return Ok(Node::Group(Box::new(inner)));
            }
            b'[' => return Ok(Node::Set(self.bracket()?)),
            // Anything but a NUL, which no string holds.
            b'.' => {
                set.add(0);
                set = set.inverted();
            }
            b'\\' => {
                let escaped = self.next("nothing after a `\\`")?;
                if !b".[\\()*+?{|^$".contains(&escaped) {
                    return Err("a `\\` before a character that needs none");
                }
                set.add(escaped);
            }
            byte => set.add(byte),
        }
        Ok(Node::Set(set))
    }

    fn repeated(&mut self, mut node: Node) -> Result<Node, &'static str> {
        loop {
            let (least, most) = match self.peek() {
                Some(b'*') => (0, None),
                Some(b'+') => (1, None),
                Some(b'?') => (0, Some(1)),
                Some(b'{') => {
                    self.at += 1;
                    let least = self.number()?;
                    let most = match self.eat(b',') {
                        false => Some(least),
                        true if self.peek() == Some(b'}') => None,
                        true => Some(self.number()?),
                    };
                    if self.peek() != Some(b'}') {
                        return Err("a `{` without `}`");
                    }
                    if most.is_some_and(|most| most < least) {
                        return Err("the numbers in `{}` are in the wrong order");
                    }
                    (least, most)
                }
                _ => return Ok(node),
            };
            self.at += 1;
            node = Node::Repeat(Box::new(node), least, most);
        }
    }

    fn number(&mut self) -> Result<u32, &'static str> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if start == self.at {
            return Err("a `{` without a number");
        }
        let text = std::str::from_utf8(&self.text[start..self.at]).expect("digits are ASCII");
        text.parse().ok().filter(|number| *number <= REPEAT).ok_or("a number in `{}` is too large")
    }

    /// What is between `[` and `]`. The order of the cases is that of libstdc++'s `_M_expression_term`.
    fn bracket(&mut self) -> Result<Set, &'static str> {
        let negated = self.eat(b'^');
        let mut set = Set::default();
        let mut last = match self.term(true)? {
            Term::Char(byte) | Term::Named(byte) => Last::Char(byte),
            Term::Dash => Last::Char(b'-'),
            Term::Class(class) => {
                class.add_to(&mut set);
                Last::Class
            }
            Term::End => unreachable!("`]` is an ordinary character at the start"),
        };
        loop {
            match self.term(false)? {
                Term::End => break,
                Term::Char(byte) | Term::Named(byte) => {
                    last.add_to(&mut set);
                    last = Last::Char(byte);
                }
                Term::Class(class) => {
                    last.add_to(&mut set);
                    class.add_to(&mut set);
                    last = Last::Class;
                }
                Term::Dash => match (last, self.term(false)?) {
                    (_, Term::End) => {
                        set.add(b'-');
                        break;
                    }
                    (Last::Char(from), next @ (Term::Char(_) | Term::Dash)) => {
                        let to = if let Term::Char(byte) = next { byte } else { b'-' };
                        if from > to {
                            return Err("a range in `[]` ends before it starts");
                        }
                        (from..=to).for_each(|byte| set.add(byte));
                        last = Last::Nothing;
                    }
                    _ => return Err("a `-` in `[]` that is neither first, last nor in a range"),
                },
            }
        }
        last.add_to(&mut set);
        Ok(if negated { set.inverted() } else { set })
    }

    fn term(&mut self, first: bool) -> Result<Term, &'static str> {
        const OPEN: &str = "a `[` without `]`";
        Ok(match self.next(OPEN)? {
            b'-' => Term::Dash,
            b']' if !first => Term::End,
            b'[' => match self.peek().ok_or(OPEN)? {
                kind @ (b':' | b'.' | b'=') => {
                    self.at += 1;
                    let rest = &self.text[self.at..];
                    let end = rest.windows(2).position(|pair| pair == [kind, b']']);
                    let name = &rest[..end.ok_or(OPEN)?];
                    self.at += name.len() + 2;
                    match (kind, name) {
                        (b':', name) => Term::Class(Class::named(name)?),
                        (b'.', &[byte]) if byte.is_ascii_alphabetic() => Term::Named(byte),
                        // The few of POSIX's names somebody could need.
                        (b'.', b"hyphen") => Term::Named(b'-'),
                        (b'.', b"space") => Term::Named(b' '),
                        (b'.', b"period") => Term::Named(b'.'),
                        (b'.', b"left-square-bracket") => Term::Named(b'['),
                        (b'.', b"right-square-bracket") => Term::Named(b']'),
                        (b'=', &[byte]) => Term::Class(Class(|it, byte| it == byte, byte)),
                        _ => return Err("an unknown name in `[[. .]]` or `[[= =]]`"),
                    }
                }
                _ => Term::Char(b'['),
            },
            byte => Term::Char(byte),
        })
    }
}

enum Term {
    Char(u8),
    /// `[.a.]`, which cannot end a range.
    Named(u8),
    Dash,
    Class(Class),
    End,
}

/// What came last inside brackets, to which a `-` may refer.
#[derive(Clone, Copy)]
enum Last {
    Nothing,
    Char(u8),
    Class,
}

impl Last {
    fn add_to(self, set: &mut Set) {
        if let Self::Char(byte) = self {
            set.add(byte);
        }
    }
}

/// Which bytes belong, and what they are compared with.
struct Class(fn(u8, u8) -> bool, u8);

impl Class {
    fn named(name: &[u8]) -> Result<Self, &'static str> {
        let test: fn(u8, u8) -> bool = match name.to_ascii_lowercase().as_slice() {
            b"alnum" => |it, _| it.is_ascii_alphanumeric(),
            b"alpha" => |it, _| it.is_ascii_alphabetic(),
            b"blank" => |it, _| matches!(it, b' ' | b'\t'),
            b"cntrl" => |it, _| it.is_ascii_control(),
            b"digit" | b"d" => |it, _| it.is_ascii_digit(),
            b"graph" => |it, _| it.is_ascii_graphic(),
            b"lower" => |it, _| it.is_ascii_lowercase(),
            b"print" => |it, _| it.is_ascii_graphic() || it == b' ',
            b"punct" => |it, _| it.is_ascii_punctuation(),
            b"space" | b"s" => |it, _| it.is_ascii_whitespace() || it == 0x0b,
            b"upper" => |it, _| it.is_ascii_uppercase(),
            b"w" => |it, _| it.is_ascii_alphanumeric() || it == b'_',
            b"xdigit" => |it, _| it.is_ascii_hexdigit(),
            _ => return Err("an unknown class in `[[: :]]`"),
        };
        Ok(Self(test, 0))
    }

    fn add_to(&self, set: &mut Set) {
        (0..=u8::MAX).filter(|byte| (self.0)(*byte, self.1)).for_each(|byte| set.add(byte));
    }
}
