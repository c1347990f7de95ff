//! Sends diagnostics to a client that does not ask for them, and tells the others that there are new ones.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use lsp_types::{
    Diagnostic, PublishDiagnosticsParams, notification::PublishDiagnostics, request as ask,
};

use super::{
    position::Lines,
    project::Project,
    server::{Asked, Server},
    show,
    texts::Texts,
};

/// What was sent for a file: the version of its text, and its findings.
pub(super) type Told = (Option<i32>, Vec<Diagnostic>);

impl Server<'_> {
    /// Tells the client what is known now.
    pub(super) fn tell(&mut self) {
        if !self.client.pulls {
            let roots: Vec<PathBuf> = self.projects.keys().cloned().collect();
            for root in roots {
                self.publish(&root);
            }
        } else if self.client.refreshes_diagnostics {
            self.ask::<ask::WorkspaceDiagnosticRefresh>((), Asked::Nothing);
        }
        for request in std::mem::take(&mut self.waiting) {
            self.request(request);
        }
        if self.client.refreshes_lenses {
            self.ask::<ask::CodeLensRefresh>((), Asked::Nothing);
        }
    }

    /// Sends the findings of a project where they are others than those that were sent, and that there are none where there
    /// were some.
    fn publish(&mut self, root: &Path) {
        let Some(project) = self.projects.get(root) else { return };
        let mut now = BTreeMap::new();
        for (path, diagnostics) in self.diagnostics(project) {
            let version = self.documents.get(&path).map(|document| document.version);
            now.insert(path, (version, diagnostics));
        }
        for path in project.published.keys().filter(|path| !now.contains_key(*path)) {
            self.send_diagnostics(path, &(None, Vec::new()));
        }
        for (path, told) in &now {
            if project.published.get(path) != Some(told) {
                self.send_diagnostics(path, told);
            }
        }
        if let Some(project) = self.projects.get_mut(root) {
            project.published = now;
        }
    }

    fn send_diagnostics(&self, path: &Path, (version, diagnostics): &Told) {
        if let Some(uri) = self.uri_of(path) {
            let (version, diagnostics) = (*version, diagnostics.clone());
            self.notify::<PublishDiagnostics>(PublishDiagnosticsParams {
                uri,
                diagnostics,
                version,
            });
        }
    }

    /// Takes back what was sent of a project.
    pub(super) fn unpublish(&self, project: &Project) {
        for path in project.published.keys() {
            self.send_diagnostics(path, &(None, Vec::new()));
        }
    }

    /// The findings of a project, by file.
    pub(super) fn diagnostics(&self, project: &Project) -> BTreeMap<PathBuf, Vec<Diagnostic>> {
        let mut all = BTreeMap::new();
        for (path, found) in project.findings(&self.documents) {
            let files = found.first().map(|shown| &*shown.analysis.report.files);
            let texts = Texts { documents: &self.documents, files };
            let Some(text) = texts.of(&path) else { continue };
            let lines = Lines::new(&text, self.client.unit);
            let shown = found
                .iter()
                .map(|shown| show::diagnostic(shown, &lines, &texts, &self.client))
                .collect();
            all.insert(path, shown);
        }
        all
    }
}
