//! From the text of a configuration file to [`Config`].

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
    sync::Arc,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Config, Levels, glob::Globs, keys::KEYS, problem, validate::Problems};
use crate::{
    diagnostic::Diagnostic,
    model::{
        Wiped,
        knowledge::{Knowledge, UserRecords},
    },
    modules::ModeChoice,
    rules::Level,
    source::{Files, LineIndex, Span, TextRange},
};

/// Reads a file; an error is everything that is wrong with it.
pub(super) fn read(file: &Path, text: &str, files: &Files) -> Result<Config, Vec<Diagnostic>> {
    let id = files.add(file, text);
    let mut problems = Problems::new(id);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        // The end of a line is a place nobody can see.
        let range =
            if text.get(range.clone()).is_some_and(|at| at.trim().is_empty()) && range.start > 0 {
                let start = text[..range.start].trim_end().len();
                start.saturating_sub(1)..start
            } else {
                range
            };
        problems.add(range, error.message().lines().next().unwrap_or_default().to_owned());
    }
    problems.table(document.get_ref(), KEYS, 0..0);
    let mut records = UserRecords::default();
    if problems.is_empty() {
        match UserRecords::read(text) {
            Ok(read) => records = read,
            Err(wrong) => wrong.into_iter().for_each(|problem| {
                problems.add(problem.range, problem.message).help = problem.help;
            }),
        }
    }
    let found = problems.finish();
    if !found.is_empty() {
        return Err(found);
    }
    let dir = file.parent().unwrap_or(file);
    let mut reader = Reader { file: id, dir, text, index: LineIndex::new(text), found: Vec::new() };
    let mut config = reader.config(file, document.get_ref());
    if !records.entries.is_empty() {
        config.knowledge = Some(Arc::new(Knowledge::shipped().with(&records)));
    }
    if reader.found.is_empty() { Ok(config) } else { Err(reader.found) }
}

type Value<'i> = Spanned<DeValue<'i>>;

/// Reads values whose form is right.
struct Reader<'a> {
    file: crate::source::FileId,
    dir: &'a Path,
    text: &'a str,
    index: LineIndex,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn config(&mut self, file: &Path, table: &DeTable<'_>) -> Config {
        let mut config = Config { file: Some(file.to_owned()), ..Config::default() };
        config.mode = text(table, "mode").map(|word| match word {
            "full" => ModeChoice::Full,
            "offline" => ModeChoice::Offline,
            _ => ModeChoice::Auto,
        });
        config.fail_on =
            text(table, "fail-on").map(|word| Level::of_word(word).and_then(Level::severity));
        config.baseline = table.get("baseline").and_then(|value| self.inside(value));
        config.overrides.nixpkgs = table.get("nixpkgs").and_then(|value| self.directory(value));
        for (name, list) in
            [("inputs", &mut config.overrides.inputs), ("flakes", &mut config.overrides.flakes)]
        {
            for (name, value) in table_of(table, name).into_iter().flatten() {
                list.extend(self.directory(value).map(|dir| (name.get_ref().to_string(), dir)));
            }
        }
        if let Some(hosts) = table_of(table, "hosts") {
            config.include = globs(hosts, "include");
            config.exclude = hosts.contains_key("exclude").then(|| globs(hosts, "exclude"));
        }
        config.levels.push(Levels { rules: levels(table), ..Levels::default() });
        for part in tables(table, "override") {
            let (hosts, files) = (globs(part, "hosts"), globs(part, "files"));
            config.levels.push(Levels { hosts, files, rules: levels(part) });
        }
        for part in tables(table, "ephemeral") {
            let wiped = Wiped {
                mount: crate::model::path::normalize(text(part, "mount").unwrap_or_default()),
                wiped: part.get("wiped").and_then(|value| value.get_ref().as_bool()) == Some(true),
                reason: text(part, "reason").unwrap_or_default().to_owned(),
                span: part.get("mount").map(|value| self.span(value)),
            };
            config.wiped.push((globs(part, "hosts"), wiped));
        }
        for part in tables(table, "ignore") {
            let path = text(part, "path").map(str::to_owned).into_iter().collect();
            config.ignored.push((globs(part, "hosts"), Globs::new(Some(path))));
        }
        self.flatten(String::new(), table, &mut config.written);
        config.written.sort_by_key(|(_, _, line)| *line);
        config
    }

    fn span(&self, value: &Value<'_>) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let range = value.span();
        Span::new(self.file, TextRange::new(offset(range.start), offset(range.end)))
    }

    /// Settings in the order of the text, with their lines.
    fn flatten(&self, prefix: String, table: &DeTable<'_>, out: &mut Vec<(String, String, u32)>) {
        for (name, value) in table {
            let name = quoted(name.get_ref());
            let path = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            match value.get_ref() {
                DeValue::Table(table) => self.flatten(path, table, out),
                DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_table()) => {
                    for (index, item) in items.iter().enumerate() {
                        if let Some(table) = item.get_ref().as_table() {
                            self.flatten(format!("{path}[{index}]"), table, out);
                        }
                    }
                }
                _ => {
                    let range = value.span();
                    let text = self.text.get(range.clone()).unwrap_or_default().to_owned();
                    let at = u32::try_from(range.start).unwrap_or(u32::MAX);
                    out.push((path, text, self.index.line_column(self.text, at).line));
                }
            }
        }
    }

    /// A directory on this disk. One that holds the project would open everything to a configuration of a stranger.
    fn directory(&mut self, value: &Value<'_>) -> Option<PathBuf> {
        let path = self.path(value)?;
        if !path.is_dir() {
            self.refuse(value, "is no directory");
        } else if std::fs::canonicalize(&path).is_ok_and(|real| self.dir.starts_with(real)) {
            self.refuse(value, "holds this project");
        }
        Some(path)
    }

    /// A file of the project.
    fn inside(&mut self, value: &Value<'_>) -> Option<PathBuf> {
        let path = self.path(value)?;
        if !path.starts_with(self.dir) || path.components().any(|part| part.as_os_str() == "..") {
            self.refuse(value, "is not in the directory of this file");
        }
        Some(path)
    }

    fn refuse(&mut self, value: &Value<'_>, why: &str) {
        let written = value.get_ref().as_str().unwrap_or_default();
        self.found.push(problem(self.span(value), format!("`{written}` {why}")));
    }

    fn path(&self, value: &Value<'_>) -> Option<PathBuf> {
        let text = value.get_ref().as_str()?;
        let home = text.strip_prefix("~/").and_then(|rest| Some(std::env::home_dir()?.join(rest)));
        Some(home.unwrap_or_else(|| self.dir.join(text)))
    }
}

/// A key as TOML writes it.
fn quoted(name: &str) -> String {
    let bare = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { format!("{name:?}") }
}

fn text<'t>(table: &'t DeTable<'_>, name: &str) -> Option<&'t str> {
    table.get(name)?.get_ref().as_str()
}

fn table_of<'t, 'i>(table: &'t DeTable<'i>, name: &str) -> Option<&'t DeTable<'i>> {
    table.get(name)?.get_ref().as_table()
}

fn tables<'t, 'i>(table: &'t DeTable<'i>, name: &str) -> Vec<&'t DeTable<'i>> {
    let items = table.get(name).and_then(|value| value.get_ref().as_array());
    items
        .into_iter()
        .flat_map(|items| items.iter())
        .filter_map(|item| item.get_ref().as_table())
        .collect()
}

fn globs(table: &DeTable<'_>, name: &str) -> Globs {
    let list = table.get(name).and_then(|value| value.get_ref().as_array());
    let text = |item: &Value<'_>| item.get_ref().as_str().map(str::to_owned);
    Globs::new(list.map(|items| items.iter().filter_map(text).collect()))
}

fn levels(table: &DeTable<'_>) -> Vec<(String, Level)> {
    let level = |(id, value): (&Spanned<Cow<'_, str>>, &Value<'_>)| {
        Some((id.get_ref().to_string(), Level::of_word(value.get_ref().as_str()?)?))
    };
    table_of(table, "rules").into_iter().flatten().filter_map(level).collect()
}
