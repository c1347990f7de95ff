//! Trees to work on, and whether two of them are the same.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::{
        ffi::OsStrExt as _,
        fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _},
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use rustix::fs::{XattrFlags, lgetxattr, llistxattr, lsetxattr};
use serde_json::{Value, json};

use crate::namespace;

/// What a run printed.
pub(crate) struct Output {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Output {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|_| panic!("{}{}", self.stdout, self.stderr))
    }
}

pub(crate) fn binary() -> &'static str {
    env!("CARGO_BIN_EXE_persist-lint")
}

pub(crate) fn finish(command: &mut Command) -> Output {
    read(command.stdin(Stdio::null()).output().expect("it runs"))
}

fn read(output: std::process::Output) -> Output {
    let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    assert!(!stderr.contains("panicked"), "{stderr}");
    Output { status: output.status.code().expect("it was not killed"), stdout, stderr }
}

pub(crate) fn run(arguments: &[&str]) -> Output {
    finish(Command::new(binary()).args(arguments))
}

/// Runs a shell text in a mount namespace of its own; nothing where that is not allowed.
pub(crate) fn in_namespace(text: &str) -> Option<Output> {
    namespace::in_namespace(text).map(read)
}

/// A machine: a root with a storage, and what `state` would say of its configuration.
pub(crate) struct Machine {
    dir: tempfile::TempDir,
}

impl Machine {
    /// With entries of `/persist`, directories and files, as `d /var/lib/app` and `f /etc/machine-id`.
    pub(crate) fn new(entries: &[&str]) -> Self {
        let machine = Self { dir: tempfile::tempdir().unwrap() };
        let entries: Vec<Value> = entries
            .iter()
            .map(|entry| {
                let (kind, path) = entry.split_once(' ').unwrap();
                let kind = if kind == "d" { "directory" } else { "file" };
                json!({
                    "root": "/persist", "kind": kind, "path": path, "user": null, "group": null,
                    "mode": null, "for_user": null, "source": "impermanence", "location": null,
                })
            })
            .collect();
        machine.configure(&json!([]), &json!(entries), &json!([]));
        fs::create_dir_all(machine.path("/persist")).unwrap();
        machine
    }

    pub(crate) fn configure(&self, mounts: &Value, entries: &Value, state: &Value) {
        let host = json!({
            "name": "web", "mode": "full", "mounts": mounts, "persistence": entries, "state": state,
        });
        let document = json!({ "version": 1, "hosts": [host] });
        fs::write(self.dir.path().join("state.json"), document.to_string()).unwrap();
    }

    /// Has it need a machine id at its first boot.
    pub(crate) fn need_machine_id(&self) {
        let file = self.dir.path().join("state.json");
        let mut document: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let id = json!({ "path": "/etc/machine-id", "role": "machine-id", "of": null });
        document["hosts"][0]["first_boot"] = json!([id]);
        fs::write(file, document.to_string()).unwrap();
    }

    /// Where a path of the machine is.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join("root").join(path.trim_start_matches('/'))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The command line of `migrate` for it.
    pub(crate) fn arguments(&self, more: &[&str]) -> Vec<String> {
        let state = self.dir.path().join("state.json");
        let root = self.path("/");
        let own = ["migrate", "--state", state.to_str().unwrap(), "--root", root.to_str().unwrap()];
        own.iter().chain(more).map(|&argument| argument.to_owned()).collect()
    }

    pub(crate) fn migrate(&self, more: &[&str]) -> Output {
        finish(Command::new(binary()).args(self.arguments(more)))
    }
}

/// A tree with all kinds of files, of which some are large enough to be killed in.
pub(crate) fn hostile_tree(top: &Path) {
    fs::create_dir_all(top.join("sub/empty")).unwrap();
    for number in 0..60_usize {
        let path = top.join(format!("sub/file{number}"));
        let bytes: Vec<u8> = (0..number * 997).map(|at| (at * number % 251) as u8).collect();
        fs::write(&path, bytes).unwrap();
        let mode = [0o640, 0o604, 0o4755, 0o400][number % 4];
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }
    fs::write(top.join("large"), vec![7; 8 << 20]).unwrap();
    fs::hard_link(top.join("sub/file1"), top.join("another-name")).unwrap();
    fs::hard_link(top.join("sub/file1"), top.join("sub/third-name")).unwrap();
    std::os::unix::fs::symlink("/nowhere", top.join("dangling")).unwrap();
    std::os::unix::fs::symlink("sub", top.join("link")).unwrap();
    let name = std::ffi::OsStr::from_bytes(b"line\nbreak \xff\x1b[31m");
    fs::write(top.join(name), "x").unwrap();
    let sparse = fs::File::create(top.join("sparse")).unwrap();
    sparse.set_len(64 << 20).unwrap();
    std::os::unix::fs::FileExt::write_at(&sparse, b"data", 30 << 20).unwrap();
    drop(sparse);
    let status = Command::new("mkfifo").arg(top.join("pipe")).status().unwrap();
    assert!(status.success());
    drop(std::os::unix::net::UnixListener::bind(top.join("socket")).unwrap());
    let mut deep = top.join("deep");
    for _ in 0..150 {
        deep.push("d");
    }
    fs::create_dir_all(&deep).unwrap();
    // Where the filesystem has none, there are none to be kept.
    for path in ["sub/file2", "sub"] {
        let _ = lsetxattr(top.join(path), "user.note", b"hello", XattrFlags::empty());
    }
    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(top.join("sub/file3"), Some(1234), Some(99)).unwrap();
        std::os::unix::fs::lchown(top.join("dangling"), Some(7), Some(8)).unwrap();
    }
    fs::set_permissions(top.join("sub/empty"), fs::Permissions::from_mode(0o1777)).unwrap();
    let old = std::time::UNIX_EPOCH + std::time::Duration::new(981_173_106, 789_012_345);
    for path in ["sub/file5", "sub/empty", "deep", "sub", "."] {
        fs::File::open(top.join(path)).unwrap().set_modified(old).unwrap();
    }
}

/// All that can be told of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Print {
    mode: u32,
    owner: (u32, u32),
    modified: (i64, i64),
    size: u64,
    device: u64,
    contents: Vec<u8>,
    extended: BTreeMap<String, Vec<u8>>,
    /// The first name of a file with several.
    linked: Option<PathBuf>,
    /// Whether it takes much less of the disk than it is long.
    sparse: bool,
}

impl Print {
    pub(crate) fn is_sparse(&self) -> bool {
        self.sparse
    }

    /// Without its date, when that does not count.
    pub(crate) fn undated_if(self, undated: bool) -> Self {
        if undated { Self { modified: (0, 0), ..self } } else { self }
    }

    /// Without its other names.
    pub(crate) fn alone(self) -> Self {
        Self { linked: None, ..self }
    }
}

/// The files of a tree by their paths below it; `.` is the top. Sockets are left out.
pub(crate) fn prints(top: &Path) -> BTreeMap<PathBuf, Print> {
    let mut found = BTreeMap::new();
    walk(top, Path::new("."), &mut BTreeMap::new(), &mut found);
    found
}

fn walk(
    top: &Path,
    path: &Path,
    links: &mut BTreeMap<u64, PathBuf>,
    found: &mut BTreeMap<PathBuf, Print>,
) {
    let full = top.join(path);
    let meta = fs::symlink_metadata(&full).unwrap();
    let kind = meta.file_type();
    if kind.is_socket() {
        return;
    }
    let contents = match () {
        () if kind.is_file() => fs::read(&full).unwrap(),
        () if kind.is_symlink() => fs::read_link(&full).unwrap().as_os_str().as_bytes().to_vec(),
        () => Vec::new(),
    };
    let linked = (meta.nlink() > 1 && !kind.is_dir())
        .then(|| links.entry(meta.ino()).or_insert_with(|| path.to_owned()).clone());
    let print = Print {
        mode: meta.mode(),
        owner: (meta.uid(), meta.gid()),
        modified: (meta.mtime(), meta.mtime_nsec()),
        size: if kind.is_dir() { 0 } else { meta.size() },
        device: meta.rdev(),
        contents,
        extended: extended(&full),
        linked,
        sparse: kind.is_file() && meta.size() > 1 << 20 && meta.blocks() * 512 < meta.size() / 2,
    };
    found.insert(path.to_owned(), print);
    if kind.is_dir() {
        let mut names: Vec<_> =
            fs::read_dir(&full).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        for name in names {
            walk(top, &path.join(name), links, found);
        }
    }
}

fn extended(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut list = vec![0; 65536];
    let length = llistxattr(path, &mut list[..]).unwrap_or(0);
    let names = list[..length].split(|byte| *byte == 0).filter(|name| !name.is_empty());
    names
        .map(|name| {
            let name = String::from_utf8(name.to_vec()).unwrap();
            let mut value = vec![0; 65536];
            let length = lgetxattr(path, name.as_str(), &mut value[..]).unwrap();
            (name, value[..length].to_vec())
        })
        .collect()
}

/// Fails with the first difference of two trees.
#[track_caller]
pub(crate) fn assert_same(found: &BTreeMap<PathBuf, Print>, expected: &BTreeMap<PathBuf, Print>) {
    let names = |prints: &BTreeMap<PathBuf, Print>| prints.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(found), names(expected));
    for (path, print) in expected {
        let other = &found[path];
        if other != print {
            let short = |print: &Print| Print { contents: Vec::new(), ..print.clone() };
            let contents = other.contents == print.contents;
            panic!("{}: {:?} {:?} contents {contents}", path.display(), short(other), short(print));
        }
    }
}
