//! What options turn on beside themselves.

use super::{Context, Home, View, enabled, exact};
use crate::{
    model::{
        Host,
        knowledge::{Entry, Knowledge, OptionPattern, Trigger},
    },
    modules::facts::Mode,
    source::Span,
};

/// An option that another one turns on.
pub(in crate::model::read) struct Implied {
    /// The option.
    pub(super) option: OptionPattern,
    /// The set it is the switch of: `services.postgresql`.
    pub owner: String,
    /// The same of the other, `services.immich`.
    pub by: String,
    /// Where that was switched on.
    pub span: Option<Span>,
}

/// The filesystems that NixOS supports because something of their kind is mounted.
fn by_mounts(config: View<'_>, host: &Host, known: &Knowledge) -> Vec<Implied> {
    let mut found: Vec<Implied> = Vec::new();
    for mount in host.mounts.iter().filter(|mount| !mount.may) {
        let Some(kind) = mount.fs_type.some() else { continue };
        let names = ["boot", "supportedFilesystems", kind];
        let of_kind = known.by_option(&names).into_iter().find(|found| found.name.is_none());
        let option = of_kind.and_then(|found| {
            found.entry.triggers.iter().find_map(|trigger| match trigger {
                Trigger::Nixos(option) if option.captures(&names).is_some() => Some(option.clone()),
                _ => None,
            })
        });
        let Some(option) = option.filter(|option| !is_said(config, option)) else { continue };
        if found.iter().all(|other| other.option != option) {
            let by = format!("fileSystems.{:?}", mount.path);
            found.push(Implied { owner: option.to_string(), option, by, span: mount.span });
        }
    }
    found
}

/// All options that others turn on, directly or through one more, and that are not turned off again.
pub(super) fn implied(
    config: View<'_>,
    host: &Host,
    known: &Knowledge,
    users: &[Home<'_>],
) -> Vec<Implied> {
    let mut found = by_mounts(config, host, known);
    let certain = |entry: &Entry, name: Option<&str>| {
        let context = Context { config, host, name, home: None };
        entry.when.iter().all(|condition| context.holds(condition))
    };
    let context = Context { config, host, name: None, home: None };
    // With nixpkgs at hand its modules say whether a database is on.
    let is_here = |entry: &Entry, option: &OptionPattern| {
        host.mode.is_some_and(Mode::has_nixpkgs)
            || entry.database_options(option).iter().all(|option| context.is_usual(option))
    };
    let add = |found: &mut Vec<Implied>, entry: &Entry, by: &str, span: Option<Span>| {
        for option in &entry.implies {
            let told = found.iter().any(|other| other.option == *option);
            if !told && !is_said(config, option) && is_here(entry, option) {
                let owner = enabled::owner_of(&option.to_string());
                found.push(Implied { option: option.clone(), owner, by: by.to_owned(), span });
            }
        }
    };
    for entry in known.entries().iter().filter(|entry| !entry.implies.is_empty()) {
        let all = enabled::enabled(config, entry, users, &[], known).into_iter();
        for enabled in all.filter(|enabled| certain(entry, enabled.name.as_deref())) {
            add(&mut found, entry, &enabled.owner, enabled.span);
        }
    }
    let mut next = 0;
    while let Some(Implied { option, owner, span, .. }) = found.get(next) {
        let (names, owner, span) = (exact(option), owner.clone(), *span);
        let names: Vec<String> = names.into_iter().flatten().map(str::to_owned).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let all = known.by_option(&names).into_iter();
        for further in all.filter(|further| certain(further.entry, further.name.as_deref())) {
            add(&mut found, further.entry, &owner, span);
        }
        next += 1;
    }
    found
}

/// Whether the configuration itself says what an option is, or may be.
fn is_said(config: View<'_>, option: &OptionPattern) -> bool {
    let Some(names) = exact(option) else { return true };
    let value = config.at(&names);
    value.span().is_some() || value.may
}
