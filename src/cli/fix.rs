//! `persist-lint fix`, which is `check --fix`.

use std::collections::VecDeque;

use super::{
    NOT_CHECKED,
    arguments::Check,
    print,
    progress::Progress,
    project::{Reports, alone, has_part},
};
use crate::{
    check,
    output::{self, Places},
};

/// Repairs the projects; gives the reports of what is left.
pub(super) fn run(command: &Check) -> Result<Result<Reports, u8>, String> {
    let requests = command.source.requests_with(&command.measure)?;
    #[cfg(target_os = "linux")]
    let interrupt = super::interrupt::Moments::begin()?;
    let mut reports = Vec::new();
    let mut whole = true;
    let mut requests = VecDeque::from(requests);
    while let Some(request) = requests.pop_front() {
        let progress = Progress::new();
        let result =
            check::repair(&request, command.unsafe_fixes, &|done, of| progress.update(done, of));
        drop(progress);
        let mut repair = match result {
            Ok(repair) => repair,
            Err(error) => {
                whole = false;
                print::error(&error.to_string());
                continue;
            }
        };
        let (summary, untried) = (output::repaired(&repair), output::untried(&repair));
        let changes = std::mem::take(&mut repair.changes);
        if command.diff {
            print::stderr(&untried);
            let before = repair.into_before();
            print::stdout(&output::diff(&changes, &Places::new(&before)))?;
            whole &= before.whole;
            requests.extend(alone(&request, &before));
            if has_part(&request, &before) {
                reports.push((request.path, before));
            }
            continue;
        }
        let after = repair.into_after();
        let write = || check::write_changes(&after.root, &changes);
        // Broken off, it would leave new texts beside the old ones, and some repaired without the others.
        #[cfg(target_os = "linux")]
        let written = match interrupt.whole(write) {
            Ok(written) => written,
            Err(status) => return Ok(Err(status)),
        };
        #[cfg(not(target_os = "linux"))]
        let written = write();
        if let Err(error) = written {
            print::error(&error.to_string());
            return Ok(Err(NOT_CHECKED));
        }
        print::stderr(&summary);
        whole &= after.whole;
        requests.extend(alone(&request, &after));
        if has_part(&request, &after) {
            reports.push((request.path, after));
        }
    }
    Ok(Ok(Reports::from_parts(reports, whole)))
}
