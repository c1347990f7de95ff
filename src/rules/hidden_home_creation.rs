//! See `lints/hidden-home-creation.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{Certainty, EntryKind, Host, PersistenceEntry, Source, path},
};

pub(super) static RULE: Rule = Rule {
    id: "hidden-home-creation",
    summary: "homes are made before the directory that holds them is mounted",
    doc: include_str!("../../lints/hidden-home-creation.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    if !host.initrd.systemd.is(&true) {
        return;
    }
    for entry in lost::entries(host).filter(|entry| is_late(entry, host)) {
        let for_root = entry.user.some().is_some_and(|owner| owner == "root");
        let hidden = host.users.iter().find_map(|user| {
            let made = user.normal.is(&true) && user.enable.is(&true) && user.create_home.is(&true);
            let home = path::normalize(user.home.some()?);
            // Of a home that is an entry itself, impermanence makes the directory in the storage, and sets its owner.
            let hides = path::parent(&home) == entry.path || home == entry.path && for_root;
            (made && hides).then_some((user, home))
        });
        let Some((user, home)) = hidden else { continue };
        let (directory, name, storage) = (&entry.path, &user.name, path::join(&entry.root, &home));
        let (message, effect, remedy) = if home == *directory {
            (
                format!("the home `{home}` is made before the entry is bound over it"),
                format!("on a fresh machine the home of `{name}` belongs to root"),
                format!("give the entry its owner, `user = {name:?}; mode = \"0700\";`"),
            )
        } else {
            (
                format!("the home `{home}` is made under `{directory}`, which is mounted over it"),
                format!("on a fresh machine `{name}` has none"),
                format!("give `{directory}` a filesystem of its own, or make `{storage}` by hand"),
            )
        };
        let diagnostic = sink
            .diagnostic(message)
            .at(entry.span)
            .label(user.span, "the home of this user")
            .reason(format!(
                "the initrd makes homes on the wiped root, and the bind of the second stage hides \
                them: {effect}"
            ))
            .help(format!(
                "keep the paths of the user instead, in `users.{name}.directories`; or {remedy}"
            ))
            .path(directory.clone());
        sink.report(diagnostic);
    }
}

/// Whether impermanence binds the directory in the second stage, and nothing is mounted there before.
fn is_late(entry: &PersistenceEntry, host: &Host) -> bool {
    entry.source == Source::Impermanence
        && entry.kind == EntryKind::Directory
        && entry.for_user.is_none()
        && entry.in_initrd == Certainty::No
        && host.mount(&entry.path).is_none()
        && host.mounts.is_complete()
}
