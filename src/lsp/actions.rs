//! Code actions: repairs, allowing a finding, reading about it, the baseline.

use std::{collections::HashMap, path::Path, sync::Arc};

use lsp_server::{RequestId, Response};
use lsp_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionParams, Command,
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit,
    TextEdit, Uri, WorkspaceEdit,
};
use serde_json::json;

use super::{
    commands::{BASELINE, EXPLAIN},
    position::Lines,
    project::Shown,
    server::Server,
    texts::Texts,
    worker,
};
use crate::{
    check::{self, Change},
    diagnostic::{Diagnostic, Fix, Safety},
    fix, rules,
    source::TextRange,
    syntax::{self, edit::Editor},
};

/// Repairs everything that can be repaired without asking.
pub(super) const FIX_ALL: &str = "source.fixAll.persist-lint";

/// Edits of several files.
type Edits = Vec<(Uri, Option<i32>, Vec<TextEdit>)>;

impl Server<'_> {
    pub(super) fn code_actions(
        &mut self,
        params: CodeActionParams,
    ) -> Option<Vec<CodeActionOrCommand>> {
        let path = self.path_of(&params.text_document.uri)?;
        let root = self.project_of(&path)?;
        let project = self.projects.get(&root)?;
        let mut all = Vec::new();
        let (mut editor, mut is_at_finding) = (None, false);
        let findings = project.findings(&self.documents);
        for shown in findings.get(&path).into_iter().flatten() {
            let texts = Texts::of_check(&self.documents, &shown.analysis.report);
            let Some(text) = texts.of(&path) else { continue };
            let lines = Lines::new(&text, self.client.unit);
            let editor = editor.get_or_insert_with(|| Editor::lenient(Arc::clone(&text)));
            if !touches(lines.text_range(params.range), editor.whole_of(shown.range)) {
                continue;
            }
            is_at_finding = true;
            let diagnostic = self.diagnostic(shown, &lines);
            let about = |title: String, kind: CodeActionKind| CodeAction {
                title,
                kind: Some(kind),
                diagnostics: Some(vec![diagnostic.clone()]),
                ..CodeAction::default()
            };
            if wanted(&params.context, "quickfix") {
                let quick = |title| about(title, CodeActionKind::QUICKFIX);
                if let Some(fix) = shown.analysis.report.repair_of(shown.found)
                    && let Some(edit) = self.repair(&fix, shown, &texts)
                {
                    let is_preferred = Some(fix.safety == Safety::Safe);
                    let title = capitalized(&fix.title);
                    all.push(CodeAction { edit: Some(edit), is_preferred, ..quick(title) });
                }
                if let Some(edit) = allow(shown, &lines) {
                    let title = format!("Allow `{}` here", shown.found.rule);
                    let edit = self.workspace_edit(vec![(path.clone(), vec![edit])]);
                    all.push(CodeAction { edit, ..quick(title) });
                }
                if check::baseline_of(&shown.analysis.report).is_some() {
                    let title = format!("Add this `{}` to the baseline", shown.found.rule);
                    let fingerprint = check::fingerprint(shown.found, &shown.analysis.report);
                    let arguments = vec![json!(root), json!(fingerprint)];
                    let command = Command::new(title.clone(), BASELINE.to_owned(), Some(arguments));
                    all.push(CodeAction { command: Some(command), ..quick(title) });
                }
                if rules::find(shown.found.rule).is_some() {
                    let title = format!("Explain `{}`", shown.found.rule);
                    let arguments = vec![json!(shown.found.rule)];
                    let command = Command::new(title.clone(), EXPLAIN.to_owned(), Some(arguments));
                    all.push(CodeAction { command: Some(command), ..quick(title) });
                }
            }
        }
        let repairs = |shown: &Shown<'_>| {
            let Diagnostic { proposal, fix, .. } = shown.found;
            let safe = |safety: Option<Safety>| safety == Some(Safety::Safe);
            safe(fix.as_ref().map(|fix| fix.safety))
                || safe(proposal.as_ref().map(|proposal| proposal.safety))
                    && shown.analysis.report.repair_of(shown.found).is_some()
        };
        // Beside a finding, or for who asks for nothing else: it changes other places, too.
        let is_meant = is_at_finding || params.context.only.is_some();
        let is_offered = self.client.resolves_edits && is_meant && wanted(&params.context, FIX_ALL);
        if is_offered && findings.values().flatten().any(repairs) {
            all.push(CodeAction {
                title: "Repair everything that can be repaired without asking".to_owned(),
                kind: Some(CodeActionKind::new(FIX_ALL)),
                data: Some(json!({ "root": root })),
                ..CodeAction::default()
            });
        }
        Some(all.into_iter().map(CodeActionOrCommand::CodeAction).collect())
    }

    /// Begins to make the edit of an action that repairs everything; gives one back that needs none.
    pub(super) fn resolve_action(
        &mut self,
        id: &RequestId,
        action: CodeAction,
    ) -> Option<CodeAction> {
        let root = action.data.as_ref().and_then(|data| data.get("root")?.as_str());
        let Some(root) = root.map(Path::new).filter(|root| self.projects.contains_key(*root))
        else {
            return Some(action);
        };
        let request = self.request_for(root);
        worker::repair(&self.events_in, request, (id.clone(), action), self.documents.now());
        None
    }

    /// Answers with the edit, when the texts are still those that it is for.
    pub(super) fn repaired(
        &mut self,
        id: RequestId,
        mut action: CodeAction,
        since: u64,
        changes: Vec<Change>,
    ) {
        if self.documents.now() != since {
            let code = lsp_server::ErrorCode::ContentModified as i32;
            let message = "the text was changed in the meantime".to_owned();
            self.send(Response::new_err(id, code, message));
            return;
        }
        let unit = self.client.unit;
        let edits = changes.iter().map(|change| {
            let lines = Lines::new(&change.old, unit);
            let edits = fix::differences(&change.old, &change.new).into_iter();
            let edits = edits.map(|edit| TextEdit::new(lines.range(edit.range), edit.replacement));
            (change.path.clone(), edits.collect())
        });
        action.edit = self.workspace_edit(edits.collect());
        self.send(Response::new_ok(id, action));
    }

    /// The edits of a repair; none when one of their places was touched.
    fn repair(&self, fix: &Fix, shown: &Shown<'_>, texts: &Texts<'_>) -> Option<WorkspaceEdit> {
        let mut files: Vec<(std::path::PathBuf, Vec<TextEdit>)> = Vec::new();
        for edit in &fix.edits {
            let (path, range) = shown.analysis.track(edit.span, &self.documents)?;
            let text = texts.of(&path)?;
            let range = Lines::new(&text, self.client.unit).range(range);
            let edit = TextEdit::new(range, edit.replacement.clone());
            match files.iter_mut().find(|(file, _)| *file == path) {
                Some((_, edits)) => edits.push(edit),
                None => files.push((path, vec![edit])),
            }
        }
        self.workspace_edit(files)
    }

    fn workspace_edit(
        &self,
        files: Vec<(std::path::PathBuf, Vec<TextEdit>)>,
    ) -> Option<WorkspaceEdit> {
        let mut edits: Edits = Vec::new();
        for (path, changes) in files {
            let version = self.documents.get(&path).map(|document| document.version);
            edits.push((self.uri_of(&path)?, version, changes));
        }
        if !self.client.versioned_edits {
            #[expect(clippy::mutable_key_type, reason = "the protocol's type has it so")]
            let changes: HashMap<Uri, Vec<TextEdit>> =
                edits.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
            return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
        }
        let change = |(uri, version, edits): (Uri, Option<i32>, Vec<TextEdit>)| TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
            edits: edits.into_iter().map(OneOf::Left).collect(),
        };
        let changes = DocumentChanges::Edits(edits.into_iter().map(change).collect());
        Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() })
    }
}

fn touches(a: TextRange, b: TextRange) -> bool {
    a.start <= b.end && b.start <= a.end
}

/// Whether the client asks for actions of a kind.
fn wanted(context: &CodeActionContext, kind: &str) -> bool {
    context.only.as_ref().is_none_or(|only| {
        only.iter().any(|wanted| {
            let rest = kind.strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    })
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A comment above the line of a finding, when that is no place inside a string.
fn allow(shown: &Shown<'_>, lines: &Lines<'_>) -> Option<TextEdit> {
    rules::find(shown.found.rule)?;
    let text = lines.text();
    let at = text[..shown.range.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[at..];
    let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let comment = format!("{indent}# persist-lint: allow({}) say why{ending}", shown.found.rule);
    let with = format!("{}{comment}{line}", &text[..at]);
    let count =
        |text: &str| syntax::suppressions(text).iter().filter(|found| found.is_ok()).count();
    if count(&with) != count(text) + 1 {
        return None;
    }
    let place = lines.position(at as u32);
    Some(TextEdit::new(Range::new(place, place), comment))
}
