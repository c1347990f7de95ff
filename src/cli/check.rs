//! `persist-lint check`

use super::{
    NOT_CHECKED,
    arguments::{Check, CheckFormat},
    print,
    project::Reports,
    terminal,
};
use crate::output;

pub(super) fn run(command: &Check) -> Result<u8, String> {
    let reports = Reports::run(&command.source)?;
    let shown = match command.format {
        CheckFormat::Json => reports.as_data(),
        CheckFormat::Full | CheckFormat::Concise => reports.as_written(),
    };
    let mut text = match command.format {
        CheckFormat::Json => output::json(&shown),
        CheckFormat::Concise => shown.iter().map(output::concise).collect(),
        CheckFormat::Full => {
            let style = terminal::style(&std::io::stdout());
            shown.iter().map(|places| output::full(places, style)).collect()
        }
    };
    if command.format != CheckFormat::Json && !command.quiet && !shown.is_empty() {
        text += &output::summary(&shown);
    }
    if command.verbose {
        print::stderr(&output::unknown(&shown));
    }
    print::stdout(&text)?;
    let found = shown.iter().flat_map(|places| &places.report().diagnostics);
    let worst = found.map(|diagnostic| diagnostic.severity).max();
    Ok(match (reports.whole, command.fail_on.severity()) {
        (false, _) => NOT_CHECKED,
        (true, Some(threshold)) if worst.is_some_and(|worst| worst >= threshold) => 1,
        (true, _) => 0,
    })
}
