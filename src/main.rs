//! The `persist-lint` command.

fn main() -> std::process::ExitCode {
    persist_lint::cli::run(std::env::args_os())
}
