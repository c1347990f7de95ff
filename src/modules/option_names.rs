//! Which options there are: `lints/state/option-names.txt`, and what a set of declarations says of others.

use std::{collections::BTreeSet, ops::Bound, sync::OnceLock};

use super::{defaults::OptionDefaults, primops};
use crate::{
    eval::{
        ABSENT, Attr, Evaluator, IN_DOUBT, Kind, Pos, Result, Unknown, Value, builtins::Builtin,
    },
    syntax::Sym,
};

/// The generated names.
const NAMES: &str = include_str!("../../lints/state/option-names.txt");

/// Options that nobody declares but modules which a machine imports by itself: those of the virtual machines of NixOS
/// (`nixos/modules/virtualisation/qemu-vm.nix`), and those of flakes whose modules are never taken to keep nothing.
const ELSEWHERE: &[&str] = &[
    "clan",
    "disko",
    "environment.persistence",
    "home-manager",
    "microvm",
    "preservation",
    "virtualisation.cores",
    "virtualisation.diskImage",
    "virtualisation.emptyDiskImages",
    "virtualisation.fileSystems",
    "virtualisation.forwardPorts",
    "virtualisation.graphics",
    "virtualisation.host",
    "virtualisation.memorySize",
    "virtualisation.qemu",
    "virtualisation.resolution",
    "virtualisation.sharedDirectories",
    "virtualisation.useBootLoader",
    "virtualisation.useEFIBoot",
    "virtualisation.useNixStoreImage",
    "virtualisation.writableStore",
];

/// The first two names of the options of NixOS.
pub(super) struct OptionNames(BTreeSet<&'static str>);

impl OptionNames {
    /// Those that come with this build, read once.
    pub(super) fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<OptionNames> = OnceLock::new();
        let lines = || NAMES.lines().filter(|line| !line.starts_with('#')).collect();
        SHIPPED.get_or_init(|| Self(lines()))
    }

    /// Whether the modules of every machine declare an option of this name or some below it.
    pub(super) fn has(&self, path: &str) -> bool {
        self.0.contains(path)
    }

    /// Whether there are options below a name.
    pub(super) fn are_below(&self, name: &str) -> bool {
        self.below(name).next().is_some()
    }

    /// The names directly below a place, which is empty or one name.
    fn below(&self, place: &str) -> impl Iterator<Item = &'static str> {
        let begin = if place.is_empty() { String::new() } else { format!("{place}.") };
        let place = place.to_owned();
        let all = self.0.range::<str, _>((Bound::Included(begin.as_str()), Bound::Unbounded));
        let inside = all.take_while(move |name| name.starts_with(begin.as_str()));
        inside.filter_map(move |name| directly_below(&place, name))
    }
}

/// The one name that leads from a place to an option.
fn directly_below(place: &str, option: &'static str) -> Option<&'static str> {
    let name = match place {
        "" => option,
        _ => option.strip_prefix(place)?.strip_prefix('.')?,
    };
    (!name.contains('.')).then_some(name)
}

/// `optionsOf unread loc own`: the declarations at a place of NixOS, of which `own` are read, and whether there are others.
/// `unread` says which modules are not: "none", "quiet" ones, which neither mount nor persist, or "some".
pub(super) static OPTIONS_OF: Builtin = Builtin { name: "optionsOf", arity: 3, run: options_of };

fn options_of<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let unread = ev.str(ev.force(args[0])?, at)?.text;
    let loc = ev.force(args[1])?;
    let loc: Vec<_> = ev
        .as_list(loc, at)?
        .items
        .iter()
        .map(|name| Ok(ev.str(ev.force(*name)?, at)?.text))
        .collect::<Result<'a, _>>()?;
    let own = ev.force(args[2])?;
    let own = ev.as_attrs(own, at)?;
    let place = loc.join(".");
    let reason = ["options"].iter().chain(&loc).copied().collect::<Vec<_>>().join(".");
    let Kind::Unknown(open) = ev.unknown(reason, at).kind() else { unreachable!("it was made") };
    let mut entries: Vec<Attr<'a>> = own.entries.iter().copied().collect();
    let mut add = |name: &str, value: Value<'a>| {
        let name = Sym::new(name);
        if own.get(name).is_none() {
            entries.push(Attr { name, pos: Pos::NONE, value });
        }
    };
    let marked = |reason| {
        ev.unknown_like(Unknown { reason, partial: None, text: false, may: None }, Pos::NONE)
    };
    if loc.len() < 2 {
        let same_release = primops::locks(ev, OptionDefaults::shipped().release());
        for name in OptionNames::shipped().below(&place) {
            let path = [loc.as_slice(), &[name]].concat();
            let full = path.join(".");
            add(
                name,
                if OptionNames::shipped().are_below(&full) {
                    let path: Vec<_> = path.iter().map(|name| ev.string(name)).collect();
                    let none = ev.set(Vec::new());
                    ev.lazy_call(ev.native(&OPTIONS_OF), &[args[0], ev.list(&path), none])
                } else if same_release {
                    ev.unknown(format!("the declaration of {full}"), Pos::NONE)
                } else {
                    marked(IN_DOUBT)
                },
            );
        }
        if unread != "some" {
            for name in ELSEWHERE.iter().filter_map(|option| directly_below(&place, option)) {
                add(name, marked(ABSENT));
            }
        }
    }
    let all = ev.set(entries);
    Ok(match (unread, all.kind()) {
        ("none", Kind::Attrs(all)) if loc.len() < 2 => ev.lenient(all, open, at),
        (_, Kind::Attrs(all)) => ev.set_in(all.entries, Some(open)),
        _ => all,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found() {
        let names = OptionNames::shipped();
        assert!(names.has("boot") && names.has("services.openssh"));
        assert!(!names.has("environment.impermanence") && !names.has("serv"));
        assert!(names.below("").any(|name| name == "environment"));
        assert!(names.below("environment").any(|name| name == "systemPackages"));
        assert!(names.are_below("systemd") && !names.are_below("system.nixos"));
    }

    #[test]
    fn what_is_elsewhere_is_of_no_machine() {
        assert!(ELSEWHERE.iter().all(|option| !OptionNames::shipped().has(option)));
    }
}
