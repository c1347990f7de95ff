//! Files that change on the disk: the client tells of them, or they are watched here.

use std::path::PathBuf;

use lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Registration,
    RegistrationParams,
    notification::{DidChangeWatchedFiles, Notification as _},
    request::RegisterCapability,
};
use notify::{RecursiveMode, Watcher as _};

use super::server::{Asked, Server, is_ours};

impl Server<'_> {
    /// Begins to hear of files that change.
    pub(super) fn begin_watching(&mut self) {
        if self.client.watches {
            let watchers = ["**/*.nix", "**/flake.lock", "**/persist-lint.toml"]
                .map(|glob| FileSystemWatcher {
                    glob_pattern: GlobPattern::String(glob.to_owned()),
                    kind: None,
                })
                .to_vec();
            let options = DidChangeWatchedFilesRegistrationOptions { watchers };
            let registration = Registration {
                id: "files".to_owned(),
                method: DidChangeWatchedFiles::METHOD.to_owned(),
                register_options: serde_json::to_value(options).ok(),
            };
            let params = RegistrationParams { registrations: vec![registration] };
            self.ask::<RegisterCapability>(params, Asked::Nothing);
            return;
        }
        let sender = self.watched.0.clone();
        let changed = move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            if event.kind.is_access() {
                return;
            }
            for path in event.paths.into_iter().filter(|path| is_ours(path)) {
                // The server may have gone.
                let _ = sender.send(path);
            }
        };
        // Where files cannot be watched, what is edited in the editor is still seen.
        let Ok(mut watcher) = notify::recommended_watcher(changed) else { return };
        let folders: Vec<PathBuf> = self.folders.clone();
        for folder in folders {
            let _ = watcher.watch(&folder, RecursiveMode::Recursive);
        }
        self.keep(watcher);
    }
}
