//! A client that talks with the server in memory.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response, ResponseError};
use serde_json::{Value, json};

/// Longer than anything takes: a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a client can do.
pub(crate) fn can(pulls: bool, encodings: &[&str]) -> Value {
    let mut text = json!({
        "publishDiagnostics": { "relatedInformation": true },
        "hover": { "contentFormat": ["markdown"] },
        "codeAction": { "resolveSupport": { "properties": ["edit"] } },
    });
    if pulls {
        text["diagnostic"] = json!({});
    }
    json!({
        "general": { "positionEncodings": encodings },
        "textDocument": text,
        "workspace": { "workspaceEdit": { "documentChanges": true } },
        "window": { "workDoneProgress": true },
    })
}

pub(crate) struct Client {
    connection: Connection,
    server: Option<JoinHandle<bool>>,
    next: i32,
    root: PathBuf,
    pub(crate) capabilities: Value,
    /// What was published last, by file name.
    pub(crate) published: BTreeMap<String, Vec<Value>>,
    /// Every request that was answered, as often as it was.
    pub(crate) answered: Vec<RequestId>,
    /// What the server asked for, by method.
    pub(crate) asked: Vec<String>,
    /// Every notification that is none of diagnostics.
    pub(crate) heard: Vec<Notification>,
}

impl Client {
    /// Begins to talk about a directory.
    pub(crate) fn new(root: &Path, can: Value) -> Self {
        let root = root.canonicalize().unwrap();
        Self::begin(&root, &[""], can, json!({ "mode": "offline" }))
    }

    /// Begins to talk about directories of a root, and names them as they are written.
    pub(crate) fn begin(root: &Path, folders: &[&str], can: Value, options: Value) -> Self {
        let (server, connection) = Connection::memory();
        let server = std::thread::spawn(move || persist_lint::lsp::serve(&server));
        let mut client = Self {
            connection,
            server: Some(server),
            next: 0,
            capabilities: Value::Null,
            published: BTreeMap::new(),
            answered: Vec::new(),
            asked: Vec::new(),
            heard: Vec::new(),
            root: root.to_owned(),
        };
        let folder = |name: &&str| json!({ "uri": client.uri(name), "name": "project" });
        let folders: Vec<Value> = folders.iter().map(folder).collect();
        let answer = client.request(
            "initialize",
            json!({
                "capabilities": can,
                "workspaceFolders": folders,
                "initializationOptions": options,
            }),
        );
        client.capabilities = answer["capabilities"].clone();
        client.notify("initialized", json!({}));
        client
    }

    pub(crate) fn uri(&self, file: &str) -> String {
        format!("file://{}", self.root.join(file).display())
    }

    pub(crate) fn notify(&self, method: &str, params: Value) {
        let message = Notification { method: method.to_owned(), params };
        self.connection.sender.send(message.into()).unwrap();
    }

    pub(crate) fn send(&mut self, method: &str, params: Value) -> RequestId {
        self.next += 1;
        let id = RequestId::from(self.next);
        let message = Request { id: id.clone(), method: method.to_owned(), params };
        self.connection.sender.send(message.into()).unwrap();
        id
    }

    /// Takes messages until one is what is waited for.
    fn until<T>(&mut self, mut found: impl FnMut(&mut Self, &Message) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            let message = self.connection.receiver.recv_deadline(end).expect("the server answers");
            match &message {
                Message::Request(request) => {
                    self.asked.push(request.method.clone());
                    // One that has no settings says so.
                    let answer = match &*request.method {
                        "workspace/configuration" => json!([null]),
                        _ => Value::Null,
                    };
                    let answer = Response::new_ok(request.id.clone(), answer);
                    self.connection.sender.send(answer.into()).unwrap();
                }
                Message::Notification(told) if told.method.ends_with("publishDiagnostics") => {
                    let uri = told.params["uri"].as_str().unwrap();
                    let file = uri.strip_prefix(&self.uri("")).unwrap_or(uri).to_owned();
                    let all = told.params["diagnostics"].as_array().unwrap().clone();
                    self.published.insert(file, all);
                }
                Message::Notification(told) => self.heard.push(told.clone()),
                Message::Response(answer) => self.answered.push(answer.id.clone()),
            }
            if let Some(found) = found(self, &message) {
                return found;
            }
        }
    }

    pub(crate) fn answer(&mut self, id: &RequestId) -> Result<Value, ResponseError> {
        self.until(|_, message| match message {
            Message::Response(response) if response.id == *id => {
                Some(response.response_result.clone())
            }
            _ => None,
        })
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        self.answer(&id).unwrap_or_else(|error| panic!("{method}: {error:?}"))
    }

    /// Waits until something is so.
    pub(crate) fn wait(&mut self, so: impl Fn(&Self) -> bool) {
        if !so(self) {
            self.until(|client, _| so(client).then_some(()));
        }
    }

    /// Waits until a file has findings of exactly these rules.
    pub(crate) fn wait_for_rules(&mut self, file: &str, rules: &[&str]) {
        self.wait(|client| client.rules(file) == rules);
    }

    pub(crate) fn rules(&self, file: &str) -> Vec<&str> {
        let all = self.published.get(file).map_or(&[][..], Vec::as_slice);
        all.iter().map(|found| found["code"].as_str().unwrap()).collect()
    }

    pub(crate) fn close(&self, file: &str) {
        let document = json!({ "uri": self.uri(file) });
        self.notify("textDocument/didClose", json!({ "textDocument": document }));
    }

    /// Waits until the texts are checked as they are now; the client must be one that asks.
    pub(crate) fn settle(&mut self) -> Value {
        self.request("workspace/diagnostic", json!({ "previousResultIds": [] }))
    }

    /// The labels that completion offers.
    pub(crate) fn labels(&mut self, file: &str, line: u32, character: u32) -> Vec<String> {
        let params = self.at(file, line, character);
        let items = self.request("textDocument/completion", params);
        let items = items.as_array().unwrap().iter();
        items.map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) fn open(&self, file: &str, text: &str) {
        let document =
            json!({ "uri": self.uri(file), "languageId": "nix", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces a range of an open file; all of it when there is none.
    pub(crate) fn change(&self, file: &str, version: i32, range: Option<Value>, text: &str) {
        let mut change = json!({ "text": text });
        if let Some(range) = range {
            change["range"] = range;
        }
        let document = json!({ "uri": self.uri(file), "version": version });
        let params = json!({ "textDocument": document, "contentChanges": [change] });
        self.notify("textDocument/didChange", params);
    }

    pub(crate) fn at(&self, file: &str, line: u32, character: u32) -> Value {
        json!({
            "textDocument": { "uri": self.uri(file) },
            "position": { "line": line, "character": character },
        })
    }

    pub(crate) fn actions(&mut self, file: &str, range: &Value) -> Vec<Value> {
        let params = json!({
            "textDocument": { "uri": self.uri(file) },
            "range": range,
            "context": { "diagnostics": [] },
        });
        self.request("textDocument/codeAction", params).as_array().unwrap().clone()
    }

    /// Ends as the protocol says, and gives whether the server thinks so, too.
    pub(crate) fn end(mut self) -> bool {
        self.request("shutdown", Value::Null);
        self.end_after_shutdown()
    }

    pub(crate) fn end_after_shutdown(mut self) -> bool {
        self.notify("exit", Value::Null);
        self.server.take().unwrap().join().unwrap()
    }
}

pub(crate) fn range(from: (u32, u32), to: (u32, u32)) -> Value {
    json!({
        "start": { "line": from.0, "character": from.1 },
        "end": { "line": to.0, "character": to.1 },
    })
}

/// The text after the edits of an action, which are all in one file.
pub(crate) fn applied(text: &str, action: &Value) -> String {
    let edits = action["edit"]["documentChanges"][0]["edits"].as_array().unwrap();
    let offset = |place: &Value| {
        let line = place["line"].as_u64().unwrap() as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + place["character"].as_u64().unwrap() as usize
    };
    let mut edits: Vec<_> = edits
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            let new = edit["newText"].as_str().unwrap();
            (offset(&range["start"]), offset(&range["end"]), new)
        })
        .collect();
    edits.sort_unstable();
    let mut out = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}
