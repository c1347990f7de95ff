//! Which options decide about what a machine keeps, by their paths.

use crate::eval::{Evaluator, Kind, Pos, Result, Value};

/// Options that decide about packages and documentation, and never about what is kept or mounted.
const HARMLESS: &[&[&str]] = &[
    &["nixpkgs"],
    &["nix"],
    &["fonts"],
    &["documentation"],
    &["environment", "systemPackages"],
    &["boot", "kernelPackages"],
    &["boot", "extraModulePackages"],
    &["home-manager", "users", "*", "home", "packages"],
];

/// Submodules that decide what is mounted, wiped and kept, and who it belongs to.
const KEEPING: &[&[&str]] = &[
    &["boot", "initrd"],
    &["containers"],
    &["disko"],
    &["environment", "persistence"],
    &["fileSystems"],
    &["home-manager", "users", "*", "home", "persistence"],
    &["preservation"],
    &["systemd"],
    &["users"],
    &["virtualisation"],
];

/// Whether an option has nothing to do with it.
pub(super) fn is_harmless<'a>(
    ev: &Evaluator<'a>,
    location: Value<'a>,
    at: Pos,
) -> Result<'a, bool> {
    Ok(is_below(&path(ev, location, at)?, HARMLESS))
}

/// Whether an option, or one below it, decides about it.
pub(super) fn is_about_keeping(path: &[&str]) -> bool {
    // The configuration of a home as a whole.
    let is_home = matches!(path, ["home-manager", "users", _]);
    is_home || is_below(path, KEEPING)
}

fn is_below(path: &[&str], patterns: &[&[&str]]) -> bool {
    let matches = |pattern: &&[&str]| {
        path.len() >= pattern.len()
            && pattern.iter().zip(path).all(|(want, part)| *want == "*" || want == part)
    };
    patterns.iter().any(matches)
}

/// The names of a location.
pub(super) fn path<'a>(
    ev: &Evaluator<'a>,
    location: Value<'a>,
    at: Pos,
) -> Result<'a, Vec<&'a str>> {
    let mut path = Vec::new();
    for part in ev.as_list(location, at)?.items {
        path.push(ev.str(*part, at)?.text);
    }
    Ok(path)
}

/// Whether an option's path ends in an element of a list: `[definition 1-entry 2]`.
pub(super) fn is_element<'a>(ev: &Evaluator<'a>, location: Value<'a>, at: Pos) -> Result<'a, bool> {
    let Some(last) = ev.as_list(location, at)?.items.last() else { return Ok(false) };
    Ok(matches!(ev.force(*last)?.kind(), Kind::Str(text) if text.text.starts_with("[definition ")))
}
