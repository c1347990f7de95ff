//! Completion in persistence lists: what the hosts lose now.

use std::collections::BTreeMap;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit,
    Documentation, MarkupContent, MarkupKind, TextEdit,
};

use super::{position::Lines, server::Server};
use crate::{
    model::{Certainty, Host, PersistenceEntry, StatePath},
    source::{Span, TextRange},
    syntax::edit::Editor,
};

/// Which paths a list takes.
enum Wanted {
    /// Of the machine.
    System,
    /// Of a home: of this user, or of any.
    Home(Option<String>),
    /// Names of users.
    Users,
}

impl Server<'_> {
    pub(super) fn completion(&mut self, params: CompletionParams) -> Option<CompletionResponse> {
        let at = params.text_document_position;
        let (path, root) = self.locate(&at.text_document.uri)?;
        let (analysis, text) = self.known(&root, &path)?;
        let lines = Lines::new(&text, self.client.unit);
        let offset = lines.offset(at.position);
        let (wanted, directories) = list_at(&text, offset)?;
        let hosts = concerned(&analysis.report.fleet.hosts, &path, analysis);
        let word = word_at(&text, offset);
        let replaced = lines.range(word.range);
        // The entry that is being written keeps nothing yet. Of its text only the quote has not changed since the check.
        let quote = word.range.start.checked_sub(1).filter(|_| word.quoted);
        let begins_at = |span: Option<Span>, offset: Option<u32>| {
            let quote = |span: Span| Span {
                range: TextRange::new(span.range.start, span.range.start + 1),
                ..span
            };
            let at = span.and_then(|span| analysis.track(quote(span), &self.documents));
            at.is_some_and(|(file, at)| file == path && Some(at.start) == offset)
        };
        let mut items: BTreeMap<String, CompletionItem> = BTreeMap::new();
        for host in hosts {
            if let Wanted::Users = wanted {
                for user in host.users.iter().filter(|user| user.normal.known() == Some(&true)) {
                    let item = named(&user.name, replaced, &user.name, CompletionItemKind::VALUE);
                    items.entry(user.name.clone()).or_insert(item);
                }
                continue;
            }
            let typed: Vec<&PersistenceEntry> =
                host.entries.iter().filter(|entry| begins_at(entry.span, quote)).collect();
            let lost = |state: &&StatePath| {
                state.kept == Certainty::No || is_lost_without(&typed, state, host)
            };
            for state in host.state.iter().filter(lost) {
                if let Some(path) = fits(state, host, &wanted)
                    && host.is_file(state) != directories
                {
                    let text = if word.quoted { path.clone() } else { format!("\"{path}\"") };
                    let mut item = named(&path, replaced, &text, CompletionItemKind::FOLDER);
                    describe(&mut item, state, self.client.markdown_items);
                    items.entry(path).or_insert(item);
                }
            }
        }
        let mut items: Vec<_> = items.into_values().collect();
        items.sort_by(|a, b| a.sort_text.cmp(&b.sort_text));
        Some(CompletionResponse::Array(items))
    }
}

/// Whether it is some entries that keep a path, and nothing else.
fn is_lost_without(entries: &[&PersistenceEntry], state: &StatePath, host: &Host) -> bool {
    let is_one = |entry: &PersistenceEntry| entries.iter().any(|one| std::ptr::eq(*one, entry));
    let covering = |entry: &&PersistenceEntry| entry.covers(&state.path);
    state.kept == Certainty::Yes
        && entries.iter().any(|entry| entry.covers(&state.path))
        && host.entries.iter().filter(covering).all(is_one)
        && host
            .mount_over(&state.path)
            .is_some_and(|mount| mount.ephemeral.certainty == Certainty::Yes)
}

fn named(
    label: &str,
    range: lsp_types::Range,
    text: &str,
    kind: CompletionItemKind,
) -> CompletionItem {
    CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, text.to_owned()))),
        filter_text: Some(text.to_owned()),
        ..CompletionItem::default()
    }
}

fn describe(item: &mut CompletionItem, state: &StatePath, markdown: bool) {
    item.detail = Some(format!("{}: {}", state.owner, state.loss.as_str()));
    // What matters most comes first.
    item.sort_text =
        Some(format!("{}{}", u8::from(state.loss != crate::model::Loss::Data), item.label));
    if let Some(note) = state.note.clone() {
        let kind = MarkupKind::Markdown;
        item.documentation = Some(match markdown {
            true => Documentation::MarkupContent(MarkupContent { kind, value: note }),
            false => Documentation::String(note),
        });
    }
}

/// The path as the list takes it.
fn fits(state: &StatePath, host: &Host, wanted: &Wanted) -> Option<String> {
    match (wanted, &state.for_user) {
        (Wanted::System, None) => Some(state.path.clone()),
        (Wanted::Home(user), Some(of)) if user.as_ref().is_none_or(|user| user == of) => {
            let home = host.users.iter().find(|user| user.name == *of)?;
            let home = home.home.known()?.as_deref()?;
            Some(state.path.strip_prefix(home)?.trim_start_matches('/').to_owned())
        }
        _ => None,
    }
}

/// The hosts that read a file: those with something in it, else all.
fn concerned<'h>(
    hosts: &'h [std::sync::Arc<Host>],
    path: &std::path::Path,
    analysis: &super::project::Analysis,
) -> Vec<&'h Host> {
    let files = &analysis.report.files;
    let here =
        |span: Option<crate::source::Span>| span.is_some_and(|span| files.is_at(span.file, path));
    let has = |host: &&Host| {
        host.entries.iter().any(|entry| here(entry.span))
            || host.mounts.iter().any(|mount| here(mount.span))
            || host.roots.iter().any(|root| here(root.span))
            || host.state.iter().any(|state| here(state.span))
    };
    let all = || hosts.iter().map(|host| &**host);
    let concerned: Vec<&Host> = all().filter(has).collect();
    if concerned.is_empty() { all().collect() } else { concerned }
}

/// The word that is being written.
struct Word {
    range: TextRange,
    /// It stands in quotes already.
    quoted: bool,
}

fn word_at(text: &str, offset: u32) -> Word {
    let is_part = |char: char| char.is_alphanumeric() || "/._-".contains(char);
    let (before, after) = text.split_at(offset as usize);
    let start = before.trim_end_matches(is_part).len();
    let end = offset as usize + (after.len() - after.trim_start_matches(is_part).len());
    let quoted = before[..start].ends_with('"');
    Word { range: TextRange::new(start as u32, end as u32), quoted }
}

/// What the persistence list around an offset takes, and whether it is one of directories.
fn list_at(text: &str, offset: u32) -> Option<(Wanted, bool)> {
    let path = option_at(text, offset)?;
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    let is_root = |names: &[&str]| {
        names.ends_with(&["environment", "persistence"])
            || names.ends_with(&["preservation", "preserveAt"])
    };
    match names.as_slice() {
        [before @ .., _root, "users"] if is_root(before) => Some((Wanted::Users, true)),
        [before @ .., _root, list] if is_root(before) => {
            Some((Wanted::System, kind_of_list(list)?))
        }
        [before @ .., _root, "users", user, list] if is_root(before) => {
            Some((Wanted::Home(Some((*user).to_owned())), kind_of_list(list)?))
        }
        [.., "home", "persistence", _root, list] => Some((Wanted::Home(None), kind_of_list(list)?)),
        _ => None,
    }
}

fn kind_of_list(name: &str) -> Option<bool> {
    match name {
        "directories" => Some(true),
        "files" => Some(false),
        _ => None,
    }
}

/// The option whose value an offset lies in, by the sets around it.
fn option_at(text: &str, offset: u32) -> Option<Vec<String>> {
    // A quote that was just opened makes the rest of the file a string: without it there is a list again.
    let editor = Editor::new(text).unwrap_or_else(|| {
        let start = word_at(text, offset).range.start as usize;
        let end = word_at(text, offset).range.end as usize;
        let start = start - usize::from(text[..start].ends_with('"'));
        let blank = " ".repeat(end - start);
        Editor::lenient(format!("{}{blank}{}", &text[..start], &text[end..]))
    });
    let mut path = editor.option_around(offset)?;
    // An entry of the list that is a set.
    if let [.., list, name] = path.as_slice()
        && matches!(
            (list.as_str(), name.as_str()),
            ("directories", "directory") | ("files", "file")
        )
    {
        path.pop();
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<(&'static str, bool)> {
        let offset = text.find('|').expect("a cursor") as u32;
        let (wanted, directories) = list_at(&text.replace('|', ""), offset)?;
        let wanted = match wanted {
            Wanted::System => "system",
            Wanted::Home(Some(_)) => "a home",
            Wanted::Home(None) => "home",
            Wanted::Users => "users",
        };
        Some((wanted, directories))
    }

    #[test]
    fn a_list_is_recognised_however_it_is_written() {
        let cases = [
            ("{ environment.persistence.\"/p\".directories = [ | ]; }", Some(("system", true))),
            (
                "{ environment.persistence.\"/p\" = { files = [ \"/etc/a\" \"|\" ]; }; }",
                Some(("system", false)),
            ),
            (
                "{ environment = { persistence.\"/p\" = { directories = [ \"/var|\n ]; }; }; }",
                Some(("system", true)),
            ),
            (
                "{ environment.persistence.\"/p\".users.ann = { directories = [ | ]; }; }",
                Some(("a home", true)),
            ),
            (
                "{ environment.persistence.\"/p\".users.ann.directories = [ \".|\" ]; }",
                Some(("a home", true)),
            ),
            ("{ home.persistence.\"/p\".files = lib.mkIf x ([ | ]); }", Some(("home", false))),
            (
                "{ preservation.preserveAt.\"/p\" = { directories = [ { directory = \"|\"; } ]; }; }",
                Some(("system", true)),
            ),
            ("{ environment.systemPackages = [ | ]; }", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(at(text), wanted, "{text}");
        }
    }

    #[test]
    fn the_word_that_is_written_is_replaced() {
        let text = "[ \"/var/li\" ]";
        let word = word_at(text, 7);
        assert_eq!((word.range, word.quoted), (TextRange::new(3, 10), true));
        assert_eq!(word_at("[  ]", 2).range, TextRange::new(2, 2));
    }
}
