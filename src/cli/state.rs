//! `persist-lint state`

use super::{
    NOT_CHECKED,
    arguments::{State, StateFormat},
    print,
    project::{self, Reports},
    terminal,
};
use crate::output;

pub(super) fn run(command: &State) -> Result<u8, String> {
    let reports = Reports::run(&command.source)?;
    reports.as_written().iter().for_each(project::print_input_errors);
    print::stdout(&match command.format {
        StateFormat::Json => output::state::json(&reports.as_data(), command.lost),
        StateFormat::Markdown => {
            let shown = reports.as_written();
            let texts = shown.iter().map(|places| output::state_markdown(places, command.lost));
            texts.collect::<Vec<_>>().join("\n")
        }
        StateFormat::Table => {
            let style = terminal::style(&std::io::stdout());
            let shown = reports.as_written();
            let tables = shown
                .iter()
                .map(|places| output::state_table(places, command.lost, terminal::width(), style));
            tables.collect::<Vec<_>>().join("\n")
        }
    })?;
    Ok(if reports.whole { 0 } else { NOT_CHECKED })
}
