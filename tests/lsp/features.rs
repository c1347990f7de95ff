//! Editing, repairs, hovering, completing.

use std::fs;

use serde_json::json;

use crate::{
    ENABLE, WEB,
    client::{Client, applied, can, range},
    project,
};

#[test]
fn findings_follow_the_text() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(false, &["utf-8", "utf-16"]));
    assert_eq!(client.capabilities["positionEncoding"], "utf-8");
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    assert_eq!(client.published["web.nix"][0]["range"], range(ENABLE.0, ENABLE.1));
    let related = &client.published["web.nix"][0]["relatedInformation"];
    assert!(
        related
            .as_array()
            .unwrap()
            .iter()
            .any(|place| { place["location"]["uri"].as_str().unwrap().ends_with("/mounts.nix") })
    );

    client.open("web.nix", WEB);
    client.published.clear();
    client.change("web.nix", 2, Some(range((0, 1), (0, 1))), "\n\n");
    client.wait(|client| client.published.contains_key("web.nix"));
    assert_eq!(client.published["web.nix"][0]["range"], range((15, 32), (15, 36)), "at once");
    // What is switched off loses nothing, and what is touched is shown nowhere until it is known again.
    client.change("web.nix", 3, Some(range((15, 32), (15, 36))), "false");
    client.wait_for_rules("web.nix", &[]);
    client.change("web.nix", 4, Some(range((15, 32), (15, 37))), "true");
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);

    // The other file takes the reason away.
    let mounts =
        crate::MOUNTS.replace("\"none\"; fsType = \"tmpfs\"", "\"/dev/sda1\"; fsType = \"ext4\"");
    client.open("mounts.nix", crate::MOUNTS);
    client.change("mounts.nix", 2, None, &mounts);
    client.wait(|client| !client.rules("web.nix").contains(&"unpersisted-service-state"));
    // Closed without saving, the file on the disk holds again.
    let document = json!({ "uri": client.uri("mounts.nix") });
    client.notify("textDocument/didClose", json!({ "textDocument": document }));
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    assert!(client.end());
}

#[test]
fn an_action_mends_or_allows() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(false, &["utf-16"]));
    client.open("web.nix", WEB);
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    let actions = client.actions("web.nix", &range(ENABLE.0, ENABLE.0));
    let titles: Vec<_> =
        actions.iter().map(|action| action["title"].as_str().unwrap().to_owned()).collect();
    assert_eq!(
        titles[1..],
        ["Allow `unpersisted-service-state` here", "Explain `unpersisted-service-state`"]
    );
    assert!(client.actions("web.nix", &range((0, 0), (0, 0))).is_empty());

    let mended = applied(WEB, &actions[0]);
    assert!(mended.contains("directory = \"/var/lib/vaultwarden\""), "{mended}");
    client.change("web.nix", 2, None, &mended);
    client.wait_for_rules("web.nix", &[]);

    let allowed = applied(WEB, &actions[1]);
    let comment =
        "\n  # persist-lint: allow(unpersisted-service-state) say why\n  services.vaultwarden";
    assert!(allowed.contains(comment), "{allowed}");
    client.change("web.nix", 3, None, WEB);
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    client.change("web.nix", 4, None, &allowed);
    client.wait_for_rules("web.nix", &[]);

    let command = &actions[2]["command"];
    let params = json!({ "command": command["command"], "arguments": command["arguments"] });
    let page = client.request("workspace/executeCommand", params);
    assert!(page["markdown"].as_str().unwrap().starts_with("# unpersisted-service-state"));
    assert!(client.heard.iter().any(|told| told.method == "window/showMessage"));
    assert!(client.end());
}

#[test]
fn everything_safe_is_mended_at_once() {
    let dir = project();
    let doubled = WEB.replace("\"/var/log\"\n", "\"/var/log\"\n      \"/var/log\"\n");
    fs::write(dir.path().join("web.nix"), &doubled).unwrap();
    let mut client = Client::new(dir.path(), can(false, &["utf-16"]));
    client.wait(|client| client.rules("web.nix").contains(&"duplicate-entry"));
    client.open("web.nix", &doubled);
    let params = json!({
        "textDocument": { "uri": client.uri("web.nix") },
        "range": range((0, 0), (99, 0)),
        "context": { "diagnostics": [], "only": ["source.fixAll"] },
    });
    let actions = client.request("textDocument/codeAction", params);
    assert_eq!(actions.as_array().unwrap().len(), 1, "{actions}");
    let action = client.request("codeAction/resolve", actions[0].clone());
    assert_eq!(applied(&doubled, &action), WEB);
    assert!(client.end());
}

#[test]
fn a_finding_goes_to_the_baseline() {
    let dir = project();
    fs::write(dir.path().join("persist-lint.toml"), "baseline = \"known.json\"\n").unwrap();
    fs::write(dir.path().join("known.json"), "{ \"version\": 1, \"findings\": [] }").unwrap();
    let mut client = Client::new(dir.path(), can(false, &["utf-16"]));
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    let actions = client.actions("web.nix", &range(ENABLE.0, ENABLE.1));
    let action =
        actions.iter().find(|action| action["title"].as_str().unwrap().contains("baseline"));
    let command = &action.unwrap()["command"];
    let params = json!({ "command": command["command"], "arguments": command["arguments"] });
    client.request("workspace/executeCommand", params);
    client.wait_for_rules("web.nix", &[]);
    let known = fs::read_to_string(dir.path().join("known.json")).unwrap();
    assert!(known.contains("\"path\": \"/var/lib/vaultwarden\""), "{known}");
    assert!(client.end());
}

#[test]
fn hovering_tells_what_is_known() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(false, &["utf-16"]));
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    let mut hover = |file: &str, line: u32, character: u32| {
        let params = client.at(file, line, character);
        let answer = client.request("textDocument/hover", params);
        answer["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let entry = hover("web.nix", 7, 10);
    assert!(entry.starts_with("`/var/log` is kept in `/nix/persist/var/log`"), "{entry}");
    let service = hover("web.nix", 13, 33);
    assert!(
        service.contains("`/var/lib/vaultwarden` of `services.vaultwarden`: **lost"),
        "{service}"
    );
    let mount = hover("mounts.nix", 1, 16);
    assert_eq!(mount, "`/` is **empty after a reboot**: a tmpfs");
    assert_eq!(hover("web.nix", 1, 3), "");
    assert!(client.end());
}

#[test]
fn a_list_is_completed_with_what_is_lost() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(false, &["utf-16"]));
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    client.open("web.nix", WEB);
    // A quote that is not closed yet.
    client.change("web.nix", 2, Some(range((9, 31), (9, 31))), "\n      \"/var/l");
    client.wait(|client| client.rules("web.nix").contains(&"syntax"));
    // The rest of the text is no string for the reader, and what was known of it still is.
    let others = client.rules("web.nix").into_iter().filter(|rule| *rule != "syntax");
    assert_eq!(others.collect::<Vec<_>>(), ["unpersisted-service-state"]);
    let params = client.at("web.nix", 10, 13);
    let items = client.request("textDocument/completion", params);
    let item = &items[0];
    assert_eq!(item["label"], "/var/lib/vaultwarden", "{items}");
    assert_eq!(item["textEdit"]["newText"], "/var/lib/vaultwarden");
    assert_eq!(item["textEdit"]["range"], range((10, 7), (10, 13)));
    let params = client.at("web.nix", 1, 3);
    assert!(client.request("textDocument/completion", params).is_null());
    client.change("web.nix", 3, Some(range((10, 13), (10, 13))), "ib/vaultwarden\"");
    client.wait(|client| {
        let rules = client.rules("web.nix");
        !["syntax", "unpersisted-service-state"].iter().any(|rule| rules.contains(rule))
    });
    assert!(client.end());
}

#[test]
fn a_list_of_a_home_takes_what_it_can_hold() {
    let dir = project();
    let home = "  users.users.ann.isNormalUser = true;\n  programs.zsh.enable = true;\n  \
                environment.persistence.\"/nix/persist\".users.ann = {\n    files = [ ];\n    directories = [ ];\n  };\n";
    let text = WEB.replace("  services.vaultwarden.enable = true;\n", home);
    fs::write(dir.path().join("web.nix"), &text).unwrap();
    let mut client = Client::new(dir.path(), can(true, &["utf-16"]));
    client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    assert_eq!(client.labels("web.nix", 16, 14), [".zsh_history"]);
    assert!(!client.labels("web.nix", 17, 20).contains(&".zsh_history".to_owned()));
    assert!(client.end());
}

#[test]
fn settings_count_before_they_are_saved() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(false, &["utf-16"]));
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    let settings = |level: &str| format!("[rules]\nunpersisted-service-state = {level}\n");
    client.open("persist-lint.toml", &settings("\"off\""));
    client.wait_for_rules("web.nix", &[]);
    client.change("persist-lint.toml", 2, None, &settings("\"of\""));
    client.wait_for_rules("persist-lint.toml", &["configuration"]);
    let at = &client.published["persist-lint.toml"][0]["range"]["start"]["line"];
    assert_eq!(*at, 1);
    client.change("persist-lint.toml", 3, None, &settings("\"info\""));
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    assert_eq!(client.published["web.nix"][0]["severity"], 3);
    assert!(client.rules("persist-lint.toml").is_empty());
    // Closed without saving, there is none again.
    let document = json!({ "uri": client.uri("persist-lint.toml") });
    client.notify("textDocument/didClose", json!({ "textDocument": document }));
    client.wait(|client| client.published["web.nix"][0]["severity"] != 3);
    assert!(client.end());
}

#[test]
fn hosts_have_lenses_and_entries_have_links() {
    let dir = project();
    let kept = WEB.replace("\"/var/log\"", "\"/var/lib/vaultwarden\"");
    fs::write(dir.path().join("web.nix"), &kept).unwrap();
    let mut client = Client::new(dir.path(), can(true, &["utf-16"]));
    client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let document = json!({ "textDocument": { "uri": client.uri("flake.nix") } });
    let lenses = client.request("textDocument/codeLens", document);
    let title = lenses[0]["command"]["title"].as_str().unwrap();
    assert!(title.starts_with("web: ") && title.contains(" kept, "), "{title}");
    let document = json!({ "textDocument": { "uri": client.uri("web.nix") } });
    let links = client.request("textDocument/documentLink", document);
    let target = links[0]["target"].as_str().unwrap();
    assert!(target.ends_with("/web.nix#L14"), "{links}");
    assert_eq!(links[0]["tooltip"], "services.vaultwarden");
    assert!(client.end());
}
