//! Holds a TOML document against the table of keys. Everything that is wrong is told at once, each with its place.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    glob,
    keys::{Form, Key, Name, Text},
};
use crate::{
    check::similar,
    diagnostic::{Diagnostic, Severity},
    rules::RULES,
    source::{FileId, Span, TextRange},
};

/// The `rule` of a diagnostic about a configuration file.
pub const CONFIGURATION: &str = "configuration";

/// What is wrong with a configuration file.
pub(super) struct Problems {
    file: FileId,
    found: Vec<Diagnostic>,
}

impl Problems {
    pub(super) fn new(file: FileId) -> Self {
        Self { file, found: Vec::new() }
    }

    pub(super) fn span(&self, range: &std::ops::Range<usize>) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.file, TextRange::new(offset(range.start), offset(range.end)))
    }

    /// Notes a problem.
    pub(super) fn add(
        &mut self,
        range: std::ops::Range<usize>,
        message: String,
    ) -> &mut Diagnostic {
        let span = self.span(&range);
        self.found.push(Diagnostic::new(CONFIGURATION, Severity::Error, message).at(span));
        self.found.last_mut().expect("just pushed")
    }

    /// Notes a word that is none of the known ones.
    fn unknown<'n>(
        &mut self,
        range: std::ops::Range<usize>,
        what: &str,
        word: &str,
        known: impl Iterator<Item = &'n str> + Clone,
    ) {
        let meant = similar(word, known.clone());
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if what == "rule" => "`persist-lint rules` lists them".to_owned(),
            None => format!("known are {}", join(known)),
        };
        self.add(range, format!("there is no {what} `{word}`")).help = Some(help);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All problems in the order of the text.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|problem| problem.span);
        self.found
    }

    /// Checks a table that has these keys; `at` is where a missing one is told.
    pub(super) fn table(
        &mut self,
        table: &DeTable<'_>,
        keys: &'static [Key],
        at: std::ops::Range<usize>,
    ) {
        for (name, value) in table {
            match keys.iter().find(|key| key.name == name.get_ref()) {
                Some(key) => self.value(value, &key.form, key.name),
                None => {
                    self.unknown(
                        name.span(),
                        "key",
                        name.get_ref(),
                        keys.iter().map(|key| key.name),
                    );
                }
            }
        }
        for key in keys.iter().filter(|key| key.needed && !table.contains_key(key.name)) {
            self.add(at.clone(), format!("`{}` is missing", key.name)).help =
                Some(format!("write `{} = {}`", key.name, key.example));
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, form: &'static Form, name: &str) {
        let range = value.span();
        match (form, value.get_ref()) {
            (Form::Flag, DeValue::Boolean(_)) => {}
            (Form::Choice(words), DeValue::String(word)) => {
                if !words.contains(&&**word) {
                    self.unknown(range, &format!("`{name}`"), word, words.iter().copied());
                }
            }
            (Form::Text(text) | Form::Texts(text), DeValue::String(value)) => {
                self.text(name, *text, value, range);
            }
            (Form::List(text) | Form::Texts(text), DeValue::Array(items)) => {
                for item in items {
                    match item.get_ref() {
                        DeValue::String(value) => self.text(name, *text, value, item.span()),
                        other => self.wrong_type(item.span(), name, "a list of strings", other),
                    }
                }
            }
            (Form::Map(names, form), DeValue::Table(table)) => {
                for (name, value) in table {
                    self.name(*names, name);
                    self.value(value, form, name.get_ref());
                }
            }
            (Form::Table(keys), DeValue::Table(table)) => self.table(table, keys, range),
            (Form::Tables(keys), DeValue::Array(items)) => {
                for item in items {
                    match item.get_ref() {
                        DeValue::Table(table) => self.table(table, keys, item.span()),
                        other => self.wrong_type(item.span(), name, "an array of tables", other),
                    }
                }
            }
            (form, other) => self.wrong_type(range, name, wanted(form), other),
        }
    }

    fn wrong_type(
        &mut self,
        range: std::ops::Range<usize>,
        name: &str,
        wanted: &str,
        found: &DeValue<'_>,
    ) {
        let found = match found {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        let problem = self.add(range, format!("`{name}` is {wanted}, not {found}"));
        if wanted == "an array of tables" && found == "a table" {
            problem.help = Some(format!("write `[[{name}]]`"));
        } else if wanted == "a list of strings" && found == "a string" {
            problem.help = Some("put it in brackets".to_owned());
        }
    }

    fn name(&mut self, kind: Name, name: &Spanned<std::borrow::Cow<'_, str>>) {
        let text = name.get_ref();
        match kind {
            Name::Rule if RULES.iter().all(|rule| rule.id != text) => {
                self.unknown(name.span(), "rule", text, RULES.iter().map(|rule| rule.id));
            }
            Name::Flake if !text.contains(':') || text.split('/').count() != 2 => {
                self.add(name.span(), format!("`{text}` names no repository")).help =
                    Some("write it as `github:OWNER/REPO`".to_owned());
            }
            Name::Rule | Name::Flake | Name::Input => {}
        }
    }

    fn text(&mut self, name: &str, kind: Text, text: &str, range: std::ops::Range<usize>) {
        let wrong = match kind {
            Text::HostGlob | Text::FileGlob | Text::PathGlob => match glob::compile(text) {
                Err(error) => Some((format!("`{text}` is no pattern: {error}"), None)),
                Ok(_) if kind == Text::PathGlob && !text.starts_with(['/', '*']) => Some((
                    format!("`{text}` is no path on the machine"),
                    Some("begin it with a slash".to_owned()),
                )),
                Ok(_) if kind == Text::FileGlob && text.starts_with('/') => Some((
                    format!("`{text}` matches no file of the project"),
                    Some("patterns for files are relative to this file".to_owned()),
                )),
                Ok(_) => None,
            },
            Text::Path if !text.starts_with('/') => Some((
                format!("`{text}` is no absolute path"),
                Some("begin it with a slash".to_owned()),
            )),
            Text::Prose if text.trim().is_empty() => Some((format!("the {name} is empty"), None)),
            Text::Directory | Text::File if text.is_empty() => {
                Some(("the path is empty".to_owned(), None))
            }
            Text::Plain if text.trim().is_empty() => Some(("it is empty".to_owned(), None)),
            Text::Word(word) => word.check(text).err().map(|wrong| (wrong.message, wrong.help)),
            Text::Prose | Text::Path | Text::Directory | Text::File | Text::Plain => None,
        };
        if let Some((message, help)) = wrong {
            self.add(range, message).help = help;
        }
    }
}

fn wanted(form: &Form) -> &'static str {
    match form {
        Form::Choice(_) | Form::Text(_) => "a string",
        Form::Flag => "a boolean",
        Form::List(_) => "a list of strings",
        Form::Texts(_) => "a string or a list of strings",
        Form::Map(..) | Form::Table(_) => "a table",
        Form::Tables(_) => "an array of tables",
    }
}

fn join<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
