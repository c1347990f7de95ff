//! `home-manager.users.<u>.home.file`: what home-manager links into homes.

use super::View;
use crate::model::{HomeFile, HomeTarget, Host, Set, path};

pub(super) fn read(config: View<'_>, host: &Host) -> Vec<HomeFile> {
    let mut files = Vec::new();
    let mut lacks = Set::<()>::complete(Vec::new());
    for (name, user) in config.at(&["home-manager", "users"]).attrs(&mut lacks) {
        let home_view = user.get("home");
        let name = home_view.get("username").text().unwrap_or(name);
        let of_system = || host.user(name).and_then(|user| user.home.some()).map(String::as_str);
        let Some(home) = home_view.get("homeDirectory").text().or_else(of_system) else { continue };
        for (target, file) in home_view.get("file").attrs(&mut lacks) {
            let enable = file.get("enable").bool(true);
            if enable.is(&false) {
                continue;
            }
            let set = file.get("target");
            let target = match set.text() {
                Some(text) => text,
                None if set.is_there() => continue,
                None => target,
            };
            // The evaluated target can be the whole path.
            let path = match path::rest(target, home) {
                Some(_) => path::normalize(target),
                None => path::join(home, target),
            };
            files.push(HomeFile {
                user: name.to_owned(),
                path,
                leads_to: leads_to(file),
                may: file.may || enable.known().is_none(),
                recursive: file.get("recursive").bool(false),
                span: file.name_span(),
            });
        }
    }
    files
}

fn leads_to(file: View<'_>) -> HomeTarget {
    let source = file.get("source");
    let has_text = file.get("text").is_set();
    match source.text() {
        Some(text) if text.starts_with('/') && !source.is_path() => {
            let place = path::normalize(text);
            if path::in_store(&place) { HomeTarget::Store } else { HomeTarget::Outside(place) }
        }
        Some(_) => HomeTarget::Store,
        None if source.is_attrs() => {
            let command = source.get("buildCommand").text().and_then(linked);
            command.map_or(HomeTarget::Store, |place| HomeTarget::Outside(path::normalize(&place)))
        }
        None if has_text => HomeTarget::Store,
        None => HomeTarget::Unknown,
    }
}

/// What a derivation links that consists of a link: `mkOutOfStoreSymlink` makes such a one (modules/files.nix of home-manager).
fn linked(command: &str) -> Option<String> {
    let place = command.trim().strip_prefix("ln -s ")?.strip_suffix(" $out")?;
    let quoted = place.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    let plain = (!place.contains([' ', '$'])).then_some(place);
    let place = quoted.or(plain)?.replace("'\\''", "'");
    place.starts_with('/').then_some(place)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::linked;
    use crate::model::{HomeTarget, testing::ephemeral};

    #[test]
    fn where_links_lead() {
        let target = |file: Value| {
            let mut host = ephemeral(json!({
                "users": { "users": { "ann": { "isNormalUser": true, "home": "/home/ann" } } },
                "home-manager": { "users": { "ann": { "home": { "file": { "x": file } } } } },
            }));
            host.home_files.pop().expect("it is there").leads_to
        };
        let outside = |place: &str| HomeTarget::Outside(place.to_owned());
        assert_eq!(target(json!({ "text": "x" })), HomeTarget::Store);
        assert_eq!(target(json!({ "source": "/nix/store/abc-x" })), HomeTarget::Store);
        assert_eq!(target(json!({ "source": { "./": "/project/x" } })), HomeTarget::Store);
        assert_eq!(target(json!({ "source": "/persist/x" })), outside("/persist/x"));
        assert_eq!(target(json!({ "source": { "?": "x" } })), HomeTarget::Unknown);
        assert_eq!(target(json!({})), HomeTarget::Unknown);
        let built = |command: &str| target(json!({ "source": { "buildCommand": command } }));
        assert_eq!(built("ln -s /persist/x $out"), outside("/persist/x"));
        assert_eq!(built("cp /persist/x $out"), HomeTarget::Store);
    }

    #[test]
    fn a_derivation_that_is_a_link() {
        assert_eq!(linked("ln -s '/a b/c' $out").as_deref(), Some("/a b/c"));
        assert_eq!(linked(r"ln -s '/it'\''s' $out").as_deref(), Some("/it's"));
        assert_eq!(linked("ln -s a $out"), None);
        assert_eq!(linked("ln -s /a $out && cp b $out"), None);
    }
}
