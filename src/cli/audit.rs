//! `persist-lint audit`

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use super::{
    NOT_CHECKED,
    arguments::{Audit, AuditFormat},
    interrupt, machine, print,
    progress::Line,
    terminal,
};
use crate::{
    live::{self, AuditRequest, Watch},
    output,
};

pub(super) fn run(command: &Audit) -> Result<u8, String> {
    let stop = interrupt::watch()?;
    interrupt::unless_stopped(&stop, audit(command, &stop))
}

fn audit(command: &Audit, stop: &Arc<AtomicBool>) -> Result<u8, String> {
    let since = command.since.as_deref().map(live::parse_time).transpose()?;
    let known = machine::configured(&command.machine, stop)?;
    let request = AuditRequest {
        configured: &known.configured,
        root: command.root.clone(),
        since,
        against: command.against.clone(),
    };
    let watch = Watch { stop: Arc::clone(stop), ..Watch::default() };
    let seen = Arc::clone(&watch.seen);
    let line = Line::new(move || format!("looked at {} names", seen.load(Ordering::Relaxed)));
    let audit = live::audit(&request, &watch);
    drop(line);
    let audit = audit.map_err(|error| format!("cannot look at {error}"))?;
    print::stdout(&match command.format {
        AuditFormat::Json => output::audit_json(&audit),
        AuditFormat::Table => {
            let style = terminal::style(&std::io::stdout());
            output::audit_table(&audit, live::now(), terminal::width(), style)
        }
    })?;
    print::stderr(&output::audit_summary(&audit, &known.configured.host));
    let whole = known.whole && audit.errors.iter().all(live::is_vanished) && audit.more_errors == 0;
    Ok(match audit.unpersisted.iter().any(live::Unpersisted::matters) {
        true => 1,
        false if !whole => NOT_CHECKED,
        false => 0,
    })
}
