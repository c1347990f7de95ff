//! Diagnostics for a client that asks for them.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

use lsp_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportKind,
    DocumentDiagnosticReportResult, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};
use sha2::{Digest as _, Sha256};

use super::server::Server;

/// What is told of other files with those of one.
type Related = HashMap<Uri, DocumentDiagnosticReportKind>;

impl Server<'_> {
    pub(super) fn document_diagnostics(
        &mut self,
        params: DocumentDiagnosticParams,
    ) -> DocumentDiagnosticReportResult {
        let path = self.path_of(&params.text_document.uri);
        let (items, related_documents) = match path {
            Some(path) if self.client.related_documents => {
                let mut all = self.diagnostics();
                let items = all.remove(&path).unwrap_or_default();
                (items, Some(self.related_to(&path, all)))
            }
            path => (path.map(|path| self.diagnostics_of(&path)).unwrap_or_default(), None),
        };
        let report = match answer(items, params.previous_result_id.as_deref()) {
            Answer::Full(full_document_diagnostic_report) => {
                DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                    related_documents,
                    full_document_diagnostic_report,
                })
            }
            Answer::Unchanged(unchanged_document_diagnostic_report) => {
                DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                    related_documents,
                    unchanged_document_diagnostic_report,
                })
            }
        };
        DocumentDiagnosticReportResult::Report(report)
    }

    /// Those of the other files, also that there are none any more.
    #[expect(clippy::mutable_key_type, reason = "the protocol's type has it so")]
    fn related_to(
        &mut self,
        path: &Path,
        others: BTreeMap<std::path::PathBuf, Vec<Diagnostic>>,
    ) -> Related {
        let full = |items| DocumentDiagnosticReportKind::Full(full(items));
        let mut related = Related::new();
        let mut told = BTreeSet::new();
        for (path, items) in others {
            if let Some(uri) = self.uri_of(&path) {
                told.insert(uri.as_str().to_owned());
                related.insert(uri, full(items));
            }
        }
        let own = self.uri_of(path).map(|uri| uri.as_str().to_owned());
        for before in std::mem::replace(&mut self.related, told) {
            if Some(&before) == own.as_ref() {
                self.related.insert(before);
            } else if !self.related.contains(&before)
                && let Ok(uri) = before.parse()
            {
                related.insert(uri, full(Vec::new()));
            }
        }
        related
    }

    pub(super) fn workspace_diagnostics(
        &mut self,
        params: WorkspaceDiagnosticParams,
    ) -> WorkspaceDiagnosticReportResult {
        let mut items = Vec::new();
        let mut add = |uri, version, diagnostics, previous: Option<&str>| {
            items.push(match answer(diagnostics, previous) {
                Answer::Full(full_document_diagnostic_report) => {
                    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                        uri,
                        version,
                        full_document_diagnostic_report,
                    })
                }
                Answer::Unchanged(unchanged_document_diagnostic_report) => {
                    WorkspaceDocumentDiagnosticReport::Unchanged(
                        WorkspaceUnchangedDocumentDiagnosticReport {
                            uri,
                            version,
                            unchanged_document_diagnostic_report,
                        },
                    )
                }
            });
        };
        let previous = params.previous_result_ids.into_iter();
        let mut previous: BTreeMap<String, (Uri, String)> =
            previous.map(|id| (id.uri.as_str().to_owned(), (id.uri, id.value))).collect();
        for (path, diagnostics) in self.diagnostics() {
            let Some(uri) = self.uri_of(&path) else { continue };
            let version = self.documents.get(&path).map(|document| i64::from(document.version));
            let before = previous.remove(uri.as_str()).map(|(_, value)| value);
            add(uri, version, diagnostics, before.as_deref());
        }
        // A file that had findings when it was last asked has none now.
        for (uri, value) in previous.into_values() {
            let open = self.path_of(&uri).and_then(|path| Some(self.documents.get(&path)?.version));
            add(uri, open.map(i64::from), Vec::new(), Some(&value));
        }
        WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items })
    }
}

enum Answer {
    Full(FullDocumentDiagnosticReport),
    Unchanged(UnchangedDocumentDiagnosticReport),
}

/// The diagnostics, unless the client has them.
fn answer(items: Vec<Diagnostic>, previous: Option<&str>) -> Answer {
    let report = full(items);
    match report.result_id {
        Some(result_id) if previous == Some(&result_id) => {
            Answer::Unchanged(UnchangedDocumentDiagnosticReport { result_id })
        }
        _ => Answer::Full(report),
    }
}

fn full(items: Vec<Diagnostic>) -> FullDocumentDiagnosticReport {
    FullDocumentDiagnosticReport { result_id: Some(result_id(&items)), items }
}

/// Differs when the diagnostics do.
fn result_id(items: &[Diagnostic]) -> String {
    let text = serde_json::to_string(items).expect("plain data is JSON");
    data_encoding::HEXLOWER.encode(&Sha256::digest(text)[..8])
}
