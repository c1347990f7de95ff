//! Which message is for what.

use lsp_server::{ErrorCode, ExtractError, Notification, Request, Response};
use lsp_types::{
    notification::{self as note, Notification as _},
    request::{self as ask, Request as _},
};

use super::{documents::Document, position, server::Server};

impl Server<'_> {
    /// Answers a request; `None` when the answer comes later.
    pub(super) fn answer(&mut self, request: Request) -> Option<Response> {
        let invalid = request.id.clone();
        macro_rules! dispatch {
            ($($method:ty => $handler:expr),* $(,)?) => {
                match request.method.as_str() {
                    $(<$method>::METHOD => match request.extract(<$method>::METHOD) {
                        Ok((id, params)) => {
                            let answer: <$method as ask::Request>::Result = $handler(self, params);
                            Some(Response::new_ok(id, answer))
                        }
                        Err(ExtractError::JsonError { method, error }) => {
                            let code = ErrorCode::InvalidParams as i32;
                            let message = format!("{method}: {error}");
                            Some(Response::new_err(invalid, code, message))
                        }
                        Err(ExtractError::MethodMismatch(_)) => None,
                    },)*
                    _ => {
                        let code = ErrorCode::MethodNotFound as i32;
                        let message = format!("there is no method {}", request.method);
                        Some(Response::new_err(request.id, code, message))
                    }
                }
            };
        }
        // Who asks before the texts were checked as they are now, and would not be told later, gets the answer later.
        let pulls =
            [ask::DocumentDiagnosticRequest::METHOD, ask::WorkspaceDiagnosticRequest::METHOD];
        if pulls.contains(&request.method.as_str())
            && !self.client.refreshes_diagnostics
            && self
                .projects
                .values()
                .any(|project| !project.knows(self.documents.now()) && project.error.is_none())
        {
            self.waiting.push(request);
            return None;
        }
        // It takes a while.
        if request.method == ask::CodeActionResolveRequest::METHOD {
            let id = request.id.clone();
            return match request.extract(ask::CodeActionResolveRequest::METHOD) {
                Ok((id, action)) => {
                    self.resolve_action(&id, action).map(|action| Response::new_ok(id, action))
                }
                Err(error) => {
                    let code = ErrorCode::InvalidParams as i32;
                    Some(Response::new_err(id, code, format!("{error:?}")))
                }
            };
        }
        dispatch! {
            ask::DocumentDiagnosticRequest => Self::document_diagnostics,
            ask::WorkspaceDiagnosticRequest => Self::workspace_diagnostics,
            ask::CodeActionRequest => Self::code_actions,
            ask::ExecuteCommand => Self::execute,
            ask::HoverRequest => Self::hover,
            ask::Completion => Self::completion,
            ask::CodeLensRequest => Self::code_lenses,
            ask::DocumentLinkRequest => Self::links,
            ask::GotoDefinition => Self::definition,
        }
    }

    /// Takes a notification. One that cannot be read, or is not known, changes nothing.
    pub(super) fn notified(&mut self, notification: Notification) {
        match notification.method.as_str() {
            note::DidOpenTextDocument::METHOD => {
                if let Ok(params) = read::<note::DidOpenTextDocument>(notification) {
                    self.opened(params);
                }
            }
            note::DidChangeTextDocument::METHOD => {
                if let Ok(params) = read::<note::DidChangeTextDocument>(notification)
                    && let Some(path) = self.path_of(&params.text_document.uri)
                {
                    let version = params.text_document.version;
                    let unit = self.client.unit;
                    self.documents.change(&path, version, params.content_changes, unit);
                    self.stale = true;
                    self.moved = true;
                }
            }
            note::DidCloseTextDocument::METHOD => {
                if let Ok(params) = read::<note::DidCloseTextDocument>(notification)
                    && let Some(path) = self.path_of(&params.text_document.uri)
                {
                    self.documents.close(&path);
                    self.stale = true;
                }
            }
            note::DidChangeWatchedFiles::METHOD => {
                if let Ok(params) = read::<note::DidChangeWatchedFiles>(notification) {
                    for change in params.changes {
                        if let Some(path) = self.path_of(&change.uri) {
                            self.file_changed(&path);
                        }
                    }
                }
            }
            note::DidChangeWorkspaceFolders::METHOD => {
                if let Ok(params) = read::<note::DidChangeWorkspaceFolders>(notification) {
                    for folder in params.event.added {
                        if let Some(path) = position::path(&folder.uri) {
                            self.add_folder(path);
                        }
                    }
                    for folder in params.event.removed {
                        if let Some(path) = position::path(&folder.uri) {
                            self.remove_folder(&path);
                        }
                    }
                }
            }
            note::DidChangeConfiguration::METHOD => {
                if let Ok(params) = read::<note::DidChangeConfiguration>(notification) {
                    self.settings_changed(params.settings);
                }
            }
            _ => {}
        }
    }

    fn opened(&mut self, params: lsp_types::DidOpenTextDocumentParams) {
        let item = params.text_document;
        let Some(path) = self.path_of(&item.uri) else { return };
        self.learn_spelling(&item.uri, &path);
        let Some(root) = self.project_of(&path) else { return };
        let known = self.projects.get(&root).and_then(|project| project.best());
        let known = known.and_then(|analysis| {
            let files = &analysis.report.files;
            files.find(&path).map(|file| files.text(file))
        });
        // What was told of the file under another name is told under this one.
        self.moved |= self.uri_of(&path).is_none_or(|uri| uri != item.uri);
        let document = Document { uri: item.uri, version: item.version, text: item.text.into() };
        let before = self.documents.now();
        self.documents.open(&path, document, known.as_deref());
        self.stale |= self.documents.now() != before;
    }
}

fn read<N: note::Notification>(notification: Notification) -> Result<N::Params, ()> {
    notification.extract(N::METHOD).map_err(|_| ())
}
