//! `--format FORMAT[=FILE]`: what a run is told as, and where.

use std::{ffi::OsStr, path::PathBuf};

use clap::{
    Arg, Command, Error, ValueEnum,
    builder::{PossibleValue, StringValueParser, TypedValueParser},
    error::ErrorKind,
};

use super::{print, project::Reports, terminal};
use crate::{
    check,
    output::{self, ci},
};

/// How `check` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// With the lines of the files, reasons and advice
    Full,
    /// One line for each finding
    Concise,
    /// For programs
    Json,
    /// For programs, one finding on each line
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// Code Quality of GitLab
    Gitlab,
    /// JUnit's XML
    Junit,
    /// Checkstyle's XML
    Checkstyle,
    /// Reviewdog's format
    Rdjson,
}

impl CheckFormat {
    /// Whether it is lines, which others can stand beside, and not one document.
    const fn is_lines(self) -> bool {
        matches!(self, Self::Full | Self::Concise | Self::Github)
    }

    /// The text of a run; with colours and the width of the terminal when it goes there.
    fn text(self, reports: &Reports, quiet: bool, to_stdout: bool) -> String {
        let summarized = |text: String| {
            let shown = reports.as_written();
            let summary =
                if quiet || shown.is_empty() { String::new() } else { output::summary(&shown) };
            text + &summary
        };
        match self {
            Self::Full => {
                let style = if to_stdout {
                    terminal::style(&std::io::stdout())
                } else {
                    output::Style::default()
                };
                let shown = reports.as_written();
                summarized(shown.iter().map(|places| output::full(places, style)).collect())
            }
            Self::Concise => summarized(reports.as_written().iter().map(output::concise).collect()),
            Self::Json => output::json(&reports.as_data()),
            Self::Jsonl => output::jsonl(&reports.as_data()),
            Self::Sarif => ci::sarif(&reports.in_repository()),
            Self::Github => ci::github(&reports.in_repository()),
            Self::Gitlab => ci::gitlab(&reports.in_repository()),
            Self::Junit => ci::junit(&reports.as_written()),
            Self::Checkstyle => ci::checkstyle(&reports.as_written()),
            Self::Rdjson => ci::rdjson(&reports.as_written()),
        }
    }
}

/// One output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    format: CheckFormat,
    /// Standard output when there is none.
    file: Option<PathBuf>,
}

/// Reads `sarif` and `sarif=FILE`.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = Output;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Output, Error> {
        let text = StringValueParser::new().parse_ref(command, arg, value)?;
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(file)),
            None => (text.as_str(), None),
        };
        let formats = clap::builder::EnumValueParser::<CheckFormat>::new();
        let format = formats.parse_ref(command, arg, OsStr::new(name))?;
        let file = match file {
            Some("") => {
                let message = format!("--format {name}= names no file\n");
                return Err(Error::raw(ErrorKind::InvalidValue, message).with_cmd(command));
            }
            Some("-") | None => None,
            Some(file) => Some(PathBuf::from(file)),
        };
        Ok(Output { format, file })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(
            CheckFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value),
        ))
    }
}

/// Whether the outputs can be told apart: a document stands alone, and a file is written once.
pub(super) fn validate(outputs: &[Output]) -> Result<(), String> {
    let printed: Vec<_> = outputs.iter().filter(|output| output.file.is_none()).collect();
    if let [_, _, ..] = printed.as_slice()
        && let Some(document) = printed.iter().find(|output| !output.format.is_lines())
    {
        let name = document.format.to_possible_value().map(|value| value.get_name().to_owned());
        let name = name.unwrap_or_default();
        return Err(format!(
            "--format {name} has to be the only one on the standard output; write it to a file \
             with --format {name}=FILE"
        ));
    }
    for (index, output) in outputs.iter().enumerate() {
        if let Some(file) = &output.file
            && outputs[..index].iter().any(|other| other.file.as_ref() == Some(file))
        {
            return Err(format!("two outputs go to {}", file.display()));
        }
    }
    Ok(())
}

/// Writes every output; says which cannot be written. Gives whether all could.
pub(super) fn write(outputs: &[Output], reports: &Reports, quiet: bool) -> bool {
    let mut whole = true;
    for output in outputs {
        let text = output.format.text(reports, quiet, output.file.is_none());
        let written = match &output.file {
            None => print::stdout(&text),
            Some(file) => {
                check::write_output(file, text.as_bytes()).map_err(|error| error.to_string())
            }
        };
        if let Err(message) = written {
            print::error(&message);
            whole = false;
        }
    }
    whole
}
