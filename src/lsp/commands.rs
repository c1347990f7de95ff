//! Commands that the client runs here.

use lsp_types::{
    ExecuteCommandParams, MessageType, ShowDocumentParams, ShowMessageParams,
    notification::ShowMessage, request::ShowDocument,
};
use serde_json::{Value, json};

use super::{
    position,
    server::{Asked, Server},
};
use crate::{
    check::{self, CacheChoice},
    rules::{self, Rule},
};

/// Shows the page of a rule.
pub(super) const EXPLAIN: &str = "persist-lint.explain";
/// Adds a finding to the baseline.
pub(super) const BASELINE: &str = "persist-lint.addToBaseline";

impl Server<'_> {
    pub(super) fn execute(&mut self, params: ExecuteCommandParams) -> Option<Value> {
        let text = |index: usize| params.arguments.get(index).and_then(Value::as_str);
        match params.command.as_str() {
            EXPLAIN => {
                let rule = rules::find(text(0)?)?;
                self.show_page(rule);
                Some(json!({ "rule": rule.id, "markdown": rule.doc }))
            }
            BASELINE => {
                let (root, fingerprint) = (text(0)?.to_owned(), text(1)?.to_owned());
                let analysis = self.projects.get(std::path::Path::new(&root))?.best()?;
                if let Err(error) = check::add_to_baseline(&analysis.report, &fingerprint) {
                    self.warn(&error.to_string());
                }
                self.changed_everywhere();
                None
            }
            _ => None,
        }
    }

    /// Shows the page of a rule: as a file, where the client opens one, else where it is. A client that shows what the command
    /// answers with does so itself.
    fn show_page(&mut self, rule: &Rule) {
        if self.client.shows_pages {
            return;
        }
        let file = || {
            let pages = CacheChoice::of_user()?.folder.join("pages");
            check::make_directory(&pages).ok()?;
            let file = pages.join(format!("{}.md", rule.id));
            check::write_output(&file, rule.doc.as_bytes()).ok()?;
            position::uri(&file)
        };
        let uri = if self.client.opens_files { file() } else { None };
        match uri {
            Some(uri) => {
                let params = ShowDocumentParams {
                    uri,
                    external: None,
                    take_focus: Some(true),
                    selection: None,
                };
                self.ask::<ShowDocument>(params, Asked::Nothing);
            }
            None => {
                let (id, summary) = (rule.id, rule.summary);
                let message = format!("{id}: {summary}. More: persist-lint explain {id}");
                self.notify::<ShowMessage>(ShowMessageParams { typ: MessageType::INFO, message });
            }
        }
    }
}
