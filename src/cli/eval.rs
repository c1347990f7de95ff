//! `persist-lint eval`

use std::{io::Read as _, path::Path, sync::Arc};

use super::{
    arguments::{self, Eval},
    print, terminal,
};
use crate::{
    check::{self, Cache, Disk, Report},
    diagnostic::{Diagnostic, Severity},
    eval::{
        Evaluator, Kind, Pos, Program, Result as Evaluated, Settings, Story, Trees, Value,
        on_large_stack,
    },
    output::{self, Places},
    source::Files,
    syntax::{Sym, ir::Param},
};

/// Exit status when there is no value.
const FAILED: u8 = 1;

/// Why there is no value, and how it came about.
struct Failure {
    diagnostic: Diagnostic,
    story: Story,
}

pub(super) fn run(command: &Eval) -> Result<u8, String> {
    let here = std::env::current_dir().map_err(|error| format!("no current directory: {error}"))?;
    let path = attribute_path(&command.attr)?;
    let mut own = vec![check::repository(&here)];
    let file = match &command.what.file {
        Some(file) if file != Path::new("-") => {
            let file = check::nix_file(file).map_err(|error| error.to_string())?;
            own.push(check::repository(file.parent().unwrap_or(&file)));
            Some(file)
        }
        _ => None,
    };
    let nixpkgs = arguments::nixpkgs(command.nixpkgs.as_ref())?;
    let roots: Vec<_> = own.iter().chain(&nixpkgs).cloned().collect();
    let files = Arc::new(Files::new());
    let cache = command.cache.choice().map(|choice| Arc::new(Cache::new(&choice, [])));
    let trees = cache.clone().map(|cache| cache as Arc<dyn Trees>);
    let program = Program::new(Arc::clone(&files), Arc::new(Disk::new(roots)), &[])
        .with_trees(trees)
        .keeping(own.clone());
    let written = match (&command.what.expr, &file) {
        (Some(text), _) => Some(text.clone()),
        (None, Some(_)) => None,
        (None, None) => Some(stdin()?),
    };
    let source = written.map(|text| program.add(&here.join("<expression>"), &text, &[]));
    let search_path =
        nixpkgs.iter().map(|dir| ("nixpkgs".to_owned(), dir.to_string_lossy().into_owned()));
    let settings = Settings {
        search_path: search_path.collect(),
        search_path_complete: true,
        own: Some(check::repository(&here)),
        ..Settings::default()
    };
    // What is below them is shown before the steps through libraries.
    let is_own = |path: &Path| {
        own.iter().any(|dir| path.starts_with(dir))
            && !path.starts_with("/nix/store")
            && !nixpkgs.as_ref().is_some_and(|dir| path.starts_with(dir))
    };

    let result = on_large_stack(|| {
        Evaluator::run(&program, settings, |evaluator| {
            let value = match &source {
                Some(source) => evaluator.evaluate(evaluator.adopt(Arc::clone(source)), &[]),
                None => {
                    let file = file.clone().unwrap_or_default();
                    evaluator.import(&file.to_string_lossy(), Pos::NONE)
                }
            };
            let printed = value
                .and_then(|value| follow(evaluator, value, &path))
                .and_then(|value| as_text(evaluator, value, command));
            printed.map_err(|error| failure(evaluator, error, is_own))
        })
    });
    if let Some(cache) = cache {
        cache.save(&program);
    }
    let mut report = Report { files, root: here, whole: true, ..Report::default() };
    report.diagnostics = check::syntax_errors(&program.sources(), Path::new("/"));
    let places = Places::new(&report);
    let style = terminal::style(&std::io::stderr());
    if !report.diagnostics.is_empty() {
        print::stderr(output::full(&places, style).trim_end());
        print::stderr("\n");
        return Ok(FAILED);
    }
    match result {
        Ok(text) => {
            print::stdout(&(text + "\n"))?;
            Ok(0)
        }
        Err(failure) => {
            let mut text = output::one(&failure.diagnostic, &places, style);
            for step in steps(failure.story, &places) {
                text += &format!("  {}\n", output::escape(&step));
            }
            print::stderr(&text);
            Ok(FAILED)
        }
    }
}

fn stdin() -> Result<String, String> {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    read.map_err(|error| format!("cannot read stdin: {error}"))?;
    Ok(text)
}

/// The names of an attribute path; names in quotes may hold dots.
fn attribute_path(text: &str) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (name, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or("missing `\"` in --attr")?,
            None => rest.split_at(rest.find('.').unwrap_or(rest.len())),
        };
        names.push(name.to_owned());
        rest = match after.strip_prefix('.') {
            Some(next) if !next.is_empty() => next,
            None if after.is_empty() => "",
            _ => return Err(format!("`{text}` is no attribute path")),
        };
    }
    Ok(names)
}

/// The part of a value; functions on the way that need no arguments are called, as Nix does.
fn follow<'a>(
    evaluator: &Evaluator<'a>,
    value: Value<'a>,
    path: &[String],
) -> Evaluated<'a, Value<'a>> {
    let mut value = evaluator.force(value)?;
    for name in path {
        if let Kind::Lambda(closure) = value.kind()
            && let Param::Formals { formals, .. } = &evaluator.lambda(closure).param
            && formals.iter().all(|formal| formal.default.is_some())
        {
            value = evaluator.call(value, &[evaluator.set(Vec::new())], Pos::NONE)?;
        }
        let item = match (value.kind(), name.parse::<usize>()) {
            (Kind::List(list), Ok(index)) => list.items.get(index).copied(),
            _ => None,
        };
        value = match item {
            Some(item) => item,
            None => evaluator.select(value, Sym::new(name), value.pos())?,
        };
        value = evaluator.force(value)?;
    }
    Ok(value)
}

fn as_text<'a>(
    evaluator: &Evaluator<'a>,
    value: Value<'a>,
    command: &Eval,
) -> Evaluated<'a, String> {
    if command.json {
        return Ok(evaluator.to_json(value, true, value.pos())?.text.to_owned());
    }
    evaluator.print(value, command.strict)
}

fn failure<'a>(
    evaluator: &Evaluator<'a>,
    error: crate::eval::Error<'a>,
    is_own: impl Fn(&Path) -> bool,
) -> Box<Failure> {
    let program = evaluator.program();
    let mut story = evaluator.story(error, |pos| {
        program.span(pos).filter(|span| is_own(&program.files().path(span.file)))
    });
    let mut diagnostic = Diagnostic::new(error.kind.as_str(), Severity::Error, error.message);
    diagnostic.span = story.place.or_else(|| story.raised.take());
    Box::new(Failure { diagnostic, story })
}

/// How the error came about, a line each.
fn steps(story: Story, places: &Places<'_>) -> Vec<String> {
    let at = |step: &str, span| format!("{step} at {}", places.short(span));
    let raised = story.raised.map(|span| at("raised", span));
    let own = story.own.iter().map(|(step, span)| at(step, *span));
    let folded = match story.folded {
        0 => None,
        1 => Some("and 1 more step".to_owned()),
        count => Some(format!("and {count} more steps")),
    };
    raised.into_iter().chain(own).chain(story.contexts).chain(folded).collect()
}
