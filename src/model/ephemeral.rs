//! Which mounts are empty again after a boot. A property of a mount, not of a host: `/` can stay while `/home` goes.

use super::{Certainty, Host, Mount, Verdict, Wipe, WipeTarget, path};
use crate::source::Span;

/// Sets [`Mount::ephemeral`] of every mount.
pub(super) fn judge(host: &mut Host) {
    volatile_parameter(host);
    let verdicts: Vec<_> = host.mounts.iter().map(|mount| verdict(host, mount)).collect();
    for (mount, verdict) in host.mounts.items.iter_mut().zip(verdicts) {
        mount.ephemeral = verdict;
    }
}

fn yes(why: impl Into<std::sync::Arc<str>>, span: Option<Span>) -> Verdict {
    Verdict { certainty: Certainty::Yes, why: why.into(), span }
}

fn unknown(why: impl Into<std::sync::Arc<str>>, span: Option<Span>) -> Verdict {
    Verdict { certainty: Certainty::Unknown, why: why.into(), span }
}

/// `systemd.volatile=` puts a tmpfs over `/` or `/var`.
fn volatile_parameter(host: &mut Host) {
    let mode = host
        .settings
        .kernel_params
        .iter()
        .find_map(|param| param.strip_prefix("systemd.volatile="));
    let path = match mode {
        Some("yes" | "overlay") => "/",
        Some("state") => "/var",
        _ => return,
    };
    let tmpfs = Mount {
        path: path.to_owned(),
        device: super::Fact::of_default(None),
        fs_type: super::Fact::of_default(Some("tmpfs".to_owned())),
        options: super::Fact::of_default(Vec::new()),
        needed_for_boot: super::Fact::of_default(true),
        ..Mount::default()
    };
    host.mounts.items.retain(|mount| mount.path != path);
    host.mounts.items.push(tmpfs);
}

fn verdict(host: &Host, mount: &Mount) -> Verdict {
    if let Some(verdict) = host.assumptions.verdict(&mount.path) {
        return verdict;
    }
    if mount.may {
        return unknown("it is defined under a condition that is not known", mount.span);
    }
    if mount.is_memory() {
        let fs_type = mount.fs_type.some().map_or("tmpfs", String::as_str);
        return yes(format!("a {fs_type}"), mount.fs_type.span().or(mount.span));
    }
    if let Some(source) = mount.bind_source() {
        return of_source(host, mount, source);
    }
    let Some(fs_type) = mount.fs_type.known() else {
        return unknown("its file system is not known", mount.span);
    };
    if fs_type.as_deref() == Some("overlay") {
        return match mount.upper.as_deref().and_then(|upper| holder(host, upper)) {
            Some(holder) if holder.path != mount.path && holder.is_memory() => {
                yes("an overlay whose upper layer is a tmpfs", mount.span)
            }
            _ => unknown("an overlay", mount.span),
        };
    }
    let mut opaque = None;
    for wipe in &host.wipes {
        match (matches(host, wipe, mount), wipe.certainty) {
            (Certainty::Yes, Certainty::Yes) => return yes(wipe.command, wipe.span),
            (Certainty::Yes | Certainty::Unknown, _) => opaque = Some(wipe),
            (Certainty::No, _) => {}
        }
    }
    if let Some(wipe) = opaque {
        let command = wipe.command;
        let why = if wipe.too_early {
            format!("{command} runs before the pool is imported")
        } else {
            format!("{command} may wipe it")
        };
        return unknown(why, wipe.span);
    }
    // A wipe that is not seen can be in what is not known. It matters for the root; storage is not what people wipe.
    let unseen = host.initrd.hooks.missing.first().or(host.initrd.units.missing.first());
    if let Some(missing) = unseen.filter(|_| mount.path == "/") {
        return unknown(
            format!("not all of the initrd is known: {}", missing.reason),
            missing.span,
        );
    }
    Verdict { certainty: Certainty::No, why: "nothing wipes it".into(), span: mount.span }
}

/// A bind mount is as lasting as what it shows.
fn of_source(host: &Host, mount: &Mount, source: &str) -> Verdict {
    let mut source = path::normalize(source);
    for _ in 0..16 {
        let Some(holder) = holder(host, &source) else { break };
        if holder.path == mount.path {
            break;
        }
        match holder.bind_source() {
            Some(further) => {
                let rest = path::rest(&source, &holder.path).unwrap_or_default();
                source = path::join(further, rest);
            }
            // Nothing of NixOS is in `/usr`, but for `env`: an image has its store there, on a partition that the initrd finds
            // by `usrhash=` (nixpkgs, `image/repart-verity-store.nix`).
            None if holder.path == "/" && path::is_at_or_below(&source, "/usr") => {
                return unknown("an image mounts `/usr` by itself", mount.span);
            }
            None => return verdict(host, holder),
        }
    }
    unknown("what it shows cannot be followed", mount.span)
}

/// The filesystem a path is on.
fn holder<'h>(host: &'h Host, path: &str) -> Option<&'h Mount> {
    let covers = |mount: &&Mount| path::is_at_or_below(path, &mount.path);
    host.mounts.iter().filter(covers).max_by_key(|mount| mount.path.len())
}

/// Whether a wipe empties the mount.
fn matches(host: &Host, wipe: &Wipe, mount: &Mount) -> Certainty {
    let fs_type = mount.fs_type.some().map(String::as_str);
    let certain = |yes: bool| if yes { Certainty::Yes } else { Certainty::No };
    match &wipe.target {
        WipeTarget::Dataset(name) => certain(mount.device.some() == Some(name)),
        WipeTarget::Device(device) => match mount.device.some() {
            Some(own) if path::same_device(own, device) => Certainty::Yes,
            Some(own) if path::same_kind_of_device(own, device) || mount.path != "/" => {
                Certainty::No
            }
            _ => Certainty::Unknown,
        },
        WipeTarget::Tree { device, name } => match mount.subvolume() {
            Some(own) => certain(own == name && !differ(device.as_deref(), mount.device.some())),
            None => Certainty::No,
        },
        WipeTarget::Path(path) => certain(*path == mount.path),
        WipeTarget::Subvolume { .. } if !matches!(fs_type, Some("btrfs" | "bcachefs")) => {
            Certainty::No
        }
        WipeTarget::Subvolume { device, name } => match mount.subvolume() {
            Some(own) => {
                let same = own == name
                    || device.is_none() && format!("/{name}").ends_with(&format!("/{own}"));
                if same && !own.is_empty() && !differ(device.as_deref(), mount.device.some()) {
                    return Certainty::Yes;
                }
                // Something is wiped, but nothing that is mounted: most likely the root, by another name.
                if mount.path == "/" && !names_a_mount(host, name) {
                    Certainty::Unknown
                } else {
                    Certainty::No
                }
            }
            None if mount.path == "/" => Certainty::Unknown,
            None => Certainty::No,
        },
        WipeTarget::Unclear => {
            if mount.path == "/" {
                Certainty::Unknown
            } else {
                Certainty::No
            }
        }
    }
}

fn names_a_mount(host: &Host, name: &str) -> bool {
    host.mounts
        .iter()
        .any(|mount| mount.subvolume().is_some_and(|own| !own.is_empty() && own == name))
}

/// Whether two device paths are certainly two devices: named in the same way, but differently.
pub(super) fn differ(a: Option<&str>, b: Option<&String>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => {
            a.starts_with("/dev/disk/")
                && path::same_kind_of_device(a, b)
                && !path::same_device(a, b)
        }
        _ => false,
    }
}
