//! Code lenses on hosts, and links from persisted paths to what writes them.

use lsp_types::{CodeLens, CodeLensParams, Command, DocumentLink, DocumentLinkParams, Uri};

use super::{position::Lines, server::Server, texts::Texts};
use crate::model::Certainty;

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
        let texts = Texts { documents: &self.documents, files: Some(&analysis.report.files) };
        let mut links: Vec<DocumentLink> = Vec::new();
        for host in &analysis.report.fleet.hosts {
            for entry in host.entries.iter() {
                let Some((file, range)) =
                    entry.span.and_then(|span| analysis.track(span, &self.documents))
                else {
                    continue;
                };
                let range = lines.range(range);
                if file != path || links.iter().any(|link| link.range == range) {
                    continue;
                }
                let owner = host.state.iter().find(|state| state.path == entry.path);
                let Some((owner, span)) = owner.and_then(|owner| Some((owner, owner.span?))) else {
                    continue;
                };
                let Some((file, at)) = analysis.track(span, &self.documents) else { continue };
                let place = texts
                    .of(&file)
                    .map(|text| Lines::new(&text, self.client.unit).position(at.start));
                let uri = self.uri_of(&file).zip(place).and_then(|(uri, place)| {
                    let line = format!("{}#L{}", uri.as_str(), place.line + 1);
                    line.parse::<Uri>().ok()
                });
                links.push(DocumentLink {
                    range,
                    target: uri,
                    tooltip: Some(owner.owner.clone()),
                    data: None,
                });
            }
        }
        Some(links)
    }
}
