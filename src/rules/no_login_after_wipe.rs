//! See `lints/no-login-after-wipe.md`.

use super::{Fixable, Rule, Sink, accounts, lost, storage};
use crate::{
    diagnostic::Severity,
    model::{Host, Login, Mount, User},
};

pub(super) static RULE: Rule = Rule {
    id: "no-login-after-wipe",
    summary: "nobody who may administer the machine can log in after a boot",
    doc: include_str!("../../lints/no-login-after-wipe.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let settings = &host.settings;
    // Without mutable users NixOS itself refuses to build a machine that nobody can enter.
    if !settings.mutable_users.is(&true) {
        return;
    }
    let Some(mount) = accounts::shadow(host).and_then(|shadow| lost::lost(host, &shadow)) else {
        return;
    };
    if let Some(user) = locked_out(host) {
        let name = &user.name;
        let diagnostic = sink
            .diagnostic(format!(
                "`{name}` has no password in the configuration, and the one set by `passwd` is \
                wiped"
            ))
            .at(user.span)
            .reason(format!(
                "{}, and with it the passwords; no user who may administer the machine has one in \
                the configuration, or a key for ssh, so after the next boot nobody can log in",
                lost::because(mount)
            ))
            .help(help(host, name))
            .path("/etc/shadow");
        sink.report(lost::label_wiped(diagnostic, mount));
        return;
    }
    let initial = |user: &&User| only_initial(&user.login) && user.enable.is(&true);
    for user in host.users.iter().filter(initial) {
        let diagnostic = reverts(host, user, mount, sink);
        sink.report(diagnostic);
    }
}

/// One of the users who may administer the machine, when none of them can certainly log in.
fn locked_out(host: &Host) -> Option<&User> {
    let settings = &host.settings;
    let others = settings.no_password_login.is(&false)
        && settings.foreign_users.is(&false)
        && settings.automatic_logins.known().is_some_and(Vec::is_empty)
        && host.users.is_complete();
    if !others {
        return None;
    }
    let ssh =
        host.services.get("openssh").map_or(Some(false), |enabled| enabled.known().copied())?;
    let mut locked = None;
    for user in host.users.iter().filter(|user| !user.enable.is(&false)) {
        if !accounts::is_privileged(host, user)? {
            continue;
        }
        let login = &user.login;
        let keys = &login.authorized_keys;
        let no_key = !ssh || keys.items.is_empty() && keys.is_complete();
        let nothing = login.password_file.is(&None)
            && login.password.is(&false)
            && login.hashed_password.is(&false)
            && login.initial_password.is(&false);
        if !nothing || !no_key || user.enable.known().is_none() {
            return None;
        }
        // A machine that nobody is meant to enter has only `root`.
        if user.name != "root" && user.normal.is(&true) {
            locked.get_or_insert(user);
        }
    }
    locked
}

/// Whether the only password is one for the first boot.
fn only_initial(login: &Login) -> bool {
    login.initial_password.is(&true)
        && login.password.is(&false)
        && login.hashed_password.is(&false)
        && login.password_file.is(&None)
}

fn reverts(host: &Host, user: &User, mount: &Mount, sink: &Sink) -> crate::diagnostic::Diagnostic {
    let name = &user.name;
    let diagnostic = sink
        .diagnostic_at(
            Severity::Warning,
            format!("a new password of `{name}` lasts until the next boot"),
        )
        .at(user.login.initial_span.or(user.span))
        .reason(format!(
            "{}, and with it what `passwd` changes; the initial password is then set again",
            lost::because(mount)
        ))
        .help(help(host, name))
        .path("/etc/shadow");
    lost::label_wiped(diagnostic, mount)
}

fn help(host: &Host, name: &str) -> String {
    let storage = storage::place(host);
    format!(
        "`users.mutableUsers = false; users.users.{name}.hashedPasswordFile = \
        \"{storage}/passwords/{name}\";`"
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn found(more: Value) -> Vec<Severity> {
        let mut config = json!({
            "users": { "users": { "root": { "uid": 0 }, "ann": { "isNormalUser": true, "extraGroups": ["wheel"] } } },
            "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } },
        });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).iter().map(|found| found.severity).collect()
    }

    fn ann(more: Value) -> Value {
        json!({ "users": { "users": { "ann": more } } })
    }

    const NONE: [Severity; 0] = [];

    #[test]
    fn nobody_can_log_in() {
        assert_eq!(found(json!({})), [Severity::Error]);
        assert_eq!(found(ann(json!({ "hashedPasswordFile": "/persist/pw" }))), NONE);
        assert_eq!(found(ann(json!({ "hashedPassword": { "?": "x" } }))), NONE);
        assert_eq!(
            found(ann(json!({ "extraGroups": [] }))),
            NONE,
            "root may have been locked on purpose"
        );
        assert_eq!(
            found(json!({ "users": { "users": { "root": { "hashedPassword": "x" } } } })),
            NONE
        );
        assert_eq!(found(json!({ "users": { "mutableUsers": false } })), NONE);
        assert_eq!(found(json!({ "users": { "mutableUsers": { "?": "x" } } })), NONE);
        assert_eq!(found(json!({ "users": { "allowNoPasswordLogin": true } })), NONE);
        assert_eq!(found(json!({ "services": { "getty": { "autologinUser": "ann" } } })), NONE);
        assert_eq!(found(json!({ "services": { "homed": { "enable": true } } })), NONE);
        assert_eq!(
            found(
                json!({ "fileSystems": { "/etc": { "device": "/dev/sdb1", "fsType": "ext4" } } })
            ),
            NONE
        );
        let files = json!({ "environment": { "persistence": { "/persist": { "files": ["/etc/shadow"] } } } });
        assert_eq!(found(files), NONE);
    }

    #[test]
    fn keys_count_when_there_is_a_sshd() {
        let key =
            || ann(json!({ "openssh": { "authorizedKeys": { "keys": ["ssh-ed25519 AAAA"] } } }));
        assert_eq!(found(key()), [Severity::Error]);
        let mut sshd = key();
        merge(&mut sshd, json!({ "services": { "openssh": { "enable": true } } }));
        assert_eq!(found(sshd), NONE);
    }

    #[test]
    fn an_initial_password_comes_back() {
        assert_eq!(found(ann(json!({ "initialPassword": "x" }))), [Severity::Warning]);
        assert_eq!(found(ann(json!({ "initialPassword": "x", "hashedPassword": "y" }))), NONE);
    }
}
