//! Commands that the client runs here.

use lsp_types::{ExecuteCommandParams, MessageType, ShowMessageParams, notification::ShowMessage};
use serde_json::{Value, json};

use super::server::Server;
use crate::{check, rules};

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
                // A client that knows the command shows the page; the others get its beginning.
                let why = rule.section("What it does").unwrap_or(rule.summary);
                let message =
                    format!("{}\n\n{why}\n\nMore: persist-lint explain {}", rule.summary, rule.id);
                self.notify::<ShowMessage>(ShowMessageParams { typ: MessageType::INFO, message });
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
}
