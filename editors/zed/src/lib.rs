//! Runs the `persist-lint` on PATH as a language server.

use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

struct PersistLint;

impl zed::Extension for PersistLint {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let command = worktree.which("persist-lint").ok_or("there is no persist-lint on PATH")?;
        Ok(Command { command, args: vec!["lsp".to_owned()], env: worktree.shell_env() })
    }
}

zed::register_extension!(PersistLint);
