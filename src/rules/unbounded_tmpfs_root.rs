//! See `lints/unbounded-tmpfs-root.md`.

use super::{Fixable, Rule, Sink, proposals};
use crate::{
    diagnostic::{Proposal, Safety, Severity},
    model::{Host, Mount},
};

pub(super) static RULE: Rule = Rule {
    id: "unbounded-tmpfs-root",
    summary: "a root in memory has no size of its own",
    doc: include_str!("../../lints/unbounded-tmpfs-root.md"),
    severity: Severity::Info,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let Some(root) = host.mount("/").filter(|root| !root.may && root.is_memory()) else { return };
    let Some(options) = root.options.known() else { return };
    let bounds = |option: &str| option.starts_with("size=") || option.starts_with("nr_blocks=");
    let tmpfs = root.fs_type.some().is_some_and(|fs_type| fs_type == "tmpfs");
    if tmpfs && options.iter().flat_map(|option| option.split(',')).any(bounds) {
        return;
    }
    let (how_much, help) = if tmpfs {
        (
            "half of the memory",
            "add a size to its `options`, such as `\"size=2G\"` or `\"size=25%\"`",
        )
    } else {
        ("all of the memory", "make it a tmpfs, which can have a size")
    };
    let diagnostic = sink
        .diagnostic(format!("`/` is in memory and may take {how_much}"))
        .at(root.options.span().or(root.span))
        .reason(
            "a file that grows unnoticed, such as a log or a cache, takes the memory from \
            programs until they are killed",
        )
        .help(help)
        .propose(proposal(root).filter(|_| tmpfs))
        .path("/");
    sink.report(diagnostic);
}

fn proposal(root: &Mount) -> Option<Proposal> {
    proposals::mount_option("/", root.span, None, Some("size=25%"), Safety::Unsafe)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{model::testing::ephemeral, rules::tests::never_more_by_less_knowledge};

    fn count(root: Value) -> usize {
        RULE.check(&ephemeral(json!({ "fileSystems": { "/": root } }))).len()
    }

    #[test]
    fn a_size_of_its_own() {
        assert_eq!(count(json!({})), 1);
        assert_eq!(count(json!({ "options": ["mode=755"] })), 1);
        assert_eq!(count(json!({ "options": ["mode=755", "size=25%"] })), 0);
        assert_eq!(count(json!({ "options": ["mode=755,size=2G"] })), 0);
        assert_eq!(count(json!({ "options": ["nr_blocks=1000"] })), 0);
        assert_eq!(count(json!({ "options": { "?": "x" } })), 0);
        assert_eq!(
            count(json!({ "fsType": "ramfs", "options": ["size=1G"] })),
            1,
            "it has no such option"
        );
        assert_eq!(count(json!({ "device": "/dev/sda1", "fsType": "ext4" })), 0);
        never_more_by_less_knowledge(
            &json!({ "fileSystems": { "/": { "device": "none", "fsType": "tmpfs" } } }),
        );
    }
}
