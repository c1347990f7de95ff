//! See `lints/late-password-file.md`.

use super::{Fixable, Rule, Sink, accounts, lost, proposals, storage};
use crate::{
    diagnostic::{Proposal, Safety, Severity},
    model::{Boot, Certainty, Host, Step, User, Way, path},
    source::Span,
};

pub(super) static RULE: Rule = Rule {
    id: "late-password-file",
    summary: "the file with a password is not there when users are made",
    doc: include_str!("../../lints/late-password-file.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    // Where passwords are kept, the one of the last boot stays.
    let Some(mount) = accounts::shadow(host).and_then(|shadow| lost::lost(host, &shadow)) else {
        return;
    };
    for user in host.users.iter().filter(|user| user.enable.is(&true)) {
        let Some(file) = user.login.password_file.some().filter(|file| file.starts_with('/'))
        else {
            continue;
        };
        let Some(absence) = absence(host, file, user.login.password_file.span()) else { continue };
        let (severity, consequence) = fallback(user);
        let name = &user.name;
        let diagnostic = sink
            .diagnostic_at(
                severity,
                format!(
                    "the password of `{name}` is in `{file}`, which is not there when users are \
                    made"
                ),
            )
            .at(user.login.password_file.span().or(user.span))
            .label(absence.way.and_then(Way::span), "set up here, too late")
            .reason(format!(
                "{}, and {} at every boot {consequence}",
                absence.why,
                if mount.is_memory() { "on a root in memory" } else { "on a wiped root" }
            ))
            .help(absence.help)
            .propose(absence.proposal)
            .path(file.clone());
        sink.report(diagnostic);
    }
}

struct Absence<'h> {
    why: String,
    help: String,
    proposal: Option<Proposal>,
    way: Option<Way<'h>>,
}

/// Why the file is certainly not there.
fn absence<'h>(host: &'h Host, file: &str, span: Option<Span>) -> Option<Absence<'h>> {
    let normal = path::normalize(file);
    let arrival = host.arrival(&normal);
    let maker = "users are made";
    match arrival.step {
        Some(Step::Sops) if host.readable(&normal, Step::Accounts) == Certainty::No => {
            Some(Absence {
                why: format!("sops-nix decrypts ordinary secrets after {maker}"),
                help: "set `neededForUsers = true;` for the secret and take its `path`, below \
                    `/run/secrets-for-users`"
                    .to_owned(),
                proposal: None,
                way: None,
            })
        }
        Some(Step::Agenix) if host.readable(&normal, Step::Accounts) == Certainty::No => {
            Some(Absence {
                why: format!("with userborn or sysusers agenix decrypts after {maker}"),
                help: "keep the hash in a file of the storage, or let the activation make users"
                    .to_owned(),
                proposal: None,
                way: None,
            })
        }
        Some(Step::SecretsForUsers | Step::Sops | Step::Agenix) => None,
        _ if path::is_volatile(&normal) => None,
        _ => {
            if let Some(mount) = lost::lost(host, &normal) {
                let unknown = !(host.secrets.sops.secrets.is_complete()
                    && host.secrets.agenix.secrets.is_complete());
                let place = path::join(storage::place(host), &normal);
                return (!unknown).then(|| Absence {
                    why: format!("{}, and nothing keeps the file", lost::because(mount)),
                    help: format!("keep it in the storage: `hashedPasswordFile = {:?};`", place),
                    proposal: proposals::in_storage(host, span, file, &normal, Safety::Unsafe),
                    way: None,
                });
            }
            let kept = host.kept(&normal);
            let late = kept.certainty == Certainty::Yes
                && host.readable(&normal, Step::Accounts) == Certainty::No;
            let is_elsewhere =
                kept.physical != normal && host.early(&kept.physical) == Certainty::Yes;
            late.then(|| Absence {
                why: format!(
                    "{maker} {}, before `{}` is set up",
                    if Boot::of(host).position(Step::Accounts) < Boot::of(host).position(Step::Etc)
                    {
                        "while the system is activated"
                    } else {
                        "before the second stage of the boot mounts anything"
                    },
                    arrival.way.map_or(normal.as_str(), Way::path)
                ),
                proposal: if is_elsewhere {
                    proposals::path(span, file, &kept.physical, Safety::Safe)
                } else {
                    let mount = host
                        .mount_over(&kept.physical)
                        .filter(|mount| mount.needed_for_boot.is(&false));
                    mount
                        .and_then(|mount| proposals::needed_for_boot(&mount.path, mount.span, span))
                },
                help: if is_elsewhere {
                    format!(
                        "name the file where it really is: `hashedPasswordFile = {:?};`",
                        kept.physical
                    )
                } else {
                    let mount = host
                        .mount_over(&kept.physical)
                        .map_or("/persist", |mount| mount.path.as_str());
                    format!("add `fileSystems.{mount:?}.neededForBoot = true;`")
                },
                way: arrival.way,
            })
        }
    }
}

/// What becomes of a user whose file is not there (nixos/modules/config/update-users-groups.pl: a hash or an initial
/// password then counts, `password` does not).
fn fallback(user: &User) -> (Severity, &'static str) {
    if user.login.hashed_password.is(&false) && user.login.initial_password.is(&false) {
        (Severity::Error, "the account is made without a password: nobody can log in with it")
    } else {
        (
            Severity::Warning,
            "the account gets another password, the one that is also in the configuration",
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn found(file: &str, more: Value) -> Vec<Severity> {
        let mut config = json!({
            "users": { "users": { "ann": { "isNormalUser": true, "hashedPasswordFile": file } } },
            "environment": { "persistence": { "/persist": { "directories": ["/etc/pw"] } } },
        });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).iter().map(|found| found.severity).collect()
    }

    const NONE: [Severity; 0] = [];

    #[test]
    fn files_on_their_way() {
        let no = || json!({});
        assert_eq!(found("/etc/pw/ann", no()), [Severity::Error]);
        assert_eq!(found("/var/pw/ann", no()), [Severity::Error], "lost");
        assert_eq!(found("/persist/pw/ann", no()), NONE);
        assert_eq!(found("/nix/store/x-pw", no()), NONE);
        assert_eq!(found("/run/secrets-for-users/ann", no()), NONE);
        assert_eq!(found("/run/secrets/ann", no()), [Severity::Error]);
        assert_eq!(found("/run/agenix/ann", no()), NONE);
        assert_eq!(found("/run/keys/ann", no()), NONE);
    }

    #[test]
    fn units_make_users_later_but_not_late_enough() {
        let userborn = || json!({ "services": { "userborn": { "enable": true } } });
        assert_eq!(found("/run/agenix/ann", userborn()), [Severity::Error]);
        assert_eq!(found("/etc/pw/ann", userborn()), [Severity::Error]);
        assert_eq!(
            found("/etc/pw/ann", json!({ "services": { "userborn": { "enable": { "?": "x" } } } })),
            NONE
        );
    }

    #[test]
    fn another_password_or_a_lasting_one() {
        let ann = |more: Value| json!({ "users": { "users": { "ann": more } } });
        assert_eq!(
            found("/etc/pw/ann", ann(json!({ "hashedPassword": "x" }))),
            [Severity::Warning]
        );
        assert_eq!(
            found("/etc/pw/ann", ann(json!({ "initialPassword": { "?": "x" } }))),
            [Severity::Warning]
        );
        assert_eq!(found("/etc/pw/ann", ann(json!({ "password": "x" }))), [Severity::Error]);
        assert_eq!(found("/etc/pw/ann", ann(json!({ "enable": false }))), NONE);
        let kept =
            json!({ "fileSystems": { "/etc": { "device": "/dev/sdb1", "fsType": "ext4" } } });
        assert_eq!(found("/etc/pw/ann", kept), NONE);
    }

    #[test]
    fn a_secret_with_a_path_of_its_own() {
        let secret = |early: bool| json!({ "sops": { "secrets": { "ann": { "path": "/etc/ann", "neededForUsers": early } } } });
        assert_eq!(found("/etc/ann", secret(true)), NONE);
        assert_eq!(found("/etc/ann", secret(false)), [Severity::Error]);
    }
}
