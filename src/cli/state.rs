//! `persist-lint state`

use super::arguments::{State, StateFormat};
use crate::{check, output};

pub(super) fn run(command: &State) -> Result<u8, String> {
    let report = check::run(&command.source.request()).map_err(|error| error.to_string())?;
    match command.format {
        StateFormat::Json | StateFormat::Table => println!("{}", output::state::json(&report)),
    }
    for diagnostic in report.diagnostics.iter().filter(|diagnostic| diagnostic.rule == "evaluation") {
        eprintln!("error: {}", diagnostic.message);
    }
    Ok(if report.whole { 0 } else { super::NOT_CHECKED })
}
