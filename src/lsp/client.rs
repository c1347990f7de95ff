//! What the client can do, and what it wants.

use std::path::PathBuf;

use lsp_types::{ClientCapabilities, InitializeParams, MarkupKind};
use serde::Deserialize;

use super::position;
use crate::{modules::ModeChoice, source::ColumnUnit};

/// What the client can do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    /// What its columns count.
    pub(super) unit: ColumnUnit,
    /// It asks for diagnostics; otherwise they are sent.
    pub(super) pulls: bool,
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
    /// It takes versions with edits.
    pub(super) versioned_edits: bool,
    /// It reads Markdown below the cursor.
    pub(super) markdown_hover: bool,
    /// It reads Markdown beside an item of completion.
    pub(super) markdown_items: bool,
}

impl Client {
    pub(super) fn new(can: &ClientCapabilities) -> Self {
        let text = can.text_document.as_ref();
        let workspace = can.workspace.as_ref();
        let window = can.window.as_ref();
        let published = text.and_then(|text| text.publish_diagnostics.as_ref());
        let watched = workspace.and_then(|all| all.did_change_watched_files.as_ref());
        let edits = workspace.and_then(|all| all.workspace_edit.as_ref());
        let item = text.and_then(|text| text.completion.as_ref()?.completion_item.as_ref());
        let hover = text.and_then(|text| text.hover.as_ref());
        let yes = |flag: Option<bool>| flag == Some(true);
        let markdown = |kinds: Option<&Vec<MarkupKind>>| {
            kinds.is_some_and(|kinds| kinds.contains(&MarkupKind::Markdown))
        };
        Self {
            unit: position::negotiate(can),
            pulls: text.is_some_and(|text| text.diagnostic.is_some()),
            refreshes_diagnostics: yes(workspace
                .and_then(|all| all.diagnostic.as_ref())
                .and_then(|diagnostic| diagnostic.refresh_support)),
            refreshes_lenses: yes(workspace
                .and_then(|all| all.code_lens.as_ref())
                .and_then(|lens| lens.refresh_support)),
            related: yes(published.and_then(|published| published.related_information)),
            watches: yes(watched.and_then(|watched| watched.dynamic_registration)),
            progress: yes(window.and_then(|window| window.work_done_progress)),
            configuration: yes(workspace.and_then(|all| all.configuration)),
            versioned_edits: yes(edits.and_then(|edits| edits.document_changes)),
            markdown_hover: markdown(hover.and_then(|hover| hover.content_format.as_ref())),
            markdown_items: markdown(item.and_then(|item| item.documentation_format.as_ref())),
        }
    }
}

/// What the client wants: `initializationOptions`, and the section `persist-lint` of its settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(super) struct Wishes {
    /// As `--mode`.
    pub(super) mode: Option<Mode>,
    /// As `--nixpkgs`.
    pub(super) nixpkgs: Option<PathBuf>,
    /// As `--config`.
    pub(super) config: Option<PathBuf>,
    /// As `--host`.
    pub(super) hosts: Vec<String>,
    /// As `--override-input`.
    pub(super) override_input: std::collections::BTreeMap<String, PathBuf>,
    /// As `--override-flake`.
    pub(super) override_flake: std::collections::BTreeMap<String, PathBuf>,
}

/// `mode`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mode {
    Auto,
    Full,
    Offline,
}

impl From<Mode> for ModeChoice {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Auto => Self::Auto,
            Mode::Full => Self::Full,
            Mode::Offline => Self::Offline,
        }
    }
}

impl Wishes {
    /// Reads settings; those that are not there are as if they were empty.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn read(value: serde_json::Value) -> Result<Self, String> {
        if value.is_null() {
            return Ok(Self::default());
        }
        serde_json::from_value(value).map_err(|error| error.to_string())
    }
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
