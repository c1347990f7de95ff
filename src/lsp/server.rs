//! The state of the server, and its loop.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

use crossbeam_channel::{Receiver, Sender, select, unbounded};
use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use lsp_types::{
    notification as note,
    notification::Notification as _,
    request::{self as ask, Request as _},
};
use serde_json::Value;

use super::{
    client::Client,
    documents::Documents,
    project::Project,
    publish::Told,
    settings::Wishes,
    worker::{self, Event, Job, Kind},
};

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
    /// What is wrong with the settings, as was told.
    pub(super) wrong: Vec<String>,
    pub(super) documents: Documents,
    pub(super) folders: Vec<PathBuf>,
    /// Directories, by their real paths, as the client writes them.
    pub(super) spelled: BTreeMap<PathBuf, PathBuf>,
    pub(super) projects: BTreeMap<PathBuf, Project>,
    /// What was sent, by URI; nothing where there is no finding.
    pub(super) published: BTreeMap<String, Told>,
    /// The files whose findings were told with those of others.
    pub(super) related: BTreeSet<String>,
    pub(super) quick: Sender<Job>,
    pub(super) whole: Sender<Job>,
    events: Receiver<Event>,
    pub(super) events_in: Sender<Event>,
    /// Stops the last checks of a project.
    pub(super) running: BTreeMap<PathBuf, Arc<AtomicBool>>,
    pub(super) asked: BTreeMap<RequestId, Asked>,
    pub(super) next_id: i32,
    /// Whether something changed that a check has not been told.
    pub(super) stale: bool,
    /// Whether what is shown may be another, or elsewhere, than was told.
    pub(super) moved: bool,
    /// Progress that is shown, by project.
    pub(super) progress: BTreeMap<PathBuf, String>,
    /// Requests for diagnostics that wait for the first check.
    pub(super) waiting: Vec<Request>,
    /// Requests that were taken back before they were looked at.
    pub(super) cancelled: BTreeSet<RequestId>,
    /// Takes directories to watch, where the client does not.
    pub(super) watcher: Option<Sender<PathBuf>>,
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
    pub(super) fn new(connection: &'c Connection, client: Client, folders: Vec<PathBuf>) -> Self {
        let (sender, events) = unbounded();
        let mut server = Self {
            connection,
            client,
            wishes: Wishes::default(),
            wrong: Vec::new(),
            documents: Documents::default(),
            folders: Vec::new(),
            spelled: BTreeMap::new(),
            projects: BTreeMap::new(),
            published: BTreeMap::new(),
            related: BTreeSet::new(),
            quick: worker::spawn(Kind::Quick, sender.clone()),
            whole: worker::spawn(Kind::Whole, sender.clone()),
            events_in: sender,
            events,
            running: BTreeMap::new(),
            asked: BTreeMap::new(),
            next_id: 0,
            stale: true,
            moved: false,
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
        // A check takes longer than telling what is known already.
        self.check_what_changed();
        // What is shown moves with the text at once.
        if std::mem::take(&mut self.moved) && !self.client.pulls {
            self.tell();
        }
        Next::Go
    }

    pub(super) fn request(&mut self, request: Request) {
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
            self.settings_are(value);
        }
    }

    fn notification(&mut self, notification: Notification) -> Next {
        if notification.method == note::Exit::METHOD {
            return Next::Exit(self.shutdown);
        }
        self.notified(notification);
        Next::Go
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
}
