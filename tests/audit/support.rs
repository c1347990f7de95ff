//! A configuration to audit against, and running the binary.

use std::{
    ffi::OsStr,
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_persist-lint");

/// A saved configuration: a root in memory, a disk at `/persist`, and these entries (path, whether a file).
pub(crate) fn state(entries: &[(&str, bool)]) -> Value {
    let mount = |path: &str, ephemeral: &str| {
        json!({ "path": path, "device": null, "fs_type": null, "options": null, "needed_for_boot": true,
            "ephemeral": ephemeral, "why": "a tmpfs", "location": null })
    };
    let entry = |(path, is_file): &(&str, bool)| {
        json!({ "root": "/persist", "kind": if *is_file { "file" } else { "directory" }, "path": path,
            "user": null, "group": null, "mode": null, "for_user": null, "source": "impermanence", "location": null })
    };
    let state = |path: &str, owner: &str, kind: &str, loss: &str| json!({ "path": path, "owner": owner, "kind": kind, "loss": loss, "kept": "no", "note": null });
    json!({ "version": 1, "hosts": [{
        "name": "web", "mode": "full",
        "mounts": [mount("/", "yes"), mount("/persist", "no"), mount("/nix", "no")],
        "persistence": entries.iter().map(entry).collect::<Vec<_>>(),
        "state": [
            state("/var/lib/foobar", "services.foobar", "state", "data"),
            state("/var/lib/part", "services.part", "state", "data"),
            state("/var/lib/part/cache", "services.part", "cache", "recreatable"),
            state("/var/cache/foobar/keys", "services.foobar", "secret", "identity"),
            state("/etc/foobar.key", "services.foobar", "secret", "identity"),
        ],
        "users": [{ "name": "ann", "home": "/home/ann", "normal": true }],
    }] })
}

pub(crate) fn write(root: &Path, path: impl AsRef<OsStr>, text: &str) {
    let path = root.join(Path::new(path.as_ref()).strip_prefix("/").unwrap());
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Runs the audit of a root with a saved configuration beside it.
pub(crate) fn audit(root: &Path, state: &Value, more: &[&str]) -> Output {
    let saved = tempfile::NamedTempFile::new().unwrap();
    fs::write(saved.path(), state.to_string()).unwrap();
    let mut command = Command::new(BINARY);
    command.arg("audit").arg("--root").arg(root).arg("--state").arg(saved.path()).args(more);
    command.stdin(Stdio::null()).env("LANG", "C.UTF-8").output().unwrap()
}

/// The document of an audit.
pub(crate) fn document(root: &Path, state: &Value, more: &[&str]) -> Value {
    let output = audit(root, state, &[&["--format", "json"], more].concat());
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// What a document lists: path, owner, files.
pub(crate) fn listed(document: &Value) -> Vec<(String, Option<String>, u64)> {
    let found = document["unpersisted"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    found
        .map(|found| {
            (text(&found["path"]).unwrap(), text(&found["owner"]), found["files"].as_u64().unwrap())
        })
        .collect()
}

/// The same as text, one line each.
pub(crate) fn lines(document: &Value) -> Vec<String> {
    let line = |(path, owner, files): (String, Option<String>, u64)| {
        format!("{path} {} {files}", owner.unwrap_or_else(|| "-".to_owned()))
    };
    listed(document).into_iter().map(line).collect()
}
