//! What one client can and another cannot.

use std::fs;

use serde_json::{Value, json};

use crate::{
    WEB,
    client::{Client, can, range},
    project,
};

/// A client that asks, and whose capabilities have more.
fn with(path: &str, value: Value) -> Value {
    let mut can = can(true, &["utf-16"]);
    let mut place = &mut can;
    for name in path.split('.') {
        place = &mut place[name];
    }
    *place = value;
    can
}

#[test]
fn who_can_ask_again_is_told_to() {
    // As the protocol spells it, and as a library does that clients use.
    for name in ["diagnostics", "diagnostic"] {
        let dir = project();
        let can = with(&format!("workspace.{name}"), json!({ "refreshSupport": true }));
        let mut client = Client::new(dir.path(), can);
        client.wait(|client| {
            client.asked.iter().any(|asked| asked == "workspace/diagnostic/refresh")
        });
        assert!(client.end());
    }
}

#[test]
fn who_has_no_settings_keeps_the_options_it_began_with() {
    let dir = project();
    let root = dir.path().canonicalize().unwrap();
    let settings = json!({ "mode": "offline", "hosts": ["nosuch"] });
    for options in [settings.clone(), json!({ "persist-lint": settings })] {
        let can = with("workspace.configuration", json!(true));
        let mut client = Client::begin(&root, &[""], can, options);
        client.wait(|client| client.heard.iter().any(|told| told.method == "window/showMessage"));
        client.wait(|client| client.asked.iter().any(|asked| asked == "workspace/configuration"));
        let answer = client.settle();
        assert_eq!(answer["items"], json!([]), "there is no such host");
        let told: Vec<_> = client.heard.iter().map(|told| told.params["message"].clone()).collect();
        assert_eq!(told, ["persist-lint: there is no host `nosuch`; there are web"]);
        assert!(client.end());
    }
}

#[test]
fn a_directory_that_is_not_there_is_told_and_not_used() {
    let dir = project();
    let root = dir.path().canonicalize().unwrap();
    let options = json!({ "mode": "offline", "nixpkgs": "/nonexistent", "overrideInput": { "a": "nor/this" } });
    let mut client = Client::begin(&root, &[""], can(false, &["utf-16"]), options.clone());
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    // The same settings are nothing new.
    let changed = json!({ "settings": { "persist-lint": options } });
    client.notify("workspace/didChangeConfiguration", changed);
    let params = client.at("web.nix", 0, 0);
    client.request("textDocument/hover", params);
    let messages = client.heard.iter().filter(|told| told.method == "window/showMessage");
    let told: Vec<_> = messages.map(|told| told.params["message"].clone()).collect();
    let other = format!(
        "persist-lint: the settings: {} is not a directory",
        root.join("nor/this").display()
    );
    assert_eq!(told, ["persist-lint: the settings: /nonexistent is not a directory", &other]);
    assert!(client.end());
}

#[test]
fn who_tells_of_changed_settings_is_asked_to() {
    let dir = project();
    let can = with("workspace.didChangeConfiguration", json!({ "dynamicRegistration": true }));
    let mut client = Client::new(dir.path(), can);
    client.settle();
    assert_eq!(
        client.asked.iter().filter(|asked| *asked == "client/registerCapability").count(),
        1
    );
    assert!(client.end());
}

#[test]
fn who_takes_other_files_gets_them() {
    let dir = project();
    let can = with("textDocument.diagnostic.relatedDocumentSupport", json!(true));
    let mut client = Client::new(dir.path(), can);
    client.settle();
    let related = |client: &mut Client| {
        let document = json!({ "textDocument": { "uri": client.uri("mounts.nix") } });
        let answer = client.request("textDocument/diagnostic", document);
        assert_eq!(answer["items"], json!([]));
        answer["relatedDocuments"].clone()
    };
    let web = client.uri("web.nix");
    assert_eq!(related(&mut client)[&web]["items"][0]["code"], "unpersisted-service-state");
    client.open("web.nix", &WEB.replace("true;\n}", "false;\n}"));
    assert_eq!(related(&mut client)[&web]["items"], json!([]), "it has none any more");
    assert_eq!(related(&mut client), json!({}));
    assert!(client.end());
}

#[test]
fn what_is_known_in_the_workspace_is_not_told_again() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(true, &["utf-16"]));
    let first = client.settle();
    let item = &first["items"][0];
    let known = json!({ "uri": item["uri"], "value": item["resultId"] });
    let params = json!({ "previousResultIds": [known] });
    let again = client.request("workspace/diagnostic", params.clone());
    assert_eq!(again["items"].as_array().unwrap().len(), 1);
    assert_eq!(again["items"][0]["kind"], "unchanged");
    client.open("web.nix", &WEB.replace("true;\n}", "false;\n}"));
    let now = client.request("workspace/diagnostic", params);
    assert_eq!((&now["items"][0]["kind"], &now["items"][0]["items"]), (&json!("full"), &json!([])));
    assert!(client.end());
}

#[test]
fn an_action_is_whole_or_is_not_offered() {
    let dir = project();
    let doubled = WEB.replace("\"/var/log\"\n", "\"/var/log\"\n      \"/var/log\"\n");
    fs::write(dir.path().join("web.nix"), &doubled).unwrap();
    let can = with("textDocument.codeAction", json!({}));
    let mut client = Client::new(dir.path(), can);
    client.settle();
    let actions = client.actions("web.nix", &range((0, 0), (99, 0)));
    assert!(!actions.is_empty());
    let does = |action: &Value| action.get("edit").or(action.get("command")).is_some();
    assert!(actions.iter().all(does), "{actions:?}");
    assert!(client.end());
}

#[test]
fn who_shows_the_page_is_not_told_of_it() {
    let dir = project();
    for (can, told) in [
        (with("experimental", json!({ "persist-lint": { "pages": true } })), 0),
        (can(true, &["utf-16"]), 1),
    ] {
        let mut client = Client::new(dir.path(), can);
        let params = json!({ "command": "persist-lint.explain", "arguments": ["duplicate-entry"] });
        let page = client.request("workspace/executeCommand", params);
        assert!(page["markdown"].as_str().unwrap().starts_with("# duplicate-entry"));
        let messages = client.heard.iter().filter(|told| told.method == "window/showMessage");
        let messages: Vec<_> =
            messages.map(|told| told.params["message"].as_str().unwrap()).collect();
        assert_eq!(messages.len(), told);
        assert!(
            messages
                .iter()
                .all(|message| message.ends_with("More: persist-lint explain duplicate-entry")
                    && !message.contains('\n'))
        );
        assert!(client.end());
    }
}
