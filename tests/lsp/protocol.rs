//! What a server has to bear.

use std::fs;

use serde_json::{Value, json};

use crate::{
    ENABLE, WEB,
    client::{Client, can, range},
    project,
};

#[test]
fn messages_that_make_no_sense_are_refused() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(false, &[]));
    assert_eq!(client.capabilities["positionEncoding"], "utf-16", "what every client can");
    let id = client.send("textDocument/rename", json!({}));
    assert_eq!(client.answer(&id).unwrap_err().code, -32601);
    let id = client.send("textDocument/hover", json!({ "position": "here" }));
    assert_eq!(client.answer(&id).unwrap_err().code, -32602);
    client.notify("no/such/thing", json!([1, 2]));
    client.notify("textDocument/didChange", json!("nonsense"));
    client.notify("textDocument/didOpen", json!({ "textDocument": { "uri": 5 } }));
    client.change("never-opened.nix", 7, None, "{ }");
    let uri =
        json!({ "uri": "untitled:Untitled-1", "languageId": "nix", "version": 1, "text": "{" });
    client.notify("textDocument/didOpen", json!({ "textDocument": uri }));
    let far = range((4_000_000_000, 4_000_000_000), (4_000_000_000, 4_294_967_295));
    client.open("web.nix", WEB);
    client.change("web.nix", 2, Some(far), "\n");
    let backwards = range((9, 0), (1, 0));
    client.change("web.nix", 3, Some(backwards), "\n");
    let params = client.at("web.nix", 4_294_967_295, 4_294_967_295);
    client.request("textDocument/hover", params);
    client.change("web.nix", 4, None, WEB);
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    client.request("shutdown", Value::Null);
    let params = client.at("web.nix", 0, 0);
    let id = client.send("textDocument/hover", params);
    assert_eq!(client.answer(&id).unwrap_err().code, -32600);
    assert!(client.end_after_shutdown());
}

#[test]
fn a_flood_of_edits_ends_where_the_text_does() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(false, &["utf-8"]));
    client.open("web.nix", WEB);
    for round in 0..5_000 {
        client.change("web.nix", 2 * round, Some(range((0, 1), (0, 1))), "\n");
        client.change("web.nix", 2 * round + 1, Some(range((0, 1), (1, 0))), " ");
    }
    let line = ENABLE.0.0;
    client.change("web.nix", 10_001, Some(range((line, 0), (line, 0))), "\n");
    client.wait(|client| {
        let found = client.published.get("web.nix").and_then(|all| all.first());
        found.is_some_and(|found| found["range"] == range((line + 1, 32), (line + 1, 36)))
    });
    assert!(client.end());
}

#[test]
fn files_come_and_go() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(false, &["utf-16"]));
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    fs::remove_file(dir.path().join("web.nix")).unwrap();
    let gone = json!({ "changes": [{ "uri": client.uri("web.nix"), "type": 3 }] });
    client.notify("workspace/didChangeWatchedFiles", gone);
    client.wait(|client| client.rules("web.nix").is_empty());
    client.wait(|client| client.rules("flake.nix").contains(&"evaluation"));
    fs::write(dir.path().join("web.nix"), WEB).unwrap();
    let back = json!({ "changes": [{ "uri": client.uri("web.nix"), "type": 1 }] });
    client.notify("workspace/didChangeWatchedFiles", back);
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    client.wait_for_rules("flake.nix", &[]);
    assert!(client.end());
}

#[test]
fn a_change_on_the_disk_is_seen_without_the_clients_help() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(false, &["utf-16"]));
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    let off = WEB.replace("vaultwarden.enable = true", "vaultwarden.enable = false");
    fs::write(dir.path().join("web.nix"), off).unwrap();
    client.wait_for_rules("web.nix", &[]);
    assert!(client.end());
}

#[test]
fn a_request_that_was_taken_back_is_not_answered_twice() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(true, &["utf-16"]));
    let id = client.send("workspace/diagnostic", json!({ "previousResultIds": [] }));
    client.notify("$/cancelRequest", json!({ "id": id }));
    // Either is allowed; one of them comes.
    if let Err(error) = client.answer(&id) {
        assert_eq!(error.code, -32800);
    }
    let params = client.at("web.nix", 0, 0);
    client.request("textDocument/hover", params);
    assert_eq!(client.answered.iter().filter(|answered| **answered == id).count(), 1);
    assert!(client.end());
}

#[test]
fn a_client_that_asks_again_is_told_that_nothing_changed() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(true, &["utf-16"]));
    let mut ask = |previous: Value| {
        let params = json!({
            "textDocument": { "uri": client.uri("web.nix") },
            "previousResultId": previous,
        });
        client.request("textDocument/diagnostic", params)
    };
    let first = ask(Value::Null);
    assert_eq!(first["kind"], "full");
    assert_eq!(first["items"][0]["code"], "unpersisted-service-state");
    let again = ask(first["resultId"].clone());
    assert_eq!(again["kind"], "unchanged");
    assert!(client.published.is_empty(), "who asks is not sent anything");
}
