//! Wipes of ZFS datasets that come before their pool is imported, and so do nothing.

use super::super::{Certainty, Host, Wipe, WipeRunner, WipeTarget};

/// Hooks that the scripted initrd runs before `postResumeCommands` (nixos/modules/system/boot/stage-1-init.sh).
const EARLY_HOOKS: [&str; 3] = ["preDeviceCommands", "preLVMCommands", "postDeviceCommands"];

/// Marks them. What is, or may be, too early is not taken for wiped.
pub(in crate::model) fn mark_early(host: &mut Host) {
    let mut wipes = std::mem::take(&mut host.wipes);
    for wipe in wipes.iter_mut().filter(|wipe| wipe.certainty == Certainty::Yes) {
        let early = is_early(host, wipe);
        wipe.too_early = early == Certainty::Yes;
        if early != Certainty::No {
            wipe.certainty = Certainty::Unknown;
        }
    }
    host.wipes = wipes;
}

fn is_early(host: &Host, wipe: &Wipe) -> Certainty {
    let (WipeRunner::Hook(hook), WipeTarget::Dataset(dataset)) = (&wipe.by, &wipe.target) else {
        return Certainty::No;
    };
    let hooks = &host.initrd.hooks;
    let comes_first = if EARLY_HOOKS.contains(hook) {
        host.versions.imports_pools_late()
    } else {
        let text = hooks.iter().find(|other| other.option == *hook);
        text.and_then(|hook| hook.text.known()).is_some_and(|text| stands_first(text, dataset))
    };
    // A hook of the user's own can import the pool.
    let early = || hooks.iter().filter(|hook| EARLY_HOOKS.contains(&hook.option));
    let imports = |text: &String| text.contains("zpool import") || text.contains("zpool\" import");
    let is_imported = early().any(|hook| hook.text.known().is_some_and(imports));
    if !comes_first || is_imported || host.initrd.systemd.is(&true) {
        return Certainty::No;
    }
    let all_known = host.initrd.systemd.is(&false)
        && early().all(|hook| hook.text.known().is_some())
        && hooks.missing.iter().all(|missing| missing.unseen);
    if all_known { Certainty::Yes } else { Certainty::Unknown }
}

/// Whether a dataset is wiped before its pool is imported in a text of nixpkgs, which has its own commands.
fn stands_first(text: &str, dataset: &str) -> bool {
    let pool = dataset.split('/').next().unwrap_or(dataset);
    let import = text.find(&format!("poolImport \"{pool}\""));
    text.find(dataset).zip(import).is_some_and(|(wiped, imported)| wiped < imported)
}
