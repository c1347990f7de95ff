//! Where the module system of nixpkgs is kept from losing everything over one unknown part.

mod arguments;
mod by_name;
mod class;
mod definitions;
mod finals;
mod left_out;
mod matters;
mod merged;
mod module_form;
mod modules;
pub(super) mod options;
mod overlays;
mod parts;
mod push_down;
mod tags;
mod unmatched;
mod warnings;

pub use left_out::keeps_nothing;
pub(super) use left_out::{MODULE_LEFT_OUT, cause, seems_to_keep_nothing};

use crate::eval::{Action, Env, Error, Evaluator, Guard, Result, Value, builtins::Builtin};

const FILE: &str = "/lib/modules.nix";

/// Where the embedded library reads modules.
const NATIVE: &str = "/lib/modules/collect.nix";

/// The guards of nixpkgs' `lib`. A nixpkgs that names these bindings otherwise is evaluated without them.
pub const GUARDS: &[Guard] = &[
    Guard { file: FILE, name: "loadModule", action: Action::Fallback(modules::empty) },
    Guard { file: FILE, name: "loadModule", action: Action::Around(modules::remember_own) },
    Guard { file: NATIVE, name: "load", action: Action::Around(modules::remember) },
    Guard { file: FILE, name: "collectStructuredModules", action: Action::Prepare(modules::known) },
    Guard {
        file: FILE,
        name: "unifyModuleSyntax",
        action: Action::Instead(module_form::NAMES, module_form::unify),
    },
    Guard {
        file: FILE,
        name: "declsByName",
        action: Action::Instead(by_name::DECLARATION, by_name::declarations),
    },
    Guard {
        file: FILE,
        name: "rawDefinitionsByName",
        action: Action::Instead(by_name::DEFINITION, by_name::definitions),
    },
    Guard {
        file: FILE,
        name: "pushedDownDefinitionsByName",
        action: Action::Instead(by_name::PUSHED, by_name::pushed_down),
    },
    Guard { file: FILE, name: "keyFilter", action: Action::Around(by_name::unfiltered) },
    Guard { file: FILE, name: "optionDecls", action: Action::Around(by_name::options) },
    Guard { file: FILE, name: "pushDownProperties", action: Action::Around(push_down::properties) },
    Guard { file: FILE, name: "mergeDefinitions", action: Action::Prepare(definitions::prepare) },
    Guard { file: FILE, name: "defsFinal'", action: Action::Around(finals::finals) },
    Guard { file: FILE, name: "mergedValue", action: Action::Around(merged::merged) },
    Guard {
        file: "/lib/fixed-points.nix",
        name: "extends",
        action: Action::Prepare(overlays::known),
    },
    Guard { file: FILE, name: "mergeModules", action: Action::Around(unmatched::prepare) },
    Guard { file: FILE, name: "checkUnmatched", action: Action::Around(unmatched::unchecked) },
    Guard { file: "/lib/trivial.nix", name: "warnIf", action: Action::Around(warnings::none) },
    Guard { file: "/lib/trivial.nix", name: "warnIfNot", action: Action::Around(warnings::none) },
    Guard {
        file: "/pkgs/build-support/trivial-builders/default.nix",
        name: "writeText",
        action: Action::Trust,
    },
    Guard {
        file: "/lib/memoize/memoize.nix",
        name: "nonNullBytesStr",
        action: Action::Fallback(characters),
    },
    Guard {
        file: "/lib/types.nix",
        name: "pathInStore",
        action: Action::Around(options::path_in_store),
    },
    Guard {
        file: "/modules/tasks/filesystems.nix",
        name: "fsType",
        action: Action::Around(options::fs_type),
    },
    Guard {
        file: "/modules/misc/nixpkgs.nix",
        name: "system",
        action: Action::Around(options::system),
    },
];

/// flake-parts asks for all bytes that a string may have; here strings are UTF-8, and the names of systems ASCII.
fn characters<'a>(ev: &Evaluator<'a>, _: &'a Env<'a>, _: Error<'a>) -> Result<'a, Value<'a>> {
    Ok(ev.string((1..=0x7f_u8).map(char::from).collect::<String>()))
}

/// Puts `builtin (list in a slot)` in the place of the list, to be computed when the list is.
fn filter_slot<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    builtin: &'static Builtin,
    more: &[Value<'a>],
) {
    let Some(slot) = env.slots().first() else { return };
    if let Some(list) = slot.get() {
        slot.set(Some(ev.lazy_call(ev.native(builtin), &[more, &[list]].concat())));
    }
}
