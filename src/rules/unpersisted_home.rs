//! See `lints/unpersisted-home.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{Fact, Host, Mount, PersistenceEntry, User, path},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-home",
    summary: "a person has a home of which nothing is kept",
    doc: include_str!("../../lints/unpersisted-home.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let people = host.users.iter().filter(|user| user.normal.is(&true) && user.enable.is(&true));
    let mut groups: Vec<(&Mount, Vec<(&User, String)>)> = Vec::new();
    for user in people.filter(|user| user.create_home.is(&true) && logs_in(user)) {
        let Some(home) = user.home.some().map(|home| path::normalize(home)) else { continue };
        let Some(wiped) = lost::lost(host, &home).filter(|_| !keeps_something(user, &home, host))
        else {
            continue;
        };
        // What wipes one home wipes the next: it is one matter.
        match groups.iter_mut().find(|(mount, _)| mount.path == wiped.path) {
            Some((_, users)) => users.push((user, home)),
            None => groups.push((wiped, vec![(user, home)])),
        }
    }
    for (wiped, users) in groups {
        let (first, home) = &users[0];
        let names: Vec<_> = users.iter().map(|(user, _)| format!("`{}`", user.name)).collect();
        let (message, place, help) = match names.as_slice() {
            [name] => (
                format!("nothing in the home of {name} is kept"),
                format!("no entry is in `{home}`"),
                "persist what the user works with, or the home as a whole",
            ),
            several => (
                format!("nothing in the homes of {} is kept", listed(several)),
                "no entry is in them".to_owned(),
                "persist what the users work with, or the homes as a whole",
            ),
        };
        let mut diagnostic = sink
            .diagnostic(message)
            .at(first.span)
            .reason(format!("{}, and {place}", lost::because(wiped)))
            .help(help)
            .path(home.clone());
        for (user, home) in &users[1..] {
            diagnostic = diagnostic.label(user.span, format!("`{home}` is wiped as well"));
        }
        sink.report(lost::label_wiped(diagnostic, wiped));
    }
}

/// `a`, `b` and `c`.
fn listed(names: &[String]) -> String {
    let (last, first) = names.split_last().expect("there are several");
    format!("{} and {last}", first.join(", "))
}

/// Whether the user can have a password or a key. That nobody can log in is the matter of `no-login-after-wipe`.
fn logs_in(user: &User) -> bool {
    let login = &user.login;
    let set = |fact: &Fact<bool>| fact.is(&true);
    login.password_file.some().is_some()
        || set(&login.password)
        || set(&login.hashed_password)
        || set(&login.initial_password)
        || !login.authorized_keys.items.is_empty()
}

/// Whether anything in the home may be kept: by an entry, or on a filesystem of its own.
fn keeps_something(user: &User, home: &str, host: &Host) -> bool {
    let of_user = |entry: &PersistenceEntry| {
        entry.for_user.as_ref() == Some(&user.name) || path::is_at_or_below(&entry.path, home)
    };
    host.entries.missing_for(home).is_some()
        || host.entries.iter().any(of_user)
        || host.mounts.iter().any(|mount| path::is_below(&mount.path, home))
}
