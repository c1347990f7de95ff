//! See `lints/unpersisted-timers.md`.

use super::{
    Fixable, Rule, Sink,
    advice::{self, NewEntry},
    lost,
};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-timers",
    summary: "timers forget when they ran last",
    doc: include_str!("../../lints/unpersisted-timers.md"),
    severity: Severity::Warning,
    fixable: Fixable::Sometimes,
    opt_in: false,
    since: "0.1.0",
    check,
};

const DIRECTORY: &str = "/var/lib/systemd/timers";

/// How many timers are named.
const SHOWN: usize = 4;

fn check(host: &Host, sink: &mut Sink) {
    let timers = &host.state_options.persistent_timers;
    let Some(mount) = lost::lost(host, DIRECTORY).filter(|_| !timers.is_empty()) else { return };
    let mut names: Vec<String> =
        timers.iter().take(SHOWN).map(|timer| format!("`{}`", timer.name)).collect();
    if timers.len() > SHOWN {
        names.push(format!("{} more", timers.len() - SHOWN));
    }
    let list = advice::list(host, EntryKind::Directory);
    let written = timers.iter().find_map(|timer| timer.span);
    let diagnostic = sink
        .diagnostic(format!("`{DIRECTORY}` is not persisted, so timers forget when they ran last"))
        .at(written.or(list.map(|(span, _)| span)).or(mount.span))
        .reason(format!(
            "{}; a timer with `Persistent=` makes up for runs while the machine was off, and \
            cannot know of them: on a machine that is not always on, rare jobs may never run ({})",
            lost::because(mount),
            names.join(", ")
        ))
        .help(NewEntry::directory(DIRECTORY).help(host))
        .propose(NewEntry::directory(DIRECTORY).addition(host))
        .path(DIRECTORY);
    sink.report(lost::label_wiped(diagnostic, mount));
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

    fn count(timer: Value, directory: &str) -> usize {
        let host = ephemeral(json!({
            "systemd": { "timers": { "backup": timer } },
            "environment": { "persistence": { "/persist": { "directories": [directory] } } },
        }));
        RULE.check(&host).len()
    }

    #[test]
    fn timers_of_nixos_are_known_by_their_switches() {
        use crate::{model::testing::facts, modules::facts::Mode};

        let count = |mode: Mode, persistent: bool| {
            let mut facts = facts(json!({
                "fileSystems": {
                    "/": { "device": "none", "fsType": "tmpfs" },
                    "/nix": { "device": "/dev/sda1", "fsType": "ext4" },
                },
                "environment": { "persistence": { "/nix/p": { "directories": ["/srv"] } } },
                "nix": { "gc": { "automatic": true, "persistent": persistent } },
            }));
            facts.mode = mode;
            RULE.check(&Host::from_facts(&facts)).len()
        };
        assert_eq!(count(Mode::Offline, true), 1);
        assert_eq!(count(Mode::Offline, false), 0);
        assert_eq!(count(Mode::Full, true), 0, "there the timer itself is seen");
    }

    #[test]
    fn only_timers_that_make_up() {
        let timer = |persistent: Value| json!({ "timerConfig": { "OnCalendar": "weekly", "Persistent": persistent } });
        assert_eq!(count(timer(json!(true)), "/srv"), 1);
        assert_eq!(count(timer(json!("yes")), "/srv"), 1);
        assert_eq!(count(timer(json!(false)), "/srv"), 0);
        assert_eq!(count(timer(json!({ "?": "x" })), "/srv"), 0);
        assert_eq!(
            count(json!({ "timerConfig": { "OnBootSec": "5m", "Persistent": true } }), "/srv"),
            0
        );
        for kept in ["/var/lib/systemd/timers", "/var/lib/systemd", "/var/lib"] {
            assert_eq!(count(timer(json!(true)), kept), 0, "{kept}");
        }
    }
}
