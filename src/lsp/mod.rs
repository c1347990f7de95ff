//! The language server: what `check` finds, while it is being written.
//!
//! One thread talks with the client (`server`); two check in the background (`worker`): one at once, from the
//! project's own files, one with all inputs when nothing has changed for a moment. What they found moves with the text
//! until they have found it anew (`documents`), so nothing is shown at a place that has changed.

mod actions;
mod checks;
mod client;
mod commands;
mod completion;
mod dispatch;
mod documents;
mod folders;
mod hover;
mod lens;
mod position;
mod progress;
mod project;
mod publish;
mod pull;
mod server;
mod settings;
mod show;
mod stdio;
mod texts;
mod watch;
mod worker;

use lsp_server::Connection;
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions,
    CompletionOptions, DiagnosticOptions, DiagnosticServerCapabilities, DocumentLinkOptions,
    ExecuteCommandOptions, HoverProviderCapability, InitializeParams, OneOf, SaveOptions,
    ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};
use serde_json::json;

use client::Client;

/// Serves the client at the other end of standard input and output, until it says to exit.
///
/// Gives whether it ended as the protocol says.
#[must_use]
pub fn stdio() -> bool {
    let (connection, writer) = stdio::connect();
    let well = serve(&connection);
    drop(connection);
    // What was sent is written before the process ends.
    let _ = writer.join();
    well
}

/// Serves a client. Gives whether it ended as the protocol says.
#[must_use]
pub fn serve(connection: &Connection) -> bool {
    let Ok((id, params)) = connection.initialize_start() else { return false };
    let params: InitializeParams = match serde_json::from_value(client::respelled(params)) {
        Ok(params) => params,
        Err(error) => {
            let code = lsp_server::ErrorCode::InvalidParams as i32;
            let response = lsp_server::Response::new_err(id, code, error.to_string());
            // The client may have gone already.
            let _ = connection.sender.send(response.into());
            return false;
        }
    };
    let client = Client::new(&params);
    let answer = json!({
        "capabilities": capabilities(&client),
        "serverInfo": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
    });
    if connection.initialize_finish(id, answer).is_err() {
        return false;
    }
    let mut server = server::Server::new(connection, client, client::folders(&params));
    server.set_wishes(params.initialization_options.unwrap_or_default());
    server.follow_settings();
    server.run()
}

fn capabilities(client: &Client) -> ServerCapabilities {
    let kinds = vec![CodeActionKind::QUICKFIX, CodeActionKind::new(actions::FIX_ALL)];
    ServerCapabilities {
        position_encoding: Some(position::encoding(client.unit)),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                include_text: Some(false),
            })),
            ..TextDocumentSyncOptions::default()
        })),
        diagnostic_provider: client.pulls.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some(show::SOURCE.to_owned()),
                inter_file_dependencies: true,
                workspace_diagnostics: true,
                ..DiagnosticOptions::default()
            })
        }),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(kinds),
            resolve_provider: Some(client.resolves_edits),
            ..CodeActionOptions::default()
        })),
        definition_provider: Some(OneOf::Left(true)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(vec!["\"".to_owned(), "/".to_owned(), ".".to_owned()]),
            ..CompletionOptions::default()
        }),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: lsp_types::WorkDoneProgressOptions::default(),
        }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![commands::EXPLAIN.to_owned(), commands::BASELINE.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: None,
        }),
        ..ServerCapabilities::default()
    }
}
