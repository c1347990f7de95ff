//! `persist-lint migrate`

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use super::{
    NOT_CHECKED,
    arguments::{MachineFormat, Migrate},
    interrupt, machine, print, terminal,
    work::{Work, deep},
};
use crate::{
    live::{
        Mounts, files,
        migrate::{self, Item, Machine, Status},
    },
    output::{
        self,
        migration::{self, Outcome},
        old_roots::Problem,
    },
};

/// Exit status when something is left to be copied.
const PENDING: u8 = 1;

pub(super) fn run(command: &Migrate) -> Result<u8, String> {
    let stop = interrupt::watch()?;
    interrupt::unless_stopped(&stop, deep(|| migrate(command, &stop)))
}

fn migrate(command: &Migrate, stop: &Arc<AtomicBool>) -> Result<u8, String> {
    let known = machine::configured(&command.machine, stop)?;
    let machine = Machine::open(&command.root).map_err(|error| error.to_string())?;
    let mounts = Mounts::of_this_machine().map_err(|error| error.to_string())?;
    let items = {
        let work = Work::begin(stop, "looking");
        migrate::plan(&machine, &known.configured, &mounts, &work)
    };
    let needed = migrate::needed(&machine, &known.configured, &mounts);
    let stopped = || stop.load(Ordering::Relaxed);
    if command.script {
        print::stdout(&migrate::script(&items, &needed, machine.path()))?;
        return Ok(0);
    }
    let mut outcomes: Vec<Outcome<'_>> = items.iter().map(Outcome::planned).collect();
    let mut unfinished = Vec::new();
    if command.apply {
        for outcome in outcomes.iter_mut().filter(|outcome| outcome.item.status == Status::Copy) {
            if stopped() {
                break;
            }
            let work = Work::begin(stop, format!("copying {}", outcome.item.path));
            apply(&machine, outcome, &work);
        }
        unfinished = migrate::leftovers(&machine, &items);
    }
    let root = machine.path();
    match command.format {
        MachineFormat::Json => {
            print::stdout(&migration::json(root, &outcomes, &needed, &unfinished))?;
        }
        MachineFormat::Table => {
            let style = terminal::style(&std::io::stdout());
            let width = terminal::width();
            print::stdout(&migration::table(&outcomes, command.verbose, width, style))?;
            print::stdout(&migration::first_boot(&needed, root, style))?;
            print::stdout(&summary(&outcomes, command.apply))?;
            for path in &unfinished {
                let path = path.display();
                print::note(&format!(
                    "a copy that was begun is in {path}; --apply goes on with it"
                ));
            }
        }
    }
    let pending = outcomes.iter().any(|outcome| {
        let copied = matches!(outcome.result, Some(Ok(())));
        let open = outcome.item.status.is_open();
        open && !copied
    });
    let failed = outcomes
        .iter()
        .any(|outcome| matches!(outcome.result, Some(Err(_))) || !outcome.errors.is_empty());
    if failed && !files::is_root() {
        print::note("this is not root, who alone can read and own what belongs to others");
    }
    Ok(match () {
        () if failed || !known.whole => NOT_CHECKED,
        () if pending => PENDING,
        () => 0,
    })
}

fn apply(machine: &Machine, outcome: &mut Outcome<'_>, work: &Work) {
    let item: &Item = outcome.item;
    outcome.result = Some(match migrate::apply(machine, item, work) {
        Ok(_) => Ok(()),
        Err(failure) => {
            outcome.errors = failure.errors.iter().map(Problem::of).collect();
            Err(failure.why)
        }
    });
}

fn summary(outcomes: &[Outcome<'_>], apply: bool) -> String {
    let of = |status: Status| outcomes.iter().filter(move |outcome| outcome.item.status == status);
    let entries = |count: usize| match count {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    };
    let copies = of(Status::Copy).count();
    let (files, bytes) = of(Status::Copy).fold((0, 0), |(files, bytes), outcome| {
        (files + outcome.item.files, bytes + outcome.item.bytes)
    });
    let done = outcomes.iter().filter(|outcome| matches!(outcome.result, Some(Ok(())))).count();
    let what = match (apply, copies) {
        (_, 0) => "Nothing is to be copied".to_owned(),
        (true, _) => format!("Copied {done} of {}; the originals stay", entries(copies)),
        (false, _) => {
            let size = output::size(bytes);
            format!("{} to copy, {files} files, {size}; --apply does it", entries(copies))
        }
    };
    let safe = of(Status::Safe).count();
    let left = outcomes
        .iter()
        .filter(|outcome| outcome.item.status.is_open() && outcome.item.status != Status::Copy);
    let left = match left.count() {
        0 => String::new(),
        count => format!(", {} left to you", entries(count)),
    };
    format!("\n{what} ({} safe already{left}).\n", entries(safe))
}
