//! See `lints/unreliable-storage-mount.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Safety, Severity},
    model::{Host, Mount},
};

pub(super) static RULE: Rule = Rule {
    id: "unreliable-storage-mount",
    summary: "the machine boots without its storage",
    doc: include_str!("../../lints/unreliable-storage-mount.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for mount in host.mounts.iter().filter(|mount| !mount.may && mount.path != "/") {
        let Some((option, effect)) = weakness(mount) else { continue };
        let mut of_mount = lost::entries(host).filter(|entry| {
            entry.for_user.is_none()
                && host.mounts.missing_for(&entry.storage).is_none()
                && host.mount_over(&entry.storage).is_some_and(|over| std::ptr::eq(over, mount))
        });
        let Some(entry) = of_mount.next() else { continue };
        let (point, more) = (&mount.path, of_mount.count());
        let kept = match more {
            0 => format!("`{}`", entry.path),
            more => format!("`{}` and {more} more", entry.path),
        };
        let diagnostic = sink
            .diagnostic(format!("`{point}` holds persistent state, but is mounted with `{option}`"))
            .at(mount.options.span().or(mount.span))
            .label(entry.span, "kept there")
            .reason(format!("{effect}; what it keeps then begins empty: {kept}"))
            .help(format!("remove `{option}` from the options"))
            .propose(proposals::mount_option(point, mount.span, Some(option), None, Safety::Unsafe))
            .path(point.clone());
        sink.report(diagnostic);
    }
}

/// The option that lets a boot go on without the filesystem, and how.
fn weakness(mount: &Mount) -> Option<(&'static str, &'static str)> {
    let options = mount.options.known()?;
    let has = |name: &str| options.iter().any(|option| option == name);
    let mounts_on_access = options.iter().any(|option| option.starts_with("x-systemd.automount"));
    if has("ro") {
        return Some((
            "ro",
            "nothing can be written to it, and directories for new entries cannot be made",
        ));
    }
    if has("nofail") {
        return Some(("nofail", "the boot goes on when it cannot be mounted"));
    }
    if mounts_on_access {
        return Some((
            "x-systemd.automount",
            "it is mounted when somebody looks, not before what needs it",
        ));
    }
    has("noauto").then_some(("noauto", "it is not mounted at boot"))
}
