//! What serves shells and editors: `completions`, `man`, `lsp`.

use std::path::PathBuf;

use clap::Args;

use super::super::shell::ShellName;

/// Print what makes a shell complete the command line
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint completions bash > /etc/bash_completion.d/persist-lint
  persist-lint completions fish > ~/.config/fish/completions/persist-lint.fish")]
pub(in crate::cli) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(in crate::cli) shell: ShellName,
}

/// Print the manual page, or write the pages of all commands
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint man | man -l -
  persist-lint man --output ~/.local/share/man/man1")]
pub(in crate::cli) struct Man {
    /// The directory to write all pages to
    #[arg(long, short, value_name = "DIR")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// Serve an editor, over standard input and output
///
/// It speaks the Language Server Protocol, version 3.17. Settings are the section `persist-lint` of the editor's, or its initialization options: `mode`,
/// `nixpkgs`, `config`, `hosts`, `overrideInput`, `overrideFlake`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint lsp                       as an editor runs it")]
pub(in crate::cli) struct Lsp {
    /// Accepted for editors that pass it; there is no other way to talk
    #[arg(long, hide = true)]
    pub(in crate::cli) stdio: bool,
}
