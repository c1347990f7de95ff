//! Running the projects that the user names.

use std::{collections::VecDeque, path::PathBuf};

use super::{arguments::Source, print, progress::Progress, terminal};
use crate::{
    check::{self, Report, Request},
    output::{self, Places},
};

/// The reports of the projects that could be checked.
pub(super) struct Reports {
    reports: Vec<(PathBuf, Report)>,
    /// Whether everything that was asked for could be checked.
    pub(super) whole: bool,
}

impl Reports {
    /// Checks each project; says on stderr which could not be.
    pub(super) fn run(source: &Source) -> Result<Self, String> {
        Ok(Self::of(source, source.requests()?))
    }

    /// The same for requests that were made of it.
    pub(super) fn of(source: &Source, requests: Vec<Request>) -> Self {
        let mut whole = true;
        let several = source.path.len() > 1;
        let mut reports = Vec::new();
        let mut requests = VecDeque::from(requests);
        while let Some(request) = requests.pop_front() {
            let progress = Progress::new();
            let result = check::run_with(&request, &|done, of| progress.update(done, of));
            drop(progress);
            match result {
                Ok(report) => {
                    whole &= report.whole;
                    requests.extend(alone(&request, &report));
                    if has_part(&request, &report) {
                        reports.push((request.path, report));
                    }
                }
                // Another project may have it.
                Err(check::Error::NoSuchHost(..)) if several => {}
                Err(error) => {
                    whole = false;
                    for (index, line) in error.to_string().lines().enumerate() {
                        if index == 0 {
                            print::error(line)
                        } else {
                            print::stderr(&format!("{}\n", output::escape(line)))
                        }
                    }
                }
            }
        }
        let hosts = || reports.iter().flat_map(|(_, report)| &report.fleet.hosts);
        for name in &source.host {
            if several && whole && !hosts().any(|host| host.name == *name) {
                whole = false;
                print::error(&format!("no project has a host `{name}`"));
            }
        }
        Self { reports, whole }
    }

    /// Of reports that were made otherwise.
    pub(super) fn from_parts(reports: Vec<(PathBuf, Report)>, whole: bool) -> Self {
        Self { reports, whole }
    }

    /// The reports, each with the path that was asked for.
    pub(super) fn iter(&self) -> impl Iterator<Item = &(PathBuf, Report)> {
        self.reports.iter()
    }

    /// With files named as a person at the prompt would name them.
    pub(super) fn as_written(&self) -> Vec<Places<'_>> {
        self.reports.iter().map(|(path, report)| Places::below(report, path)).collect()
    }

    /// With files named relative to the repository, as services that show it name them.
    pub(super) fn in_repository(&self) -> Vec<Places<'_>> {
        self.reports.iter().map(|(_, report)| Places::in_repository(report)).collect()
    }

    /// With files named relative to their project; as written when there are several.
    pub(super) fn as_data(&self) -> Vec<Places<'_>> {
        match self.reports.as_slice() {
            [(_, report)] => vec![Places::new(report)],
            _ => self.as_written(),
        }
    }
}

/// Says on stderr what of a project could not be read or evaluated.
pub(super) fn print_input_errors(places: &Places<'_>) {
    let errors = places.report().diagnostics.iter();
    for diagnostic in errors.filter(|found| check::is_about_input(found)) {
        let text = output::one(diagnostic, places, terminal::style(&std::io::stderr()));
        print::stderr(&(text + "\n"));
    }
}

/// Whether a report says anything of what was asked for.
pub(super) fn has_part(request: &Request, report: &Report) -> bool {
    request.parts.is_empty()
        || !request.hosts.is_empty()
        || !report.whole
        || report.unread.len() < request.parts.len()
}

/// What no host of a flake reads is a project of its own, unless hosts were named.
pub(super) fn alone(request: &Request, report: &Report) -> Vec<Request> {
    let unread = report.unread.iter().filter(|_| report.whole && request.hosts.is_empty());
    unread
        .map(|part| Request { path: part.clone(), parts: Vec::new(), ..request.clone() })
        .collect()
}
