//! `persist-lint rules`

use super::{
    arguments::{Rules, RulesFormat},
    print, terminal,
};
use crate::output::rules;

pub(super) fn run(command: &Rules) -> Result<u8, String> {
    print::stdout(&match command.format {
        RulesFormat::Table => rules::table(terminal::width(), terminal::style(&std::io::stdout())),
        RulesFormat::Json => rules::json(),
        RulesFormat::Markdown => rules::markdown(),
    })?;
    Ok(0)
}
