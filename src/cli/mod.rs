//! The command line: arguments and commands.

mod arguments;
#[cfg(target_os = "linux")]
mod audit;
mod baseline;
mod check;
mod config;
mod eval;
mod explain;
mod fix;
#[cfg(target_os = "linux")]
mod interrupt;
mod knowledge;
#[cfg(target_os = "linux")]
mod machine;
#[cfg(target_os = "linux")]
mod migrate;
mod outputs;
mod print;
mod progress;
mod project;
#[cfg(target_os = "linux")]
mod roots;
mod rules;
mod shell;
mod state;
mod terminal;
#[cfg(target_os = "linux")]
mod work;

use std::{ffi::OsString, process::ExitCode};

use crate::lsp;

use arguments::{Arguments, Check, Command};
use clap::Parser as _;

/// Exit status when something could not be checked.
const NOT_CHECKED: u8 = 2;

/// Runs the command line and gives the exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let status = if error.use_stderr() { NOT_CHECKED } else { 0 };
            // A closed pipe is nobody's error.
            let _ = error.print();
            return ExitCode::from(status);
        }
    };
    let result = match &arguments.command {
        Command::Check(command) => check::run(command),
        Command::Fix(command) => check::run(&Check { fix: true, ..command.clone() }),
        Command::State(command) => state::run(command),
        #[cfg(target_os = "linux")]
        Command::Audit(command) => audit::run(command),
        Command::Explain(command) => explain::run(command),
        Command::Rules(command) => rules::run(command),
        Command::Baseline(command) => baseline::run(command),
        Command::Config(command) => config::run(command),
        Command::Eval(command) => eval::run(command),
        Command::Knowledge(command) => knowledge::run(command),
        #[cfg(target_os = "linux")]
        Command::Roots(command) => roots::run(command),
        #[cfg(target_os = "linux")]
        Command::Migrate(command) => migrate::run(command),
        Command::Completions(command) => shell::completions(command),
        Command::Man(command) => shell::man(command),
        Command::Lsp(_) => Ok(u8::from(!lsp::stdio())),
    };
    match result {
        Ok(status) => ExitCode::from(status),
        Err(message) => {
            print::error(&message);
            ExitCode::from(NOT_CHECKED)
        }
    }
}
