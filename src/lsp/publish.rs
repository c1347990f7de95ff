//! Sends diagnostics to a client that does not ask for them, and tells the others that there are new ones.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use lsp_types::{
    Diagnostic, PublishDiagnosticsParams, Uri, notification::PublishDiagnostics, request as ask,
};

use super::{
    position::Lines,
    project::Shown,
    server::{Asked, Server},
    texts::Texts,
};

/// What was sent for a file: its name, the version of its text, and its findings.
#[derive(PartialEq)]
pub(super) struct Told {
    uri: Uri,
    version: Option<i32>,
    diagnostics: Vec<Diagnostic>,
}

impl Server<'_> {
    /// Tells the client what is known now.
    pub(super) fn tell(&mut self) {
        if !self.client.pulls {
            self.publish();
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

    /// Sends the findings where they are others than those that were sent, and that there are none where there were some.
    /// Files that are open come first: somebody looks at them.
    fn publish(&mut self) {
        let (open, others): (Vec<_>, Vec<_>) =
            self.findings().into_iter().partition(|(path, _)| self.documents.get(path).is_some());
        let mut now = BTreeMap::new();
        for (path, shown) in open.into_iter().chain(others) {
            let Some(uri) = self.uri_of(&path) else { continue };
            let Some(diagnostics) = self.diagnostics_in(&path, &shown) else { continue };
            let version = self.documents.get(&path).map(|document| document.version);
            let name = uri.as_str().to_owned();
            let told = Told { uri, version, diagnostics };
            if self.published.get(&name) != Some(&told) {
                self.send_diagnostics(&told);
            }
            now.insert(name, told);
        }
        for (_, told) in self.published.iter().filter(|(name, _)| !now.contains_key(*name)) {
            let uri = told.uri.clone();
            self.send_diagnostics(&Told { uri, version: None, diagnostics: Vec::new() });
        }
        self.published = now;
    }

    fn send_diagnostics(&self, told: &Told) {
        self.notify::<PublishDiagnostics>(PublishDiagnosticsParams {
            uri: told.uri.clone(),
            diagnostics: told.diagnostics.clone(),
            version: told.version,
        });
    }

    /// What is shown of all projects, by file.
    fn findings(&self) -> BTreeMap<PathBuf, Vec<Shown<'_>>> {
        let mut all: BTreeMap<PathBuf, Vec<Shown<'_>>> = BTreeMap::new();
        for project in self.projects.values() {
            for (path, shown) in project.findings(&self.documents) {
                all.entry(path).or_default().extend(shown);
            }
        }
        all
    }

    /// The diagnostics of all files that have any.
    pub(super) fn diagnostics(&self) -> BTreeMap<PathBuf, Vec<Diagnostic>> {
        let found = self.findings().into_iter();
        let all = found.filter_map(|(path, shown)| {
            let diagnostics = self.diagnostics_in(&path, &shown)?;
            Some((path, diagnostics))
        });
        all.collect()
    }

    /// Those of one file.
    pub(super) fn diagnostics_of(&self, path: &Path) -> Vec<Diagnostic> {
        let shown = self.findings().remove(path).unwrap_or_default();
        self.diagnostics_in(path, &shown).unwrap_or_default()
    }

    /// Those of one file; `None` when there is no text.
    fn diagnostics_in(&self, path: &Path, found: &[Shown<'_>]) -> Option<Vec<Diagnostic>> {
        let report = &found.first()?.analysis.report;
        let text = Texts::of_check(&self.documents, report).of(path)?;
        let lines = Lines::new(&text, self.client.unit);
        let is_same = |one: &Shown<'_>, other: &Shown<'_>| {
            (one.range, one.found.rule, &one.found.message)
                == (other.range, other.found.rule, &other.found.message)
        };
        // Two projects that read a file find the same in it.
        let several = self.projects.len() > 1;
        let is_told = |at: usize| several && found[..at].iter().any(|one| is_same(one, &found[at]));
        let once = (0..found.len()).filter(|at| !is_told(*at));
        Some(once.map(|at| self.diagnostic(&found[at], &lines)).collect())
    }
}
