//! What can be asked for: since when, against what, and whose.

use std::{
    fs,
    time::{Duration, SystemTime},
};

use serde_json::json;

use crate::support::{audit, document, lines, state, write};

#[test]
fn since_a_time_and_against_an_older_root() {
    let (dir, old) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for name in ["same", "longer", "newer"] {
        write(dir.path(), format!("/var/lib/{name}/x"), "x");
        write(old.path(), format!("/var/lib/{name}/x"), "x");
    }
    let before = SystemTime::now() - Duration::from_secs(3 * 3600);
    let age = |root: &std::path::Path, path: &str| {
        fs::File::options()
            .write(true)
            .open(root.join(path))
            .unwrap()
            .set_modified(before)
            .unwrap();
    };
    for name in ["same", "longer"] {
        age(dir.path(), &format!("var/lib/{name}/x"));
        age(old.path(), &format!("var/lib/{name}/x"));
    }
    age(old.path(), "var/lib/newer/x");
    write(old.path(), "/var/lib/longer/x", "before");
    age(old.path(), "var/lib/longer/x");
    write(dir.path(), "/var/lib/new/x", "x");
    let against = old.path().to_str().unwrap();
    let changed = document(dir.path(), &state(&[]), &["--against", against]);
    assert_eq!(lines(&changed), ["/var/lib/longer - 1", "/var/lib/new - 1", "/var/lib/newer - 1"]);
    // The time a file got here counts as well as that of its contents, so all of them are new.
    let since = document(dir.path(), &state(&[]), &["--since", "2h"]);
    assert_eq!(lines(&since).len(), 4);
    let later = document(dir.path(), &state(&[]), &["--since", "2099-01-01T00:00:00Z"]);
    assert!(lines(&later).is_empty());
    let wrong = audit(dir.path(), &state(&[]), &["--since", "yesterday"]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn what_is_known_of_programs_names_the_owner() {
    let dir = tempfile::tempdir().unwrap();
    write(
        dir.path(),
        "/etc/passwd",
        "root:x:0:0::/root:/bin/sh\nann:x:1000:100::/home/ann:/bin/sh\n",
    );
    write(dir.path(), "/var/lib/forgejo/data/x", "x");
    write(dir.path(), "/home/ann/.mozilla/firefox/x", "x");
    write(dir.path(), "/home/ann/.cache/x/x", "x");
    write(dir.path(), "/var/lib/nothing-known/x", "x");
    let document = document(dir.path(), &state(&[("/var/log", false)]), &[]);
    let found = document["unpersisted"].as_array().unwrap();
    let of = |path: &str| {
        found.iter().find(|found| found["path"] == path).unwrap_or(&serde_json::Value::Null)
    };
    assert_eq!(of("/var/lib/forgejo")["owner"], "services.forgejo");
    assert_eq!(of("/var/lib/forgejo")["loss"], "data");
    assert_eq!(
        of("/var/lib/forgejo")["entry"].as_str().unwrap().split(" = ").next().unwrap(),
        "environment.persistence.\"/persist\".directories"
    );
    assert_eq!(of("/home/ann/.mozilla")["owner"], "programs.firefox");
    assert_eq!(
        of("/home/ann/.mozilla")["entry"],
        "environment.persistence.\"/persist\".users.ann.directories = [ \".mozilla\" ];"
    );
    assert_eq!(of("/var/lib/nothing-known")["owner"], json!(null));
    assert_eq!(found.len(), 3, "{document}");
}

#[test]
fn what_the_user_ignores_and_what_is_not_known_is_left_out() {
    let dir = tempfile::tempdir().unwrap();
    for path in
        ["/var/lib/a/x", "/var/lib/b/deep/x", "/var/lib/b/x", "/var/lib/c/x", "/var/lib/d/x"]
    {
        write(dir.path(), path, "x");
    }
    let mut state = state(&[]);
    state["hosts"][0]["ignored"] = json!(["/var/lib/a", "/var/lib/b/**", "/var/lib/c*"]);
    state["hosts"][0]["unclear"] = json!([{ "path": "/var/lib/d", "reason": "x" }]);
    let document = document(dir.path(), &state, &[]);
    assert_eq!(lines(&document), Vec::<String>::new());
    let output = audit(dir.path(), &state, &[]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("left out 1 folder, where something may be kept"), "{stderr}");
    assert_eq!(output.status.code(), Some(0));
}

/// Of very many files a part is measured, and what is said of them is right all the same.
#[test]
fn very_many_files() {
    let dir = tempfile::tempdir().unwrap();
    for index in 0..12_000 {
        write(dir.path(), format!("/var/lib/many/{}/{index}", index % 50), "0123456789");
    }
    let all = document(dir.path(), &state(&[]), &[]);
    assert_eq!(lines(&all), ["/var/lib/many - 12000"]);
    let bytes = all["unpersisted"][0]["bytes"].as_u64().unwrap();
    assert!((118_000..122_000).contains(&bytes), "{bytes}");
    let output = audit(dir.path(), &state(&[]), &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    // With many processors each measures all that it sees.
    assert!(text.contains("117 KiB") || text.contains("about 11"), "{text}");
    let compared = document(dir.path(), &state(&[]), &["--since", "2h"]);
    assert_eq!(compared["unpersisted"][0]["bytes"], 120_000);
}
