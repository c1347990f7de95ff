//! See `lints/ephemeral-nix-store.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "ephemeral-nix-store",
    summary: "the Nix store is on a filesystem that is wiped",
    doc: include_str!("../../lints/ephemeral-nix-store.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let Some(mount) = lost::without_store(host) else { return };
    let point = &mount.path;
    let message = format!("`/nix` is on `{point}`, which is wiped at every boot");
    let diagnostic = sink
        .diagnostic(message)
        .at(mount.span)
        .reason(format!("{}, so the next boot finds no system to start", lost::because(mount)))
        .help(
            "give `/nix` a filesystem of its own: `fileSystems.\"/nix\" = { device = \"…\"; \
            fsType = \"…\"; };`; an entry in a persistence module is set up too late",
        )
        .path("/nix");
    let diagnostic =
        if mount.is_memory() { diagnostic } else { lost::label_wiped(diagnostic, mount) };
    sink.report(diagnostic);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{ephemeral, host};

    #[test]
    fn a_tmpfs_alone_holds_the_store() {
        let bare = host(json!({ "fileSystems": { "/": { "device": "none", "fsType": "tmpfs" } } }));
        assert_eq!(RULE.check(&bare).len(), 1);
        assert_eq!(RULE.check(&ephemeral(json!({}))), []);
        let unclear =
            host(json!({ "fileSystems": { "/": { "fsType": "tmpfs" }, "/nix": { "?": "x" } } }));
        assert_eq!(RULE.check(&unclear), []);
        let image = host(json!({ "fileSystems": {
            "/": { "fsType": "tmpfs" }, "/nix/.ro-store": { "fsType": "squashfs", "device": "x" } } }));
        assert_eq!(RULE.check(&image), []);
    }
}
