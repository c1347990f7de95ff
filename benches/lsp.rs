//! How soon the language server shows what an edit changes, and what memory it takes: `cargo bench --bench lsp`. With
//! `PERSIST_LINT_NIXPKGS` also with that nixpkgs.
//!
//! The server runs in this process and is driven as an editor drives it. An edit adds a service that loses its state, or
//! takes it out again; the time ends when the finding is sent, or its absence. Three kinds of files are edited: one that
//! one host reads, a module that some hosts switch on, and one that is a part of every host.

#![allow(clippy::print_stdout, reason = "a table is printed")]

mod project;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use persist_lint::{
    check,
    modules::{ModeChoice, Overrides},
};
use serde_json::{Value, json};

use project::{HOSTS, enabled, generate};

/// The service that edits add, and the state it loses.
const SERVICE: &str = "radarr";
const LINE: &str = "  services.radarr.enable = true;\n";

/// A client of the server.
struct Editor {
    connection: Connection,
    root: PathBuf,
    version: i32,
    /// Whether the answer with all inputs is waited for.
    waits: bool,
}

impl Editor {
    fn open(root: &Path, options: &Value, waits: bool) -> Self {
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

    /// Takes messages until one is what is waited for.
    fn until(&self, mut found: impl FnMut(&Message) -> bool) {
        loop {
            let message = self.connection.receiver.recv_timeout(Duration::from_secs(300));
            let message = message.expect("the server answers");
            if let Message::Request(request) = &message {
                self.send(Response::new_ok(request.id.clone(), Value::Null));
            }
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
        self.until(|message| {
            let Message::Notification(told) = message else { return false };
            told.method == "$/progress" && told.params["value"]["kind"] == "end"
        });
    }

    fn show(&self, file: &str) -> String {
        let text = fs::read_to_string(self.root.join(file)).expect("the file is there");
        let document =
            json!({ "uri": self.uri(file), "languageId": "nix", "version": 0, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
        text
    }

    /// Replaces lines, from the first to before the last.
    fn edit(&mut self, file: &str, lines: (usize, usize), text: &str) {
        self.version += 1;
        let place = |line: usize| json!({ "line": line, "character": 0 });
        let range = json!({ "start": place(lines.0), "end": place(lines.1) });
        self.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": self.uri(file), "version": self.version },
                "contentChanges": [{ "range": range, "text": text }],
            }),
        );
    }

    /// Adds the service in a file and takes it out again, so often. Gives how long each took to be seen.
    fn toggle(&mut self, file: &str, line: usize, times: usize) -> Vec<Duration> {
        let mut all = Vec::new();
        for step in 0..times {
            let start = Instant::now();
            let adds = step % 2 == 0;
            let (lines, text) = if adds { ((line, line), LINE) } else { ((line, line + 1), "") };
            self.edit(file, lines, text);
            self.until_shown(file, adds);
            if self.waits {
                self.until_checked();
            }
            all.push(start.elapsed());
        }
        all
    }

    /// Waits until nothing is sent any more.
    fn rest(&self, pause: Duration) {
        while let Ok(message) = self.connection.receiver.recv_timeout(pause) {
            if let Message::Request(request) = &message {
                self.send(Response::new_ok(request.id.clone(), Value::Null));
            }
        }
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

/// The files that are edited: a name for each kind, its files, and the line that is added.
fn kinds() -> Vec<(&'static str, Vec<(String, usize)>)> {
    let hosts = (0..HOSTS).map(|host| (format!("hosts/host{host}/default.nix"), 2));
    let services: Vec<usize> = (0..HOSTS).filter_map(|host| enabled(host).nth(host)).collect();
    // After `config = lib.mkIf cfg.enable {`.
    let modules =
        services.iter().map(|service| (format!("modules/services/service{service}.nix"), 20));
    vec![
        ("a file of one host", hosts.collect()),
        ("a module some hosts use", modules.collect()),
        ("a part of every host", vec![("modules/base.nix".to_owned(), 1)]),
    ]
}

fn middle(times: &mut [Duration]) -> (f64, f64) {
    times.sort();
    let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1000.0;
    (at(50), at(95))
}

/// Edits all kinds of files `rounds` times, and prints a line for each.
fn measure(editor: &mut Editor, rounds: usize) {
    for (kind, files) in kinds() {
        let mut times = Vec::new();
        for (file, line) in &files {
            editor.show(file);
            editor.rest(Duration::from_millis(300));
            times.extend(editor.toggle(file, *line, 2 * rounds.div_ceil(files.len())));
        }
        let (median, late) = middle(&mut times);
        println!("{kind:<28} {median:>9.1} {late:>9.1}  {} edits", times.len());
    }
}

/// The memory of this process, in MiB. Linux only.
fn resident() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}

/// How long a run without a server takes, in milliseconds.
fn check(root: &Path, nixpkgs: Option<&Path>) -> f64 {
    let mode = if nixpkgs.is_some() { ModeChoice::Full } else { ModeChoice::Offline };
    let overrides = Overrides { nixpkgs: nixpkgs.map(Path::to_owned), ..Overrides::default() };
    let request = check::Request {
        path: root.to_owned(),
        mode: Some(mode),
        overrides,
        ..check::Request::default()
    };
    let times = (0..3).map(|_| {
        let start = Instant::now();
        drop(check::run(&request).expect("the project can be checked"));
        start.elapsed()
    });
    times.min().unwrap_or_default().as_secs_f64() * 1000.0
}

fn main() {
    let dir = tempfile::tempdir().expect("a directory can be made");
    generate(dir.path());
    // A module that every host reads and nobody switches off.
    project::write(dir.path(), "modules/base.nix", "{\n}\n");
    let list = dir.path().join("modules/default.nix");
    let modules = fs::read_to_string(&list).expect("it was written");
    let modules = modules.replacen("imports = [\n", "imports = [\n    ./base.nix\n", 1);
    fs::write(list, modules).expect("it can be written");

    println!("{:<28} {:>9} {:>9}", "quick answer", "median ms", "p95 ms");
    let mut editor = Editor::open(dir.path(), &json!({ "mode": "offline" }), false);
    editor.rest(Duration::from_millis(1500));
    measure(&mut editor, 40);
    let whole = check(dir.path(), None);
    println!("{:<28} {whole:>9.1}", "a run without a server");
    drop(editor);

    let mut editor = Editor::open(dir.path(), &json!({ "mode": "offline" }), false);
    editor.rest(Duration::from_millis(1500));
    let file = "hosts/host0/default.nix";
    editor.show(file);
    editor.toggle(file, 2, 10);
    let few = resident();
    for _ in 0..99 {
        editor.toggle(file, 2, 10);
    }
    if let (Some(few), Some(many)) = (few, resident()) {
        println!("memory after 10 edits {few:.1} MiB, after 1000 {many:.1} MiB: {:.2}", many / few);
    }
    drop(editor);

    if let Some(nixpkgs) = std::env::var_os("PERSIST_LINT_NIXPKGS") {
        let nixpkgs = PathBuf::from(nixpkgs);
        println!("\n{:<28} {:>9} {:>9}", "with nixpkgs", "median ms", "p95 ms");
        let options = json!({ "mode": "full", "nixpkgs": nixpkgs });
        let mut editor = Editor::open(dir.path(), &options, true);
        editor.rest(Duration::from_secs(60));
        measure(&mut editor, 10);
        let whole = check(dir.path(), Some(&nixpkgs));
        println!("{:<28} {whole:>9.1}", "a run without a server");
    }
}
