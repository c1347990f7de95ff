//! What is known while a line is being written.

use serde_json::{Value, json};

use crate::{
    ENABLE, WEB,
    client::{Client, can, range},
    project,
};

#[test]
fn a_path_that_is_typed_keeps_nothing_yet() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(true, &["utf-16"]));
    client.open("web.nix", WEB);
    client.change("web.nix", 2, Some(range((9, 31), (9, 31))), "\n      \"\"");
    let typed = "/var/lib/";
    for (column, version) in (0..=typed.len() as u32).zip(3..) {
        // Whether it has been checked or not.
        client.settle();
        let labels = client.labels("web.nix", 10, 7 + column);
        assert!(labels.contains(&"/var/lib/vaultwarden".to_owned()), "{column}: {labels:?}");
        let at = (10, 7 + column);
        if let Some(letter) = typed.get(column as usize..=column as usize) {
            client.change("web.nix", version, Some(range(at, at)), letter);
            let labels = client.labels("web.nix", 10, 8 + column);
            assert!(labels.contains(&"/var/lib/vaultwarden".to_owned()), "{column}: {labels:?}");
        }
    }
    // What another entry keeps is not offered.
    client.change("web.nix", 20, Some(range((9, 6), (9, 6))), "\"/var/lib\" ");
    client.settle();
    assert!(!client.labels("web.nix", 10, 16).contains(&"/var/lib/vaultwarden".to_owned()));
    assert!(client.end());
}

#[test]
fn an_empty_entry_hides_nothing() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(false, &["utf-16"]));
    client.open("web.nix", WEB);
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    client.change("web.nix", 2, Some(range((9, 31), (9, 31))), " \"\"");
    client.wait_for_rules("web.nix", &["malformed-entry-path", "unpersisted-service-state"]);
    assert!(client.end());
}

#[test]
fn half_a_setting_hides_nothing() {
    let dir = project();
    let mut client = Client::new(dir.path(), can(true, &["utf-16"]));
    let found = |client: &mut Client| {
        let answer = client.settle();
        let items = answer["items"].as_array().unwrap().iter();
        let all = items.flat_map(|item| item["items"].as_array().unwrap().iter());
        all.map(|found| found["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&mut client), ["unpersisted-service-state"]);
    client.open("persist-lint.toml", "[rules]\nunpers");
    assert_eq!(found(&mut client), ["configuration", "unpersisted-service-state"]);
    client.change("persist-lint.toml", 2, None, "[rules]\nunpersisted-service-state = \"off\"\n");
    assert!(found(&mut client).is_empty());
    assert!(client.end());
}

#[test]
fn a_line_speaks_of_what_it_switches_on() {
    let dir = project();
    let mut can = can(false, &["utf-16"]);
    can["textDocument"]["hover"] = json!({ "contentFormat": ["plaintext"] });
    let mut client = Client::new(dir.path(), can);
    client.wait_for_rules("web.nix", &["unpersisted-service-state"]);
    let mut hover = |file: &str, line: u32, character: u32| {
        let params = client.at(file, line, character);
        let answer = client.request("textDocument/hover", params);
        answer["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    for column in [2, 12, 24, ENABLE.1.1] {
        let service = hover("web.nix", 13, column);
        // A client that reads no Markdown is given no marks.
        assert!(service.contains("`services.vaultwarden`: lost"), "{column}: {service}");
    }
    let root = hover("web.nix", 4, 30);
    assert_eq!(
        root,
        "`/nix/persist` keeps 4 paths. It is on `/nix`, which outlives a reboot: nothing wipes it"
    );
    let mount = hover("mounts.nix", 1, 5);
    assert_eq!(mount, "`/` is empty after a reboot: a tmpfs");
    assert_eq!(hover("web.nix", 6, 8), "", "the list is none of its entries");
    let titles = |actions: Vec<Value>| {
        let title = |action: &Value| action["title"].as_str().unwrap().to_owned();
        actions.iter().map(title).collect::<Vec<_>>()
    };
    let near = titles(client.actions("web.nix", &range((13, 24), (13, 24))));
    assert!(near.contains(&"Allow `unpersisted-service-state` here".to_owned()), "{near:?}");
    assert!(near.last().unwrap().starts_with("Explain"), "{near:?}");
    assert!(client.actions("web.nix", &range((5, 4), (5, 4))).is_empty());
    assert!(client.end());
}

#[test]
fn an_entry_leads_to_what_enables_its_owner() {
    let dir = project();
    let kept = WEB.replace("\"/var/log\"", "\"/var/lib/vaultwarden\"");
    std::fs::write(dir.path().join("web.nix"), &kept).unwrap();
    let mut client = Client::new(dir.path(), can(true, &["utf-16"]));
    client.settle();
    let params = client.at("web.nix", 7, 12);
    let places = client.request("textDocument/definition", params);
    assert_eq!(
        places,
        json!([{ "uri": client.uri("web.nix"), "range": range(ENABLE.0, ENABLE.1) }])
    );
    let params = client.at("web.nix", 8, 12);
    assert!(client.request("textDocument/definition", params).is_null());
    assert!(client.end());
}
