//! `persist-lint check`

use super::{NOT_CHECKED, arguments::Check, fix, outputs, print, project::Reports};
use crate::{check::Report, output};

pub(super) fn run(command: &Check) -> Result<u8, String> {
    outputs::validate(&command.format)?;
    let reports = if command.fix || command.diff || command.unsafe_fixes {
        match fix::run(command)? {
            Ok(reports) => reports,
            Err(status) => return Ok(status),
        }
    } else {
        let mut requests = command.source.requests_with(&command.measure)?;
        requests.iter_mut().for_each(|request| request.live = command.live);
        Reports::of(&command.source, requests)
    };
    if command.verbose {
        print::stderr(&output::unknown(&reports.as_written()));
    }
    let written = command.diff || outputs::write(&command.format, &reports, command.quiet);
    let fails = |report: &Report| {
        let worst = report.diagnostics.iter().map(|found| found.severity).max();
        worst.zip(report.fail_on).is_some_and(|(worst, threshold)| worst >= threshold)
    };
    Ok(match reports.whole && written {
        false => NOT_CHECKED,
        true => u8::from(reports.iter().any(|(_, report)| fails(report))),
    })
}
