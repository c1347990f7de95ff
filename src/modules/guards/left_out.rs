//! What is told of modules and parts of them that are left out because they are not known.

use super::arguments::{is_of_flake, prefix};
use crate::eval::{Error, ErrorKind, Evaluator, Kind, Pos, Result, Unknown, Value};

/// Begins the note of a module that is not known.
pub(in crate::modules) const MODULE_LEFT_OUT: &str = "a module is left out";

/// How the embedded library ends the reason why a module is missing that would not matter: because its repository was looked
/// through, and as far as its name tells.
const KEEPS_NOTHING: [&str; 2] = ["; its modules keep nothing", SEEMS_TO_KEEP_NOTHING];
const SEEMS_TO_KEEP_NOTHING: &str = "; its modules seem to keep nothing";

/// Whether the modules that are missing for this reason would mount and persist nothing: those of an input that is known
/// for that, and of nixos-hardware, however it is named. A channel and a tarball have no entry in a lock file.
#[must_use]
pub fn keeps_nothing(reason: &str) -> bool {
    cause(reason) != reason || reason.to_ascii_lowercase().contains("nixos-hardware")
}

/// Whether that is a guess: what the configuration says of such modules may tell otherwise.
pub(in crate::modules) fn seems_to_keep_nothing(reason: &str) -> bool {
    reason.ends_with(SEEMS_TO_KEEP_NOTHING)
        && !reason.to_ascii_lowercase().contains("nixos-hardware")
}

/// The reason alone, without what the missing modules would keep.
pub(in crate::modules) fn cause(reason: &str) -> &str {
    KEEPS_NOTHING.iter().find_map(|end| reason.strip_suffix(end)).unwrap_or(reason)
}

/// Tells of what was left out below a prefix of options: an unknown part as a note, a failure as an error.
pub(super) fn tell<'a>(
    evaluator: &Evaluator<'a>,
    error: Error<'a>,
    what: &str,
    prefix: Vec<&'a str>,
) {
    match error.kind {
        ErrorKind::Unknown(unknown) => {
            lose(evaluator, unknown);
            if keeps_nothing(unknown.reason) {
                evaluator.leave_out(unknown.reason);
            } else {
                evaluator.mark_incomplete(prefix);
            }
            evaluator.note(format!("{what}: {}", unknown.reason), error.pos);
        }
        _ => {
            evaluator.mark_incomplete(prefix);
            evaluator.fail(error);
        }
    }
}

/// As [`tell`], of modules of the evaluation with these arguments. Modules of a flake make hosts, and what modules of NixOS
/// keep says nothing of them: whatever they may define is not known.
pub(super) fn tell_of_modules<'a>(
    ev: &Evaluator<'a>,
    error: Error<'a>,
    what: &str,
    args: Option<Value<'a>>,
) {
    match error.kind {
        ErrorKind::Unknown(unknown) if keeps_nothing(unknown.reason) && is_of_flake(ev, args) => {
            let reason = cause(unknown.reason);
            if let Kind::Unknown(unknown) = ev.unknown(reason, error.pos).kind() {
                lose(ev, unknown);
            }
            ev.leave_out(reason);
            ev.note(format!("{what}: {reason}"), error.pos);
        }
        _ => tell(ev, error, what, prefix(ev, args)),
    }
}

/// How long a reason may be to which others are added.
const MANY: usize = 200;

/// Remembers why a module is not known; of several, all.
fn lose<'a>(evaluator: &Evaluator<'a>, unknown: &'a Unknown<'a>) {
    let Some(before) = evaluator.lost() else { return evaluator.lose(unknown) };
    if before.reason.contains(cause(unknown.reason)) || before.reason.len() > MANY {
        return;
    }
    let all = format!("{}, or {}", cause(before.reason), cause(unknown.reason));
    if let Kind::Unknown(all) = evaluator.unknown(all, Pos::NONE).kind() {
        evaluator.lose(all);
    }
}

/// A part of a module that cannot be known defines nothing. One that fails is told by whoever asks for what it would define.
pub(super) fn nothing_defined<'a>(ev: &Evaluator<'a>, error: Error<'a>) -> Result<'a, ()> {
    if !matches!(error.kind, ErrorKind::Unknown(_)) {
        return Err(error);
    }
    tell(ev, error, "a part of a module is left out", Vec::new());
    Ok(())
}
