//! `persist-lint completions` and `persist-lint man`

use clap::{CommandFactory as _, ValueEnum};
use clap_complete::{Generator, Shell, generate};

use super::{
    arguments::{Arguments, Completions, Man},
    print,
};
use crate::check;

/// A shell that completions can be made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ShellName {
    Bash,
    Zsh,
    Fish,
    Elvish,
    #[value(name = "powershell")]
    PowerShell,
    Nushell,
}

const NAME: &str = env!("CARGO_PKG_NAME");

pub(super) fn completions(command: &Completions) -> Result<u8, String> {
    let text = match command.shell {
        ShellName::Bash => completion(Shell::Bash),
        ShellName::Zsh => completion(Shell::Zsh),
        ShellName::Fish => completion(Shell::Fish),
        ShellName::Elvish => completion(Shell::Elvish),
        ShellName::PowerShell => completion(Shell::PowerShell),
        ShellName::Nushell => completion(clap_complete_nushell::Nushell),
    };
    print::stdout(&String::from_utf8_lossy(&text))?;
    Ok(0)
}

fn completion(shell: impl Generator) -> Vec<u8> {
    let mut text = Vec::new();
    generate(shell, &mut Arguments::command(), NAME, &mut text);
    text
}

/// The page of the program, or the pages of all commands in a directory.
pub(super) fn man(command: &Man) -> Result<u8, String> {
    let program = Arguments::command();
    match &command.output {
        Some(dir) => {
            check::make_directory(dir).map_err(|error| error.to_string())?;
            clap_mangen::generate_to(program, dir)
                .map_err(|error| format!("cannot write to {}: {error}", dir.display()))?;
        }
        None => {
            let mut text = Vec::new();
            let rendered = clap_mangen::Man::new(program).render(&mut text);
            rendered.map_err(|error| format!("cannot make the page: {error}"))?;
            print::stdout(&String::from_utf8_lossy(&text))?;
        }
    }
    Ok(0)
}
