//! What scripts of the activation do to what is kept: what they put somewhere, and whose it is then.

use super::{Collected, View, owners};
use crate::{
    model::{
        Certainty, Doubt, EntryKind, Fact, Host, How, PersistenceEntry, Script, Set, Source, path,
    },
    source::Span,
};

/// The scripts of sops-nix, agenix and impermanence. They put nothing anywhere but what is known by their options; a file
/// with secrets that is not in the project makes them unknown.
const OF_MODULES: [&str; 7] = [
    "setupSecrets",
    "setupSecretsForUsers",
    "generate-age-key",
    "agenixInstall",
    "agenixChown",
    "createPersistentStorageDirs",
    "persist-files",
];

/// All scripts as one (nixos/modules/system/activation/activation-script.nix).
const ALL: &str = "script";

/// The scripts of NixOS itself (beside it, config/users-groups.nix). They make accounts and links, which keep nothing.
const OF_NIXOS: [&str; 15] = [
    "binsh",
    "domain",
    "etc",
    "groups",
    "hashes",
    "hostname",
    "modprobe",
    "nix",
    "specialfs",
    "stdio",
    "udevd",
    "users",
    "usrbinenv",
    "var",
    "wrappers",
];

/// What a script of the activation puts somewhere may be what is kept, in homes as well.
pub(super) fn read(config: View<'_>, host: &Host, kept: &mut Collected) {
    let mut lacks = Set::<()>::complete(Vec::new());
    for (name, script) in config.at(&["system", "activationScripts"]).attrs(&mut lacks) {
        let own = script.get("text");
        let body = if own.is_there() { own } else { script };
        let unread = body.text().is_none() && body.partial().is_none();
        let of_nixos = script.name_span().is_none() && OF_NIXOS.contains(&name);
        if name == ALL || of_nixos || unread && OF_MODULES.contains(&name) {
            continue;
        }
        puts(body, script.name_span(), None, kept);
        if let Some(text) = body.text().or_else(|| body.partial()) {
            owners::permits(&Script::read(text), "a script of the activation sets it", kept);
        }
    }
    for (name, user) in config.at(&["home-manager", "users"]).attrs(&mut lacks) {
        let of_system = || host.user(name)?.home.some().map(String::as_str);
        let Some(home) = user.at(&["home", "homeDirectory"]).text().or_else(of_system) else {
            continue;
        };
        for (_, script) in user.at(&["home", "activation"]).attrs(&mut lacks) {
            // Those of home-manager itself are not read.
            let data = script.get("data");
            if data.is_there() {
                puts(data, script.name_span(), Some(home), kept);
            } else if !script.is_attrs() {
                puts(script, script.name_span(), Some(home), kept);
            }
        }
        for (_, service) in user.at(&["systemd", "user", "services"]).attrs(&mut lacks) {
            for command in ["ExecStart", "ExecStartPre", "ExecStop", "ExecStopPost"] {
                copies(service.at(&["Service", command]), service.name_span(), home, kept);
            }
        }
    }
}

/// What a service of a person copies out of the home and back may be kept that way: a profile that is worked on in memory.
fn copies(command: View<'_>, span: Option<Span>, home: &str, kept: &mut Collected) {
    let Some(text) = command.text().or_else(|| command.partial()) else { return };
    let separates = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '=');
    let words = || text.split(separates).filter(|word| !word.is_empty());
    let copies = |word: &str| {
        ["cp", "rclone", "rsync", "unison"].contains(&word.rsplit('/').next().unwrap_or(word))
    };
    // Without nixpkgs the program of a package is not known.
    if !words().any(copies) && !words().next().is_some_and(|program| program.contains('«')) {
        return;
    }
    for place in words().filter(|word| path::is_below(&path::normalize(word), home)) {
        kept.entries.items.push(may_be_at(path::normalize(place), span));
    }
}

/// What one script puts somewhere; in that of a home-manager, `$HOME` is known.
fn puts(body: View<'_>, span: Option<Span>, home: Option<&str>, kept: &mut Collected) {
    let Some(text) = body.text().or_else(|| body.partial()) else {
        if body.is_unknown() {
            kept.entries.lacks_at(body.reason(), span, home);
        }
        return;
    };
    let script = match home {
        Some(home) => Script::read(&format!("HOME={home}\n{text}")),
        None => Script::read(text),
    };
    kept.entries.items.extend(script.puts().into_iter().map(|path| may_be_at(path, span)));
}

/// An entry that may hold.
pub(super) fn may_be_at(path: String, span: Option<Span>) -> PersistenceEntry {
    let not_said = || Fact::Unknown(Doubt::unsaid());
    PersistenceEntry {
        root: path.clone(),
        kind: EntryKind::Directory,
        storage: path.clone(),
        path,
        written: None,
        user: not_said(),
        group: not_said(),
        mode: not_said(),
        for_user: None,
        source: Source::Script,
        how: How::Symlink,
        in_initrd: Certainty::Unknown,
        may: true,
        span,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::model::testing::ephemeral;

    /// Whether it is known that nothing keeps `~/.gnupg`.
    fn is_lost(activation: Value) -> bool {
        let host = ephemeral(json!({
            "users": { "users": { "ann": { "isNormalUser": true, "home": "/home/ann" } } },
            "home-manager": { "users": { "ann": { "home": { "activation": activation } } } },
        }));
        let kept = host.kept("/home/ann/.gnupg");
        kept.certainty == crate::model::Certainty::No
    }

    #[test]
    fn scripts_of_a_home() {
        assert!(is_lost(json!({})));
        let own = |data: &str| json!({ "keys": { "data": data } });
        assert!(is_lost(own("run mkdir -p $HOME/.gnupg")));
        assert!(!is_lost(own("run tar xf /run/keys.tar -C $HOME/.gnupg")));
        assert!(!is_lost(json!({ "keys": { "data": { "?": "x" } } })));
        assert!(!is_lost(json!({ "keys": { "?": "x" } })));
        // Of home-manager's own only the name is read.
        assert!(is_lost(json!({ "linkGeneration": { "…": null } })));
    }
}
