//! The hosts of which it is not known whether `/` is wiped: nothing that would be lost there is reported.

use std::collections::BTreeMap;

use super::{Places, escape};
use crate::{
    check::config::FILE, diagnostic::host_list, model::Certainty, model::Host, source::Span,
};

/// One line for each cause.
pub(super) fn undecided(reports: &[Places<'_>]) -> String {
    let mut text = String::new();
    for places in reports {
        let hosts = &places.report().fleet.hosts;
        let mut causes: BTreeMap<(Option<String>, &str), Vec<String>> = BTreeMap::new();
        for host in hosts {
            if let Some((why, span)) = cause(host) {
                let place = span.map(|span| places.short(span));
                causes.entry((place, why)).or_default().push(host.name.clone());
            }
        }
        for ((place, why), names) in causes {
            let on = if names.len() == hosts.len() && names.len() > 1 {
                format!("any of {} hosts", names.len())
            } else {
                host_list(&names, 4)
            };
            let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
            text += &escape(&format!(
                "Whether `/` is wiped is not known on {on}, so what would be lost is not reported: {why}{place}. \
                 Say with `[[ephemeral]]` in {FILE} whether it is."
            ));
            text.push('\n');
        }
    }
    text
}

/// Why it is not known of a host that keeps something of its own.
fn cause(host: &Host) -> Option<(&str, Option<Span>)> {
    if host.excluded.is_some() || host.roots.items.is_empty() {
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
