//! The configuration of the machine that a command looks at.

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use super::{arguments::Machine, print, progress::Progress, project};
use crate::{
    check::{self, Request},
    live::{self, Configured},
    output::Places,
};

/// What is configured, and whether all of it could be evaluated; what could not is said on stderr.
pub(super) struct Known {
    pub(super) configured: Configured,
    pub(super) whole: bool,
}

/// The configuration of the host that was named, else of the one with the name of this machine. What stops the evaluation is an error.
pub(super) fn configured(machine: &Machine, stop: &Arc<AtomicBool>) -> Result<Known, String> {
    let host = match machine.source.host.as_slice() {
        [] => None,
        [name] => Some(name.as_str()),
        _ => return Err("one machine is looked at: give --host once".to_owned()),
    };
    match &machine.state {
        Some(file) => saved(file, host),
        None => evaluated(machine, host, stop),
    }
}

fn saved(file: &Path, host: Option<&str>) -> Result<Known, String> {
    let mut hosts = live::load_saved(file).map_err(|error| error.to_string())?;
    let names: Vec<String> = hosts.iter().map(|found| found.host.clone()).collect();
    let index = choose(&names, host)?;
    Ok(Known { configured: hosts.swap_remove(index), whole: true })
}

fn evaluated(
    machine: &Machine,
    host: Option<&str>,
    stop: &Arc<AtomicBool>,
) -> Result<Known, String> {
    let mut requests = machine.source.requests()?;
    let (Some(request), true) = (requests.pop(), requests.is_empty()) else {
        return Err("one machine is looked at: give one path".to_owned());
    };
    let name = host.map_or_else(live::host_name, |name| Ok(name.to_owned()));
    let name = name.map_err(|error| format!("the name of this machine is not known: {error}"))?;
    let run = |name: &str| {
        let request =
            Request { hosts: vec![name.to_owned()], parts: Vec::new(), ..request.clone() };
        let progress = Progress::new();
        check::run_until(&request, &|done, of| progress.update(done, of), Some(stop))
    };
    let report = match run(&name) {
        Err(check::Error::NoSuchHost(_, names)) if host.is_none() => {
            run(&names[choose(&names, None)?])
        }
        result => result,
    };
    let report = report.map_err(|error| error.to_string())?.ok_or("stopped")?;
    project::print_input_errors(&Places::below(&report, &request.path));
    match report.fleet.hosts.first() {
        Some(host) => Ok(Known { configured: Configured::of(host), whole: report.whole }),
        None => Err("the configuration could not be read".to_owned()),
    }
}

/// Which of the hosts of a configuration is meant: the one that was named, the one with the name of this machine, or the only one.
fn choose(names: &[String], asked: Option<&str>) -> Result<usize, String> {
    let own = live::host_name().ok();
    let wanted = asked.or(own.as_deref());
    let found = names.iter().position(|name| Some(name.as_str()) == wanted);
    let listed = || names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match (found, asked, names) {
        (Some(index), ..) => Ok(index),
        (None, None, [only]) => {
            print::note(&format!("there is one host, `{only}`; it is taken for this machine"));
            Ok(0)
        }
        (None, Some(name), _) => Err(format!("there is no host `{name}`; there are {}", listed())),
        (None, None, []) => Err("there is no host".to_owned()),
        (None, None, _) => {
            Err(format!("which host is this machine? --host takes one of {}", listed()))
        }
    }
}
