//! Files that change on the disk: the client tells of them, or they are watched here.

use std::path::Path;

use lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Registration,
    RegistrationParams,
    notification::{DidChangeWatchedFiles, Notification as _},
    request::RegisterCapability,
};
use notify::{RecursiveMode, Watcher as _};

use super::{
    folders::may_be_read,
    server::{Asked, Server},
};

impl Server<'_> {
    /// Begins to hear of files that change.
    pub(super) fn begin_watching(&mut self) {
        if self.client.watches {
            // A configuration can read any file.
            let glob_pattern = GlobPattern::String("**/*".to_owned());
            let watchers = vec![FileSystemWatcher { glob_pattern, kind: None }];
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
            for path in event.paths.into_iter().filter(|path| may_be_read(path)) {
                // The server may have gone.
                let _ = sender.send(path);
            }
        };
        // Where files cannot be watched, what is edited in the editor is still seen.
        self.watcher = notify::recommended_watcher(changed).ok();
        let roots = self.projects.keys().chain(&self.folders);
        for folder in roots.cloned().collect::<Vec<_>>() {
            self.watch(&folder);
        }
    }

    /// Watches one more directory, where that is done here.
    pub(super) fn watch(&mut self, folder: &Path) {
        if let Some(watcher) = &mut self.watcher {
            // It may have gone already.
            let _ = watcher.watch(folder, RecursiveMode::Recursive);
        }
    }
}
