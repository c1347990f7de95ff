//! See `lints/ephemeral-storage.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{Certainty, Host, Source, path},
};

pub(super) static RULE: Rule = Rule {
    id: "ephemeral-storage",
    summary: "a persistent root is on a filesystem that is wiped",
    doc: include_str!("../../lints/ephemeral-storage.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let store_lost = lost::without_store(host).is_some();
    for storage in lost::storages(host) {
        if store_lost && path::is_at_or_below(storage, "/nix") {
            continue;
        }
        let Some(mount) = lost::wiped_storage(host, storage) else { continue };
        let of_storage = || lost::entries(host).filter(|entry| entry.root == storage);
        let count = of_storage().count();
        let root = host.roots.iter().find(|root| root.path == storage);
        let span =
            root.and_then(|root| root.span).or_else(|| of_storage().find_map(|entry| entry.span));
        let module = match of_storage().next().map(|entry| entry.source) {
            Some(Source::Preservation) => "preservation",
            _ => "impermanence",
        };
        let what = if count == 1 { "1 path".to_owned() } else { format!("{count} paths") };
        let help = match nearest(host, storage) {
            Some(point) => format!("is `{point}` meant, which is a filesystem of its own?"),
            None => format!(
                "mount a filesystem there: `fileSystems.{storage:?} = {{ device = \"…\"; fsType = \
                \"…\"; neededForBoot = true; }};`"
            ),
        };
        let diagnostic = sink
            .diagnostic(format!(
                "the storage `{storage}` is on `{}`, which is wiped at every boot",
                mount.path
            ))
            .at(span)
            .reason(format!(
                "{}, and no filesystem is mounted at or above `{storage}`, so what {module} keeps \
                there is lost: {what}",
                lost::because(mount)
            ))
            .help(help)
            .path(storage);
        sink.report(lost::label_wiped(diagnostic, mount));
    }
}

/// The lasting mount point that differs least, if by little: a slip of the pen.
fn nearest<'h>(host: &'h Host, storage: &str) -> Option<&'h str> {
    let lasting = host
        .mounts
        .iter()
        .filter(|mount| mount.ephemeral.certainty == Certainty::No && !mount.is_bind());
    let distances = lasting.map(|mount| (distance(&mount.path, storage), mount.path.as_str()));
    let near = distances.filter(|(distance, point)| {
        *distance <= 3 && *distance * 2 < storage.len() && *point != "/"
    });
    near.min().map(|(_, point)| point)
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{ephemeral, host};

    #[test]
    fn a_misspelt_storage_is_on_the_root() {
        let config = json!({ "environment": { "persistence": { "/presist": { "directories": ["/srv"] } } } });
        let found = RULE.check(&ephemeral(config));
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].help.as_deref(),
            Some("is `/persist` meant, which is a filesystem of its own?")
        );
    }

    #[test]
    fn storage_below_nix_lasts_and_an_unused_one_does_not_matter() {
        let config = json!({ "environment": { "persistence": {
            "/nix/persist": { "directories": ["/srv"] },
            "/unused": {},
            "/disabled": { "enable": false, "directories": ["/srv"] },
            "/persist/system": { "directories": ["/var/log"] },
        } } });
        assert_eq!(RULE.check(&ephemeral(config)), []);
        let lasting = json!({ "fileSystems": { "/": { "device": "/dev/sda1", "fsType": "ext4" } },
            "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } } });
        assert_eq!(RULE.check(&host(lasting)), []);
    }

    #[test]
    fn distances() {
        assert_eq!(distance("/persist", "/presist"), 2);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("/persistent", "/persist"), 3);
    }
}
