//! Records of the user: `[[state]]` of a configuration file, in the schema of the shipped ones.

use std::{collections::BTreeSet, ops::Range, sync::OnceLock};

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

use super::{
    Entry, Knowledge, Template, Word,
    read::{fill_in, touches},
    words::Wrong,
};

/// What a user knows about his own services and paths.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserRecords {
    /// `[[state]]`: an `option` and what it keeps.
    pub entries: Vec<Entry>,
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, in bytes of the text.
    pub range: Range<usize>,
    /// Lower case, no final dot.
    pub message: String,
    /// What is probably meant.
    pub help: Option<String>,
}

/// The tables of a configuration file that are read here; others are not looked at.
#[derive(Deserialize)]
struct File {
    #[serde(default)]
    state: Vec<Spanned<Entry>>,
}

impl UserRecords {
    /// Reads and checks the records of a configuration file, given whole.
    ///
    /// # Errors
    /// All problems with paths and options, or the first with the form.
    pub fn read(text: &str) -> Result<Self, Vec<Problem>> {
        let file: File = toml::from_str(text).map_err(|error| vec![of_form(&error, text)])?;
        let mut problems = Vec::new();
        let mut seen = BTreeSet::new();
        for entry in &file.state {
            let range = entry.span();
            let entry = entry.get_ref();
            for trigger in entry.triggers.iter().map(ToString::to_string) {
                if !seen.insert(trigger.clone()) {
                    let message = format!("`{trigger}` has a `[[state]]` already");
                    let help = Some("add its paths there, as `[[state.path]]`".to_owned());
                    problems.push(Problem { range: locate(text, &range, &trigger), message, help });
                }
            }
            let mut paths = BTreeSet::new();
            for fact in &entry.paths {
                let path = fact.path.to_string();
                let texts = std::iter::once(&fact.path).chain(&fact.default).chain(&fact.persist);
                for text_of_path in texts.map(ToString::to_string) {
                    if let Err(Wrong { message, help }) = Word::Path.check(&text_of_path) {
                        let range = locate(text, &range, &text_of_path);
                        problems.push(Problem { range, message, help });
                    }
                }
                if !paths.insert(path.clone()) {
                    let message = format!("`{path}` stands twice in this `[[state]]`");
                    let help = Some("keep one of them".to_owned());
                    problems.push(Problem { range: last(text, &range, &path), message, help });
                }
            }
            if entry.paths.is_empty() && entry.implies.is_empty() {
                problems.push(Problem {
                    range,
                    message: "a `[[state]]` keeps nothing".to_owned(),
                    help: Some("say what it keeps, in a `[[state.path]]` below it".to_owned()),
                });
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self { entries: file.state.into_iter().map(Spanned::into_inner).collect() })
    }
}

impl Knowledge {
    /// This knowledge with the records of a user before it. What he says about a path of an option stands; what he leaves open
    /// about it (owner, mode, what moves it) is filled in from the shipped record.
    #[must_use]
    pub fn with(&self, records: &UserRecords) -> Self {
        let mut own = records.entries.clone();
        let mut shipped = self.entries.clone();
        for own in &mut own {
            let triggers = own.triggers.clone();
            let shared = shipped
                .iter_mut()
                .filter(|entry| triggers.iter().any(|trigger| entry.triggers.contains(trigger)));
            for entry in shared {
                entry.paths.retain(|fact| {
                    let usual = fact.usual_paths();
                    let speaks_of =
                        |known: &Template| known.plain().is_some_and(|path| usual.contains(&path));
                    let same = own.paths.iter_mut().find(|known| {
                        known.path == fact.path
                            || speaks_of(&known.path)
                            || known.default.iter().any(speaks_of)
                    });
                    if let Some(known) = same {
                        for path in &usual {
                            fill_in(known, fact.clone(), path);
                        }
                        return false;
                    }
                    !usual.iter().any(|path| own.paths.iter().any(|known| touches(known, path)))
                });
            }
        }
        let mut known = Self {
            release: self.release.clone(),
            entries: own.into_iter().chain(shipped).collect(),
            ignored: self.ignored.clone(),
            made: self.made.clone(),
            avoid: self.avoid.clone(),
            replaced: self.replaced.clone(),
            accounts: self.accounts.clone(),
            by_trigger: FxHashMap::default(),
            by_path: FxHashMap::default(),
            by_template: Vec::new(),
            by_unit: FxHashMap::default(),
            shapes: <[OnceLock<_>; 2]>::default(),
        };
        known.index();
        known
    }
}

/// Where a record has a string: the range of a table is that of its heading.
fn locate(text: &str, range: &Range<usize>, string: &str) -> Range<usize> {
    let quoted = format!("\"{string}\"");
    let found = text[range.start..].find(&quoted).map(|at| range.start + at);
    found.map_or_else(|| range.clone(), |start| start..start + quoted.len())
}

/// Where a record has a string for the second time.
fn last(text: &str, range: &Range<usize>, string: &str) -> Range<usize> {
    let first = locate(text, range, string);
    locate(text, &(first.end..first.end), string)
}

/// The problem that the parser found.
fn of_form(error: &toml::de::Error, text: &str) -> Problem {
    let range = error.span().unwrap_or(0..text.len().min(1));
    let message = error.message().lines().next().unwrap_or_default();
    Problem { range, message: message.trim_end_matches('.').to_owned(), help: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::knowledge::{Loss, Origin};

    const GOOD: &str = r#"
[rules]
"unpersisted-logs" = "off"

[[state]]
option = "services.notes.enable"
[[state.path]]
path = "/srv/notes"
kind = "state"
loss = "data"

[[state]]
option = "services.forgejo.enable"
[[state.path]]
path = "/var/lib/forgejo"
kind = "state"
loss = "recreatable"
"#;

    #[test]
    fn what_the_user_says_stands() {
        let known = Knowledge::shipped().with(&UserRecords::read(GOOD).unwrap());
        assert_eq!(known.by_option(&["services", "notes", "enable"]).len(), 1);
        assert_eq!(known.by_path("/var/lib/forgejo")[0].fact.loss(), Loss::Recreatable);
        assert_eq!(Knowledge::shipped().by_path("/var/lib/forgejo")[0].fact.loss(), Loss::Data);
    }

    #[test]
    fn what_the_user_leaves_open_is_filled_in() {
        let known = Knowledge::shipped().with(&UserRecords::read(GOOD).unwrap());
        let shipped = &Knowledge::shipped().by_path("/var/lib/forgejo")[0];
        let found = &known.by_path("/var/lib/forgejo")[0];
        assert_eq!(found.entry.origin, Origin::Curated);
        assert_eq!(found.fact.owner, shipped.fact.owner);
        assert_eq!(found.fact.relocate, shipped.fact.relocate);
        assert!(found.fact.owner.is_some());
    }

    #[test]
    fn wrong_records_are_pointed_at() {
        let wrong = |from: &str, to: &str| {
            let text = GOOD.replacen(from, to, 1);
            let problems = UserRecords::read(&text).unwrap_err();
            let Problem { range, message, help } = problems[0].clone();
            (text[range].to_owned(), message, help.unwrap_or_default())
        };
        let (at, message, help) = wrong("\"/srv/notes\"", "\"srv/notes\"");
        assert!(at == "\"srv/notes\"" && message.contains("no absolute path"), "{at}: {message}");
        assert!(help.contains("/srv/notes"), "{help}");
        let (at, message, _) = wrong("services.notes.enable", "services..enable");
        assert!(
            at.contains("services..enable") && message.contains("no option name"),
            "{at}: {message}"
        );
        let (at, message, _) = wrong("services.notes.enable", "services.forgejo.enable");
        assert!(at.contains("forgejo") && message.contains("already"), "{at}: {message}");
        let path = "[[state.path]]\npath = \"/srv/notes\"\nkind = \"state\"\n";
        let (at, message, _) = wrong(path, &path.repeat(2));
        assert!(at.contains("/srv/notes") && message.contains("twice"), "{at}: {message}");
        let (_, message, _) = wrong("[[state.path]]\npath", "implies = []\n[[other]]\npath");
        assert!(message.contains("keeps nothing"), "{message}");
    }
}
