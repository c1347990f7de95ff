//! Diagnostics for a client that asks for them.

use std::path::Path;

use lsp_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
};
use sha2::{Digest as _, Sha256};

use super::server::Server;

impl Server<'_> {
    pub(super) fn document_diagnostics(
        &mut self,
        params: DocumentDiagnosticParams,
    ) -> DocumentDiagnosticReportResult {
        let path = self.path_of(&params.text_document.uri);
        let items = path.map(|path| self.diagnostics_of(&path)).unwrap_or_default();
        let id = result_id(&items);
        let report = if params.previous_result_id.as_ref() == Some(&id) {
            let unchanged = UnchangedDocumentDiagnosticReport { result_id: id };
            DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: unchanged,
            })
        } else {
            let full = FullDocumentDiagnosticReport { result_id: Some(id), items };
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: full,
            })
        };
        DocumentDiagnosticReportResult::Report(report)
    }

    pub(super) fn workspace_diagnostics(
        &mut self,
        params: WorkspaceDiagnosticParams,
    ) -> WorkspaceDiagnosticReportResult {
        let mut items = Vec::new();
        let mut add = |server: &Self, path: &Path, diagnostics: Vec<Diagnostic>| {
            let Some(uri) = server.uri_of(path) else { return };
            let version = server.documents.get(path).map(|document| i64::from(document.version));
            let full_document_diagnostic_report = FullDocumentDiagnosticReport {
                result_id: Some(result_id(&diagnostics)),
                items: diagnostics,
            };
            items.push(WorkspaceDocumentDiagnosticReport::Full(
                WorkspaceFullDocumentDiagnosticReport {
                    uri,
                    version,
                    full_document_diagnostic_report,
                },
            ));
        };
        let mut told = std::collections::BTreeSet::new();
        for project in self.projects.values() {
            for (path, diagnostics) in self.diagnostics(project) {
                add(self, &path, diagnostics);
                told.insert(path);
            }
        }
        // A file that had findings when it was last asked has none now.
        for previous in params.previous_result_ids {
            if let Some(path) = self.path_of(&previous.uri)
                && !told.contains(&path)
            {
                add(self, &path, Vec::new());
            }
        }
        WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items })
    }

    fn diagnostics_of(&self, path: &Path) -> Vec<Diagnostic> {
        let projects = self.projects.values();
        projects.flat_map(|project| self.diagnostics(project).remove(path)).flatten().collect()
    }
}

/// Differs when the diagnostics do.
fn result_id(items: &[Diagnostic]) -> String {
    let text = serde_json::to_string(items).expect("plain data is JSON");
    data_encoding::HEXLOWER.encode(&Sha256::digest(text)[..8])
}
