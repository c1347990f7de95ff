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
    project::{Project, Shown},
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
    /// were some. Files that are open come first: somebody looks at them.
    fn publish(&mut self, root: &Path) {
        let Some(project) = self.projects.get(root) else { return };
        let found = project.findings(&self.documents).into_iter();
        let (open, others): (Vec<_>, Vec<_>) =
            found.partition(|(path, _)| self.documents.get(path).is_some());
        let mut now = BTreeMap::new();
        for (path, shown) in open.into_iter().chain(others) {
            let Some(diagnostics) = self.diagnostics_in(&path, &shown) else { continue };
            let version = self.documents.get(&path).map(|document| document.version);
            let told = (version, diagnostics);
            if project.published.get(&path) != Some(&told) {
                self.send_diagnostics(&path, &told);
            }
            now.insert(path, told);
        }
        for path in project.published.keys().filter(|path| !now.contains_key(*path)) {
            self.send_diagnostics(path, &(None, Vec::new()));
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
        let found = project.findings(&self.documents).into_iter();
        let all = found.filter_map(|(path, shown)| {
            let diagnostics = self.diagnostics_in(&path, &shown)?;
            Some((path, diagnostics))
        });
        all.collect()
    }

    /// Those of one file; `None` when there is no text.
    fn diagnostics_in(&self, path: &Path, found: &[Shown<'_>]) -> Option<Vec<Diagnostic>> {
        let files = found.first().map(|shown| &*shown.analysis.report.files);
        let texts = Texts { documents: &self.documents, files };
        let text = texts.of(path)?;
        let lines = Lines::new(&text, self.client.unit);
        let shown = |shown: &Shown<'_>| show::diagnostic(shown, &lines, &texts, &self.client);
        Some(found.iter().map(shown).collect())
    }
}
