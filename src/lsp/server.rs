//! The state of the server, and its loop.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    path::{Path, PathBuf},
    sync::Arc,
};

use crossbeam_channel::{Receiver, Sender, select, unbounded};
use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use lsp_types::{
    PublishDiagnosticsParams, Uri, notification as note,
    notification::Notification as _,
    request::{self as ask, Request as _},
};
use serde_json::Value;

use super::{
    client::{Client, Wishes},
    documents::Documents,
    position::{Lines, uri},
    project::{Analysis, Project},
    show,
    worker::{self, Event, Job, Kind},
};
use crate::{
    check::{self, CacheChoice, config::Choice},
    modules::Overrides,
    source::Files,
};

/// The texts as they are now.
pub(super) struct Texts<'a> {
    pub(super) documents: &'a Documents,
    /// Those that a check read.
    pub(super) files: Option<&'a Files>,
}

impl Texts<'_> {
    /// The text of a file: the one in the editor, else the one that was read.
    pub(super) fn of(&self, path: &Path) -> Option<Arc<str>> {
        if let Some(document) = self.documents.get(path) {
            return Some(Arc::clone(&document.text));
        }
        let files = self.files?;
        files.find(path).map(|file| files.text(file))
    }
}

/// What an answer of the client is for.
pub(super) enum Asked {
    /// Its settings.
    Settings,
    /// Nothing depends on it.
    Nothing,
}

/// The server.
pub(super) struct Server<'c> {
    pub(super) connection: &'c Connection,
    pub(super) client: Client,
    pub(super) wishes: Wishes,
    pub(super) documents: Documents,
    pub(super) folders: Vec<PathBuf>,
    pub(super) projects: BTreeMap<PathBuf, Project>,
    quick: Sender<Job>,
    whole: Sender<Job>,
    events: Receiver<Event>,
    pub(super) asked: BTreeMap<RequestId, Asked>,
    next_id: i32,
    /// Whether something changed that a check has not been told.
    pub(super) stale: bool,
    /// Progress that is shown, by project.
    pub(super) progress: BTreeMap<PathBuf, String>,
    /// Requests for diagnostics that wait for the first check.
    pub(super) waiting: Vec<Request>,
    /// Requests that were taken back before they were looked at.
    pub(super) cancelled: BTreeSet<RequestId>,
    /// Watches files where the client cannot.
    watcher: Option<notify::RecommendedWatcher>,
    pub(super) watched: (Sender<PathBuf>, Receiver<PathBuf>),
    shutdown: bool,
}

/// Whether the loop goes on.
enum Next {
    Go,
    /// The client said to exit; whether it had said so before.
    Exit(bool),
}

impl<'c> Server<'c> {
    pub(super) fn new(
        connection: &'c Connection,
        client: Client,
        wishes: Wishes,
        folders: Vec<PathBuf>,
    ) -> Self {
        let (sender, events) = unbounded();
        let mut server = Self {
            connection,
            client,
            wishes,
            documents: Documents::default(),
            folders: Vec::new(),
            projects: BTreeMap::new(),
            quick: worker::spawn(Kind::Quick, sender.clone()),
            whole: worker::spawn(Kind::Whole, sender),
            events,
            asked: BTreeMap::new(),
            next_id: 0,
            stale: true,
            progress: BTreeMap::new(),
            waiting: Vec::new(),
            cancelled: BTreeSet::new(),
            watcher: None,
            watched: unbounded(),
            shutdown: false,
        };
        for folder in folders {
            server.add_folder(folder);
        }
        server
    }

    /// Runs until the client says to exit, or is gone. Gives whether it said so as it should.
    pub(super) fn run(&mut self) -> bool {
        self.begin_watching();
        loop {
            self.check_what_changed();
            let next = select! {
                recv(self.connection.receiver) -> message => match message {
                    Ok(message) => self.take_all(message),
                    // Without a client there is nothing to do.
                    Err(_) => Next::Exit(false),
                },
                recv(self.events) -> event => {
                    if let Ok(event) = event {
                        self.event(event);
                    }
                    Next::Go
                }
                recv(self.watched.1) -> path => {
                    if let Ok(path) = path {
                        self.file_changed(&path);
                    }
                    Next::Go
                }
            };
            if let Next::Exit(well) = next {
                return well;
            }
        }
    }

    /// Takes a message, and those that came with it: a check begins when all changes are known.
    fn take_all(&mut self, first: Message) -> Next {
        let mut messages = vec![first];
        messages.extend(self.connection.receiver.try_iter());
        for message in &messages {
            if let Message::Notification(notification) = message
                && notification.method == note::Cancel::METHOD
                && let Some(id) = notification.params.get("id")
                && let Ok(id) = serde_json::from_value(id.clone())
            {
                self.cancelled.insert(id);
            }
        }
        for message in messages {
            let next = match message {
                Message::Request(request) => {
                    self.request(request);
                    Next::Go
                }
                Message::Response(response) => {
                    self.response(response);
                    Next::Go
                }
                Message::Notification(notification) => self.notification(notification),
            };
            if let Next::Exit(_) = next {
                return next;
            }
        }
        self.cancelled.clear();
        Next::Go
    }

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        if self.shutdown {
            let code = lsp_server::ErrorCode::InvalidRequest as i32;
            self.send(Response::new_err(id, code, "the server is shutting down".to_owned()));
        } else if request.method == ask::Shutdown::METHOD {
            self.shutdown = true;
            self.send(Response::new_ok(id, Value::Null));
        } else if self.cancelled.contains(&id) {
            let code = lsp_server::ErrorCode::RequestCanceled as i32;
            self.send(Response::new_err(id, code, "cancelled".to_owned()));
        } else if let Some(response) = self.answer(request) {
            self.send(response);
        }
    }

    fn response(&mut self, response: Response) {
        if let Some(Asked::Settings) = self.asked.remove(&response.id)
            && let Ok(value) = response.response_result
        {
            let value = value.as_array().and_then(|all| all.first().cloned()).unwrap_or_default();
            self.set_wishes(value);
        }
    }

    fn notification(&mut self, notification: Notification) -> Next {
        if notification.method == note::Exit::METHOD {
            return Next::Exit(self.shutdown);
        }
        self.notified(notification);
        Next::Go
    }

    /// Takes settings of the client; says so when they cannot be read.
    pub(super) fn set_wishes(&mut self, value: Value) {
        match Wishes::read(value) {
            Ok(wishes) if wishes == self.wishes => {}
            Ok(wishes) => {
                self.wishes = wishes;
                self.changed_everywhere();
            }
            Err(message) => self.warn(&format!("the settings of persist-lint: {message}")),
        }
    }

    /// Adds a directory of the client, when it holds a project.
    pub(super) fn add_folder(&mut self, folder: PathBuf) {
        let folder = check::real_path(&folder);
        if check::holds_project(&folder) {
            self.add_project(folder.clone());
        }
        self.folders.push(folder);
    }

    fn add_project(&mut self, root: PathBuf) {
        if let Entry::Vacant(place) = self.projects.entry(root) {
            place.insert(Project::default());
            self.stale = true;
        }
    }

    /// The project of a file: the one that is known, else the flake around it.
    pub(super) fn project_of(&mut self, path: &Path) -> Option<PathBuf> {
        if !is_ours(path) {
            return None;
        }
        let nearest = |roots: &BTreeMap<PathBuf, Project>| {
            let around = roots.keys().filter(|root| path.starts_with(root));
            around.max_by_key(|root| root.as_os_str().len()).cloned()
        };
        let flake = check::flake_around(path).map(|flake| check::real_path(&flake)).or_else(|| {
            let is_flake = path.file_name().is_some_and(|name| name == "flake.nix");
            is_flake.then(|| path.parent().map(Path::to_owned)).flatten()
        });
        match (nearest(&self.projects), flake) {
            (Some(known), Some(flake)) if known.starts_with(&flake) => Some(known),
            (_, Some(flake)) => {
                self.add_project(flake.clone());
                Some(flake)
            }
            (known, None) => known,
        }
    }

    /// The path of a file that the client names, and its project.
    pub(super) fn locate(&mut self, uri: &Uri) -> Option<(PathBuf, PathBuf)> {
        let path = self.path_of(uri)?;
        let root = self.project_of(&path)?;
        Some((path, root))
    }

    /// What is known best of a project, and the text of one of its files as it is now.
    pub(super) fn known(&self, root: &Path, path: &Path) -> Option<(&Analysis, Arc<str>)> {
        let analysis = self.projects.get(root)?.best()?;
        let files = Some(&*analysis.report.files);
        let text = Texts { documents: &self.documents, files }.of(path)?;
        Some((analysis, text))
    }

    /// Everything has to be checked anew.
    pub(super) fn changed_everywhere(&mut self) {
        self.stale = true;
    }

    /// Something happened to a file on the disk.
    pub(super) fn file_changed(&mut self, path: &Path) {
        if self.documents.get(path).is_some() || !is_ours(path) {
            return;
        }
        self.documents.changed_on_disk(path);
        self.stale = true;
    }

    /// Gives the workers what has changed.
    fn check_what_changed(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        for root in self.projects.keys() {
            let job = |mode| {
                let mut request = self.request_for(root);
                request.mode = mode;
                Job { root: root.clone(), request, since: self.documents.now() }
            };
            // A worker that has ended checks nothing.
            let _ = self.quick.send(job(Some(crate::modules::ModeChoice::Offline)));
            if self.wishes.mode != Some(super::client::Mode::Offline) {
                let _ = self.whole.send(job(self.wishes.mode.map(Into::into)));
            }
        }
    }

    /// What is asked of a check of a project.
    pub(super) fn request_for(&self, root: &Path) -> check::Request {
        let pairs = |map: &BTreeMap<String, PathBuf>| {
            map.iter().map(|(name, path)| (name.clone(), path.clone())).collect()
        };
        check::Request {
            path: root.to_owned(),
            hosts: self.wishes.hosts.clone(),
            mode: self.wishes.mode.map(Into::into),
            overrides: Overrides {
                inputs: pairs(&self.wishes.override_input),
                flakes: pairs(&self.wishes.override_flake),
                nixpkgs: self.wishes.nixpkgs.clone(),
            },
            config: self.wishes.config.clone().map_or(Choice::Find, Choice::File),
            cache: CacheChoice::of_user(),
            overlay: self
                .documents
                .iter()
                .map(|(path, document)| (path.clone(), document.text.to_string()))
                .collect(),
            ..check::Request::default()
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Progress { root, kind: Kind::Whole, done, of } => {
                self.show_progress(&root, done, of);
            }
            Event::Progress { .. } => {}
            Event::Done { root, kind, since, result } => {
                if kind == Kind::Whole {
                    self.end_progress(&root);
                }
                let Some(project) = self.projects.get_mut(&root) else { return };
                match result {
                    Ok(report) => {
                        project.error = None;
                        let analysis = Analysis { report: *report, since };
                        match kind {
                            Kind::Quick => project.set_quick(analysis),
                            Kind::Whole => project.set_whole(analysis),
                        }
                    }
                    Err(error) if project.error.as_ref() != Some(&error) => {
                        project.error = Some(error.clone());
                        self.warn(&error);
                    }
                    Err(_) => {}
                }
                let needed = self.projects.values().filter_map(Project::since).min();
                self.documents.forget(needed.unwrap_or_default());
                self.tell();
            }
        }
    }

    /// Tells the client what is known now.
    pub(super) fn tell(&mut self) {
        if !self.client.pulls {
            let roots: Vec<PathBuf> = self.projects.keys().cloned().collect();
            for root in roots {
                self.publish(&root);
            }
        } else if self.client.refreshes_diagnostics {
            self.ask::<ask::WorkspaceDiagnosticRefresh>((), Asked::Nothing);
        }
        for request in std::mem::take(&mut self.waiting) {
            self.request(request);
        }
        if self.client.refreshes_lenses {
            self.ask::<ask::CodeLensRefresh>((), Asked::Nothing);
        }
    }

    /// Sends the findings of a project, and that there are none where there were some.
    fn publish(&mut self, root: &Path) {
        let Some(project) = self.projects.get(root) else { return };
        let mut sent = BTreeSet::new();
        let mut all: Vec<PublishDiagnosticsParams> = Vec::new();
        for (path, diagnostics) in self.diagnostics(project) {
            let Some(uri) = self.uri_of(&path) else { continue };
            let version = self.documents.get(&path).map(|document| document.version);
            all.push(PublishDiagnosticsParams { uri, diagnostics, version });
            sent.insert(path);
        }
        for path in project.published.difference(&sent) {
            let Some(uri) = self.uri_of(path) else { continue };
            let version = self.documents.get(path).map(|document| document.version);
            all.push(PublishDiagnosticsParams { uri, diagnostics: Vec::new(), version });
        }
        for params in all {
            self.notify::<note::PublishDiagnostics>(params);
        }
        if let Some(project) = self.projects.get_mut(root) {
            project.published = sent;
        }
    }

    /// The findings of a project, by file.
    pub(super) fn diagnostics(
        &self,
        project: &Project,
    ) -> BTreeMap<PathBuf, Vec<lsp_types::Diagnostic>> {
        let mut all = BTreeMap::new();
        for (path, found) in project.findings(&self.documents) {
            let files = found.first().map(|shown| &*shown.analysis.report.files);
            let texts = Texts { documents: &self.documents, files };
            let Some(text) = texts.of(&path) else { continue };
            let lines = Lines::new(&text, self.client.unit);
            let shown = found
                .iter()
                .map(|shown| show::diagnostic(shown, &lines, &texts, &self.client))
                .collect();
            all.insert(path, shown);
        }
        all
    }

    /// The name of a file as the client writes it.
    pub(super) fn uri_of(&self, path: &Path) -> Option<Uri> {
        self.documents.get(path).map(|document| document.uri.clone()).or_else(|| uri(path))
    }

    pub(super) fn send(&self, message: impl Into<Message>) {
        // The client may have gone; the loop ends then.
        let _ = self.connection.sender.send(message.into());
    }

    pub(super) fn notify<N: note::Notification>(&self, params: N::Params) {
        self.send(Notification::new(N::METHOD.to_owned(), params));
    }

    pub(super) fn ask<R: ask::Request>(&mut self, params: R::Params, asked: Asked) {
        self.next_id += 1;
        let id = RequestId::from(self.next_id);
        self.asked.insert(id.clone(), asked);
        self.send(Request::new(id, R::METHOD.to_owned(), params));
    }

    pub(super) fn warn(&self, message: &str) {
        self.notify::<note::ShowMessage>(lsp_types::ShowMessageParams {
            typ: lsp_types::MessageType::WARNING,
            message: format!("persist-lint: {message}"),
        });
    }

    /// Keeps a watcher alive.
    pub(super) fn keep(&mut self, watcher: notify::RecommendedWatcher) {
        self.watcher = Some(watcher);
    }
}

/// Whether a file can change what is found.
pub(super) fn is_ours(path: &Path) -> bool {
    let named = |name: &str| path.file_name().is_some_and(|own| own == name);
    path.extension().is_some_and(|extension| extension == "nix")
        || named("flake.lock")
        || named("persist-lint.toml")
}
