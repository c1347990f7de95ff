//! As much of the shell's syntax as wipe scripts need: commands, words, quotes, simple variables.

use std::collections::HashMap;

/// Stands around the name of a variable whose value is not known.
const MARK: char = '\u{1}';

/// `$targetRoot`, which the scripted initrd sets to where the root is mounted.
pub(super) const TARGET_ROOT: &str = "\u{1}targetRoot\u{1}";

/// One simple command.
pub(super) struct Command {
    words: Vec<String>,
}

impl Command {
    /// The name of the program, without its directory.
    pub(super) fn program(&self) -> &str {
        self.words[0].rsplit('/').next().unwrap_or_default()
    }

    pub(super) fn arguments(&self) -> &[String] {
        &self.words[1..]
    }
}

/// Whether a word hangs on no variable.
pub(super) fn is_known(word: &str) -> bool {
    !word.contains([MARK, '*', '?'])
}

/// The simple commands of a text, those of command substitutions first.
pub(super) fn commands(text: &str) -> Vec<Command> {
    let mut found = Vec::new();
    let mut variables = HashMap::new();
    read(&text.replace("\\\n", " "), &mut variables, &mut found, 0);
    found
}

/// Deeper substitutions are not looked at.
const MAX_DEPTH: usize = 8;

fn read(
    text: &str,
    variables: &mut HashMap<String, String>,
    found: &mut Vec<Command>,
    depth: usize,
) {
    if depth > MAX_DEPTH {
        return;
    }
    let mut chars = text.chars().peekable();
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                let word = word.get_or_insert_default();
                word.extend(chars.by_ref().take_while(|&c| c != '\''));
            }
            '"' => {
                word.get_or_insert_default();
                while let Some(c) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => word.get_or_insert_default().extend(chars.next()),
                        '$' => {
                            let value = dollar(&mut chars, variables, found, depth);
                            word.get_or_insert_default().push_str(&value);
                        }
                        c => word.get_or_insert_default().push(c),
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(chars.next()),
            '$' => {
                let value = dollar(&mut chars, variables, found, depth);
                word.get_or_insert_default().push_str(&value);
            }
            '`' => {
                let inner: String = chars.by_ref().take_while(|&c| c != '`').collect();
                read(&inner, &mut variables.clone(), found, depth + 1);
                word.get_or_insert_default().push_str(&unknown("?"));
            }
            '#' if word.is_none() => {
                chars.by_ref().find(|&c| c == '\n');
                end(&mut words, &mut word, variables, found);
            }
            '\n' | ';' | '|' | '&' | '(' | ')' => {
                // `2>&1` is no end.
                if c == '&' && word.as_deref().is_some_and(|word| word.ends_with('>')) {
                    word.get_or_insert_default().push(c);
                    continue;
                }
                end(&mut words, &mut word, variables, found);
            }
            c if c.is_whitespace() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    end(&mut words, &mut word, variables, found);
}

fn unknown(name: &str) -> String {
    format!("{MARK}{name}{MARK}")
}

/// What follows a `$`.
fn dollar(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    variables: &mut HashMap<String, String>,
    found: &mut Vec<Command>,
    depth: usize,
) -> String {
    match chars.peek() {
        Some('(') => {
            chars.next();
            let mut level = 1;
            let inner: String = chars
                .by_ref()
                .take_while(|c| {
                    level += i32::from(*c == '(') - i32::from(*c == ')');
                    level > 0
                })
                .collect();
            read(&inner, &mut variables.clone(), found, depth + 1);
            unknown("?")
        }
        Some('{') => {
            chars.next();
            let inner: String = chars.by_ref().take_while(|&c| c != '}').collect();
            value(&inner, variables)
        }
        Some('\'') => String::new(),
        _ => {
            let mut name = String::new();
            while let Some(&c) = chars.peek() {
                let first_digit = name.is_empty() && c.is_ascii_digit();
                if !(c.is_ascii_alphanumeric() || c == '_') {
                    break;
                }
                name.push(c);
                chars.next();
                if first_digit {
                    break;
                }
            }
            value(&name, variables)
        }
    }
}

fn value(name: &str, variables: &HashMap<String, String>) -> String {
    variables.get(name).cloned().unwrap_or_else(|| unknown(name))
}

/// Ends a command: notes assignments, drops keywords.
fn end(
    words: &mut Vec<String>,
    word: &mut Option<String>,
    variables: &mut HashMap<String, String>,
    found: &mut Vec<Command>,
) {
    words.extend(word.take());
    let mut rest = std::mem::take(words).into_iter().peekable();
    while let Some(word) = rest.peek() {
        match word.as_str() {
            "if" | "then" | "elif" | "else" | "while" | "until" | "do" | "!" | "{" | "}"
            | "time" | "exec" | "local" | "export" | "readonly" | "declare" => {
                rest.next();
            }
            _ => match word.split_once('=') {
                Some((name, value)) if is_name(name) => {
                    // Assigned twice, it may be either; assigned by a command, it stays a name.
                    let again = variables.get(name).is_some_and(|old| old != value);
                    let value = if again || value.contains(MARK) {
                        unknown(name)
                    } else {
                        value.to_owned()
                    };
                    variables.insert(name.to_owned(), value);
                    rest.next();
                }
                _ => break,
            },
        }
    }
    let words: Vec<String> = rest.collect();
    match words.first().map(String::as_str) {
        None => {}
        Some("for" | "read") => {
            if let Some(name) = words.get(1) {
                variables.insert(name.clone(), unknown(name));
            }
        }
        Some(_) => found.push(Command { words }),
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
