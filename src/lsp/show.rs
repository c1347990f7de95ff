//! Findings as the protocol's diagnostics.

use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location,
    NumberOrString, Uri,
};

use super::{position::Lines, project::Shown, server::Server, texts::Texts};
use crate::{
    diagnostic::{Severity, host_list},
    rules,
};

/// The name of the tool, as diagnostics have it.
pub(super) const SOURCE: &str = env!("CARGO_PKG_NAME");

impl Server<'_> {
    /// A finding in its file.
    pub(super) fn diagnostic(&self, shown: &Shown<'_>, lines: &Lines<'_>) -> Diagnostic {
        let found = shown.found;
        let texts = Texts::of_check(&self.documents, &shown.analysis.report);
        let mut message = vec![found.message.clone()];
        message.extend(found.reason.iter().map(|reason| format!("why: {reason}")));
        message.extend(found.help.iter().map(|help| format!("help: {help}")));
        let mut related = Vec::new();
        for (label, path, range) in shown.labels(&self.documents) {
            let Some(text) = texts.of(&path) else { continue };
            let place = Lines::new(&text, self.client.unit).range(range);
            if self.client.related {
                if let Some(uri) = self.uri_of(&path) {
                    let location = Location::new(uri, place);
                    let message = label.message.clone();
                    related.push(DiagnosticRelatedInformation { location, message });
                }
            } else {
                let file = path.strip_prefix(&shown.analysis.report.root).unwrap_or(&path);
                let line = place.start.line + 1;
                message.push(format!("see {}:{line}: {}", file.display(), label.message));
            }
        }
        let fleet = shown.analysis.report.fleet.hosts.len();
        if fleet > 1 && !found.hosts.is_empty() {
            message.push(host_list(&found.hosts, usize::MAX));
        }
        let href = rules::find(found.rule)
            .and_then(rules::Rule::url)
            .and_then(|url| url.parse::<Uri>().ok());
        Diagnostic {
            range: lines.range(shown.range),
            severity: Some(match found.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Info => DiagnosticSeverity::INFORMATION,
            }),
            code: Some(NumberOrString::String(found.rule.to_owned())),
            code_description: href.map(|href| CodeDescription { href }),
            source: Some(SOURCE.to_owned()),
            message: message.join("\n"),
            related_information: (!related.is_empty()).then_some(related),
            tags: None,
            data: Some(serde_json::json!({
                "fingerprint": shown.mark,
            })),
        }
    }
}
