//! Work-done progress: how far a whole check is.

use std::path::Path;

use lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport,
    notification::Progress, request::WorkDoneProgressCreate,
};

use super::server::{Asked, Server};

impl Server<'_> {
    /// Shows how many hosts of a project are done.
    pub(super) fn show_progress(&mut self, root: &Path, done: usize, of: usize) {
        if !self.client.progress || of == 0 {
            return;
        }
        let percentage = Some((done * 100 / of) as u32);
        let message = Some(format!("{done}/{of} hosts"));
        if let Some(token) = self.progress.get(root) {
            let report = WorkDoneProgressReport { cancellable: None, message, percentage };
            self.tell_progress(token, WorkDoneProgress::Report(report));
            return;
        }
        // One is used once.
        let token = format!("persist-lint {} {}", root.display(), self.next_id);
        let created = WorkDoneProgressCreateParams { token: NumberOrString::String(token.clone()) };
        self.ask::<WorkDoneProgressCreate>(created, Asked::Nothing);
        let begin = WorkDoneProgressBegin {
            title: "persist-lint".to_owned(),
            cancellable: None,
            message,
            percentage,
        };
        self.tell_progress(&token, WorkDoneProgress::Begin(begin));
        self.progress.insert(root.to_owned(), token);
    }

    /// Ends what is shown.
    pub(super) fn end_progress(&mut self, root: &Path) {
        if let Some(token) = self.progress.remove(root) {
            let end = WorkDoneProgressEnd { message: None };
            self.tell_progress(&token, WorkDoneProgress::End(end));
        }
    }

    fn tell_progress(&self, token: &str, progress: WorkDoneProgress) {
        self.notify::<Progress>(ProgressParams {
            token: NumberOrString::String(token.to_owned()),
            value: ProgressParamsValue::WorkDone(progress),
        });
    }
}
