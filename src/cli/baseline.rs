//! `persist-lint baseline`

use std::path::Path;

use super::{NOT_CHECKED, arguments::Baseline, print, project::Reports, terminal};
use crate::{
    check::{self, DEFAULT_BASELINE, Report},
    output::{self, Places},
};

pub(super) fn run(command: &Baseline) -> Result<u8, String> {
    let [_] = command.source.path.as_slice() else {
        return Err("a baseline is of one project: name one path".to_owned());
    };
    let mut requests = command.source.requests()?;
    for request in &mut requests {
        if !request.parts.is_empty() {
            return Err("a baseline is of a whole flake: name its directory".to_owned());
        }
        request.without_baseline = true;
    }
    let reports = Reports::of(&command.source, requests);
    for (path, report) in reports.iter() {
        if !report.whole {
            let complaints = report.diagnostics.iter().filter(|found| check::is_about_input(found));
            let places = Places::below(report, path);
            for found in complaints {
                print::stderr(&output::one(found, &places, terminal::style(&std::io::stderr())));
            }
            print::error("not everything could be checked, so no baseline was written");
            return Ok(NOT_CHECKED);
        }
        write(command, report)?;
    }
    Ok(if reports.whole { 0 } else { NOT_CHECKED })
}

fn write(command: &Baseline, report: &Report) -> Result<(), String> {
    let configured = report.config.baseline.clone();
    let own = || report.root.join(DEFAULT_BASELINE);
    let path = command.output.clone().or(configured.clone()).unwrap_or_else(own);
    let all_hosts = command.source.host.is_empty();
    let update =
        check::update_baseline(&path, report, all_hosts).map_err(|error| error.to_string())?;
    let findings = if update.total == 1 { "finding" } else { "findings" };
    let text = format!(
        "{}: {} {findings} ({} new, {} gone)\n",
        path.display(),
        update.total,
        update.new,
        update.gone
    );
    print::stdout(&text)?;
    if configured.is_none_or(|configured| !same(&configured, &path)) {
        let hint =
            "note: `check` uses it with `baseline` in persist-lint.toml, or with --baseline\n";
        print::stderr(hint);
    }
    Ok(())
}

fn same(a: &Path, b: &Path) -> bool {
    std::path::absolute(a).ok() == std::path::absolute(b).ok()
}
