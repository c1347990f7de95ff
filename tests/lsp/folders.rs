//! Which project a file belongs to, and what it is called.

use std::fs;

use serde_json::json;

use crate::{
    FLAKE, MOUNTS, WEB,
    client::{Client, can},
    project,
};

/// A machine without a flake.
fn configuration() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let text = WEB.replace("{\n  system", "{\n  imports = [ ./mounts.nix ];\n  system");
    fs::write(dir.path().join("configuration.nix"), text).unwrap();
    fs::write(dir.path().join("mounts.nix"), MOUNTS).unwrap();
    dir
}

#[test]
fn a_configuration_is_found_from_a_file_of_it() {
    let dir = configuration();
    fs::create_dir(dir.path().join("modules")).unwrap();
    fs::write(dir.path().join("modules/a.nix"), "{ }").unwrap();
    let root = dir.path().canonicalize().unwrap();
    for (file, text) in [("mounts.nix", MOUNTS), ("modules/a.nix", "{ }")] {
        let options = json!({ "mode": "offline" });
        let mut client = Client::begin(&root, &[], can(false, &["utf-16"]), options);
        client.open(file, text);
        client.wait(|client| {
            client.rules("configuration.nix").contains(&"unpersisted-service-state")
        });
        assert!(client.end());
    }
}

#[test]
fn a_folder_of_a_flake_is_a_part_of_it() {
    let dir = project();
    fs::create_dir(dir.path().join("hosts")).unwrap();
    fs::rename(dir.path().join("web.nix"), dir.path().join("hosts/configuration.nix")).unwrap();
    let flake = FLAKE.replace("./web.nix", "./hosts/configuration.nix");
    fs::write(dir.path().join("flake.nix"), flake).unwrap();
    let root = dir.path().canonicalize().unwrap();
    let options = json!({ "mode": "offline" });
    let mut client = Client::begin(&root, &["hosts"], can(false, &["utf-16"]), options);
    client.wait_for_rules("hosts/configuration.nix", &["unpersisted-service-state"]);
    // What is beside the folder counts, too.
    let lasting =
        MOUNTS.replace("\"none\"; fsType = \"tmpfs\"", "\"/dev/sda1\"; fsType = \"ext4\"");
    fs::write(root.join("mounts.nix"), lasting).unwrap();
    client.wait(|client| {
        !client.rules("hosts/configuration.nix").contains(&"unpersisted-service-state")
    });
    assert!(client.end());
}

#[cfg(unix)]
#[test]
fn a_file_behind_a_link_is_called_as_the_client_does() {
    let dir = project();
    let place = tempfile::tempdir().unwrap();
    let link = place.path().canonicalize().unwrap().join("link");
    std::os::unix::fs::symlink(dir.path().canonicalize().unwrap(), &link).unwrap();
    for folders in [&["link"][..], &[]] {
        let options = json!({ "mode": "offline" });
        let root = link.parent().unwrap();
        let mut client = Client::begin(root, folders, can(false, &["utf-16"]), options);
        if folders.is_empty() {
            client.open("link/mounts.nix", MOUNTS);
        }
        client.wait_for_rules("link/web.nix", &["unpersisted-service-state"]);
        client.open("link/web.nix", WEB);
        client.change("link/web.nix", 2, None, &WEB.replace("true;\n}", "false;\n}"));
        client.wait_for_rules("link/web.nix", &[]);
        client.close("link/web.nix");
        client.wait_for_rules("link/web.nix", &["unpersisted-service-state"]);
        let related = &client.published["link/web.nix"][0]["relatedInformation"][0];
        assert!(related["location"]["uri"].as_str().unwrap().starts_with(&client.uri("link/")));
        let others: Vec<_> =
            client.published.keys().filter(|file| !file.starts_with("link/")).collect();
        assert!(others.is_empty(), "{others:?}");
        assert!(client.end());
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_opened_by_another_name_is_told_at_once() {
    let dir = project();
    let place = tempfile::tempdir().unwrap();
    let place = place.path().canonicalize().unwrap();
    let real = dir.path().canonicalize().unwrap();
    std::os::unix::fs::symlink(&real, place.join("link")).unwrap();
    let mut client =
        Client::begin(&real, &[""], can(false, &["utf-16"]), json!({ "mode": "offline" }));
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    let uri = format!("file://{}", place.join("link/web.nix").display());
    let document = json!({ "uri": uri, "languageId": "nix", "version": 1, "text": WEB });
    client.notify("textDocument/didOpen", json!({ "textDocument": document }));
    client.wait_for_rules(&uri, &["unpersisted-service-state"]);
    client.wait_for_rules("web.nix", &[]);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    client.wait_for_rules(&uri, &[]);
    assert!(client.end());
}

#[test]
fn a_file_of_two_projects_is_told_once() {
    let dir = project();
    let inner = dir.path().join("inner");
    fs::create_dir(&inner).unwrap();
    for name in ["web.nix", "mounts.nix", "flake.nix"] {
        fs::copy(dir.path().join(name), inner.join(name)).unwrap();
    }
    let flake = FLAKE.replace("./web.nix ./mounts.nix", "./inner/web.nix ./inner/mounts.nix");
    fs::write(dir.path().join("flake.nix"), flake).unwrap();
    let mut can_ask = can(true, &["utf-16"]);
    // Other places are in the message, where each project has paths of its own.
    can_ask["textDocument"]["publishDiagnostics"] = json!({});
    let mut client = Client::new(dir.path(), can_ask);
    client.open("inner/web.nix", WEB);
    client.settle();
    let document = json!({ "textDocument": { "uri": client.uri("inner/web.nix") } });
    let answer = client.request("textDocument/diagnostic", document);
    assert_eq!(answer["items"].as_array().unwrap().len(), 1, "{answer}");
    assert!(client.end());
    let mut client = Client::new(dir.path(), can(false, &["utf-16"]));
    client.open("inner/web.nix", WEB);
    client.wait_for_rules("inner/web.nix", &["unpersisted-service-state"]);
    client.change("inner/web.nix", 2, None, &WEB.replace("true;\n}", "false;\n}"));
    client.wait_for_rules("inner/web.nix", &[]);
    assert!(client.end());
}
