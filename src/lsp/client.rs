//! What the client can do, and what it wants.

use std::path::PathBuf;

use lsp_types::{InitializeParams, MarkupKind};
use serde_json::Value;

use super::position;
use crate::source::ColumnUnit;

/// What the client can do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    /// What its columns count.
    pub(super) unit: ColumnUnit,
    /// It asks for diagnostics; otherwise they are sent.
    pub(super) pulls: bool,
    /// It takes those of other files with those that it asks for.
    pub(super) related_documents: bool,
    /// It can be told to ask again.
    pub(super) refreshes_diagnostics: bool,
    pub(super) refreshes_lenses: bool,
    /// It shows other places of a diagnostic.
    pub(super) related: bool,
    /// It watches files when asked to.
    pub(super) watches: bool,
    /// It shows progress.
    pub(super) progress: bool,
    /// It has settings to ask for.
    pub(super) configuration: bool,
    /// It tells when settings change, when asked to.
    pub(super) follows_settings: bool,
    /// It asks for the edit of an action when that is chosen.
    pub(super) resolves_edits: bool,
    /// It shows the page of a rule that a command answers with.
    pub(super) shows_pages: bool,
    /// It opens files when asked to.
    pub(super) opens_files: bool,
    /// It takes versions with edits.
    pub(super) versioned_edits: bool,
    /// It reads Markdown below the cursor.
    pub(super) markdown_hover: bool,
    /// It reads Markdown beside an item of completion.
    pub(super) markdown_items: bool,
}

impl Client {
    pub(super) fn new(params: &InitializeParams) -> Self {
        let can = &params.capabilities;
        let text = can.text_document.as_ref();
        let workspace = can.workspace.as_ref();
        let window = can.window.as_ref();
        let published = text.and_then(|text| text.publish_diagnostics.as_ref());
        let watched = workspace.and_then(|all| all.did_change_watched_files.as_ref());
        let edits = workspace.and_then(|all| all.workspace_edit.as_ref());
        let settings = workspace.and_then(|all| all.did_change_configuration.as_ref());
        let resolved = text.and_then(|text| text.code_action.as_ref()?.resolve_support.as_ref());
        let pulled = text.and_then(|text| text.diagnostic.as_ref());
        let own = can.experimental.as_ref().and_then(|all| all.pointer("/persist-lint/pages"));
        let item = text.and_then(|text| text.completion.as_ref()?.completion_item.as_ref());
        let hover = text.and_then(|text| text.hover.as_ref());
        let yes = |flag: Option<bool>| flag == Some(true);
        let markdown = |kinds: Option<&Vec<MarkupKind>>| {
            kinds.is_some_and(|kinds| kinds.contains(&MarkupKind::Markdown))
        };
        Self {
            unit: position::negotiate(can),
            pulls: pulled.is_some(),
            related_documents: yes(pulled.and_then(|pulled| pulled.related_document_support)),
            refreshes_diagnostics: yes(workspace
                .and_then(|all| all.diagnostic.as_ref())
                .and_then(|diagnostic| diagnostic.refresh_support)),
            refreshes_lenses: yes(workspace
                .and_then(|all| all.code_lens.as_ref())
                .and_then(|lens| lens.refresh_support)),
            related: yes(published.and_then(|published| published.related_information)),
            watches: yes(watched.and_then(|watched| watched.dynamic_registration))
                // It takes the registration, and tells only of what it saves itself.
                && params.client_info.as_ref().is_none_or(|client| client.name != "helix"),
            progress: yes(window.and_then(|window| window.work_done_progress)),
            configuration: yes(workspace.and_then(|all| all.configuration)),
            follows_settings: yes(settings.and_then(|settings| settings.dynamic_registration)),
            resolves_edits: resolved
                .is_some_and(|resolved| resolved.properties.iter().any(|name| name == "edit")),
            shows_pages: own == Some(&Value::Bool(true)),
            opens_files: window
                .and_then(|window| window.show_document.as_ref())
                .is_some_and(|show| show.support),
            versioned_edits: yes(edits.and_then(|edits| edits.document_changes)),
            markdown_hover: markdown(hover.and_then(|hover| hover.content_format.as_ref())),
            markdown_items: markdown(item.and_then(|item| item.documentation_format.as_ref())),
        }
    }
}

/// What a client that begins says, as it can be read: `workspace.diagnostics` of the protocol is `diagnostic` in `lsp_types`.
pub(super) fn respelled(mut params: Value) -> Value {
    let workspace = params.pointer_mut("/capabilities/workspace").and_then(Value::as_object_mut);
    if let Some(workspace) = workspace
        && let Some(own) = workspace.remove("diagnostics")
    {
        workspace.insert("diagnostic".to_owned(), own);
    }
    params
}

/// The directories that the client has open.
#[allow(deprecated, reason = "older clients name a root only")]
pub(super) fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten();
    let mut folders: Vec<PathBuf> =
        folders.filter_map(|folder| position::path(&folder.uri)).collect();
    if folders.is_empty() {
        folders.extend(params.root_uri.as_ref().and_then(position::path));
    }
    if folders.is_empty() {
        folders.extend(params.root_path.as_ref().map(PathBuf::from));
    }
    folders
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn who_does_not_watch_what_it_promises_is_not_relied_on() {
        for (name, watches) in [("helix", false), ("Visual Studio Code", true)] {
            let params = json!({
                "clientInfo": { "name": name },
                "capabilities": {
                    "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
                },
            });
            let params = serde_json::from_value(params).expect("a client says so");
            assert_eq!(Client::new(&params).watches, watches, "{name}");
        }
    }
}
