//! The hosts of which it is not known whether `/` is wiped, or what is kept: nothing that would be lost there is reported.

use std::collections::BTreeMap;

use super::{Places, escape};
use crate::{
    check::config::FILE, diagnostic::host_list, model::Certainty, model::Host, model::Missing,
    source::Span,
};

/// What is not known of a host.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// Whether `/` is wiped.
    Wiped,
    /// What is kept on a root that is.
    Kept,
}

/// One line for each cause.
pub(super) fn undecided(reports: &[Places<'_>]) -> String {
    let mut text = String::new();
    for places in reports {
        let hosts = &places.report().fleet.hosts;
        let mut causes: BTreeMap<(What, Option<String>, &str), Vec<String>> = BTreeMap::new();
        for host in hosts {
            if let Some((what, why, span)) = cause(host) {
                let place = span.map(|span| places.short(span));
                causes.entry((what, place, why)).or_default().push(host.name.clone());
            }
        }
        for ((what, place, why), names) in causes {
            let on = if names.len() == hosts.len() && names.len() > 1 {
                format!("any of {} hosts", names.len())
            } else {
                host_list(&names, 4)
            };
            let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
            let unreported = "so what would be lost is not reported";
            text += &escape(&match what {
                What::Wiped => format!(
                    "Whether `/` is wiped is not known on {on}, {unreported}: {why}{place}. \
                     Say with `[[ephemeral]]` in {FILE} whether it is."
                ),
                What::Kept => {
                    format!("What is kept is not known on {on}, {unreported}: {why}{place}.")
                }
            });
            text.push('\n');
        }
    }
    text
}

/// What is not known of a host, and why.
fn cause(host: &Host) -> Option<(What, &str, Option<Span>)> {
    if host.excluded.is_some() {
        return None;
    }
    let wiped = || unclear_wipe(host).map(|(why, span)| (What::Wiped, why, span));
    let kept = || unclear_storage(host).map(|(why, span)| (What::Kept, why, span));
    wiped().or_else(kept)
}

/// Why it is not known what is kept on a machine whose root is wiped for certain.
fn unclear_storage(host: &Host) -> Option<(&str, Option<Span>)> {
    let root = host.mount("/")?;
    if root.ephemeral.certainty != Certainty::Yes {
        return None;
    }
    let missing = host.entries.missing.iter().chain(&host.mounts.missing);
    let whole = |missing: &&Missing| missing.below.as_deref().is_none_or(|below| below == "/");
    missing.into_iter().find(whole).map(|missing| (&*missing.reason, missing.span))
}

/// Why it is not known of a machine that keeps something of its own whether its root is wiped.
fn unclear_wipe(host: &Host) -> Option<(&str, Option<Span>)> {
    if host.roots.items.is_empty() {
        return None;
    }
    // What comes too early is told by its rule.
    if host.wipes.iter().any(|wipe| wipe.too_early) {
        return None;
    }
    match host.mount("/") {
        Some(root) => {
            let verdict = &root.ephemeral;
            (verdict.certainty == Certainty::Unknown).then_some((&verdict.why, verdict.span))
        }
        None => host.mounts.missing.first().map(|missing| (&*missing.reason, missing.span)),
    }
}
