//! Formats that services and tools of others read.

mod checkstyle;
mod github;
mod gitlab;
mod junit;
mod rdjson;
mod sarif;
#[cfg(test)]
mod tests;
mod xml;

pub use checkstyle::checkstyle;
pub use github::github;
pub use gitlab::gitlab;
pub use junit::junit;
pub use rdjson::rdjson;
pub use sarif::sarif;

use std::path::Path;

use super::{
    Places, escape,
    place::{Location, Point},
};
use crate::{
    check::is_about_input,
    diagnostic::{Diagnostic, host_list},
    source::ColumnUnit,
};

/// The name of the tool.
const TOOL: &str = env!("CARGO_PKG_NAME");

/// Findings with their reports, in order.
fn findings<'a>(
    reports: &'a [Places<'a>],
) -> impl Iterator<Item = (&'a Diagnostic, &'a Places<'a>)> {
    reports
        .iter()
        .flat_map(|places| places.report().diagnostics.iter().map(move |found| (found, places)))
}

/// Where a finding is, for formats that have none without a place: one that no line made true is at the beginning of
/// the file its host begins with.
fn place(found: &Diagnostic, places: &Places<'_>, unit: ColumnUnit) -> Location {
    found.span.map_or_else(
        || {
            let report = places.report();
            let host = report.fleet.hosts.iter().find(|host| found.hosts.contains(&host.name));
            let entry = host.map_or(report.root.as_path(), |host| host.entry.as_path());
            let start = Point { line: 1, column: 1, offset: 0 };
            Location { file: places.name(entry), start, end: start }
        },
        |span| places.location_in(span, unit),
    )
}

/// The finding in a few lines: what, why, what to do, on which hosts.
fn body(found: &Diagnostic, places: &Places<'_>) -> String {
    let mut lines = vec![found.message.clone()];
    lines.extend(found.reason.iter().map(|reason| format!("why: {reason}")));
    lines.extend(found.help.iter().map(|help| format!("help: {help}")));
    lines.extend(
        found
            .labels
            .iter()
            .map(|label| format!("see {}: {}", places.short(label.span), label.message)),
    );
    lines.extend(hosts(found, places));
    let lines: Vec<String> =
        lines.iter().flat_map(|text| text.lines()).map(|line| escape(line).into_owned()).collect();
    lines.join("\n")
}

/// `hosts a, b`, when there are hosts to tell apart.
fn hosts(found: &Diagnostic, places: &Places<'_>) -> Option<String> {
    let several = places.report().fleet.hosts.len() > 1;
    (several && !found.hosts.is_empty()).then(|| host_list(&found.hosts, usize::MAX))
}

/// Whether a finding makes the run fail: it is as bad as `--fail-on`, or something could not be checked.
fn fails(found: &Diagnostic, places: &Places<'_>) -> bool {
    let fail_on = places.report().fail_on;
    is_about_input(found) || fail_on.is_some_and(|least| found.severity >= least)
}

/// A path as part of a URI: with slashes, and all else escaped that has a meaning there.
fn uri(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    /// What stands for itself in the path of a URI (RFC 3986, 3.3), with the slash.
    const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~')
        .remove(b'@')
        .remove(b'+')
        .remove(b'=')
        .remove(b',');
    let encoded = utf8_percent_encode(path, SEGMENT).to_string();
    if Path::new(path).is_absolute() { format!("file://{encoded}") } else { encoded }
}
