//! Code lenses on hosts, and links from persisted paths to what writes them.

use std::path::{Path, PathBuf};

use lsp_types::{
    CodeLens, CodeLensParams, Command, DocumentLink, DocumentLinkParams, GotoDefinitionParams,
    GotoDefinitionResponse, Location, Uri,
};

use super::{position::Lines, project::Analysis, server::Server, texts::Texts};
use crate::{model::Certainty, source::TextRange};

impl Server<'_> {
    /// How much each host that is defined in a file keeps and loses.
    pub(super) fn code_lenses(&mut self, params: CodeLensParams) -> Option<Vec<CodeLens>> {
        let (path, root) = self.locate(&params.text_document.uri)?;
        let (analysis, text) = self.known(&root, &path)?;
        let lines = Lines::new(&text, self.client.unit);
        let hosts = analysis.report.fleet.hosts.iter().filter(|host| host.excluded.is_none());
        let lens = hosts.filter_map(|host| {
            let (file, range) = analysis.track(host.span?, &self.documents)?;
            if file != path {
                return None;
            }
            let count =
                |certainty| host.state.iter().filter(|state| state.kept == certainty).count();
            let title = format!(
                "{}: {} kept, {} lost, {} unknown",
                host.name,
                count(Certainty::Yes),
                count(Certainty::No),
                count(Certainty::Unknown)
            );
            // A command without a name does nothing: the lens only tells.
            let command = Command::new(title, String::new(), None);
            Some(CodeLens { range: lines.range(range), command: Some(command), data: None })
        });
        Some(lens.collect())
    }

    /// From each persisted path in a file to the line that enables its owner.
    pub(super) fn links(&mut self, params: DocumentLinkParams) -> Option<Vec<DocumentLink>> {
        let (path, root) = self.locate(&params.text_document.uri)?;
        let (analysis, text) = self.known(&root, &path)?;
        let lines = Lines::new(&text, self.client.unit);
        let links = self.owners_in(analysis, &path).into_iter().map(|owned| {
            let place = self.location_of(analysis, &owned);
            let target = place.and_then(|place| {
                let line = place.range.start.line + 1;
                format!("{}#L{line}", place.uri.as_str()).parse::<Uri>().ok()
            });
            let (range, tooltip) = (lines.range(owned.entry), Some(owned.owner.to_owned()));
            DocumentLink { range, target, tooltip, data: None }
        });
        Some(links.collect())
    }

    /// From a persisted path to what enables its owner.
    pub(super) fn definition(
        &mut self,
        params: GotoDefinitionParams,
    ) -> Option<GotoDefinitionResponse> {
        let at = params.text_document_position_params;
        let (path, root) = self.locate(&at.text_document.uri)?;
        let (analysis, text) = self.known(&root, &path)?;
        let offset = Lines::new(&text, self.client.unit).offset(at.position);
        let owners = self.owners_in(analysis, &path).into_iter();
        let here = owners.filter(|own| own.entry.start <= offset && offset <= own.entry.end);
        let places: Vec<_> = here.filter_map(|own| self.location_of(analysis, &own)).collect();
        (!places.is_empty()).then_some(GotoDefinitionResponse::Array(places))
    }

    /// The entries in a file whose owner is enabled somewhere, each place once.
    fn owners_in<'a>(&self, analysis: &'a Analysis, path: &Path) -> Vec<Owned<'a>> {
        let mut all: Vec<Owned<'a>> = Vec::new();
        for host in &analysis.report.fleet.hosts {
            for entry in host.entries.iter() {
                let Some((file, range)) =
                    entry.span.and_then(|span| analysis.track(span, &self.documents))
                else {
                    continue;
                };
                if file != path || all.iter().any(|other| other.entry == range) {
                    continue;
                }
                let owner = host.state.iter().find(|state| state.path == entry.path);
                if let Some(owner) = owner
                    && let Some((file, enabled)) =
                        owner.span.and_then(|span| analysis.track(span, &self.documents))
                {
                    all.push(Owned { entry: range, owner: &owner.owner, file, enabled });
                }
            }
        }
        all
    }

    fn location_of(&self, analysis: &Analysis, owned: &Owned<'_>) -> Option<Location> {
        let text = Texts::of_check(&self.documents, &analysis.report).of(&owned.file)?;
        let range = Lines::new(&text, self.client.unit).range(owned.enabled);
        Some(Location::new(self.uri_of(&owned.file)?, range))
    }
}

/// A persisted path, and what enables its owner.
struct Owned<'a> {
    entry: TextRange,
    owner: &'a str,
    file: PathBuf,
    enabled: TextRange,
}
