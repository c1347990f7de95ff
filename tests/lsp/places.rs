//! Several projects, every unit of columns, files that go, a server that is killed.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

use crate::{
    ENABLE, WEB, checked,
    client::{Client, can, range},
    project,
};

#[test]
fn each_folder_is_a_project() {
    let (first, second) = (project(), project());
    let other = second.path().canonicalize().unwrap();
    let uri = format!("file://{}", other.display());
    let mut client = Client::new(first.path(), can(false, &["utf-16"]));
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    let folder = json!([{ "uri": uri, "name": "other" }]);
    let changed =
        |added: Value, removed: Value| json!({ "event": { "added": added, "removed": removed } });
    client.notify("workspace/didChangeWorkspaceFolders", changed(folder.clone(), json!([])));
    let file = format!("{uri}/web.nix");
    client.wait_for_rules(&file, &["unpersisted-service-state"]);
    // It is watched from now on.
    let off = WEB.replace("vaultwarden.enable = true", "vaultwarden.enable = false");
    fs::write(other.join("web.nix"), off).unwrap();
    client.wait_for_rules(&file, &[]);
    fs::write(other.join("web.nix"), WEB).unwrap();
    client.wait_for_rules(&file, &["unpersisted-service-state"]);
    // Who takes it out does not see it any more, and keeps the first.
    client.notify("workspace/didChangeWorkspaceFolders", changed(json!([]), folder));
    client.wait_for_rules(&file, &[]);
    assert_eq!(client.rules("web.nix"), ["unpersisted-service-state"]);
    assert!(client.end());
}

#[test]
fn columns_are_counted_as_the_client_does() {
    let crabs = WEB.replace("  services.vault", "  /* 🦀ä */ services.vault");
    // The width of `/* 🦀ä */ `.
    for (encoding, more) in [("utf-8", 13), ("utf-16", 10), ("utf-32", 9)] {
        let dir = project();
        fs::write(dir.path().join("web.nix"), &crabs).unwrap();
        let mut client = Client::new(dir.path(), can(false, &[encoding]));
        assert_eq!(client.capabilities["positionEncoding"], encoding);
        client.open("web.nix", &crabs);
        client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
        let at = range((ENABLE.0.0, ENABLE.0.1 + more), (ENABLE.1.0, ENABLE.1.1 + more));
        assert_eq!(client.published["web.nix"][0]["range"], at, "{encoding}");
        // An edit is taken where the client means it.
        client.change("web.nix", 2, Some(at), "false");
        client.wait_for_rules("web.nix", &[]);
        client.change("web.nix", 3, None, &crabs);
        client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
        assert!(client.end());
    }
}

#[test]
fn an_open_file_that_is_deleted_is_still_edited() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(false, &["utf-16"]));
    client.open("web.nix", WEB);
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    fs::remove_file(dir.path().join("web.nix")).unwrap();
    let gone = json!({ "changes": [{ "uri": client.uri("web.nix"), "type": 3 }] });
    client.notify("workspace/didChangeWatchedFiles", gone);
    client.change("web.nix", 2, Some(range((0, 1), (0, 1))), "\n");
    client.change("web.nix", 3, Some(range((0, 1), (1, 0))), "");
    let params = client.at("web.nix", ENABLE.0.0, ENABLE.0.1);
    client.request("textDocument/hover", params);
    let document = json!({ "uri": client.uri("web.nix") });
    client.notify("textDocument/didClose", json!({ "textDocument": document }));
    client.wait_for_rules("web.nix", &[]);
    assert!(client.end());
}

/// What is shown after edits, one after the other, is what a check of the same texts finds. Of a text that cannot be parsed
/// only that is shown.
#[test]
fn nothing_old_is_shown_after_edits() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(true, &["utf-16"]));
    client.open("web.nix", WEB);
    let edits = [
        WEB.replace("vaultwarden", "jellyfin"),
        format!("# a remark\n{WEB}"),
        WEB.replace("\"/var/log\"\n", "\"/var/log\"\n      \"/var/log\"\n"),
        WEB.replace("true;\n}", "true;\n"),
        WEB.replace("hideMounts = true;", "hideMounts = flase;"),
        WEB.to_owned(),
    ];
    for (version, text) in (2..).zip(edits) {
        client.change("web.nix", version, None, &text);
        // The same texts for somebody who knows nothing.
        let copy = project();
        fs::write(copy.path().join("web.nix"), &text).unwrap();
        let mut wanted = named(checked(&copy.path().canonicalize().unwrap()));
        if wanted.iter().any(|found| found.contains(" syntax ")) {
            wanted.retain(|found| found.contains(" syntax "));
        }
        let mut shown = Vec::new();
        for _ in 0..600 {
            let answer = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
            shown = shown_in(&answer);
            if shown == wanted {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        assert_eq!(shown, wanted, "{text}");
    }
    assert!(client.end());
}

fn named(all: Vec<(std::path::PathBuf, Value, String, String)>) -> Vec<String> {
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut all: Vec<String> = all
        .into_iter()
        .map(|(file, range, rule, message)| format!("{} {range} {rule} {message}", name(&file)))
        .collect();
    all.sort();
    all
}

fn shown_in(answer: &Value) -> Vec<String> {
    let mut all = Vec::new();
    for item in answer["items"].as_array().unwrap() {
        let file = item["uri"].as_str().unwrap().rsplit('/').next().unwrap();
        for found in item["items"].as_array().unwrap() {
            let message = found["message"].as_str().unwrap().lines().next().unwrap_or_default();
            let (range, rule) = (&found["range"], found["code"].as_str().unwrap());
            all.push(format!("{file} {range} {rule} {message}"));
        }
    }
    all.sort();
    all
}

/// The program, with a client of few words.
struct Program(Child);

impl Program {
    fn start(root: &Path) -> Self {
        Self::start_with(root, &json!({}), &[])
    }

    fn start_with(root: &Path, can: &Value, environment: &[(&str, &Path)]) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_persist-lint"))
            .arg("lsp")
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut program = Self(child);
        let uri = format!("file://{}", root.canonicalize().unwrap().display());
        program.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "capabilities": can, "rootUri": uri, "initializationOptions": { "mode": "offline" },
        }}));
        program.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
        program
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.stdin.as_mut().unwrap().write_all(bytes).unwrap();
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.write(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn open(&mut self, uri: &str, version: i32, text: &str) {
        let document = json!({ "uri": uri, "languageId": "nix", "version": version, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn change(&mut self, uri: &str, version: i32, range: &Value, text: &str) {
        let params = json!({
            "textDocument": { "uri": uri, "version": version },
            "contentChanges": [{ "range": range, "text": text }],
        });
        self.notify("textDocument/didChange", params);
    }

    /// Reads until a message has something in it.
    fn read_until(&mut self, part: &str) -> String {
        let mut from = BufReader::with_capacity(1, self.0.stdout.as_mut().unwrap());
        loop {
            let (mut line, mut length) = (String::new(), 0);
            while line != "\r\n" {
                line.clear();
                assert_ne!(from.read_line(&mut line).unwrap(), 0, "it has ended");
                if let Some(value) = line.strip_prefix("Content-Length: ") {
                    length = value.trim().parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            from.read_exact(&mut body).unwrap();
            let body = String::from_utf8(body).unwrap();
            if body.contains(part) {
                return body;
            }
        }
    }
}

#[test]
fn noise_is_borne_and_a_killed_server_is_begun_anew() {
    let dir = project();
    let mut program = Program::start(dir.path());
    program.write(b"this is no header\r\nContent-Length: many\r\n\r\n");
    program.write(b"Content-Length: 10\r\n\r\n{ not json");
    program.write(b"Content-Length: 2\r\n\r\n[]");
    // Less than there is.
    program.write(b"Content-Length: 1\r\n\r\n[]");
    program.send(&json!({ "jsonrpc": "2.0", "id": 5, "method": 7 }));
    program.read_until("\"id\":5,\"error\"");
    program.send(&json!({ "jsonrpc": "2.0", "id": 6, "method": "no/such/method" }));
    program.read_until("-32601");
    program.0.kill().unwrap();
    program.0.wait().unwrap();

    let mut program = Program::start(dir.path());
    let shown = program.read_until("unpersisted-service-state");
    assert!(shown.contains("web.nix"), "{shown}");
    program.send(&json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }));
    program.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert!(program.0.wait().unwrap().success());
}

/// An editor whose server dies while it is written begins another one and tells it the text as it is now.
#[test]
fn a_server_that_is_killed_between_edits_loses_none() {
    let dir = project();
    let uri = format!("file://{}/web.nix", dir.path().canonicalize().unwrap().display());
    let mut program = Program::start(dir.path());
    program.open(&uri, 1, WEB);
    let mut text = WEB.to_owned();
    let line = "\n  # 🦀 ä";
    for version in 2..=60 {
        text.insert_str(1, line);
        if version % 20 == 0 {
            program.0.kill().unwrap();
            program.0.wait().unwrap();
            program = Program::start(dir.path());
            program.open(&uri, version, &text);
        } else {
            program.change(&uri, version, &range((0, 1), (0, 1)), line);
        }
    }
    let at = ENABLE.0.0 + 59;
    let crab = "/* 🦀 */ ";
    program.change(&uri, 61, &range((at, 2), (at, 2)), crab);
    loop {
        let told = program.read_until("/web.nix\"");
        let told: Value = serde_json::from_str(&told).unwrap();
        let (version, found) = (&told["params"]["version"], &told["params"]["diagnostics"]);
        // Before the text was opened, the file on the disk was shown.
        let (Some(version), Some(found)) = (version.as_u64(), found.get(0)) else { continue };
        let moved = if version < 61 { 0 } else { 9 };
        let line = ENABLE.0.0 + u32::try_from(version).unwrap().min(60) - 1;
        let place = |column: u32| (line, column + moved);
        assert_eq!(found["range"], range(place(ENABLE.0.1), place(ENABLE.1.1)), "{version}");
        if version == 61 {
            break;
        }
    }
}

#[test]
fn a_client_that_is_gone_takes_the_server_with_it() {
    let dir = project();
    let mut program = Program::start(dir.path());
    program.read_until("unpersisted-service-state");
    drop(program.0.stdin.take());
    assert!(!program.0.wait().unwrap().success(), "nobody said that it should end");
}

#[test]
fn the_page_of_a_rule_is_opened_as_a_file() {
    let (dir, cache) = (project(), tempfile::tempdir().unwrap());
    let can = json!({ "window": { "showDocument": { "support": true } } });
    let mut program = Program::start_with(dir.path(), &can, &[("XDG_CACHE_HOME", cache.path())]);
    let params = json!({ "command": "persist-lint.explain", "arguments": ["duplicate-entry"] });
    program.send(
        &json!({ "jsonrpc": "2.0", "id": 2, "method": "workspace/executeCommand", "params": params }),
    );
    let asked: Value = serde_json::from_str(&program.read_until("window/showDocument")).unwrap();
    let uri = asked["params"]["uri"].as_str().unwrap();
    let page = fs::read_to_string(uri.strip_prefix("file://").unwrap()).unwrap();
    assert!(page.starts_with("# duplicate-entry\n"), "{uri}");
    program.send(&json!({ "jsonrpc": "2.0", "id": 3, "method": "shutdown" }));
    program.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert!(program.0.wait().unwrap().success());
}
