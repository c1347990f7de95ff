//! As much of the shell as wipe scripts need: commands, words, quotes, variables, loops over words, functions.
//!
//! Every branch is taken, and a loop runs once for each of its words when they are known. A variable that is assigned two values
//! has none, and neither has one that a command fills.

use std::{collections::HashMap, iter::Peekable, str::Chars};

/// Stands around the name of a variable whose value is not known.
const MARK: char = '\u{1}';

/// `$targetRoot`, which the scripted initrd sets to where the root is mounted.
pub(super) const TARGET_ROOT: &str = "\u{1}targetRoot\u{1}";

/// One simple command.
#[derive(Clone)]
pub(super) struct Command {
    words: Vec<String>,
}

impl Command {
    /// The program, as it was written.
    pub(super) fn name(&self) -> &str {
        &self.words[0]
    }

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

/// What of a word stands before the first variable or pattern.
pub(super) fn known_part(word: &str) -> &str {
    word.split([MARK, '*', '?']).next().unwrap_or_default()
}

/// Whether a word begins with text of its own, and not with a variable.
pub(super) fn is_plain(word: &str) -> bool {
    !word.starts_with(MARK)
}

/// The simple commands of a text, those of command substitutions first.
pub(super) fn commands(text: &str) -> Vec<Command> {
    let mut shell = Shell::default();
    shell.read(&text.replace("\\\n", " "));
    shell.found
}

/// Deeper substitutions and calls are not looked at.
const MAX_DEPTH: usize = 8;

/// A loop over more words is taken as one over unknown ones.
const MAX_WORDS: usize = 32;

#[derive(Default)]
struct Shell {
    variables: HashMap<String, String>,
    /// The words of loops and arrays, by variable.
    lists: HashMap<String, Vec<String>>,
    functions: HashMap<String, String>,
    found: Vec<Command>,
    depth: usize,
}

impl Shell {
    fn read(&mut self, text: &str) {
        if self.depth > MAX_DEPTH {
            return;
        }
        let mut chars = text.chars().peekable();
        let mut words: Vec<String> = Vec::new();
        let mut word: Option<String> = None;
        let mut heredocs: Vec<String> = Vec::new();
        while let Some(c) = chars.next() {
            match c {
                '\'' => {
                    let word = word.get_or_insert_default();
                    word.extend(chars.by_ref().take_while(|&c| c != '\''));
                }
                '"' => self.quoted(&mut chars, word.get_or_insert_default()),
                '\\' => word.get_or_insert_default().extend(chars.next()),
                '$' => {
                    let value = self.dollar(&mut chars);
                    word.get_or_insert_default().push_str(&value);
                }
                '`' => {
                    let inner: String = chars.by_ref().take_while(|&c| c != '`').collect();
                    self.inner(&inner);
                    word.get_or_insert_default().push_str(&unknown("?"));
                }
                '#' if word.is_none() => {
                    chars.by_ref().find(|&c| c == '\n');
                    self.end(&mut words, &mut word);
                    skip(&mut chars, &mut heredocs);
                }
                '<' if chars.peek() == Some(&'<') => heredocs.extend(heredoc(&mut chars)),
                '(' if chars.peek() == Some(&')') && words.is_empty() && word.is_some() => {
                    chars.next();
                    let name = word.take().unwrap_or_default();
                    if let Some(body) = body(&mut chars) {
                        self.functions.insert(name, body);
                    }
                }
                '(' if words.is_empty() && word.as_deref().is_some_and(is_assignment) => {
                    let name = word.take().unwrap_or_default();
                    let inner: String = chars.by_ref().take_while(|&c| c != ')').collect();
                    let items = self.words_of(&inner);
                    self.list(name.trim_end_matches(['=', '+']), items);
                }
                '\n' | ';' | '|' | '&' | '(' | ')' => {
                    // `2>&1` is no end.
                    if c == '&' && word.as_deref().is_some_and(|word| word.ends_with('>')) {
                        word.get_or_insert_default().push(c);
                        continue;
                    }
                    self.end(&mut words, &mut word);
                    if c == '\n' {
                        skip(&mut chars, &mut heredocs);
                    }
                }
                c if c.is_whitespace() => words.extend(word.take()),
                c => word.get_or_insert_default().push(c),
            }
        }
        self.end(&mut words, &mut word);
    }

    /// The rest of a text in double quotes.
    fn quoted(&mut self, chars: &mut Peekable<Chars<'_>>, word: &mut String) {
        while let Some(c) = chars.next() {
            match c {
                '"' => break,
                '\\' => word.extend(chars.next()),
                '$' => word.push_str(&self.dollar(chars)),
                c => word.push(c),
            }
        }
    }

    /// What follows a `$`.
    fn dollar(&mut self, chars: &mut Peekable<Chars<'_>>) -> String {
        match chars.peek() {
            Some('(') => {
                chars.next();
                let mut level = 1;
                let within = |c: &char| {
                    level += i32::from(*c == '(') - i32::from(*c == ')');
                    level > 0
                };
                let inner: String = chars.by_ref().take_while(within).collect();
                self.inner(&inner);
                unknown("?")
            }
            Some('{') => {
                chars.next();
                let inner: String = chars.by_ref().take_while(|&c| c != '}').collect();
                match inner.strip_suffix("[@]").or(inner.strip_suffix("[*]")) {
                    Some(name) => unknown(name),
                    None => self.value(&inner),
                }
            }
            Some('\'') => String::new(),
            Some('@' | '*' | '#' | '?' | '!' | '$') => unknown(&String::from_iter(chars.next())),
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
                self.value(&name)
            }
        }
    }

    fn value(&self, name: &str) -> String {
        self.variables.get(name).cloned().unwrap_or_else(|| unknown(name))
    }

    /// Reads a command substitution, which runs in a shell of its own.
    fn inner(&mut self, text: &str) {
        let variables = self.variables.clone();
        self.depth += 1;
        self.read(text);
        self.depth -= 1;
        self.variables = variables;
    }

    /// The words of a list.
    fn words_of(&mut self, text: &str) -> Vec<String> {
        let mut shell = Self {
            variables: self.variables.clone(),
            lists: self.lists.clone(),
            depth: self.depth + 1,
            ..Self::default()
        };
        shell.read(text);
        shell.found.into_iter().flat_map(|command| command.words).collect()
    }

    /// Notes what a variable stands for one after the other.
    fn list(&mut self, name: &str, items: Vec<String>) {
        self.variables.remove(name);
        let items: Vec<String> = items.into_iter().flat_map(|item| self.expand(item)).collect();
        let known = items.iter().all(|item| is_known(item)) && items.len() <= MAX_WORDS;
        if known && !self.lists.contains_key(name) {
            self.lists.insert(name.to_owned(), items);
        } else {
            self.lists.remove(name);
        }
    }

    /// A word once for each value of the list it names, if it names one.
    fn expand(&self, word: String) -> Vec<String> {
        let named = |(name, items): (&String, &Vec<String>)| {
            let mark = unknown(name);
            word.contains(&mark)
                .then(|| items.iter().map(|item| word.replace(&mark, item)).collect())
        };
        self.lists.iter().find_map(named).unwrap_or_else(|| vec![word])
    }

    /// Ends a command: notes assignments, drops keywords.
    fn end(&mut self, words: &mut Vec<String>, word: &mut Option<String>) {
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
                        let again = self.variables.get(name).is_some_and(|old| old != value);
                        let value = if again || value.contains(MARK) {
                            unknown(name)
                        } else {
                            value.to_owned()
                        };
                        self.variables.insert(name.to_owned(), value);
                        rest.next();
                    }
                    _ => break,
                },
            }
        }
        let words: Vec<String> = rest.collect();
        match words.first().map(String::as_str) {
            None | Some("done" | "fi" | "esac") => {}
            Some("for") if words.get(2).is_some_and(|word| word == "in") => {
                self.list(&words[1], words[3..].to_vec());
            }
            Some("for" | "read") => {
                for name in words[1..].iter().filter(|word| is_name(word)) {
                    self.list(name, vec![unknown(name)]);
                }
            }
            Some(_) => self.run(Command { words }),
        }
    }

    /// Notes a command, for each value of the loop it is in; a function's commands instead of its call.
    fn run(&mut self, command: Command) {
        let listed = command
            .words
            .iter()
            .find_map(|word| self.lists.keys().find(|name| word.contains(&unknown(name))).cloned());
        if let Some(name) = listed {
            let mark = unknown(&name);
            for item in self.lists[&name].clone() {
                let words = command.words.iter().map(|word| word.replace(&mark, &item)).collect();
                self.run(Command { words });
            }
            return;
        }
        match self.functions.remove(command.program()) {
            Some(body) => self.call(&command, body),
            None => self.found.push(command),
        }
    }

    /// Reads the body of a function with the arguments of a call. It does not call itself again.
    fn call(&mut self, command: &Command, body: String) {
        let before = self.variables.clone();
        for (number, argument) in (1..).zip(command.arguments()) {
            self.variables.insert(number.to_string(), argument.clone());
        }
        self.depth += 1;
        self.read(&body);
        self.depth -= 1;
        self.variables = before;
        self.functions.insert(command.program().to_owned(), body);
    }
}

fn unknown(name: &str) -> String {
    format!("{MARK}{name}{MARK}")
}

/// The end of the text that follows a `<<`, which is no here string.
fn heredoc(chars: &mut Peekable<Chars<'_>>) -> Option<String> {
    chars.next();
    if chars.next_if_eq(&'<').is_some() {
        return None;
    }
    chars.next_if_eq(&'-');
    while chars.next_if(|c| *c == ' ').is_some() {}
    let mut end = String::new();
    while let Some(c) = chars.next_if(|c| !c.is_whitespace() && !matches!(c, ';' | '|' | '&' | ')'))
    {
        end.push(c);
    }
    Some(end.replace(['\'', '"', '\\'], ""))
}

/// Leaves out the texts that begin on the next line.
fn skip(chars: &mut Peekable<Chars<'_>>, heredocs: &mut Vec<String>) {
    for end in heredocs.drain(..) {
        while chars.peek().is_some() {
            let line: String = chars.by_ref().take_while(|&c| c != '\n').collect();
            if line.trim() == end {
                break;
            }
        }
    }
}

/// The text between the braces of a function.
fn body(chars: &mut Peekable<Chars<'_>>) -> Option<String> {
    while chars.next_if(|c| c.is_whitespace()).is_some() {}
    chars.next_if_eq(&'{')?;
    let mut level = 1;
    let within = |c: &char| {
        level += i32::from(*c == '{') - i32::from(*c == '}');
        level > 0
    };
    Some(chars.by_ref().take_while(within).collect())
}

/// Whether a word is a name with `=`, so that a list follows in brackets.
fn is_assignment(word: &str) -> bool {
    word.strip_suffix('=').is_some_and(|name| is_name(name.trim_end_matches('+')))
}

/// Whether a text can be the name of a variable.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::commands;

    /// The commands with their words, one a line; `$x` for what is not known.
    fn lines(text: &str) -> Vec<String> {
        let line = |command: &super::Command| command.words.join(" ").replace(super::MARK, "$");
        commands(text).iter().map(line).collect()
    }

    #[test]
    fn words_and_variables() {
        assert_eq!(lines("a=1; b=\"$a/2\"; run \"$b\" ${a}x '$a'"), ["run 1/2 1x $a"]);
        assert_eq!(lines("a=1; a=2; run $a"), ["run $a$"]);
        assert_eq!(lines("a=$(make x); run $a"), ["make x", "run $a$"]);
        assert_eq!(lines("run $1 ${2:-x}"), ["run $1$ $2:-x$"]);
        assert_eq!(lines("run 2>&1 x # not y\nnext"), ["run 2>&1 x", "next"]);
    }

    #[test]
    fn loops_over_words() {
        assert_eq!(lines("for x in a b; do run /$x; done"), ["run /a", "run /b"]);
        assert_eq!(lines("for x in $(list); do run $x; done"), ["list", "run $x$"]);
        assert_eq!(lines("l=(a \"b\")\nfor x in \"${l[@]}\"; do run $x; done"), ["run a", "run b"]);
        assert_eq!(lines("list | while read -r x; do run $x; done"), ["list", "run $x$"]);
        assert_eq!(lines("for x in a; do :; done; for x in b; do run $x; done"), [":", "run $x$"]);
    }

    #[test]
    fn functions_and_their_arguments() {
        assert_eq!(lines("f() { run \"$1\" ${2}; }\nf a b\nf c"), ["run a b", "run c $2$"]);
        assert_eq!(
            lines("f() {\n  if x; then f \"$1/y\"; fi\n  run $1\n}\nf a"),
            ["x", "f a/y", "run a"]
        );
        assert_eq!(lines("f() { run $1; }"), [] as [&str; 0], "nobody calls it");
    }

    #[test]
    fn texts_in_between_are_no_commands() {
        assert_eq!(lines("cat <<EOF >x\nrm -rf /\nEOF\nrun"), ["cat >x", "run"]);
        assert_eq!(lines("cat <<-'END'\n  rm $x\n  END\nrun"), ["cat", "run"]);
        assert_eq!(lines("grep x <<<\"$y\"; run"), ["grep x $y$", "run"]);
    }
}
