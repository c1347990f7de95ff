//! Files that change on the disk: the client tells of them, or they are watched here.

use std::{
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::unbounded;
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

/// When it took so long until a directory was watched, something in it may have changed since it was read.
const MISSED: Duration = Duration::from_millis(100);

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
        let (folders, wanted) = unbounded::<PathBuf>();
        let told = self.watched.0.clone();
        // To go through a large tree takes a while, in which the editor does not wait. Where files cannot be watched, what is
        // edited in the editor is still seen.
        let watch = move || {
            let Ok(mut watcher) = notify::recommended_watcher(changed) else { return };
            for folder in wanted {
                let began = Instant::now();
                // It may have gone already.
                let _ = watcher.watch(&folder, RecursiveMode::Recursive);
                if began.elapsed() > MISSED {
                    let _ = told.send(folder);
                }
            }
        };
        // Without a thread nothing is watched.
        drop(thread::Builder::new().name("watch".to_owned()).spawn(watch));
        self.watcher = Some(folders);
        let roots = self.projects.keys().chain(&self.folders);
        roots.for_each(|folder| self.watch(folder));
    }

    /// Watches one more directory, where that is done here.
    pub(super) fn watch(&self, folder: &Path) {
        if let Some(watcher) = &self.watcher {
            // It ends when the server does.
            let _ = watcher.send(folder.to_owned());
        }
    }
}
