//! See `lints/world-writable-root.md`.

use super::{Fixable, Rule, Sink, proposals};
use crate::{
    diagnostic::{Safety, Severity},
    model::{Host, Mount, path},
};

pub(super) static RULE: Rule = Rule {
    id: "world-writable-root",
    summary: "everybody can write to the root or a home in memory",
    doc: include_str!("../../lints/world-writable-root.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for mount in host.mounts.iter().filter(|mount| !mount.may && is_tmpfs(mount)) {
        let point = &mount.path;
        let whole = point == "/" || point == "/home";
        // NixOS sets the mode of a home that is mounted before users are made.
        let late_home = is_home(host, point) && mount.needed_for_boot.is(&false);
        if !whole && !late_home {
            continue;
        }
        let Some(options) = mount.options.known() else { continue };
        let reason = match mode(options) {
            None => "a tmpfs without `mode=` is made like `/tmp`, with mode 1777".to_owned(),
            Some(mode) => match u32::from_str_radix(mode, 8) {
                Ok(bits) if bits & 0o002 != 0 => format!("its mode is {mode}"),
                _ => continue,
            },
        };
        let help = if whole {
            "add `\"mode=755\"` to its `options`".to_owned()
        } else {
            format!(
                "add `fileSystems.{point:?}.neededForBoot = true;`: NixOS then sets owner and \
                mode of the home"
            )
        };
        let diagnostic = sink
            .diagnostic(format!("every user can write to `{point}`"))
            .at(mount.options.span().or(mount.span))
            .reason(format!(
                "{reason}, so any program can make files and directories in it that others then \
                trust"
            ))
            .help(help)
            .propose(if whole {
                let old =
                    options.iter().find(|option| mode(std::slice::from_ref(option)).is_some());
                proposals::mount_option(
                    point,
                    mount.span,
                    old.map(String::as_str),
                    Some("mode=755"),
                    Safety::Safe,
                )
            } else {
                proposals::needed_for_boot(point, mount.span, None)
            })
            .path(point.clone());
        sink.report(diagnostic);
    }
}

fn is_tmpfs(mount: &Mount) -> bool {
    mount.fs_type.some().is_some_and(|fs_type| fs_type == "tmpfs")
}

fn is_home(host: &Host, point: &str) -> bool {
    host.users.iter().any(|user| {
        user.normal.is(&true) && user.home.some().is_some_and(|home| path::normalize(home) == point)
    })
}

/// The mode that is set last: by the filesystem (`mode=`), or by `mount` after it (`X-mount.mode=`).
fn mode(options: &[String]) -> Option<&str> {
    let value = |option: &'_ &str| {
        let name = option.split('=').next().unwrap_or_default();
        name == "mode" || name.to_ascii_lowercase().ends_with(".mode")
    };
    let last = options.iter().flat_map(|option| option.split(',')).rfind(value)?;
    last.split_once('=').map(|(_, mode)| mode)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        model::testing::{ephemeral, merge},
        rules::tests::never_more_by_less_knowledge,
    };

    fn config(more: Value) -> Value {
        let mut config = json!({
            "fileSystems": { "/": { "device": "none", "fsType": "tmpfs" } },
            "users": { "users": { "ann": { "isNormalUser": true, "home": "/home/ann", "uid": 1000 } } },
        });
        merge(&mut config, more);
        config
    }

    fn found(more: Value) -> Vec<String> {
        let found = RULE.check(&ephemeral(config(more))).into_iter();
        found.filter_map(|found| found.path).collect()
    }

    fn root(options: Value) -> Value {
        json!({ "fileSystems": { "/": { "options": options } } })
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn any_form_of_a_mode_counts() {
        assert_eq!(found(json!({})), ["/"]);
        assert_eq!(found(root(json!(["size=2G", "mode=1777"]))), ["/"]);
        assert_eq!(found(root(json!(["mode=755", "mode=777"]))), ["/"]);
        for set in [
            "mode=755",
            "mode=0755",
            "X-mount.mode=755",
            "x-mount.mode=0755",
            "size=1G,mode=755",
            "mode=u=rwx",
        ] {
            assert_eq!(found(root(json!([set]))), NONE, "{set}");
        }
        assert_eq!(found(root(json!(["X-mount.mode=777"]))), ["/"]);
        assert_eq!(found(root(json!({ "?": "x" }))), NONE);
        assert_eq!(found(root(json!([{ "?": "x" }]))), NONE);
    }

    #[test]
    fn homes_that_are_mounted_late() {
        let home = |point: &str, more: Value| {
            let mut mount = json!({ "device": "none", "fsType": "tmpfs", "neededForBoot": false });
            merge(&mut mount, more);
            json!({ "fileSystems": { "/": { "options": ["mode=755"] }, point: mount } })
        };
        assert_eq!(found(home("/home/ann", json!({ "options": ["mode=777"] }))), ["/home/ann"]);
        assert_eq!(
            found(home("/home/ann", json!({ "options": ["mode=777"], "neededForBoot": true }))),
            NONE
        );
        assert_eq!(found(home("/home", json!({}))), ["/home"]);
        assert_eq!(found(home("/var/tmp", json!({}))), NONE);
        assert_eq!(
            found(home("/", json!({ "fsType": "ramfs", "options": [] }))),
            NONE,
            "its mode is 755"
        );
    }

    #[test]
    fn silent_about_what_is_unknown() {
        never_more_by_less_knowledge(&config(json!({})));
    }
}
