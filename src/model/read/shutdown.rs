//! Programs that systemd runs at the very end of a shutdown: those in its `system-shutdown` directory, on the machine or in
//! the file system in memory that it returns to (nixos/modules/system/boot/systemd/shutdown.nix).

use super::{View, programs};
use crate::model::{Fact, Provenance, Set, ShutdownProgram};

const IN_MEMORY: [&str; 2] = ["/etc/systemd/system-shutdown/", "/lib/systemd/system-shutdown/"];
const IN_ETC: &str = "systemd/system-shutdown/";

/// Those that the project names. What NixOS itself puts there only writes out what is in memory.
pub(super) fn read(config: View<'_>) -> Vec<ShutdownProgram> {
    let mut lacks = Set::<()>::complete(Vec::new());
    let systemd = config.get("systemd");
    let memory = systemd.get("shutdownRamfs");
    let in_memory = memory.get("contents").attrs(&mut lacks).into_iter();
    let in_memory = in_memory
        .filter(|_| !memory.get("enable").bool(true).is(&false))
        .filter(|(path, _)| IN_MEMORY.iter().any(|folder| path.starts_with(folder)))
        .map(|(path, file)| (path.to_owned(), file));
    let in_etc = config.at(&["environment", "etc"]).attrs(&mut lacks).into_iter();
    let in_etc = in_etc
        .filter(|(path, _)| path.starts_with(IN_ETC))
        .map(|(path, file)| (format!("/etc/{path}"), file));
    let named = systemd.get("shutdown").attrs(&mut lacks).into_iter();
    let named = named.map(|(name, file)| (format!("/etc/{IN_ETC}{name}"), file));
    in_memory
        .chain(in_etc)
        .chain(named)
        .filter(|(_, file)| file.name_span().is_some() && !file.get("enable").bool(true).is(&false))
        .map(|(path, file)| ShutdownProgram { path, text: text(file), span: file.name_span() })
        .collect()
}

/// Its text, when it is written in the configuration; a file of the store is not read.
fn text(file: View<'_>) -> Fact<String> {
    let text = file.get("text");
    match programs::text(text) {
        Some(known) => Fact::Known(known.into_owned(), Provenance { span: text.span() }),
        None => Fact::unknown("its text is not in the configuration"),
    }
}
