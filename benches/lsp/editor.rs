//! A client of the server: it sends what an editor sends, and looks at what comes back.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

/// The service that edits add, and the state it loses.
const SERVICE: &str = "radarr";
const LINE: &str = "  services.radarr.enable = true;\n";
/// How fast somebody types.
const KEY: Duration = Duration::from_millis(30);

/// How long edits of one kind took.
#[derive(Default)]
pub(crate) struct Times {
    /// From the line that is added until its finding is there: that of the first host, where there are several.
    pub(crate) added: Vec<Duration>,
    /// Until nothing more comes: all hosts are known then.
    pub(crate) settled: Vec<Duration>,
    /// From the last key of a line that is typed.
    pub(crate) typed: Vec<Duration>,
    /// Until the finding of a line that is taken out is gone. That is known without a check.
    pub(crate) removed: Vec<Duration>,
}

/// A client of the server.
pub(crate) struct Editor {
    connection: Connection,
    root: PathBuf,
    version: i32,
    /// Whether the answer with all inputs is waited for: that of the first host.
    waits: bool,
}

impl Editor {
    /// Opens a project. It is checked when this returns if `waits`, else soon.
    pub(crate) fn open(root: &Path, options: &Value, waits: bool) -> Self {
        let (server, connection) = Connection::memory();
        std::thread::spawn(move || persist_lint::lsp::serve(&server));
        let root = root.canonicalize().expect("the project is there");
        let editor = Self { connection, root, version: 0, waits };
        let params = json!({
            "capabilities": {
                "general": { "positionEncodings": ["utf-8"] },
                "window": { "workDoneProgress": true },
                "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
            },
            "workspaceFolders": [{ "uri": editor.uri(""), "name": "project" }],
            "initializationOptions": options,
        });
        let id = RequestId::from(1);
        editor.send(Request { id, method: "initialize".to_owned(), params });
        editor.until(|message| matches!(message, Message::Response(_)));
        editor.notify("initialized", json!({}));
        if waits {
            editor.until_checked();
        }
        editor
    }

    fn uri(&self, file: &str) -> String {
        format!("file://{}", self.root.join(file).display())
    }

    fn send(&self, message: impl Into<Message>) {
        self.connection.sender.send(message.into()).expect("the server listens");
    }

    fn notify(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params });
    }

    fn take(&self, message: &Message) {
        if let Message::Request(request) = message {
            self.send(Response::new_ok(request.id.clone(), Value::Null));
        }
    }

    /// Takes messages until one is what is waited for.
    fn until(&self, mut found: impl FnMut(&Message) -> bool) {
        loop {
            let message = self.connection.receiver.recv_timeout(Duration::from_secs(300));
            let message = message.expect("the server answers");
            self.take(&message);
            if found(&message) {
                return;
            }
        }
    }

    /// Waits until a finding about the service is sent for a file, or that there is none.
    fn until_shown(&self, file: &str, shown: bool) {
        let uri = self.uri(file);
        self.until(|message| {
            let Message::Notification(told) = message else { return false };
            told.method == "textDocument/publishDiagnostics"
                && told.params["uri"] == uri.as_str()
                && told.params["diagnostics"].to_string().contains(SERVICE) == shown
        });
    }

    /// Waits until the answer with all inputs is there.
    fn until_checked(&self) {
        self.until_progress(|progress| progress["kind"] == "end");
    }

    fn until_progress(&self, is_there: impl Fn(&Value) -> bool) {
        self.until(|message| {
            let Message::Notification(told) = message else { return false };
            told.method == "$/progress" && is_there(&told.params["value"])
        });
    }

    /// Waits until nothing is sent for a while. Gives when something was last.
    pub(crate) fn rest(&self, pause: Duration) -> Option<Instant> {
        let mut last = None;
        while let Ok(message) = self.connection.receiver.recv_timeout(pause) {
            self.take(&message);
            last = Some(Instant::now());
        }
        last
    }

    pub(crate) fn show(&self, file: &str) {
        let text = fs::read_to_string(self.root.join(file)).expect("the file is there");
        let document =
            json!({ "uri": self.uri(file), "languageId": "nix", "version": 0, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces a text from the first to before the last place, each a line and a column.
    fn edit(&mut self, file: &str, places: [(usize, usize); 2], text: &str) {
        self.version += 1;
        let place =
            |(line, character): (usize, usize)| json!({ "line": line, "character": character });
        let range = json!({ "start": place(places[0]), "end": place(places[1]) });
        self.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": self.uri(file), "version": self.version },
                "contentChanges": [{ "range": range, "text": text }],
            }),
        );
    }

    /// Adds the line to a file, and waits until its finding is there.
    pub(crate) fn add(&mut self, file: &str, line: usize) -> Duration {
        let start = Instant::now();
        self.edit(file, [(line, 0), (line, 0)], LINE);
        self.seen(file, true, start)
    }

    /// Takes the line out again.
    pub(crate) fn remove(&mut self, file: &str, line: usize) -> Duration {
        let start = Instant::now();
        self.edit(file, [(line, 0), (line + 1, 0)], "");
        self.seen(file, false, start)
    }

    /// Types the line, and waits from its last key on.
    fn type_line(&mut self, file: &str, line: usize) -> Duration {
        let mut column = 0;
        let mut start = Instant::now();
        for key in LINE.chars() {
            std::thread::sleep(KEY);
            start = Instant::now();
            self.edit(file, [(line, column), (line, column)], &key.to_string());
            column += key.len_utf8();
        }
        self.seen(file, true, start)
    }

    fn seen(&self, file: &str, shown: bool, start: Instant) -> Duration {
        self.until_shown(file, shown);
        if self.waits {
            // What is found on a host is sent before it is counted.
            self.until_progress(|progress| progress["percentage"].as_u64() > Some(0));
        }
        start.elapsed()
    }

    /// Adds the line, takes it out, types it, and takes it out again, with rests in between.
    pub(crate) fn measure(&mut self, file: &str, line: usize, pause: Duration, times: &mut Times) {
        let start = Instant::now();
        let added = self.add(file, line);
        times.added.push(added);
        let last = self.rest(pause);
        times.settled.push(last.map_or(added, |last| last - start));
        times.removed.push(self.remove(file, line));
        self.rest(pause);
        times.typed.push(self.type_line(file, line));
        self.rest(pause);
        times.removed.push(self.remove(file, line));
        self.rest(pause);
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.send(Request {
            id: RequestId::from(2),
            method: "shutdown".to_owned(),
            params: Value::Null,
        });
        self.notify("exit", Value::Null);
    }
}
