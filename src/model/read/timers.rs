//! See [`Timer`].

use super::View;
use crate::{
    model::{Set, Timer, state_options::TIMER_SWITCHES},
    modules::facts::Mode,
};

/// The timers that make up for missed runs. Without nixpkgs those of NixOS are known by what switches them on.
pub(super) fn persistent(config: View<'_>, mode: Option<Mode>) -> Vec<Timer> {
    let mut found = defined(config);
    for (name, switch, persistent) in TIMER_SWITCHES {
        let at = |option: &str| config.at(&option.split('.').collect::<Vec<_>>());
        let on = at(switch).bool(None);
        if !on.is(&true) || !persistent.is_none_or(|option| at(option).bool(true).is(&true)) {
            continue;
        }
        let is_seen = found.iter().any(|timer| timer.name.starts_with(name));
        if mode == Some(Mode::Offline) && !is_seen {
            found.push(Timer { name: name.to_owned(), span: None });
        }
    }
    found
}

fn defined(config: View<'_>) -> Vec<Timer> {
    let mut lacks = Set::<()>::complete(Vec::new());
    let timers = config.at(&["systemd", "timers"]).attrs(&mut lacks).into_iter();
    let persistent = timers.filter(|(_, timer)| {
        let settings = timer.get("timerConfig");
        let persistent = settings.get("Persistent");
        let is = persistent.bool(None).is(&true)
            || !persistent.may && matches!(persistent.text(), Some("true" | "yes" | "on" | "1"));
        is && settings.get("OnCalendar").is_set()
            && !timer.may
            && timer.get("enable").bool(true).is(&true)
    });
    persistent
        .map(|(name, timer)| Timer { name: name.to_owned(), span: timer.name_span() })
        .collect()
}
